"""Methods of lists, ranges, sets and arrays, as Groovy 2.4.21 has them: the tables."""

from __future__ import annotations

from typing import Any

from migrate.readers.groovy.evaluate import changing, gathering, kinds, ordering, parts
from migrate.readers.groovy.evaluate.equality import contains, equal
from migrate.readers.groovy.evaluate.forms import (
    ANY,
    BOOLEAN,
    CODE,
    COLLECTION,
    INT,
    LIST,
    PLAIN,
    TEXT,
    Form,
    Table,
    form,
)
from migrate.readers.groovy.evaluate.indexing import get_index, set_index
from migrate.readers.groovy.evaluate.kinds import Array, Fixed, Set
from migrate.readers.groovy.evaluate.operators import is_case, minus, plus, times
from migrate.readers.groovy.evaluate.texts import text
from migrate.readers.groovy.evaluate.values import Range

Items = list[Any]


COMMON: Table = {
    "size": form(len),
    "contains": form(contains, ANY),
    "each": form(gathering.each_of, CODE),
    "eachWithIndex": form(gathering.each_with_index, CODE),
    "collect": (Form(list, ()), Form(gathering.collect, (CODE,)), Form(gathering.collect_into, (LIST, CODE))),
    "collectEntries": (Form(gathering.collect_entries, ()), Form(gathering.collect_entries, (CODE,))),
    "collectMany": form(gathering.collect_many, CODE),
    "find": form(gathering.find, CODE),
    "findAll": form(gathering.find_all, CODE),
    "findResult": (Form(gathering.find_result, (CODE,)), Form(gathering.find_result_or, (PLAIN, CODE))),
    "findIndexOf": form(gathering.find_index, CODE),
    "findLastIndexOf": form(gathering.find_last_index, CODE),
    "any": (Form(gathering.any_of, ()), Form(gathering.any_of, (CODE,))),
    "every": (Form(gathering.every_of, ()), Form(gathering.every_of, (CODE,))),
    "count": form(gathering.count, ANY),
    "countBy": form(gathering.count_by, CODE),
    "groupBy": form(gathering.group_by, CODE),
    "inject": (Form(gathering.inject, (ANY, CODE)), Form(gathering.inject_first, (CODE,))),
    "sum": (Form(gathering.total, ()), Form(gathering.total, (CODE,)), Form(gathering.summed, (PLAIN,))),
    "max": (Form(ordering.most, ()), Form(ordering.most_by, (CODE,))),
    "min": (Form(ordering.least, ()), Form(ordering.least_by, (CODE,))),
    "join": (Form(parts.join, ()), Form(parts.join, (TEXT,))),
    "toList": form(list),
    "toSet": form(ordering.hashed),
    "first": form(parts.end_of("first", 0)),
    "head": form(parts.end_of("head", 0)),
    "last": form(parts.end_of("last", -1)),
    "toSorted": (Form(ordering.in_order, ()), Form(ordering.sorted_by, (CODE,))),
    "asBoolean": form(bool),
    "isCase": form(is_case, ANY),
    "plus": form(plus, PLAIN),
    "minus": form(minus, PLAIN),
}

READING: Table = {
    **COMMON,
    "isEmpty": form(lambda items: not items),
    "toString": form(text),
    "findResults": form(gathering.find_results, CODE),
    "grep": (Form(gathering.grep, (ANY,)),),
    "split": form(gathering.split, CODE),
    "containsAll": form(lambda items, other: all(contains(items, one) for one in other), COLLECTION),
    "flatten": form(parts.flatten),
    "indexed": (Form(parts.indexed, ()), Form(parts.indexed, (INT,))),
    "withIndex": (Form(parts.with_index, ()), Form(parts.with_index, (INT,))),
    "tail": form(parts.rest("tail", slice(1, None))),
    "init": form(parts.rest("init", slice(0, -1))),
    "forEach": form(gathering.for_each, CODE),
    "collate": (
        Form(parts.collate, (INT,)),
        Form(parts.collate, (INT, INT)),
        Form(parts.collate, (INT, INT, BOOLEAN)),
        Form(parts.collate_whole, (INT, BOOLEAN)),
    ),
}

LISTS: Table = {
    **READING,
    "get": form(parts.get, INT),
    "getAt": form(lambda items, key: get_index(items, [key]), PLAIN),
    "indexOf": form(parts.index_of, ANY),
    "lastIndexOf": form(parts.last_index_of, ANY),
    "subList": form(parts.sub_list, INT, INT),
    "reverse": form(parts.reverse),
    "reverseEach": form(gathering.reverse_each, CODE),
    "take": form(parts.take, INT),
    "drop": form(parts.drop, INT),
    "takeRight": form(lambda items, count: items[max(len(items) - max(count, 0), 0) :], INT),
    "dropRight": form(lambda items, count: items[: max(len(items) - max(count, 0), 0)], INT),
    "takeWhile": form(gathering.take_while, CODE),
    "dropWhile": form(gathering.drop_while, CODE),
    "toUnique": form(parts.sorted_out),
    "transpose": form(parts.transpose),
    "combinations": form(parts.combinations),
    "intersect": form(parts.intersect, LIST),
    "disjoint": form(parts.disjoint, LIST),
    "multiply": form(times, INT),
    "equals": form(equal, LIST),
    "asImmutable": form(Fixed),
}

CHANGING: Table = {
    "add": (Form(changing.add, (ANY,)), Form(changing.insert, (INT, ANY))),
    "addAll": form(changing.add_all, COLLECTION),
    "push": form(changing.add, ANY),
    "pop": form(changing.pop),
    "leftShift": form(lambda items, value: (changing.add(items, value), items)[1], ANY),
    "set": form(changing.set_at, INT, ANY),
    "putAt": form(set_index, INT, ANY),
    "remove": (Form(changing.remove_at, (INT,)), Form(changing.remove, (PLAIN,))),
    "removeAt": form(changing.remove_at, INT),
    "removeElement": form(changing.remove, PLAIN),
    "removeAll": (Form(changing.remove_all, (COLLECTION,)), Form(changing.remove_all, (CODE,))),
    "retainAll": (Form(changing.retain_all, (COLLECTION,)), Form(changing.retain_all, (CODE,))),
    "clear": form(lambda items: items.clear()),
    "swap": form(changing.swap, INT, INT),
    "clone": form(list),
    "sort": (
        Form(lambda items: changing.replaced(items, ordering.in_order(items)), ()),
        Form(lambda items, code: changing.replaced(items, ordering.sorted_by(items, code)), (CODE,)),
        Form(
            lambda items, mutate: (changing.replaced if mutate else _second)(items, ordering.in_order(items)),
            (BOOLEAN,),
        ),
    ),
    "unique": (
        Form(lambda items: changing.replaced(items, parts.to_unique(items)), ()),
        Form(lambda items, code: changing.replaced(items, parts.to_unique_by(items, code)), (CODE,)),
        Form(
            lambda items, mutate: (changing.replaced if mutate else _second)(items, parts.to_unique(items)), (BOOLEAN,)
        ),
    ),
}


def _second(items: Items, found: Items) -> Items:
    return found


_SORTED_ANEW: Table = {"sort": (Form(ordering.in_order, ()), Form(ordering.sorted_by, (CODE,)))}
_SET_CHANGES = ("add", "addAll", "remove", "removeAll", "retainAll", "clear", "leftShift")

SETS: Table = {**READING, **_SORTED_ANEW, "equals": form(equal, COLLECTION)}
CHANGED_SETS: Table = {**SETS, **{name: CHANGING[name][:1] for name in _SET_CHANGES if name != "remove"}}
SORTED_KEYS: Table = {name: forms for name, forms in SETS.items() if name not in ("sort", "toSorted")}
VALUES: Table = {**READING, **_SORTED_ANEW}
RANGES: Table = {**LISTS, "step": form(parts.every_nth, INT), "toString": form(lambda items: items.text)}
ARRAYS: Table = {
    **{name: forms for name, forms in COMMON.items() if name != "toSet"},
    "sort": CHANGING["sort"][:2],
    "toString": form(text),
    "tail": form(parts.rest("tail", slice(1, None))),
    "init": form(parts.rest("init", slice(0, -1))),
    "getAt": LISTS["getAt"],
    "reverse": LISTS["reverse"],
    "take": LISTS["take"],
    "drop": LISTS["drop"],
    "toSorted": (
        Form(lambda items: Array(ordering.in_order(items)), ()),
        Form(lambda items, code: Array(ordering.sorted_by(items, code)), (CODE,)),
    ),
}

_TABLES: tuple[tuple[type, Table], ...] = (
    (Range, RANGES),
    (Array, ARRAYS),
    (kinds.SortedKeys, SORTED_KEYS),
    (kinds.View, SETS),
    (Set, CHANGED_SETS),
    (kinds.Values, VALUES),
    (Fixed, LISTS),
)
_PLAIN_LISTS: Table = {**LISTS, **CHANGING}


def table_of(items: Items) -> Table:
    return next((table for kind, table in _TABLES if isinstance(items, kind)), _PLAIN_LISTS)
