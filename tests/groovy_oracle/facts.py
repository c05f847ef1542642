"""What stands in our syntax tree, in the words of Facts.java, so that the two can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from migrate.readers.groovy import tree

_STATEMENTS: dict[type[tree.Node], str] = {
    tree.Evaluate: "ExpressionStatement",
    tree.If: "IfStatement",
    tree.While: "WhileStatement",
    tree.For: "ForStatement",
    tree.ForIn: "ForStatement",
    tree.Switch: "SwitchStatement",
    tree.Try: "TryCatchStatement",
    tree.Return: "ReturnStatement",
    tree.Throw: "ThrowStatement",
    tree.Assert: "AssertStatement",
}


def facts_of(script: tree.Script) -> Counter[str]:
    """How often each fact stands in a script."""
    reader = _Facts()
    reader.each(script.statements)
    return reader.found


class _Facts:
    def __init__(self) -> None:
        self.found: Counter[str] = Counter()

    def add(self, kind: str, detail: object = "") -> None:
        text = str(detail).replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        self.found[f"{kind} {text}"] += 1

    def each(self, nodes: Iterable[tree.Node | str | None]) -> None:
        for node in nodes:
            if isinstance(node, tree.Node):
                self.visit(node)

    def visit(self, node: tree.Node) -> None:
        if type(node) in _STATEMENTS:
            self.add("statement", _STATEMENTS[type(node)])
        special = _SPECIAL.get(type(node))
        if special is not None:
            special(self, node)
        else:
            self.each(children(node))

    # ---- expressions ---------------------------------------------------------------------------------------------

    def constant(self, node: tree.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self.add("constant", str(value).lower())
        elif isinstance(value, str):
            self.add("text", value)
        elif isinstance(value, int):
            self.add("number", value)

    def gstring(self, node: tree.GString) -> None:
        self.add("gstring", sum(not isinstance(part, str) for part in node.parts))
        for part in node.parts:
            if isinstance(part, str):
                self.add("text", part)
            elif isinstance(part, tree.Closure) and part.parameters is None:
                self.add("call", "call")
                self.add("closure", "()")
                self.each(part.body)
            else:
                self.visit(part)

    def call(self, node: tree.Call) -> None:
        function = node.function
        if isinstance(function, tree.Name) and function.name in ("this", "super"):
            self.add("new", "special")
        elif isinstance(function, tree.Name):
            self.add("call", function.name + _keys(node.arguments))
        elif isinstance(function, tree.Property) and not function.operator.endswith(("@", "&")):
            name = function.name if isinstance(function.name, str) else _plain(function.name)
            self.add("safe call" if function.operator == "?." else "call", (name or "*") + _keys(node.arguments))
            self.visit(function.object)
            self.each([] if name else [function.name])
        elif isinstance(function, tree.GString) or (
            isinstance(function, tree.Constant) and isinstance(function.value, str)
        ):
            name = _plain(function)
            self.add("call", (name or "*") + _keys(node.arguments))
            self.each([] if name else [function])
        else:
            self.add("call", "call" + _keys(node.arguments))
            self.visit(function)
        self.each(node.arguments)

    def property(self, node: tree.Property) -> None:
        if node.operator.endswith("&"):
            self.add("pointer")
            self.each([node.object, node.name if isinstance(node.name, tree.Node) else tree.Constant(0, 0, node.name)])
            return
        name = node.name if isinstance(node.name, str) else _plain(node.name)
        self.add("safe property" if node.operator not in (".", ".@") else "property", name or "*")
        self.visit(node.object)
        self.each([] if name else [node.name])

    def unary(self, node: tree.Unary) -> None:
        operand = node.operand
        if node.operator == "-" and isinstance(operand, tree.Constant) and isinstance(operand.value, int):
            self.add("number", -operand.value)
            return
        names = {"!": "not", "++": "prefix", "--": "prefix"}
        if node.operator in names:
            self.add(names[node.operator], node.operator if node.operator != "!" else "")
        self.visit(operand)

    def binary(self, node: tree.Binary) -> None:
        if node.operator in ("..", "..<"):
            self.add("range", str(node.operator == "..").lower())
        else:
            self.add("operator", node.operator)
        self.each([node.left, node.right])

    def assign(self, node: tree.Assign) -> None:
        self.add("operator", node.operator)
        if isinstance(node.target, tree.ListLiteral):
            self.each(node.target.items)
        else:
            self.visit(node.target)
        self.visit(node.value)

    def cast(self, node: tree.Cast) -> None:
        if node.operator == "instanceof":
            self.add("operator", node.operator)
        else:
            self.add("cast")
        self.visit(node.value)

    def ternary(self, node: tree.Ternary) -> None:
        self.add("choice" if node.then is not None else "elvis")
        self.each([node.condition, node.then, node.otherwise])

    def index(self, node: tree.Index) -> None:
        self.add("operator", "[")
        self.visit(node.object)
        self.items(node.arguments)

    def items(self, items: Iterable[tree.Node]) -> None:
        """What an index or list holds: several, spread or no values are a list of their own in an index."""
        values = list(items)
        if len(values) != 1 and not any(isinstance(value, tree.Entry) for value in values):
            self.add("list", len(values))
        self.each(values)

    def list(self, node: tree.ListLiteral) -> None:
        self.add("list", len(node.items))
        self.each(node.items)

    def new(self, node: tree.New) -> None:
        if not node.type.dimensions:
            self.add("new")
        if node.body is not None:
            self.add("class")
        self.each(node.arguments)
        for member in node.body or []:
            self.member(member, "")

    def entry(self, node: tree.Entry) -> None:
        """The compiler's visitor goes through a spread map twice, as key and as value."""
        self.each([node.key or node.value, node.value])

    def closure(self, node: tree.Closure) -> None:
        no_arguments = node.parameters == []  # `{ -> … }`
        self.add("closure", "" if no_arguments else self.parameters(node.parameters or []))
        self.each(node.body)

    def spread(self, node: tree.Spread) -> None:
        self.add("spread")
        self.visit(node.value)

    def postfix(self, node: tree.Postfix) -> None:
        self.add("postfix", node.operator)
        self.visit(node.operand)

    # ---- statements ----------------------------------------------------------------------------------------------

    def parameters(self, parameters: list[tree.Parameter]) -> str:
        self.each(parameter.default for parameter in parameters)
        return f"({','.join(parameter.name for parameter in parameters)})"

    def declare(self, node: tree.Declare) -> None:
        for name in node.names:
            self.add("declare", name)
        for _ in node.names if not node.together else node.names[:1]:
            self.add("statement", "ExpressionStatement")
        self.each(node.values)

    def for_in(self, node: tree.ForIn) -> None:
        self.add("loop", node.parameter.name)
        self.each([node.items, node.body])

    def counting(self, node: tree.For) -> None:
        for one in node.initial:
            self.found["statement ExpressionStatement"] -= 1
            self.visit(one)
        self.each([node.condition, *node.update, node.body])

    def case(self, node: tree.Case) -> None:
        if node.value is not None:
            self.add("statement", "CaseStatement")
        self.each([node.value, *node.body])

    def catch(self, node: tree.Catch) -> None:
        for _ in node.types or [None]:
            self.add("catch", node.name)
            self.visit(node.body)

    def jump(self, node: tree.Jump) -> None:
        self.add("statement", f"{node.keyword.capitalize()}Statement")

    def class_definition(self, node: tree.ClassDefinition) -> None:
        if node.kind == "enum":
            return
        self.add("class", node.name)
        for member in node.body:
            self.member(member, node.name)

    def member(self, node: tree.Statement, class_name: str) -> None:
        if isinstance(node, tree.Declare):
            for name in node.names:
                self.add("field", name)
            self.each(node.values)
        elif isinstance(node, tree.Method) and node.name == class_name:
            self.add("constructor", self.parameters(node.parameters))
            self.each(node.body.body if node.body else [])
        else:
            self.visit(node)

    def method(self, node: tree.Method) -> None:
        self.add("method", node.name + self.parameters(node.parameters))
        self.each([node.body])


def children(node: tree.Node) -> Iterable[tree.Node]:
    """The nodes directly below, annotations and types left out."""
    for name in type(node).__dataclass_fields__:
        value = getattr(node, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, tree.Node) and not isinstance(one, tree.Annotation | tree.TypeName):
                yield one


def _keys(arguments: list[tree.Expression | tree.Entry]) -> str:
    """The named arguments: `f(a: 1)` and `f([a: 1])` are one."""
    entries = [one for one in arguments if isinstance(one, tree.Entry)]
    if not entries and arguments and isinstance(arguments[0], tree.MapLiteral):
        entries = arguments[0].entries
    elif not entries:
        return ""
    return f"[{','.join(sorted((_plain(one.key) or '*') if one.key else '*' for one in entries))}]"


def _plain(node: tree.Node) -> str:
    return str(node.value) if isinstance(node, tree.Constant) else ""


_SPECIAL: dict[type[tree.Node], Callable[..., None]] = {
    tree.Constant: _Facts.constant,
    tree.GString: _Facts.gstring,
    tree.Name: lambda facts, node: facts.add("variable", node.name),
    tree.Call: _Facts.call,
    tree.Property: _Facts.property,
    tree.Unary: _Facts.unary,
    tree.Binary: _Facts.binary,
    tree.Assign: _Facts.assign,
    tree.Cast: _Facts.cast,
    tree.Ternary: _Facts.ternary,
    tree.Index: _Facts.index,
    tree.ListLiteral: _Facts.list,
    tree.New: _Facts.new,
    tree.Closure: _Facts.closure,
    tree.Entry: _Facts.entry,
    tree.Spread: _Facts.spread,
    tree.Postfix: _Facts.postfix,
    tree.Declare: _Facts.declare,
    tree.ForIn: _Facts.for_in,
    tree.For: _Facts.counting,
    tree.Case: _Facts.case,
    tree.Catch: _Facts.catch,
    tree.Jump: _Facts.jump,
    tree.Method: _Facts.method,
    tree.ClassDefinition: _Facts.class_definition,
    tree.Annotation: lambda facts, node: None,
}
