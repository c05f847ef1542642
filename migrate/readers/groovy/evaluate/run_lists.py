"""Lists with values of the run in them, and closures over lists of the run: one call stands for all items."""

from __future__ import annotations

from migrate.model.source import Derived, Literal, Reference, ReferenceKind, Template, references
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.values import Kind, Unknown, Value

# ---- lists with values of the run in them ----------------------------------------------------------------------------


def listed(value: Value) -> Unknown | None:
    """A list of texts as a value of the run; None for any other one."""
    if isinstance(value, Unknown):
        return value if value.kind is Kind.LIST and derived.has_shell_form(value.value) else None
    items = [_text(one) for one in value] if isinstance(value, list) else [None]
    texts = [one for one in items if one is not None]
    return derived.derived("list_of", Kind.LIST, *texts) if len(texts) == len(items) else None


def _text(value: Value) -> SourceValue | None:
    """A text as an item; of JSON only what is a text."""
    if isinstance(value, Unknown) and value.kind is Kind.OBJECT and derived.has_shell_form(value.value):
        return derived.json("string", value).value
    known = isinstance(value, str) or (isinstance(value, Unknown) and value.kind is Kind.TEXT)
    return derived.source(value) if known and derived.is_a(value, Kind.TEXT) else None


def operated(operator: str, left: Value, right: Value) -> Unknown | None:
    """`list + list`, `list + text` and `list - text`, one of them of the run; None where the build has nothing."""
    items = listed(left)
    if items is None or operator not in ("+", "-"):
        return None
    text = _text(right) if not isinstance(right, Unknown) or right.kind is Kind.TEXT else None
    if operator == "-":
        return None if text is None else derived.derived("list_without", Kind.LIST, items.value, text)
    other = listed(right) if text is None else listed([right])
    return None if other is None else derived.derived("list_plus", Kind.LIST, items.value, other.value)


def appended(items: Unknown, value: Value) -> Unknown | None:
    """The list with a text more; None where the build has nothing for it: an array takes no more either."""
    text = _text(value)
    if (
        text is None
        or items.kind is not Kind.LIST
        or derived.is_array(items.value)
        or not derived.has_shell_form(items.value)
    ):
        return None
    return derived.derived("list_plus", Kind.LIST, items.value, derived.derived("list_of", Kind.LIST, text).value)


def extended(items: Unknown, more: Value) -> Unknown | None:
    """The list with the items of another one behind its own."""
    return operated("+", items, more) if isinstance(more, list | Unknown) and appended(items, "") else None


# ---- closures --------------------------------------------------------------------------------------------------------


def sample(owner: Unknown, depth: int) -> Unknown:
    """What stands for an item of a list where a closure is tried, inside of others."""
    item = Reference(ReferenceKind.ITEM, f"item_{depth}")
    return Unknown(item, Kind.OBJECT if owner.kind is Kind.OBJECT else Kind.TEXT)


def collected(owner: Unknown, item: Unknown, made: Value) -> Unknown | None:
    """`list.collect { … }`, where the closure gives this for the sample; None where the build has nothing for it."""
    if owner.kind is Kind.OBJECT and isinstance(made, Unknown) and made.kind is Kind.OBJECT:
        return _members(owner, item, made)
    for name in derived.OF_EACH if owner.kind is Kind.LIST else ():
        if made == derived.method(item, name, []):
            return derived.each_item(owner, name)
    if made == item:
        return Unknown(owner.value, owner.kind)
    body = _body(made)
    if body is None:
        return None
    items = derived.json("items", owner, kind=Kind.LIST) if owner.kind is Kind.OBJECT else owner
    return derived.derived("list_collect", Kind.LIST, items.value, Literal(_name(item)), body)


def _members(owner: Unknown, item: Unknown, made: Unknown) -> Unknown | None:
    """What stands under the same keys of each item: a JSON list again."""
    keys: tuple[SourceValue, ...] = ()
    if made != item:
        assert isinstance(made.value, Derived)
        _, start, *rest = made.value.arguments
        if start != item.value or any(_items(one) for one in rest):
            return None
        keys = tuple(rest)
    return derived.derived("json_each", Kind.OBJECT, derived.json("items", owner).value, *keys)


def is_new_json(owner: Unknown) -> bool:
    """Whether `collect` has made a JSON list, which stands in no other JSON: a change of it changes nothing else."""
    return owner.kind is Kind.OBJECT and isinstance(owner.value, Derived) and owner.value.name == "json_each"


def in_order(owner: Unknown) -> Unknown | None:
    """A list of texts, sorted."""
    texts = derived.json("strings", owner, kind=Kind.LIST) if is_new_json(owner) else owner
    return derived.method(texts, "sort", [])


def _body(made: Value) -> SourceValue | None:
    """A text that is never null, and that the build may make later than the steps around it."""
    text = _text(made)
    exact = isinstance(text, Literal | Template) or (isinstance(text, Derived) and not text.safe)
    if text is None or not exact or any(one.name.startswith("file_") for one in references(text)):
        return None
    return text


def _items(value: SourceValue) -> list[Reference]:
    return [one for one in references(value) if one.kind is ReferenceKind.ITEM]


def _name(item: Unknown) -> str:
    assert isinstance(item.value, Reference)
    return item.value.name


def filtered(owner: Unknown, item: Unknown, made: Value) -> Unknown | None:
    """`list.findAll { … }`, where the closure gives this for the sample."""
    return derived.derived("list_present", Kind.LIST, owner.value) if made == item and owner.kind is Kind.LIST else None
