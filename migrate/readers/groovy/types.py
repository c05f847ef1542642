"""Types, annotations, modifiers and parameters."""

from __future__ import annotations

from migrate.readers.groovy import tree
from migrate.readers.groovy.cursor import ParseError
from migrate.readers.groovy.lookahead import Lookahead
from migrate.readers.groovy.tokens import KEYWORDS, MODIFIERS, PRIMITIVES

_ACCESS = frozenset(("private", "protected", "public"))


class Types(Lookahead):
    """Reads types. Values in annotations and defaults are read by the classes that know expressions."""

    class_kind = ""
    """`class`, `interface`, … of the class around."""
    closed_angles = 0
    """How many type arguments a `>>` or `>>>` has closed beyond its own."""

    def conditional(self, own_line: bool = False) -> tree.Expression:
        raise NotImplementedError

    def full_expression(self) -> tree.Expression:
        raise NotImplementedError

    # ---- types ---------------------------------------------------------------------------------------------------

    def type_name(self, *, dimensions: bool = True) -> tree.TypeName:
        """A type with its arguments and array brackets. Raises ParseError."""
        start = self.starts[self.p]
        arguments: list[tree.TypeName] = []
        if self.kinds[self.p] in PRIMITIVES:
            self.p += 1
            name = self.words[self.p - 1]
        else:
            name, arguments = self._class_name()
        count = 0
        while dimensions and not self.closed_angles and self.kinds[self.p] == "[" and self.kinds[self.p + 1] == "]":
            self.p += 2
            count += 1
        return tree.TypeName(start, self.end(), name, arguments, count)

    def _class_name(self) -> tuple[str, list[tree.TypeName]]:
        name = self.name()
        arguments: list[tree.TypeName] = []
        if self.kinds[self.p] == "<":
            arguments = self.type_arguments()
        while self.kinds[self.p] == "." and self.kinds[self.p + 1] == "id":
            self.p += 1
            name += "." + self.name()
            if self.kinds[self.p] == "<":
                arguments = self.type_arguments()
        return name, arguments

    def type_arguments(self) -> list[tree.TypeName]:
        """`<A, ? extends B>`, `<>`, and the parameters of a generic class too."""
        self.expect("<")
        self.deeper()
        self.skip_newline()
        found: list[tree.TypeName] = []
        if self.kinds[self.p] != ">":
            found.append(self._type_argument())
            while not self.closed_angles and self.take(","):
                self.skip_newline()
                found.append(self._type_argument())
        self._close_angle()
        self.depth -= 1
        return found

    def _type_argument(self) -> tree.TypeName:
        start = self.starts[self.p]
        if self.take("?"):
            if self.kinds[self.p] in ("extends", "super"):
                self._bound()
            return tree.TypeName(start, self.end(), "?")
        found = self.type_name()
        if found.name in PRIMITIVES and not found.dimensions:
            raise ParseError("a primitive type can't be a type argument", start)
        while self.kinds[self.p] in ("extends", "&") and not self.closed_angles:
            self._bound()
        return found

    def _bound(self) -> None:
        self.p += 1
        self.skip_newline()
        self.type_name()

    def _close_angle(self) -> None:
        """Step over `>`; one `>>` closes two type arguments, and the outer ones take the line end after it."""
        self.skip_newline()
        if self.closed_angles:
            self.closed_angles -= 1
            return
        kind = self.kinds[self.p]
        if kind not in (">", ">>", ">>>"):
            raise self.fail()
        self.p += 1
        self.closed_angles = len(kind) - 1

    def optional_type(self) -> tree.TypeName | None:
        """The type before a name, where a name alone may stand too."""
        return self.type_name() if self.type_stands_here() else None

    # ---- annotations and modifiers -------------------------------------------------------------------------------

    def annotation(self) -> tree.Annotation:
        start = self.expect("@")
        name = self.qualified()
        end, arguments = self.end(), list[tree.Expression | tree.Entry]()
        if self.take_after_newline("("):
            self.deeper()
            arguments = self._annotation_arguments()
            self.expect(")")
            self.depth -= 1
            end = self.end()
        return tree.Annotation(start, end, name, arguments)

    def _annotation_arguments(self) -> list[tree.Expression | tree.Entry]:
        if self.kinds[self.p] == ")":
            return []
        if self.kinds[self.p + 1] != "=":
            return [self._annotation_value()]
        found = [self._annotation_pair()]
        while self.take(","):
            found.append(self._annotation_pair())
        if len({self.text[pair.key.start : pair.key.end] for pair in found if pair.key}) < len(found):
            raise ParseError("a member of the annotation is given twice", found[0].start)
        return [*found]

    def _annotation_pair(self) -> tree.Entry:
        start, word = self.starts[self.p], self.words[self.p]
        if self.kinds[self.p] != "id" and self.kinds[self.p] not in KEYWORDS:
            raise self.fail()
        self.p += 1
        key = tree.Constant(start, self.end(), word)
        self.expect("=")
        value = self._annotation_value()
        return tree.Entry(start, value.end, key, value)

    def _annotation_value(self) -> tree.Expression:
        return self.annotation() if self.kinds[self.p] == "@" else self.conditional()

    def modifiers(self) -> tuple[list[str], list[tree.Annotation]]:
        """Modifiers and annotations in any order, newlines after them included."""
        words: list[str] = []
        annotations: list[tree.Annotation] = []
        while True:
            kind = self.kinds[self.p]
            if kind == "@" and self.kinds[self.p + 1] != "interface":
                annotations.append(self.annotation())
            elif kind == "def" or kind in MODIFIERS:
                if kind in words or (kind in _ACCESS and not _ACCESS.isdisjoint(words)):
                    raise self.fail(f"«{kind}» contradicts «{' '.join(words)}»")
                words.append(kind)
                self.p += 1
            else:
                return words, annotations
            self.skip_newline()

    # ---- parameters ----------------------------------------------------------------------------------------------

    def parameters(self, closing: str) -> list[tree.Parameter]:
        """Parameters up to the closing token, which is stepped over."""
        found: list[tree.Parameter] = []
        if self.kinds[self.after_newline(self.p)] != closing:
            found.append(self.parameter())
            while self.take(","):
                self.skip_newline()
                found.append(self.parameter())
        self.skip_newline()
        self.expect(closing)
        if len(found) > 1 and found[0].varargs:
            raise ParseError(f"«{found[0].name}» takes all arguments and must be the last parameter", found[0].start)
        return found

    def parameter(self) -> tree.Parameter:
        start = self.starts[self.p]
        words, annotations = self.modifiers()
        if not {"def", "final"}.issuperset(words):
            raise ParseError(f"a parameter can't be {' '.join(words)}", start)
        type_name = self.optional_type()
        varargs = self.take("...")
        name = self.name()
        default = self.initial()
        if default is not None and self.class_kind == "interface":
            raise ParseError("a parameter in an interface has no default", default.start)
        return tree.Parameter(start, self.end(), name, type_name, default, varargs, annotations)

    def initial(self) -> tree.Expression | None:
        """`= value`, if it stands here."""
        if not self.take("="):
            return None
        self.skip_newline()
        return self.full_expression()
