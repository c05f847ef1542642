"""The words of a command as its options, and what stands between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """`given` has the values of each option, empty for a flag; `strange` are words that the command may know, and its
    reader does not."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    def one(self, *names: str) -> str:
        """The last value of the option by any of its names; "" where it is not given."""
        return next((values[-1] for name in names for values in [self.given.get(name, ())] if values), "")

    def all(self, *names: str) -> tuple[str, ...]:
        return tuple(value for name in names for value in self.given.get(name, ()))

    def has(self, *names: str) -> bool:
        return any(name in self.given for name in names)


def options(words: Iterable[str], *, values: str = "", many: str = "", flags: str = "", repeated: str = "") -> Options:
    """Read words. An option of `values` has one value, one of `repeated` one each time, and one of `many` takes all up
    to the next option. `--name=value` is `--name value`."""
    single, several = (*values.split(), *repeated.split()), many.split()
    given: dict[str, tuple[str, ...]] = {}
    places, strange = [], []
    open_option, room = "", 0
    for word in words:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if room and not (open_option in several and word.startswith("-")):
            given[open_option] = (*given[open_option], word)
            room -= 1
        elif name in (*single, *several):
            before = given.get(name, ()) if name in repeated.split() else ()
            given[name] = (*before, value) if equals else before
            open_option, room = name, 0 if equals else (1 if name in single else 1000)
        elif word in flags.split():
            given[word], room = (), 0
        elif word.startswith("-") and word != "-":
            strange.append(name)
            room = 0
        else:
            places.append(word)
    return Options(given, tuple(places), tuple(strange))
