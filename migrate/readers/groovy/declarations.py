"""Variables, methods, imports and classes."""

from __future__ import annotations

from collections.abc import Callable

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.lookahead import CLASSES
from migrate.readers.groovy.operators import Operators

_INTERFACES = frozenset(("interface", "@interface"))


class Declarations(Operators):
    """Reads what introduces names."""

    class_name = ""
    """The name of the class around: a method of that name is a constructor."""

    def sequence(self, read: Callable[[], tree.Statement], stops: frozenset[str]) -> list[tree.Statement]:
        raise NotImplementedError

    def block(self) -> tree.Block:
        raise NotImplementedError

    def modified(self) -> tree.Statement:
        """What begins with a modifier or an annotation."""
        first, start = self.p, self.starts[self.p]
        words, annotations = self.modifiers()
        kind = self.kinds[self.p]
        if kind in CLASSES or kind == "@":
            return self.class_definition(start, words, annotations)
        if kind == "import" and not words:
            return self.import_statement(annotations)
        if kind == "(" and "def" in words:
            return self._declare_together(start, words, annotations)
        if kind == "<":
            self.type_arguments()
        elif not self.declaration_ahead(first) and self.class_kind != "@interface" and not self._constructor_ahead():
            raise self.fail()
        return self._typed(start, words, annotations)

    def declaration(self) -> tree.Statement:
        """What begins with a type."""
        return self._typed(self.starts[self.p], [], [])

    def _typed(self, start: int, words: list[str], annotations: list[tree.Annotation]) -> tree.Statement:
        """`[type] name …`"""
        type_name = self.optional_type()
        if type_name is None and self.class_kind == "@interface":
            raise self.fail("a member of an annotation has a type")
        if self.kinds[self.p + 1] == "(" and self.kinds[self.p] in ("id", "string"):
            return self._method(start, words, annotations, type_name)
        names, values = [self.name()], [self.initial()]
        while self.take(","):
            self.skip_newline()
            names.append(self.name())
            values.append(self.initial())
        return tree.Declare(start, self.end(), words, annotations, type_name, names, values)

    def _declare_together(self, start: int, words: list[str], annotations: list[tree.Annotation]) -> tree.Statement:
        """`def (a, int b) = f()`"""
        self.expect("(")
        names = [self._typed_name()]
        while self.take(","):
            names.append(self._typed_name())
        self.expect(")")
        self.expect("=")
        self.skip_newline()
        value = self.expression()
        return tree.Declare(start, self.end(), words, annotations, None, names, [value], together=True)

    def _typed_name(self) -> str:
        if self.type_stands_here():
            self.type_name()
        return self.name()

    # ---- methods -------------------------------------------------------------------------------------------------

    def _method(
        self, start: int, words: list[str], annotations: list[tree.Annotation], type_name: tree.TypeName | None
    ) -> tree.Statement:
        name = self._method_name()
        is_constructor = name == self.class_name and type_name is None
        if name == self.class_name and not is_constructor:
            raise ParseError(f"«{name}» is the class's name: a constructor has no type", start)
        self.expect("(")
        parameters = self.parameters(")")
        self._throws()
        default = self._annotation_default()
        body = self._method_body(is_constructor)
        if self.class_kind == "@interface" and parameters:
            raise ParseError("a member of an annotation has no parameters", parameters[0].start)
        if default is None:
            self._check_method(start, words, is_constructor, body)
        return tree.Method(start, self.end(), name, words, annotations, type_name, parameters, body)

    def _method_name(self) -> str:
        self.p += 1
        return self.words[self.p - 1] if self.kinds[self.p - 1] == "id" else self._decoded(self.p - 1)

    def _throws(self) -> None:
        if self.take_after_newline("throws"):
            self.skip_newline()
            self.qualified()
            while self.take(","):
                self.skip_newline()
                self.qualified()

    def _annotation_default(self) -> tree.Expression | None:
        """`String value() default ""` in an annotation type."""
        if not (self.class_kind == "@interface" and self.take_after_newline("default")):
            return None
        self.skip_newline()
        return self._annotation_value()

    def _method_body(self, is_constructor: bool) -> tree.Block | None:
        if self.kinds[self.after_newline(self.p)] != "{":
            return None
        self.skip_newline()
        return self._constructor_body() if is_constructor else self.block()

    def _check_method(self, start: int, words: list[str], is_constructor: bool, body: tree.Block | None) -> None:
        needs_none = "abstract" in words or self.class_kind in _INTERFACES
        if is_constructor and not {"static", "final", "abstract", "native"}.isdisjoint(words):
            raise ParseError(f"a constructor can't be {' '.join(words)}", start)
        if "volatile" in words:
            raise ParseError("a method can't be volatile", start)
        if body is None and (is_constructor or not needs_none):
            raise ParseError("a method has no body", start)
        if body is not None and needs_none:
            raise ParseError("an abstract method has a body", start)

    def _constructor_body(self) -> tree.Block:
        """A block that may begin with `this(…)` or `super(…)`."""
        start = self.expect("{")
        self.deeper()
        self.skip_newline()
        body: list[tree.Statement] = []
        if self.kinds[self.p] in ("this", "super") and self.kinds[self.p + 1] == "(":
            body.append(self._constructor_call())
        body += self.block_body()
        self.expect("}")
        self.depth -= 1
        return tree.Block(start, self.end(), body)

    def _constructor_call(self) -> tree.Statement:
        function = self.primary()
        self.expect("(")
        arguments = self.arguments(")")
        call = tree.Call(function.start, self.end(), function, arguments)
        if self.kinds[self.p] not in ("newline", ";", "}"):
            raise self.fail()
        return tree.Evaluate(call.start, call.end, call)

    # ---- imports -------------------------------------------------------------------------------------------------

    def import_statement(self, annotations: list[tree.Annotation]) -> tree.Statement:
        start = annotations[0].start if annotations else self.starts[self.p]
        self.expect("import")
        static = self.take("static")
        name, alias = self.qualified(), None
        if self.take("."):
            self.skip_newline()
            self.expect("*")
            name += ".*"
        elif self.take("as"):
            self.skip_newline()
            alias = self.name()
        return tree.Import(start, self.end(), name, alias, static, annotations)

    # ---- classes -------------------------------------------------------------------------------------------------

    def class_definition(
        self, start: int, words: list[str], annotations: list[tree.Annotation]
    ) -> tree.ClassDefinition:
        kind = "@interface" if self.take("@") else self.kinds[self.p]
        self.p += 1
        name = self.name()
        if self.kinds[self.after_newline(self.p)] == "<":
            self.skip_newline()
            self.type_arguments()
        parents = self._parents("extends") + self._parents("implements")
        self.skip_newline()
        body = self.class_body(kind, name)
        constants = [one.name for one in body if isinstance(one, tree.EnumConstant)]
        return tree.ClassDefinition(start, self.end(), kind, name, words, annotations, parents, body, constants)

    def _parents(self, keyword: str) -> list[tree.TypeName]:
        if not self.take_after_newline(keyword):
            return []
        self.skip_newline()
        found = [self.type_name()]
        while self.take(","):
            self.skip_newline()
            found.append(self.type_name())
        return found

    def class_body(self, kind: str, name: str) -> list[tree.Statement]:
        self.expect("{")
        self.deeper()
        outer = self.class_name, self.class_kind
        self.class_name, self.class_kind = name, kind
        around, self.around = self.around, ()
        body: list[tree.Statement] = []
        if kind == "enum":
            self._enum_constants(body)
        body += self.sequence(self._member_definition, frozenset())
        self.class_name, self.class_kind = outer
        self.expect("}")
        self.depth, self.around = self.depth - 1, around
        return body

    def _member_definition(self) -> tree.Statement:
        kind, start = self.kinds[self.p], self.starts[self.p]
        if kind == "{" and self.class_kind not in _INTERFACES:
            return self.block()
        if kind == "static" and self.kinds[self.after_newline(self.p + 1)] == "{":
            self.p += 1
            self.skip_newline()
            body = self.block()
            return tree.Block(start, body.end, body.body)
        if kind in CLASSES:
            return self.class_definition(start, [], [])
        if self._constructor_ahead():
            return self._method(start, [], [], None)
        if self.declaration_ahead() or self.after_modifiers(self.p) > self.p or kind == "@":
            return self.modified()
        raise self.fail()

    def _constructor_ahead(self) -> bool:
        return self.words[self.p] == self.class_name and self.kinds[self.p + 1] == "("

    def _enum_constants(self, body: list[tree.Statement]) -> None:
        self.skip_newline()
        while self._enum_constant_ahead():
            body.append(self._enum_constant())
            if not self.take_after_newline(","):
                return
            self.skip_newline()

    def _enum_constant_ahead(self) -> bool:
        index = self.after_annotations(self.p)
        if self.kinds[index] != "id":
            return False
        follows = self.kinds[self.after_newline(index + 1)]
        return self.kinds[index + 1] in ("(", "{", "newline") or follows in (";", ",", "}")

    def _enum_constant(self) -> tree.Statement:
        start = self.starts[self.p]
        _, annotations = self.modifiers()
        name = self.name()
        arguments = self.arguments(")") if self.take("(") else []
        body = self.class_body("class", "") if self.kinds[self.p] == "{" else None
        return tree.EnumConstant(start, self.end(), name, annotations, arguments, body)
