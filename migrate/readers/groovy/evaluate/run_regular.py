"""Regular expressions over texts of the run: the function `regex` of the build does with them what Java does."""

from __future__ import annotations

from dataclasses import dataclass, field

from migrate.model.source import Derived, Describable, Literal
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.regular import translated
from migrate.readers.groovy.evaluate.values import (
    Kind,
    NotFoldedError,
    ScriptObject,
    ThrownError,
    Unknown,
    Value,
)


def regex(form: str, kind: Kind, pattern: Value, text: SourceValue, *arguments: SourceValue) -> Unknown | None:
    """What a form of the function gives; None where Python may read the expression differently."""
    try:
        found = translated(str(pattern)) if isinstance(pattern, str) else None
    except NotFoldedError:
        return None
    if found is None:
        return None
    signs = "ascii" if found.careful else "any"
    given = (Literal(form), Literal(found.pattern.pattern), Literal(signs), *arguments, text)
    made = derived.derived("regex", Kind.TEXT if kind is Kind.OBJECT else kind, *given)
    return derived.json("at", made, kind=kind) if kind is Kind.OBJECT else made


def method(owner: Unknown, name: str, values: list[Value]) -> Unknown | None:
    """A method of a text that takes a regular expression."""
    if name in ("find", "findAll") and len(values) == 1:
        form, kind = _FINDING[name]
        return regex(form, kind, values[0], owner.value)
    if name in ("replaceAll", "replaceFirst") and len(values) == 2 and derived.is_a(values[1], Kind.TEXT):
        return regex(name, Kind.TEXT, values[0], owner.value, derived.source(values[1]))
    if name == "split" and len(values) in (1, 2) and all(derived.is_a(one, Kind.INTEGER) for one in values[1:]):
        limit = derived.source(values[1]) if len(values) > 1 else Literal(0)
        return regex("split", Kind.LIST, values[0], owner.value, limit)
    return None


_FINDING = {"find": ("find", Kind.OBJECT), "findAll": ("texts", Kind.LIST)}


# ---- matchers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Position(ScriptObject):
    """Where a matcher stands: at the match that a `form` of the function lists under a `place`."""

    form: str
    place: int


_START, _UNCLEAR = Position("", 0), Position("?", 0)
_LAST = "last"  # the name of the position


@dataclass(frozen=True, slots=True)
class RunMatcher(Unknown):
    """`text =~ pattern`: its value is the condition that the text has a match. `state` holds its position."""

    state: dict[str, Value] = field(default_factory=dict, compare=False)


def matcher(found: Unknown, state: dict[str, Value]) -> Unknown:
    """The matcher of a condition that something is found."""
    state[_LAST] = _START
    return RunMatcher(found.value, found.kind, state)


def found_next(owner: RunMatcher) -> Unknown:
    """The truth of a matcher, which is that of its next `find()`. Raises NotFoldedError but for the first one."""
    if owner.state[_LAST] != _START:
        raise NotFoldedError("whether a matcher finds something once more is known only when the pipeline runs")
    owner.state[_LAST] = Position("all", 0)
    return Unknown(owner.value, owner.kind)


def all_of(owner: RunMatcher) -> Unknown:
    """All matches, as a JSON list of texts or of lists of groups. Raises NotFoldedError."""
    owner.state[_LAST] = _UNCLEAR
    return _listed(owner, "all")


def _listed(owner: RunMatcher, form: str) -> Unknown:
    return _known(regex(form, Kind.OBJECT, _pattern(owner), _settings(owner)["value"]))


def _known(found: Unknown | None) -> Unknown:
    if found is None:
        raise NotFoldedError("this regular expression is not evaluated")
    return found


def _settings(owner: RunMatcher) -> dict[str, SourceValue]:
    assert isinstance(owner.value, Describable)
    return {one.name: one.value for one in owner.value.settings}


def _pattern(owner: RunMatcher) -> str:
    pattern = _settings(owner)["pattern"]
    assert isinstance(pattern, Literal) and isinstance(pattern.value, str)
    return pattern.value


def match_of(owner: RunMatcher, found: Unknown) -> Value:
    """A match as Groovy has it: a text, or a list of texts, of which one is null whose group takes no part."""
    expression = translated(_pattern(owner))
    if not expression.pattern.groups:
        return derived.json("string", found)
    return [_group(found, number, expression.optional) for number in range(expression.pattern.groups + 1)]


def _group(found: Unknown, number: int, optional: frozenset[int]) -> Unknown:
    if number in optional:
        return derived.json("at", found, number, kind=Kind.OBJECT)
    return derived.json("string", found, number)


def part(owner: RunMatcher, keys: list[Value]) -> Value:
    """`matcher[number]` and `matcher.count`. Raises NotFoldedError."""
    if keys == ["count"]:
        return derived.json("size", all_of(owner), kind=Kind.INTEGER)
    member = derived.member(all_of(owner), keys[0]) if len(keys) == 1 and derived.is_a(keys[0], Kind.INTEGER) else None
    if member is None:
        raise NotFoldedError("such a part of a matcher is not evaluated")
    return match_of(owner, member)


def matcher_method(owner: RunMatcher, name: str, values: list[Value]) -> Value:
    """A method of a matcher without a closure. Raises NotFoldedError, ThrownError."""
    if not values and name in ("find", "matches"):
        return found_next(owner) if name == "find" else _whole(owner)
    if not values and name in ("getCount", "size"):
        return part(owner, ["count"])
    if not values and name in ("findAll", "collect", "toList"):
        return all_of(owner)
    if not values and name in ("hasGroup", "groupCount"):
        count = translated(_pattern(owner)).pattern.groups
        return count > 0 if name == "hasGroup" else count
    if name == "getAt" and len(values) == 1:
        return part(owner, values)
    if name == "group" and len(values) < 2:
        return _group_of_last(owner, values[0] if values else 0)
    raise NotFoldedError(f"{name} of a matcher that only the run knows")


def _whole(owner: RunMatcher) -> Unknown:
    owner.state[_LAST] = Position("whole", 0)
    return _known(regex("fits", Kind.BOOLEAN, _pattern(owner), _settings(owner)["value"]))


def _group_of_last(owner: RunMatcher, key: Value) -> Value:
    """A group of the last match, by its number or name."""
    last = owner.state[_LAST]
    if not isinstance(last, Position) or last == _UNCLEAR:
        raise NotFoldedError("which match a matcher has last is known only when the pipeline runs")
    if last == _START:
        raise ThrownError("IllegalStateException", "No match found")
    expression = translated(_pattern(owner))
    number = expression.pattern.groupindex.get(key) if isinstance(key, str) else key
    if type(number) is not int or not 0 <= number <= expression.pattern.groups:
        raise NotFoldedError("such a group of a matcher is not evaluated")
    found = derived.member(_listed(owner, last.form), last.place)
    assert found is not None
    return _group(found, number, expression.optional) if expression.pattern.groups else derived.json("string", found)


def is_group(value: SourceValue) -> bool:
    """Whether a JSON value is a text or null: what a text or a group of the function is."""
    if not isinstance(value, Derived) or value.name != "json":
        return False
    form, root, *keys = value.arguments
    if not isinstance(root, Derived) or root.name != "regex" or form != Literal("at"):
        return False
    return len(keys) == (0 if root.arguments[0] == Literal("find") else 2)
