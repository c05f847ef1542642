"""Makes Groovy expressions by chance from a typed grammar: nested calls, operators, closures, indices, casts.

A place `<T>` in a template of groovy_grammar.txt is an expression of the type T, which a heading there names; `<T>U>`
is a closure that takes a T and gives a U.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

_HEADING = re.compile(r"\[([A-Z]+(?: leaves)?)\]")
_PLACE = re.compile(r"<([A-Z]+(?:,[A-Z]+)*>)?([A-Z]+)>")


def _read(text: str) -> dict[str, list[str]]:
    """The templates of each heading of the grammar."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            templates = found.setdefault(heading[1], [])
        elif line and not line.startswith("#"):
            templates.append(line)
    return found


TEMPLATES = _read(Path(__file__).with_name("groovy_grammar.txt").read_text("utf-8"))


@dataclass(slots=True)
class _Maker:
    chance: random.Random
    names: list[tuple[str, str]] = field(default_factory=list)  # types and names of what closures are given

    def expression(self, kind: str, depth: int) -> str:
        known = [name for of, name in self.names if of == kind]
        if known and self.chance.random() < 0.6:
            return self.chance.choice(known)
        if depth <= 0 or kind not in TEMPLATES or self.chance.random() < 0.25:
            return self.chance.choice(TEMPLATES[f"{kind} leaves"])
        template = self.chance.choice(TEMPLATES[kind])
        return _PLACE.sub(lambda place: self.filled(place, depth - 1), template)

    def filled(self, place: re.Match[str], depth: int) -> str:
        if place[1]:
            return self.closure(place[1].rstrip(">"), place[2], depth)
        found = self.expression(place[2], depth)
        return f"({found})" if self.is_open(found) else found

    def closure(self, takes: str, gives: str, depth: int) -> str:
        name = self.chance.choice(["it", "it", f"p{depth}"])
        before, self.names = self.names, [one for one in self.names if one[1] != "it"] + [(takes, name)]
        body = self.expression(gives, depth)
        self.names = before
        return f"{{ {body} }}" if name == "it" else f"{{ {name} -> {body} }}"

    def is_open(self, found: str) -> bool:
        """Whether an expression needs brackets to stand inside another."""
        return re.fullmatch(r"[\w.]+|'(?:[^'\\]|\\.)*'", found) is None


def expressions(count: int, *, seed: int) -> list[str]:
    """Expressions, all different."""
    maker = _Maker(random.Random(seed))
    found: dict[str, None] = {}
    while len(found) < count:
        kind = maker.chance.choice(["S", "S", "I", "B", "LS", "LI", "LL", "LA", "M", "MS", "A", "D", "LM"])
        found[maker.expression(kind, maker.chance.choice([1, 2, 2, 3]))] = None
    return list(found)
