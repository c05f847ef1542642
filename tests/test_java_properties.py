"""Texts of java.util.Properties, read as Java reads them."""

from __future__ import annotations

import pytest

from migrate.model.java_properties import properties_of

_CASES = {
    "a=1\nb: 2\r\nc 3": [("a", "1"), ("b", "2"), ("c", "3")],
    "# no\n! no\n\n  \t\f a = x y ": [("a", "x y ")],
    "a=one\\\n   two\\\n  # three": [("a", "onetwo# three")],
    "a=c:\\\\\\\\x\\\\": [("a", "c:\\\\x\\")],
    "a\\ b\\==\\u0041\\t\\q": [("a b=", "A\tq")],
    "a==b": [("a", "=b")],
    "=x": [("", "x")],
    "a": [("a", "")],
    "a=1\na=2": [("a", "1"), ("a", "2")],
    "a\u00a0b=1": [("a\u00a0b", "1")],
}


@pytest.mark.parametrize(("text", "found"), _CASES.items())
def test_names_and_values(text: str, found: list[tuple[str, str]]) -> None:
    assert list(properties_of(text)) == found
