"""What operators and methods make of known values, as Groovy 2.4.21 has answered, and what is not folded."""

from __future__ import annotations

import re
from time import perf_counter

import pytest

from migrate.readers.groovy.evaluate import kinds, methods, operators
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError
from tests.groovy_expressions import TEMPLATES
from tests.groovy_values import Answer, answers_of, folded, methods_of_tables

_NOT_FOLDED = {
    "hash codes": ["[1, 'ab'].sort()", "[[1], [2]].sort()", "[1.5, 'a'].toSet()", "'a'.hashCode()"],
    "a GString equals no String as a key": ["['a': 1, \"${'a'}\": 2]", "[\"${'a'}\": 1].containsKey(\"${'a'}\")"],
    "keys that Python takes for one": ["[(1): 'a', (1L): 'b']", "[(true): 'a', (1): 'b']", "[(1.0): 'a', (1.00): 'b']"],
    "big integers": ["2 ** 31", "99999999999999999999 + 1"],
    "doubles whose text depends on Java's version": ["0.1d + 0.2d", "1e20d.toString()", "1d / 0"],
    "stripIndent depends on Java's version": [r'"  a\n   b\n".stripIndent()', r'"  a  \n  b".stripIndent()'],
    "changes of what stays sorted": ["[b: 1].sort().put('a', 2)", "[b: 1].sort() + [a: 2]"],
    "a comparison that is none": ["[1, 2, 3].sort { a, b -> 1 }", "[3, 1].sort { a, b -> a > b }"],
    "another number of parameters": ["[1].each { a, b -> a }", "[1].each { -> 1 }", "[a: 1].each { a, b, c -> a }"],
    "regular expressions that only Java has": [
        "'a'.replaceAll('[a&&[b]]', '')",
        "'a'.matches('\\\\p{IsAlphabetic}')",
        "'a'.matches('\\\\R')",
        "'a' ==~ '(?x) a'",
        r"'a\r\n' =~ '.'",
        "'ü' ==~ '(?i)Ü'",
        "'ü'.replaceAll('\\\\b', '-')",
    ],
    "regular expressions in which Java keeps other groups": [
        "'aad'.replaceAll('((a)b)*', '$1')",
        "'a'.replaceAll('(a?)*', '$1')",
        "'a'.replaceAll('(?!(b))', '$1')",
    ],
    "replacements that Java refuses": [
        "'a'.replaceAll('a', '$')",
        "'a'.replaceAll('a', '$7')",
        "'a'.replaceAll('a', '\\\\')",
    ],
    "characters beyond 16 bits": ["'😀'.length()", "'😀a'.substring(1)", "'😀'.reverse()"],
    "case beyond ASCII": ["'ß'.toUpperCase()", "'İ'.toLowerCase()"],
    "delegates": ["[1].with { it }"],
    "what is too large": ["'a' * 1000000", "[1] * 1000000", "1..100000000", "'a'.padLeft(100000000)"],
    "lists inside themselves": ["[[]].collect { it.add(it); it }", "[[]].collect { it.add(it); it }[0].flatten()"],
}


@pytest.mark.parametrize(("text", "answer"), answers_of().items())
def test_expression_folds_to_what_groovy_made_of_it(text: str, answer: Answer) -> None:
    assert folded(text) == answer


@pytest.mark.parametrize("text", [text for texts in _NOT_FOLDED.values() for text in texts])
def test_expression_does_not_fold(text: str) -> None:
    with pytest.raises(NotFoldedError):
        folded(text)


def test_each_method_is_folded_in_some_test() -> None:
    tried = "\n".join([*answers_of(), *(line for lines in TEMPLATES.values() for line in lines)])
    called = set(re.findall(r"\.(\w+)\s*[({]", tried)) | set(re.findall(r"\.(\w+) <", tried))
    assert methods_of_tables() - called == set()


def test_methods_change_lists_and_maps_in_place() -> None:
    items, found = [3, 1, 2, 1], {"a": 1}
    methods.call_method(items, "sort", [])
    methods.call_method(items, "unique", [])
    operators.binary("<<", items, 9)
    methods.set_index(items, 5, 7)
    methods.call_method(found, "putAll", [{"b": 2}])
    assert items == [1, 2, 3, 9, None, 7] and found == {"a": 1, "b": 2}


def test_list_that_changes_while_it_is_looked_through_does_not_fold() -> None:
    items = [1, 2]
    with pytest.raises(NotFoldedError):
        methods.call_method(items, "each", [Code(items.append)])


def test_null_throws_with_the_words_of_groovy() -> None:
    with pytest.raises(ThrownError, match=r"Cannot invoke method trim\(\) on null object"):
        methods.call_method(None, "trim", [])
    with pytest.raises(ThrownError, match="Cannot get property 'name' on null object"):
        methods.get_property(None, "name")


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a*)+b", "a*a*a*a*a*a*a*b", r"(\s+a?)+x"])
def test_no_regular_expression_takes_long(pattern: str) -> None:
    before = perf_counter()
    with pytest.raises(NotFoldedError):
        operators.binary("==~", "a" * 2_000, pattern)
    assert perf_counter() - before < 1


def test_texts_with_values_stay_apart_from_texts() -> None:
    found = {kinds.GString("a"): 1}
    assert methods.get_index(found, ["a"]) is None
    assert methods.get_index({"a": 1}, [kinds.GString("a")]) == 1
    assert methods.call_method({"a": 1}, "get", [kinds.GString("a")]) is None
    assert type(methods.call_method(kinds.GString(" a "), "trim", [])) is str
