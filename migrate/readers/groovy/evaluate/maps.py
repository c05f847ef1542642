"""Methods of maps and their entries, as Groovy 2.4.21 has them for a LinkedHashMap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

from migrate.readers.groovy.evaluate import ordering
from migrate.readers.groovy.evaluate.equality import contains, equal, find_key, put, same, text_order
from migrate.readers.groovy.evaluate.forms import (
    ANY,
    CODE,
    COLLECTION,
    INT,
    MAP,
    PLAIN,
    Form,
    Table,
    form,
    holds_on_entry,
    invoke,
    invoke_on_entry,
    steady,
)
from migrate.readers.groovy.evaluate.kinds import Entry, OpenMap, SortedKeys, SortedMap, Values, View, is_list
from migrate.readers.groovy.evaluate.operators import is_case, minus, plus, shift_left
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError

Map = dict[Any, Any]


def entries(found: Map) -> Iterator[Entry]:
    return steady(found, (Entry(key, value) for key, value in found.items()))


def get(found: Map, key: Any, default: Any = None) -> Any:
    """The value of a key. Raises NotFoldedError where the map may have it, or not."""
    if isinstance(found, OpenMap) and not find_key(found, key):
        raise NotFoldedError(f"whether the map has {key} is known only when the pipeline runs")
    return found[key] if find_key(found, key) else default


def changed(found: Map) -> Map:
    """A map that may be changed. Raises NotFoldedError."""
    if isinstance(found, SortedMap):
        raise NotFoldedError("changes of sorted maps are not evaluated")
    return found


def add_entry(found: Map, entry: Any) -> None:
    """Add what a closure of `collectEntries` gives: a map, a list of key and value, or an entry."""
    if isinstance(entry, dict):
        for key, value in entry.items():
            put(found, key, value)
    elif is_list(entry):
        put(found, entry[0] if entry else None, entry[1] if len(entry) > 1 else None)
    elif isinstance(entry, Entry):
        put(found, entry.key, entry.value)
    else:
        raise NotFoldedError("an entry of such a value is not evaluated")


def mapping(pairs: list[Entry]) -> Map:
    found: Map = {}
    for one in pairs:
        put(found, one.key, one.value)
    return found


# ---- reading and changing ----------------------------------------------------------------------------------------


def _get_or_put(found: Map, key: Any, default: Any) -> Any:
    if not find_key(found, key):
        put(changed(found), key, default)
    return found[key]


def _put(found: Map, key: Any, value: Any) -> Any:
    before = get(found, key)
    put(changed(found), key, value)
    return before


def _put_if_absent(found: Map, key: Any, value: Any) -> Any:
    before = get(found, key)
    if before is None:
        put(changed(found), key, value)
    return before


def _put_all(found: Map, more: Map) -> None:
    for key, value in list(more.items()):
        put(changed(found), key, value)


def _remove(found: Map, key: Any) -> Any:
    return changed(found).pop(key) if find_key(found, key) else None


def _clear(found: Map) -> None:
    changed(found).clear()


def _sub_map(found: Map, keys: list[Any]) -> Map:
    return mapping([Entry(key, found[key]) for key in keys if find_key(found, key)])


# ---- closures ----------------------------------------------------------------------------------------------------


def _each(found: Map, code: Code) -> Map:
    for one in entries(found):
        invoke_on_entry(code, one)
    return found


def _each_with_index(found: Map, code: Code) -> Map:
    for position, one in enumerate(entries(found)):
        given = (one.key, one.value, position) if code.arity == 3 else (one, position)
        invoke(code, *given)
    return found


def _collect(found: Map, code: Code) -> list[Any]:
    return [invoke_on_entry(code, one) for one in entries(found)]


def _collect_entries(found: Map, code: Code) -> Map:
    made: Map = {}
    for one in entries(changed(found)):
        add_entry(made, invoke_on_entry(code, one))
    return made


def _collect_many(found: Map, code: Code) -> list[Any]:
    made: list[Any] = []
    for one in entries(found):
        items = invoke_on_entry(code, one)
        if not COLLECTION(items):
            raise NotFoldedError("collectMany of such values is not evaluated")
        made += items
    return made


def _find(found: Map, code: Code) -> Entry | None:
    return next((one for one in entries(found) if holds_on_entry(code, one)), None)


def _find_all(found: Map, code: Code) -> Map:
    return mapping([one for one in entries(changed(found)) if holds_on_entry(code, one)])


def _find_results(found: Map, code: Code) -> list[Any]:
    return [one for one in _collect(found, code) if one is not None]


def _find_result(found: Map, code: Code) -> Any:
    results = (invoke_on_entry(code, one) for one in entries(found))
    return next((one for one in results if one is not None), None)


def _inject(found: Map, initial: Any, code: Code) -> Any:
    for one in entries(found):
        initial = invoke(code, initial, one.key, one.value) if code.arity == 3 else invoke(code, initial, one)
    return initial


def _group_by(found: Map, code: Code) -> Map:
    made: Map = {}
    for one in entries(changed(found)):
        key = invoke_on_entry(code, one)
        if not find_key(made, key):
            put(made, key, {})
        put(made[key], one.key, one.value)
    return made


def _count_by(found: Map, code: Code) -> Map:
    made: Map = {}
    for one in entries(found):
        key = invoke_on_entry(code, one)
        put(made, key, get(made, key, 0) + 1)
    return made


# ---- order -------------------------------------------------------------------------------------------------------


def _order_of_keys(left: tuple[str, Any], right: tuple[str, Any]) -> int:
    return text_order(left[0], right[0])


_BY_KEY = cmp_to_key(_order_of_keys)


def _key_set(found: Map) -> View:
    return SortedKeys(found) if isinstance(found, SortedMap) else View(found)


def _sort(found: Map) -> SortedMap:
    if not all(type(key) is str for key in found):
        raise NotFoldedError("sorting a map with such keys is not evaluated")
    return SortedMap(sorted(found.items(), key=_BY_KEY))


def _sorted_by(found: Map, code: Code) -> Map:
    return mapping(ordering.sorted_by(list(entries(changed(found))), code))


def _best(choose: Callable[[list[Any], Code], Any]) -> Callable[[Map, Code], Any]:
    def work(found: Map, code: Code) -> Any:
        return choose(list(entries(found)), code)

    return work


def _take(found: Map, count: int) -> Map:
    return dict(list(changed(found).items())[: max(count, 0)])


def _drop(found: Map, count: int) -> Map:
    return dict(list(changed(found).items())[max(count, 0) :])


METHODS: Table = {
    "size": form(len),
    "isEmpty": form(lambda found: not found),
    "get": (Form(get, (ANY,)), Form(_get_or_put, (ANY, ANY))),
    "getAt": form(get, PLAIN),
    "getOrDefault": form(get, ANY, ANY),
    "put": form(_put, ANY, ANY),
    "putAt": form(_put, PLAIN, ANY),
    "putIfAbsent": form(_put_if_absent, ANY, ANY),
    "putAll": form(_put_all, MAP),
    "leftShift": form(shift_left, ANY),
    "remove": form(_remove, ANY),
    "clear": form(_clear),
    "containsKey": form(find_key, ANY),
    "containsValue": form(lambda found, value: contains(found.values(), value), ANY),
    "keySet": form(_key_set),
    "values": form(lambda found: Values(found.values())),
    "entrySet": form(lambda found: View(Entry(key, value) for key, value in found.items())),
    "subMap": form(_sub_map, COLLECTION),
    "each": form(_each, CODE),
    "eachWithIndex": form(_each_with_index, CODE),
    "collect": (Form(lambda found: list(entries(found)), ()), Form(_collect, (CODE,))),
    "collectEntries": form(_collect_entries, CODE),
    "collectMany": form(_collect_many, CODE),
    "find": form(_find, CODE),
    "findAll": form(_find_all, CODE),
    "findResult": form(_find_result, CODE),
    "findResults": form(_find_results, CODE),
    "any": form(lambda found, code: any(holds_on_entry(code, one) for one in entries(found)), CODE),
    "every": form(lambda found, code: all(holds_on_entry(code, one) for one in entries(found)), CODE),
    "count": form(lambda found, code: sum(holds_on_entry(code, one) for one in entries(found)), CODE),
    "countBy": form(_count_by, CODE),
    "inject": form(_inject, ANY, CODE),
    "groupBy": form(_group_by, CODE),
    "sort": (Form(_sort, ()), Form(_sorted_by, (CODE,))),
    "toSorted": form(_sorted_by, CODE),
    "max": form(_best(ordering.most_by), CODE),
    "min": form(_best(ordering.least_by), CODE),
    "take": form(_take, INT),
    "drop": form(_drop, INT),
    "plus": form(plus, MAP),
    "minus": form(minus, MAP),
    "equals": form(equal, MAP),
    "isCase": form(is_case, ANY),
    "asBoolean": form(bool),
    "toString": form(text),
    "toMapString": form(text),
    "clone": form(lambda found: dict(changed(found))),
}

ENTRY_METHODS: Table = {
    "getKey": form(lambda entry: entry.key),
    "getValue": form(lambda entry: entry.value),
    "toString": form(text),
    "equals": form(same, ANY),
}
