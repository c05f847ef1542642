"""A syntax tree in one line: near to Groovy, with brackets around every operation, and unlike for unlike trees."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.readers.groovy import tree

_WORDS = {"True": "true", "False": "false", "None": "null"}


def shown(nodes: Iterable[tree.Node]) -> str:
    """Statements, one after the other."""
    return "; ".join(show(node) for node in nodes)


def show(node: tree.Node | None) -> str:
    match node:
        case None:
            return "-"
        case tree.Evaluate() | tree.Declare() | tree.Method() | tree.ClassDefinition() | tree.EnumConstant():
            return _declared(node)
        case tree.Name(name=name):
            return name
        case tree.Constant(value=value):
            return _WORDS.get(str(value), repr(value)) if isinstance(value, bool | None) else repr(value)
        case tree.GString(parts=parts):
            return "g" + "+".join(repr(part) if isinstance(part, str) else f"<{show(part)}>" for part in parts)
        case tree.ListLiteral(items=items):
            return f"[{_row(items)}]"
        case tree.MapLiteral(entries=entries):
            return f"[{_row(entries) or ':'}]"
        case tree.Entry(key=key, value=value):
            return f"{'*' if key is None else show(key)}: {show(value)}"
        case tree.Binary(operator=operator, left=left, right=right):
            return f"({show(left)} {operator} {show(right)})"
        case tree.Assign(operator=operator, target=left, value=right):
            return f"({show(left)} {operator} {show(right)})"
        case tree.Unary(operator=operator, operand=operand):
            return f"({operator}{show(operand)})"
        case tree.Postfix(operator=operator, operand=operand):
            return f"({show(operand)}{operator})"
        case tree.Ternary(condition=condition, then=None, otherwise=otherwise):
            return f"({show(condition)} ?: {show(otherwise)})"
        case tree.Ternary(condition=condition, then=then, otherwise=otherwise):
            return f"({show(condition)} ? {show(then)} : {show(otherwise)})"
        case tree.Cast(operator=operator, value=operand, type=type_name):
            return f"({show(operand)} {operator} {show(type_name)})"
        case tree.Property(object=owner, operator=operator, name=name):
            return f"{show(owner)}{operator}{name if isinstance(name, str) else f'<{show(name)}>'}"
        case tree.Index(object=owner, arguments=arguments):
            return f"{show(owner)}[{_row(arguments)}]"
        case tree.Call(function=function, arguments=arguments, command=command):
            return f"{show(function)}{' ' if command else ''}({_row(arguments)})"
        case tree.New(type=type_name, arguments=arguments, body=body):
            return f"new {show(type_name)}({_row(arguments)})" + ("" if body is None else f" {{{shown(body)}}}")
        case tree.Spread(value=spread):
            return f"*{show(spread)}"
        case tree.Closure(parameters=parameters, body=body):
            return f"{{{'' if parameters is None else f'{_row(parameters)} -> '}{shown(body)}}}"
        case _:
            return _small(node)


def _row(nodes: Iterable[tree.Node]) -> str:
    return ", ".join(show(node) for node in nodes)


def _before(modifiers: Iterable[str], annotations: Iterable[tree.Annotation]) -> str:
    return "".join(f"{word} " for word in (*(show(one) for one in annotations), *modifiers))


def _small(node: tree.Node) -> str:
    match node:
        case tree.TypeName(name=name, arguments=arguments, dimensions=dimensions):
            return name + (f"<{_row(arguments)}>" if arguments else "") + "[]" * dimensions
        case tree.Annotation(name=name, arguments=arguments):
            return f"@{name}({_row(arguments)})"
        case tree.Parameter(name=name, type=type_name, default=default, varargs=varargs, annotations=annotations):
            kind = "" if type_name is None else show(type_name) + ("... " if varargs else " ")
            return _before((), annotations) + kind + name + ("" if default is None else f" = {show(default)}")
        case tree.Opaque():
            return "???"
        case _:
            return _statement(node)


def _declared(node: tree.Node) -> str:
    match node:
        case tree.Evaluate(expression=expression):
            return show(expression)
        case tree.Declare(names=names, values=values, together=together):
            before = _before(node.modifiers, node.annotations) + ("" if node.type is None else f"{show(node.type)} ")
            if together:
                return f"{before}({', '.join(names)}) = {', '.join(show(value) for value in values)}"
            pairs = zip(names, values, strict=True)
            return before + ", ".join(name + ("" if value is None else f" = {show(value)}") for name, value in pairs)
        case tree.Method(name=name, parameters=parameters, body=body):
            before = _before(node.modifiers, node.annotations) + ("" if node.type is None else f"{show(node.type)} ")
            return f"{before}{name}({_row(parameters)})" + ("" if body is None else f" {show(body)}")
        case tree.ClassDefinition(kind=kind, name=name, parents=parents, body=body, constants=constants):
            before = _before(node.modifiers, node.annotations)
            names = f" [{' '.join(constants)}]" if constants else ""
            return f"{before}{kind} {name}{' : ' if parents else ''}{_row(parents)}{names} {{{shown(body)}}}"
        case tree.EnumConstant(name=name, annotations=annotations, arguments=arguments, body=body):
            return f"{_before((), annotations)}{name}({_row(arguments)})" + (
                "" if body is None else f" {{{shown(body)}}}"
            )
        case _:
            raise AssertionError(node)


def _statement(node: tree.Node) -> str:
    match node:
        case tree.Block(body=body):
            return f"{{{shown(body)}}}"
        case tree.If(condition=condition, then=then, otherwise=otherwise):
            return f"if ({show(condition)}) {show(then)}" + ("" if otherwise is None else f" else {show(otherwise)}")
        case tree.While(condition=condition, body=body):
            return f"while ({show(condition)}) {show(body)}"
        case tree.ForIn(parameter=parameter, items=items, body=body):
            return f"for ({show(parameter)} in {show(items)}) {show(body)}"
        case tree.For(initial=initial, condition=condition, update=update, body=body):
            return f"for ({shown(initial)}; {show(condition)}; {_row(update)}) {show(body)}"
        case tree.Switch(value=value, cases=cases):
            return f"switch ({show(value)}) {{{' '.join(show(case) for case in cases)}}}"
        case tree.Case(value=None, body=body):
            return f"default: {shown(body)}"
        case tree.Case(value=value, body=body):
            return f"case {show(value)}: {shown(body)}"
        case tree.Try(body=body, catches=catches, last=last):
            parts = [f"try {show(body)}", *map(show, catches), *([] if last is None else [f"finally {show(last)}"])]
            return " ".join(parts)
        case tree.Catch(types=types, name=name, body=body):
            return f"catch ({' | '.join(show(one) for one in types)} {name}) {show(body)}"
        case tree.Return(value=value):
            return "return" if value is None else f"return {show(value)}"
        case tree.Throw(value=value):
            return f"throw {show(value)}"
        case tree.Jump(keyword=keyword, label=label):
            return keyword if label is None else f"{keyword} {label}"
        case tree.Assert(condition=condition, message=message):
            return f"assert {show(condition)}" + ("" if message is None else f" : {show(message)}")
        case tree.Labelled(label=label, statement=statement):
            return f"{label}: {show(statement)}"
        case tree.Synchronized(lock=lock, body=body):
            return f"synchronized ({show(lock)}) {show(body)}"
        case tree.Import(name=name, alias=alias, static=static, annotations=annotations):
            word = "import static" if static else "import"
            return f"{_before((), annotations)}{word} {name}" + ("" if alias is None else f" as {alias}")
        case tree.Package(name=name):
            return f"package {name}"
        case _:
            raise AssertionError(node)
