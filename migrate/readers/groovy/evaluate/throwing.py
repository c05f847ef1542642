"""What values of the run throw where they are computed. Outside of attempts, the build stops where it uses one."""

from __future__ import annotations

from migrate.model.source import Derived, references
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate.failures import NO_NUMBER, SOME
from migrate.readers.groovy.evaluate.run_objects import RunObject
from migrate.readers.groovy.evaluate.values import Unknown, Value

# Functions that fail where Groovy throws, and for no other reason that matters.
_CLASSES = {
    **dict.fromkeys(("text_toInteger", "text_parseInt"), NO_NUMBER),
    **dict.fromkeys(("list_at", "list_get", "list_tail", "list_init", "list_range"), SOME),
    **dict.fromkeys(("json", "json_slurped", "json_given"), SOME),
}
# They fail elsewhere too: at characters beyond ASCII, past 32 bits, where Java reads an expression in another way.
_OTHERS = frozenset(
    (
        *("text_substring", "text_range", "text_charAt", "text_take", "text_toLong", "integer", "regex", "yaml_json"),
        "list_collect",  # what it computes for an item stops by itself
    )
)


def may_throw(value: Value) -> bool:
    """Whether Groovy may throw where it computes a value."""
    if not isinstance(value, Unknown) or type(value) not in (Unknown, RunObject):
        return False
    return bool(_functions(value.value) & (_CLASSES.keys() | _OTHERS))


def classes(value: SourceValue) -> frozenset[str]:
    """The classes of what a value throws where the build can not compute it; none where that may have another reason,
    and the build stops."""
    found = _functions(value)
    return frozenset() if found & _OTHERS else frozenset(_CLASSES[one] for one in found & _CLASSES.keys())


def _functions(value: SourceValue) -> frozenset[str]:
    return frozenset(one.name for one in references(value) if isinstance(one, Derived) and not _is_member(one))


def _is_member(value: Derived) -> bool:
    """Whether a value is what stands under one key of an object, which is null where nothing does."""
    return value.name == "json" and len(value.arguments) == _MEMBER


_MEMBER = 3  # form, object, key
