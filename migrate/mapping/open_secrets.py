"""Secrets whose values stood in a job's own text: the build takes each from a secret of its own, at the same place.

Readers have put a mark where a value stood. The text around it stays, so that a command is word for word what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from migrate.mapping.expressions import template
from migrate.mapping.rule import LeafPath, Note, Rule, simple_name
from migrate.model.ledger import Ledger, Outcome
from migrate.model.location import Location
from migrate.model.source import (
    REDACTED,
    Describable,
    Items,
    Literal,
    Opaque,
    Reference,
    ReferenceKind,
    Setting,
    Template,
    Value,
    nested,
)

Piece = Literal | Reference | Opaque


def stored_in(value: Value) -> str:
    """Why a value with references to secrets is not quite what the job had."""
    names = ", ".join(f"«{one.name}»" for one in _asked(value))
    return f"a secret's value stands here in the open: the build takes it from the secret {names}, once that holds it"


class OpenSecrets:
    """The places of one job where values of secrets stood, and the names that they get: `JOB/in-the-open-1`, …"""

    def __init__(self, job: str = "", places: frozenset[Location] = frozenset()) -> None:
        self._job = job
        self._places = places
        self._names: dict[tuple[Location, int], str] = {}

    def lost_in(self, leaves: tuple[Location, ...], value: Value | None) -> bool:
        """Whether the text at these places has lost a secret, and no reference of the value stands for it."""
        return bool(self._places.intersection(leaves)) and not any(_asked(value))

    def fetched(self, describable: Describable, rule: Rule, ledger: Ledger) -> tuple[Describable, list[Note]]:
        """The describable with a reference wherever a value stood in a setting that its rule converts, and what is to
        be told of each."""
        if not self._places:
            return describable, []
        search = _Search(self, rule, ledger)
        return search.describable(describable, (), ()), search.notes

    def value(self, setting: Setting, ledger: Ledger) -> Value | None:
        """The value of a setting with a reference for each secret. None where it has lost none, or where its leaf shows
        more marks than the value: what the value shows then may be secret."""
        if not self._places.intersection(setting.leaves) or not isinstance(setting.value, Literal | Template):
            return None
        parts = setting.value.parts if isinstance(setting.value, Template) else (setting.value,)
        marks = sum(map(_marks, parts))
        if not marks or marks < sum(ledger.leaf(one).text.count(REDACTED) for one in setting.leaves):
            return None
        names = (self._name(setting.location, number) for number in count())
        return template([piece for part in parts for piece in _split(part, names)])

    def _name(self, location: Location, number: int) -> str:
        """The name for the secret at a place: the same one whenever it is read."""
        new = f"{self._job}/in-the-open-{len(self._names) + 1}"
        return self._names.setdefault((location, number), new)


@dataclass
class _Search:
    """Goes through the settings of one describable and those inside it; paths are those of `flatten`."""

    secrets: OpenSecrets
    rule: Rule
    ledger: Ledger
    notes: list[Note] = field(default_factory=list)

    def describable(self, one: Describable, names: tuple[str, ...], classes: tuple[str, ...]) -> Describable:
        settings = tuple(self._setting(setting, names, classes) for setting in one.settings)
        return replace(one, settings=settings)

    def _setting(self, setting: Setting, names: tuple[str, ...], classes: tuple[str, ...]) -> Setting:
        here = (*names, setting.name)
        if any(True for _ in nested(setting.value)):
            return replace(setting, value=self._inside(setting.value, here, classes))
        path = LeafPath(here, (*classes, ""))
        promise = self.rule.promise(path)
        is_fetched = promise and promise.outcome is Outcome.CONVERTED and not promise.describes
        value = self.secrets.value(setting, self.ledger) if is_fetched else None
        if value is None:
            return setting
        self.notes.append(Note(str(path), Outcome.PARTIAL, stored_in(value)))
        return replace(setting, value=value)

    def _inside(self, value: Value, names: tuple[str, ...], classes: tuple[str, ...]) -> Value:
        if isinstance(value, Items):
            return Items(tuple(self._inside(one, names, classes) for one in value.items))
        if isinstance(value, Describable):
            return self.describable(value, names, (*classes, simple_name(value.name)))
        return value


def _marks(part: object) -> int:
    return part.value.count(REDACTED) if isinstance(part, Literal) and isinstance(part.value, str) else 0


def _split(part: Piece, names: Iterator[str]) -> Iterator[Piece]:
    """A literal as the texts around its marks, with a reference for each mark."""
    if not isinstance(part, Literal) or not _marks(part):
        yield part
        return
    first, *others = str(part.value).split(REDACTED)
    yield Literal(first)
    for text in others:
        yield Reference(ReferenceKind.SECRET, next(names))
        yield Literal(text)


def _asked(value: Value | None) -> Iterator[Reference]:
    parts = value.parts if isinstance(value, Template) else (value,)
    return (one for one in parts if isinstance(one, Reference) and one.kind is ReferenceKind.SECRET)
