"""Types, annotations and parameters."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import Cursor, ParseError
from migrate.readers.groovy.lexer import KEYWORDS, PRIMITIVES

MODIFIERS = frozenset(
    [
        "def",
        "public",
        "private",
        "protected",
        "static",
        "final",
        "abstract",
        "native",
        "synchronized",
        "transient",
        "volatile",
        "strictfp",
    ]
)


class Types(Cursor):
    """Reads types. Expressions in annotations and defaults are read by the class that knows them."""

    def expression(self) -> tree.Expression:
        raise NotImplementedError

    def arguments(self, closing: str) -> list[tree.Expression | tree.Entry]:
        raise NotImplementedError

    def type_name(self, *, dimensions: bool = True) -> tree.TypeName:
        """A qualified name with type arguments and array dimensions. Raises ParseError."""
        start = self.starts[self.p]
        arguments: list[tree.TypeName] = []
        name = self.qualified()
        if self.kinds[self.p] == "<":
            arguments = self.type_arguments()
            while self.kinds[self.p] == "." and self.kinds[self.p + 1] == "id":
                self.p += 1
                name += "." + self.name()
        count = 0
        while dimensions and self.kinds[self.p] == "[" and self.kinds[self.p + 1] == "]":
            self.p += 2
            count += 1
        return tree.TypeName(start, self.end(), name, arguments, count)

    def type_arguments(self) -> list[tree.TypeName]:
        self.deeper()
        self.expect("<")
        self.skip_newlines()
        found: list[tree.TypeName] = []
        while self.kinds[self.p] not in (">", ">>", ">>>"):
            found.append(self._type_argument())
            self.skip_newlines()
            if not self.take(","):
                break
            self.skip_newlines()
        self._close_angle()
        self.depth -= 1
        return found

    def _type_argument(self) -> tree.TypeName:
        start = self.starts[self.p]
        if self.take("?"):
            if self.kinds[self.p] in ("extends", "super"):
                self.p += 1
                self.type_name()
            return tree.TypeName(start, self.end(), "?")
        found = self.type_name()
        while self.kinds[self.p] in ("extends", "&"):
            self.p += 1
            self.type_name()
        return found

    def _close_angle(self) -> None:
        """Step over one `>`, of several in one token too."""
        kind = self.kinds[self.p]
        if kind in (">>", ">>>"):
            self.kinds[self.p] = kind[1:]
            self.starts[self.p] += 1
            return
        self.expect(">")

    def is_declared_type(self, found: tree.TypeName) -> bool:
        """Whether `found name` declares: only a capitalised, generic, array or primitive type does without `def`."""
        last = found.name.rpartition(".")[2]
        return bool(found.arguments or found.dimensions or last[:1].isupper() or found.name in PRIMITIVES)

    def annotation(self) -> tree.Annotation:
        start = self.expect("@")
        if self.kinds[self.p] in KEYWORDS:
            raise self.fail()
        name = self.qualified()
        arguments: list[tree.Expression | tree.Entry] = []
        if self.kinds[self.p] == "(":
            self.p += 1
            arguments = self.arguments(")")
        return tree.Annotation(start, self.end(), name, arguments)

    def modifiers(self) -> tuple[list[str], list[tree.Annotation]]:
        """Modifiers and annotations in any order, newlines after annotations included."""
        words: list[str] = []
        annotations: list[tree.Annotation] = []
        while True:
            kind = self.kinds[self.p]
            if kind in MODIFIERS:
                if kind == "synchronized" and self.kinds[self.p + 1] == "(":
                    break
                words.append(kind)
                self.p += 1
                self.skip_newlines()
            elif kind == "@" and self.kinds[self.p + 1] != "interface":
                annotations.append(self.annotation())
                self.skip_newlines()
            else:
                break
        return words, annotations

    def parameters(self, closing: str) -> list[tree.Parameter]:
        """Parameters up to the closing token, which is stepped over."""
        found: list[tree.Parameter] = []
        self.skip_newlines()
        while self.kinds[self.p] != closing:
            found.append(self.parameter())
            self.skip_newlines()
            if not self.take(","):
                break
            self.skip_newlines()
        self.expect(closing)
        return found

    def parameter(self) -> tree.Parameter:
        start = self.starts[self.p]
        _, annotations = self.modifiers()
        type_name = self._parameter_type()
        varargs = self.take("...")
        name = self.name()
        default: tree.Expression | None = None
        if self.take("="):
            self.skip_newlines()
            default = self.expression()
        return tree.Parameter(start, self.end(), name, type_name, default, varargs, annotations)

    def _parameter_type(self) -> tree.TypeName | None:
        if self.kinds[self.p] == "id" and self.kinds[self.p + 1] in ("id", ".", "<", "[", "..."):
            return self.type_name()
        return None

    def attempt_type(self) -> tree.TypeName | None:
        """A type at this place, or None with the place unchanged."""
        if self.kinds[self.p] != "id":
            return None
        place, depth = self.p, self.depth
        kinds = self.kinds[place : place + 40] if self.kinds[place + 1] in ("<", ".") else None
        starts = self.starts[place : place + 40] if kinds else None
        try:
            return self.type_name()
        except ParseError:
            self.restore(place, depth, kinds, starts)
            return None

    def restore(self, place: int, depth: int, kinds: list[str] | None, starts: list[int] | None) -> None:
        """Go back, and undo what reading `>>` as two signs has changed."""
        self.p, self.depth = place, depth
        if kinds is not None and starts is not None:
            self.kinds[place : place + 40] = kinds
            self.starts[place : place + 40] = starts
