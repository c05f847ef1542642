"""Variables, methods and classes."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.expressions import Expressions
from migrate.readers.groovy.types import MODIFIERS

_CLASSES = frozenset({"class", "interface", "enum"})


class Declarations(Expressions):
    """Reads what introduces names."""

    def _block(self) -> tree.Block:
        raise NotImplementedError

    def declaration(self, class_name: str = "") -> tree.Statement | None:
        """A declaration at this place, or None with the place unchanged. Raises ParseError inside of one."""
        kind = self.kinds[self.p]
        start = self.starts[self.p]
        if kind in MODIFIERS or kind == "@" or kind in _CLASSES or self._is_trait():
            modifiers, annotations = self.modifiers()
            return self._modified(start, modifiers, annotations, class_name)
        if kind == "<":
            self.type_arguments()
            return self._typed(start, [], [], class_name)
        if kind != "id":
            return None
        if class_name and self.values[self.p] == class_name and self.kinds[self.p + 1] == "(":
            return self._method(start, self.name(), [], [], None)
        return self._undecorated(start, class_name)

    def _is_trait(self) -> bool:
        return self.values[self.p] == "trait" and self.kinds[self.p + 1] == "id" and self.kinds[self.p] == "id"

    def _modified(
        self, start: int, modifiers: list[str], annotations: list[tree.Annotation], class_name: str
    ) -> tree.Statement:
        kind = self.kinds[self.p]
        if kind in _CLASSES or kind == "@" or self._is_trait():
            return self.class_definition(start, modifiers, annotations)
        if kind == "import" and not modifiers:
            return self.import_statement(annotations)
        if kind == "package" and not modifiers:
            self.p += 1
            return tree.Package(start, self.end(), self.qualified())
        if kind == "(" and modifiers:
            return self._together(start, modifiers, annotations)
        if kind == "{" and modifiers == ["static"]:
            return self._block()
        if kind == "<":
            self.type_arguments()
        if class_name and self.values[self.p] == class_name and self.kinds[self.p + 1] == "(":
            return self._method(start, self.name(), modifiers, annotations, None)
        return self._typed(start, modifiers, annotations, class_name)

    def _together(self, start: int, modifiers: list[str], annotations: list[tree.Annotation]) -> tree.Statement:
        """`def (a, b) = f()`"""
        self.expect("(")
        names = [self.parameter().name]
        while self.take(","):
            names.append(self.parameter().name)
        self.expect(")")
        values: list[tree.Expression | None] = []
        if self.take("="):
            self.skip_newlines()
            values.append(self.command_expression())
        return tree.Declare(start, self.end(), modifiers, annotations, None, names, values, together=True)

    def _typed(
        self, start: int, modifiers: list[str], annotations: list[tree.Annotation], class_name: str
    ) -> tree.Statement:
        """`[type] name …` after modifiers or annotations."""
        type_name = None
        if self.kinds[self.p] == "id" and self.kinds[self.p + 1] in ("id", ".", "<", "[", "string"):
            type_name = self.attempt_type()
        if self.kinds[self.p] == "string" and self.kinds[self.p + 1] == "(":
            self.p += 1
            return self._method(start, str(self.values[self.p - 1]), modifiers, annotations, type_name)
        name = self.name()
        if self.kinds[self.p] == "(":
            return self._method(start, name, modifiers, annotations, type_name)
        return self._variables(start, name, modifiers, annotations, type_name)

    def _undecorated(self, start: int, class_name: str) -> tree.Statement | None:
        """`Type name …` without any modifier. `x.y z: 1` and `echo foo` are calls."""
        if self.kinds[self.p + 1] not in ("id", ".", "<", "["):
            return None
        place, depth = self.p, self.depth
        kinds, starts = self.kinds[place : place + 40], self.starts[place : place + 40]
        type_name = self.attempt_type()
        follows = self.kinds[self.p]
        if type_name is None or follows != "id" or not self.is_declared_type(type_name):
            self.restore(place, depth, kinds, starts)
            return None
        after = self.kinds[self.p + 1]
        if after == ":" or (after in ("id", "string", "gstring", "num", ".", "{") and not class_name):
            self.restore(place, depth, kinds, starts)
            return None
        return self._typed_known(start, type_name)

    def _typed_known(self, start: int, type_name: tree.TypeName) -> tree.Statement:
        name = self.name()
        if self.kinds[self.p] == "(":
            return self._method(start, name, [], [], type_name)
        return self._variables(start, name, [], [], type_name)

    def _variables(
        self,
        start: int,
        first: str,
        modifiers: list[str],
        annotations: list[tree.Annotation],
        type_name: tree.TypeName | None,
    ) -> tree.Statement:
        names, values = [first], [self._initial()]
        while self.kinds[self.p] == ",":
            self.p += 1
            self.skip_newlines()
            names.append(self.name())
            values.append(self._initial())
        return tree.Declare(start, self.end(), modifiers, annotations, type_name, names, values)

    def _initial(self) -> tree.Expression | None:
        if not self.take("="):
            return None
        self.skip_newlines()
        return self.command_expression()

    def _method(
        self,
        start: int,
        name: str,
        modifiers: list[str],
        annotations: list[tree.Annotation],
        type_name: tree.TypeName | None,
    ) -> tree.Statement:
        self.expect("(")
        parameters = self.parameters(")")
        if self.kinds[self.after_newlines()] == "throws":
            self.skip_newlines()
            self.p += 1
            self.type_name()
            while self.take(","):
                self.type_name()
        if self.kinds[self.p] == "default":
            self.p += 1
            self.skip_newlines()
            self.expression()
        body: tree.Block | None = None
        if self.kinds[self.after_newlines()] == "{":
            self.skip_newlines()
            body = self._block()
        elif "abstract" not in modifiers and "native" not in modifiers and not self._in_interface:
            raise self.fail()
        return tree.Method(start, self.end(), name, modifiers, annotations, type_name, parameters, body)

    _in_interface = False

    def import_statement(self, annotations: list[tree.Annotation]) -> tree.Statement:
        start = annotations[0].start if annotations else self.starts[self.p]
        self.expect("import")
        static = self.take("static")
        parts = [self.name()]
        while self.take("."):
            parts.append("*" if self.take("*") else self._import_part())
        alias = None
        if self.take("as"):
            alias = self.name()
        return tree.Import(start, self.end(), ".".join(parts), alias, static, annotations)

    def _import_part(self) -> str:
        word = str(self.values[self.p])
        self.p += 1
        if not word.replace("$", "a").isidentifier():
            self.p -= 1
            raise self.fail()
        return word

    # ---- classes -------------------------------------------------------------------------------------------------

    def class_definition(
        self, start: int, modifiers: list[str], annotations: list[tree.Annotation]
    ) -> tree.ClassDefinition:
        if self.take("@"):
            pass
        kind = str(self.values[self.p])
        self.p += 1
        name = self.name()
        if self.kinds[self.p] == "<":
            self.type_arguments()
        parents: list[tree.TypeName] = []
        while self.kinds[self.after_newlines()] in ("extends", "implements"):
            self.skip_newlines()
            self.p += 1
            self.skip_newlines()
            parents.append(self.type_name())
            while self.take(","):
                self.skip_newlines()
                parents.append(self.type_name())
        self.skip_newlines()
        outer, self._in_interface = self._in_interface, kind == "interface"
        constants: list[str] = []
        body = self.class_body(name, constants if kind == "enum" else None)
        self._in_interface = outer
        return tree.ClassDefinition(start, self.end(), kind, name, modifiers, annotations, parents, body, constants)

    def class_body(self, name: str, constants: list[str] | None = None) -> list[tree.Statement]:
        self.expect("{")
        self.deeper()
        if constants is not None:
            self._enum_constants(constants)
        found: list[tree.Statement] = []
        while True:
            while self.kinds[self.p] in ("nl", ";"):
                self.p += 1
            if self.kinds[self.p] in ("}", "eof"):
                break
            found.append(self._member_definition(name))
            if self.kinds[self.p] not in ("nl", ";", "}"):
                raise self.fail()
        self.expect("}")
        self.depth -= 1
        return found

    def _member_definition(self, class_name: str) -> tree.Statement:
        if self.kinds[self.p] == "{":
            return self._block()
        found = self.declaration(class_name)
        if found is None:
            raise self.fail()
        return found

    def _enum_constants(self, constants: list[str]) -> None:
        self.skip_newlines()
        while self.kinds[self.p] in ("id", "@"):
            self.modifiers()
            if self.kinds[self.p + 1] not in ("(", ",", ";", "}", "nl", "{"):
                return
            constants.append(self.name())
            if self.take("("):
                self.arguments(")")
            if self.kinds[self.p] == "{":
                self.class_body(constants[-1])
            self.skip_newlines()
            if not self.take(","):
                return
            self.skip_newlines()


__all__ = ["Declarations", "ParseError"]
