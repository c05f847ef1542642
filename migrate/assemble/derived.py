"""Values that functions of the build make of others: lines in front of the command that uses them.

Such a line never fails. Where the function does, its variable is unset, and the place that uses it stops: whether that
place is reached, the job decides as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migrate.assemble.earlier_builds import REMARKS_OF_ASKING
from migrate.assemble.shell import single_quoted, word
from migrate.model.source import Derived, Literal, Reference, ReferenceKind, Value, references

_ASCII = "a text with characters beyond ASCII stops the build here"
_CLOCK = "dates are in UTC, where Jenkins takes the time zone of its controller"
_LETTERS = "letters other than A to Z keep their case"
_PYTHON = "the image of the build must have python3, as CodeBuild's own have"
_THROWS = frozenset(
    (
        *("text_replace", "text_size", "text_indexOf", "text_lastIndexOf", "text_substring", "text_range"),
        *("text_charAt", "text_take", "text_drop", "text_padLeft", "text_sed", "text_toInteger", "integer"),
        *("text_parseInt", "text_toLong", "integer_padded", "time_format"),
        *("text_split", "text_fields", "text_tokenize", "text_readLines"),
        *(
            "file_text",
            "list_item",
            "list_at",
            "list_get",
            "list_range",
            "list_tail",
            "list_init",
            "list_each",
            "list_collect",
            "list_of",
        ),
        *(
            "regex",
            "map_put",
            "json_entry",
            "json_given",
            "json_cast",
            "json",
            "json_each",
            "yaml_json",
            "properties_json",
            "pom_json",
        ),
        *("json_safe", "json_slurped", "json_written", "json_put", "json_saved", "url_encoded"),
        *REMARKS_OF_ASKING,
    )
)
REMARKS = {
    "time_format": _CLOCK,
    **dict.fromkeys(("text_toLowerCase", "text_toUpperCase", "text_capitalize"), _LETTERS),
    **dict.fromkeys(("text_size", "text_indexOf", "text_lastIndexOf", "text_substring", "text_range"), _ASCII),
    **dict.fromkeys(("text_charAt", "text_take", "text_drop", "text_padLeft", "text_sed"), _ASCII),
    "text_toLong": "a number of more than 32 bits stops the build here",
    "list_item": "an item that is not there stops the build, where Groovy may go on with null",
    **dict.fromkeys(
        ("json_entry", "json_given", "json_cast"),
        f"{_PYTHON}; what is not there stops the build where it is kept as a text",
    ),
    **dict.fromkeys(
        ("map_put", "json", "json_each", "json_safe", "json_slurped", "json_written", "url_encoded"), _PYTHON
    ),
    **dict.fromkeys(("properties_json", "pom_json", "json_put"), _PYTHON),
    "json_saved": f"{_PYTHON}; what Jenkins may write as another value stops the build: texts with brackets "
    "or quotes around them, numbers of many digits",
    "regex": f"{_PYTHON}; a text with a carriage return or with characters beyond 16 bits stops the build here, and so "
    "does a group that takes no part where its value is kept",
    "yaml_json": f"{_PYTHON}, with PyYAML",
    **REMARKS_OF_ASKING,
}
_WITHOUT = frozenset({"text_default"})  # functions that take a value that is not there as an empty one
_NULLS = frozenset({"regex"})  # functions that take a variable that is not there as no argument


@dataclass(slots=True)
class Derivations:
    """The derived values of one build. `known` are those that the shell which is being written has already."""

    names: dict[Derived, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    known: frozenset[Derived] = frozenset()

    def name(self, value: Derived) -> str:
        """The variable of a derived value."""
        if value not in self.names:
            self.names[value] = f"derived_{len(self.names) + 1}"
        return self.names[value]

    @contextmanager
    def before(self) -> Iterator[list[str]]:
        """Gather the lines that must stand before what is written within."""
        outer, self.pending = self.pending, []
        yield self.pending
        self.pending = outer

    @contextmanager
    def inside(self, *, anew: bool = False) -> Iterator[None]:
        """What is derived within is not known after it; `anew`, what was derived before is not known within."""
        outer = self.known
        if anew:
            self.known = frozenset()
        yield
        self.known = outer

    def changed(self, variable: str) -> None:
        """A variable has another value from here on."""
        self.known = frozenset(one for one in self.known if variable not in {ref.name for ref in references(one)})

    def add(self, value: Derived, line: str) -> None:
        if value in self.known:
            return
        self.pending.append(line)
        changing = (ReferenceKind.ENVIRONMENT, ReferenceKind.BUILD)
        if not any(ref.kind in changing or ref.name.startswith("file_") for ref in references(value)):
            self.known |= {value}


@dataclass(slots=True)
class Line:
    """Writes the line that derives one value. `expansion` is for plain references, and `unset` tells the variable of
    one that may have no value, or ""."""

    derivations: Derivations
    expansion: Callable[[Reference], str]
    unset: Callable[[Reference], str]
    inputs: list[str] = field(default_factory=list)
    throwing: list[str] = field(default_factory=list)

    def write(self, value: Derived) -> bool:
        """Write the line, and those for what it needs. True where the variable may have no value after it."""
        name = self.derivations.name(value)
        line = " ".join(("derive", name, value.name, *self._words(value)))
        needed = dict.fromkeys(self.throwing if value.name in _WITHOUT else (*self.throwing, *self.inputs))
        if needed:
            given = " && ".join(f'[ -n "${{{one}+set}}" ]' for one in needed)
            line = f"if {given}; then {line}; else unset {name}; fi"
        self.derivations.add(value, line)
        return value.name in _THROWS or bool(needed)

    def _words(self, value: Derived) -> Iterator[str]:
        for position, one in enumerate(value.arguments):
            if (value.name, position) == ("list_collect", 2):
                yield single_quoted(self._code(one))
            elif value.name in _NULLS and isinstance(one, Reference) and (name := self.unset(one)):
                yield f'${{{name}+"${{{name}}}"}}'
            else:
                yield word(one, self._input)

    def _code(self, value: Value) -> str:
        """The code that prints a value, and fails where there is none."""
        with self.derivations.inside(), self.derivations.before() as lines:
            shown = word(value, self.expansion)
        return "; ".join((*lines, f"printf %s {shown}"))

    def _input(self, reference: Reference) -> str:
        if isinstance(reference, Derived):
            inner = Line(self.derivations, self.expansion, self.unset)
            name = self.derivations.name(reference) if inner.write(reference) else ""
            plain = f"${{{self.derivations.name(reference)}}}"
        else:
            name, plain = self.unset(reference), ""
        if not name:
            return plain or self.expansion(reference)
        throws = isinstance(reference, Derived) and not reference.safe and reference.name != "list_item"
        (self.throwing if throws else self.inputs).append(name)
        return f"${{{name}-}}"


def functions_of(value: Derived) -> tuple[str, ...]:
    """The functions that a derived value calls itself."""
    inner = value.arguments[1] if value.name == "list_each" else None
    return (value.name, str(inner.value)) if isinstance(inner, Literal) else (value.name,)
