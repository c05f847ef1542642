"""What stands ahead, found without reading it: whether a type ends here, whether a declaration begins.

Groovy takes `Foo bar` for a declaration, `foo bar` for a call: only a capitalised, generic, array or primitive type
declares without a modifier.
"""

from __future__ import annotations

from migrate.readers.groovy.cursor import Cursor
from migrate.readers.groovy.tokens import MODIFIERS, PRIMITIVES

_ANGLES = {"<": 1, ">": -1, ">>": -2, ">>>": -3}
_IN_TYPE_ARGUMENTS = frozenset(("id", ".", ",", "?", "&", "[", "]", "extends", "super", "newline")) | PRIMITIVES
_AFTER_TYPES = frozenset(("id", "string", ".", "<", "[", "@", "def")) | MODIFIERS | PRIMITIVES
CLASSES = frozenset(("class", "interface", "enum", "trait"))


class Lookahead(Cursor):
    """Questions about the tokens ahead. Indexes go in and come out; -1 means no."""

    def declaration_ahead(self, start: int = -1) -> bool:
        """Whether modifiers, annotations or types stand here (or at `start`), and a name after them."""
        index = start = self.p if start < 0 else start
        while True:
            after = self._after_prefix(index)
            if after < 0:
                return False
            if after == index:
                return index > start and self.kinds[index] in ("id", "string")
            index = after

    def _after_prefix(self, index: int) -> int:
        """The index after a modifier, annotation or type; the same one where there is none."""
        kind = self.kinds[index]
        if kind == "id":
            return self._after_named_type(index)
        if kind in PRIMITIVES:
            return self._after_type_end(index + 1)
        if kind == "def" or kind in MODIFIERS:
            return self.after_newline(index + 1)
        if kind == "@" and self.kinds[index + 1] == "id":
            return self._after_annotation(index + 1)
        return index

    def _after_named_type(self, index: int) -> int:
        """The index after a type; the same one for the name that it declares, which nothing of its kind follows."""
        kinds = self.kinds
        if kinds[index + 1] not in _AFTER_TYPES:
            return index
        while kinds[index + 1] == "." and kinds[index + 2] == "id":
            index += 2
        return self._after_type_end(index + 1) if self.words[index][0].isupper() else -1

    def _after_type_end(self, index: int) -> int:
        """The index after the type arguments and brackets that may end a type."""
        if self.kinds[index] == "<":
            index = self.after_type_arguments(index)
        while index >= 0 and self.kinds[index] == "[":
            index = self.closings.get(index, -2) + 1
        return index

    def after_type_arguments(self, index: int) -> int:
        open_angles = 0
        while True:
            kind = self.kinds[index]
            open_angles += _ANGLES.get(kind, 0)
            index += 1
            if open_angles <= 0:
                return index if open_angles == 0 else -1
            if kind not in _ANGLES and kind not in _IN_TYPE_ARGUMENTS:
                return -1

    def _after_annotation(self, index: int) -> int:
        """The index after an annotation whose name begins at `index`."""
        while self.kinds[index + 1] == "." and self.kinds[index + 2] == "id":
            index += 2
        index = self.after_newline(index + 1)
        if self.kinds[index] == "(":
            closing = self.closings.get(index, -1)
            index = -1 if closing < 0 else self.after_newline(closing + 1)
        return index

    def after_type(self, index: int) -> int:
        """The index after a type of any kind, primitive or with a small letter too."""
        kinds = self.kinds
        if kinds[index] not in PRIMITIVES:
            if kinds[index] != "id":
                return -1
            while kinds[index + 1] == "." and kinds[index + 2] == "id":
                index += 2
        index += 1
        if kinds[index] == "<":
            index = self.after_type_arguments(index)
        while index >= 0 and kinds[index] == "[":
            index = index + 2 if kinds[index + 1] == "]" else -1
        return index

    def after_modifiers(self, index: int) -> int:
        """The index after all modifiers and annotations."""
        while True:
            kind = self.kinds[index]
            if kind == "def" or kind in MODIFIERS or (kind == "@" and self.kinds[index + 1] == "id"):
                after = self._after_prefix(index)
                if after <= 0:
                    return index
                index = after
            else:
                return index

    def after_annotations(self, index: int) -> int:
        while self.kinds[index] == "@" and self.kinds[index + 1] == "id":
            after = self._after_annotation(index + 1)
            if after <= index:
                break
            index = after
        return index

    def type_stands_here(self) -> bool:
        """Whether a type stands before a name, where a name alone may stand too."""
        kind = self.kinds[self.p]
        return kind in PRIMITIVES or (kind == "id" and self.kinds[self.p + 1] in ("id", ".", "<", "[", "...", "string"))

    def targets_ahead(self) -> bool:
        """Whether `(a, b) =` stands here."""
        kinds, index = self.kinds, self.p + 1
        while kinds[index] == "id" and kinds[index + 1] == ",":
            index += 2
        return kinds[index] == "id" and kinds[index + 1] == ")" and kinds[index + 2] == "="
