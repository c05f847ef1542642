"""Methods of texts, as Groovy 2.4.21 and Java have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrate.readers.groovy.evaluate import replacing
from migrate.readers.groovy.evaluate.casts import is_decimal, is_integer_text, parse_number, trim
from migrate.readers.groovy.evaluate.equality import text_order
from migrate.readers.groovy.evaluate.forms import (
    ANY,
    CODE,
    INT,
    NUMBER,
    PLAIN,
    TEXT,
    Form,
    Table,
    form,
    holds,
    invoke,
)
from migrate.readers.groovy.evaluate.kinds import LONG_BITS, Array, Character, bounded
from migrate.readers.groovy.evaluate.operators import is_case, minus, plus, times
from migrate.readers.groovy.evaluate.values import Code, NotFoldedError, ThrownError

_BLANKS = " \t\n\r\f"
_WHITE = " \t\n\x0b\f\r\x1c\x1d\x1e\x1f"


def _ascii(text: str) -> str:
    if not text.isascii():
        raise NotFoldedError("upper and lower case beyond ASCII are not evaluated")
    return text


def _capitalize(text: str) -> str:
    return _ascii(text[:1]).upper() + text[1:]


def _uncapitalize(text: str) -> str:
    return _ascii(text[:1]).lower() + text[1:]


# ---- parts -------------------------------------------------------------------------------------------------------


def substring(text: str, start: int, end: int | None = None) -> str:
    last = len(text) if end is None else end
    if not 0 <= start <= last <= len(text):
        raise ThrownError("StringIndexOutOfBoundsException", f"begin {start}, end {last}, length {len(text)}")
    return text[start:last]


def _char_at(text: str, index: int) -> Character:
    if not 0 <= index < len(text):
        raise ThrownError("StringIndexOutOfBoundsException", f"String index out of range: {index}")
    return Character(text[index])


def _index_of(text: str, wanted: str, start: int = 0) -> int:
    start = max(start, 0)
    return min(start, len(text)) if not wanted and start >= len(text) else text.find(wanted, start)


def _take(text: str, count: int) -> str:
    return text[: max(count, 0)]


def _drop(text: str, count: int) -> str:
    return text[max(count, 0) :]


def _tokenize(text: str, signs: str = _BLANKS) -> list[str]:
    found = [""]
    for sign in text:
        if sign not in signs:
            found[-1] += sign
        elif found[-1]:
            found.append("")
    return [one for one in found if one]


def _split_at_blanks(text: str) -> Array:
    return Array(_tokenize(text))


# ---- lines -------------------------------------------------------------------------------------------------------


def lines(text: str) -> list[str]:
    """The lines as Java reads them: they end at `\\n`, `\\r` or both, and nothing follows the last end."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return found[:-1] if not found[-1] else found


def _is_white(line: str) -> bool:
    if any(sign > "\x7f" and sign.isspace() for sign in line):
        raise NotFoldedError("spaces beyond ASCII are not evaluated")
    return not line.strip(_WHITE)


def _relined(text: str, work: Callable[[str], str]) -> str:
    found = "".join(work(line) + "\n" for line in lines(text))
    return found if text.endswith("\n") else found[:-1]


def _strip_indent(text: str) -> str:
    """Groovy's stripIndent, where Java's own, which hides it from Java 15 on, does the same."""
    found = _strip_indent_of(text, min(map(_indent, filter(_is_not_white, lines(text))), default=0))
    if found != _java_strip_indent(text):
        raise NotFoldedError("what stripIndent does with this text depends on the version of Java")
    return found


def _java_strip_indent(text: str) -> str:
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    count = min(map(_indent, [*filter(_is_not_white, found), found[-1]]), default=0)
    return "\n".join("" if _is_white(line) else line[count:].rstrip(_WHITE) for line in found)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(_WHITE))


def _is_not_white(line: str) -> bool:
    return not _is_white(line)


def _strip_indent_of(text: str, count: int) -> str:
    if not text or count <= 0:
        return text
    return _relined(text, lambda line: "" if _is_white(line) else line[count:])


def _strip_margin(text: str, margin: str = "|") -> str:
    if not text:
        return text
    return _relined(text, lambda line: _without_margin(line, margin[:1] or "|"))


def _without_margin(line: str, margin: str) -> str:
    rest = line.lstrip("".join(map(chr, range(33))))
    return rest[1:] if rest.startswith(margin) else line


def _each_line(text: str, code: Code) -> Any:
    found = None
    for number, line in enumerate(lines(text)):
        found = invoke(code, line, number) if code.arity == 2 else invoke(code, line)
    return found


# ---- width -------------------------------------------------------------------------------------------------------


def _padding(padding: str, size: int) -> str:
    if not padding:
        raise NotFoldedError("padding with nothing is not evaluated")
    bounded(size)
    return (padding * (size // len(padding) + 1))[:size]


def _pad_left(text: str, size: Any, padding: str = " ") -> str:
    return _padding(padding, int(size) - len(text)) + text if size > len(text) else text


def _pad_right(text: str, size: Any, padding: str = " ") -> str:
    return text + _padding(padding, int(size) - len(text)) if size > len(text) else text


def _center(text: str, size: Any, padding: str = " ") -> str:
    missing = int(size) - len(text)
    if missing <= 0:
        return text
    beside = _padding(padding, (missing + 1) // 2)
    return beside[: missing // 2] + text + beside


# ---- numbers and truths ------------------------------------------------------------------------------------------


def _to(name: str) -> Callable[[str], Any]:
    return lambda text: parse_number(text, name)


def _to_boolean(text: str) -> bool:
    return trim(text).lower() in ("true", "y", "1")


def _is_number(text: str) -> bool:
    return is_decimal(trim(text))


def _equals_ignoring_case(text: str, other: str) -> bool:
    return _ascii(text).lower() == _ascii(other).lower()


def _count(text: str, wanted: str) -> int:
    if not wanted:
        raise NotFoldedError("counting an empty text is not evaluated")
    return sum(text.startswith(wanted, at) for at in range(len(text)))


def _each(text: str, code: Code) -> str:
    for sign in text:
        invoke(code, sign)
    return text


def _each_with_index(text: str, code: Code) -> str:
    for position, sign in enumerate(text):
        invoke(code, sign, position)
    return text


_WIDE = (NUMBER, TEXT)

METHODS: Table = {
    **replacing.METHODS,
    "trim": form(trim),
    "toLowerCase": form(lambda text: _ascii(text).lower()),
    "toUpperCase": form(lambda text: _ascii(text).upper()),
    "capitalize": form(_capitalize),
    "uncapitalize": form(_uncapitalize),
    "length": form(len),
    "size": form(len),
    "isEmpty": form(lambda text: not text),
    "contains": form(lambda text, wanted: wanted in text, TEXT),
    "startsWith": form(lambda text, wanted: text.startswith(str(wanted)), TEXT),
    "endsWith": form(lambda text, wanted: text.endswith(str(wanted)), TEXT),
    "equalsIgnoreCase": form(_equals_ignoring_case, TEXT),
    "compareTo": form(text_order, TEXT),
    "indexOf": (Form(_index_of, (TEXT,)), Form(_index_of, (TEXT, INT))),
    "lastIndexOf": form(lambda text, wanted: text.rfind(wanted), TEXT),
    "charAt": form(_char_at, INT),
    "substring": (Form(substring, (INT,)), Form(substring, (INT, INT))),
    "take": form(_take, INT),
    "drop": form(_drop, INT),
    "concat": form(lambda text, other: text + other, TEXT),
    "replace": form(lambda text, wanted, by: text.replace(wanted, by), TEXT, TEXT),
    "split": (Form(_split_at_blanks, ()), *replacing.METHODS["split"]),
    "tokenize": (Form(_tokenize, ()), Form(_tokenize, (TEXT,))),
    "readLines": form(lines),
    "eachLine": form(_each_line, CODE),
    "stripIndent": (Form(_strip_indent, ()), Form(_strip_indent_of, (INT,))),
    "stripMargin": (Form(_strip_margin, ()), Form(_strip_margin, (TEXT,))),
    "padLeft": (Form(_pad_left, (NUMBER,)), Form(_pad_left, _WIDE)),
    "padRight": (Form(_pad_right, (NUMBER,)), Form(_pad_right, _WIDE)),
    "center": (Form(_center, (NUMBER,)), Form(_center, _WIDE)),
    "reverse": form(lambda text: text[::-1]),
    "toInteger": form(_to("Integer")),
    "toLong": form(_to("Long")),
    "toDouble": form(_to("Double")),
    "toBigDecimal": form(_to("BigDecimal")),
    "toBoolean": form(_to_boolean),
    "isInteger": form(lambda text: is_integer_text(trim(text))),
    "isLong": form(lambda text: is_integer_text(trim(text), LONG_BITS)),
    "isNumber": form(_is_number),
    "isBigDecimal": form(_is_number),
    "isAllWhitespace": form(_is_white),
    "count": form(_count, TEXT),
    "minus": form(minus, PLAIN),
    "plus": form(plus, PLAIN),
    "multiply": form(times, INT),
    "toList": form(list),
    "each": form(_each, CODE),
    "eachWithIndex": form(_each_with_index, CODE),
    "collect": (Form(list, ()), Form(lambda text, code: [invoke(code, one) for one in text], (CODE,))),
    "any": form(lambda text, code: any(holds(code, one) for one in text), CODE),
    "every": form(lambda text, code: all(holds(code, one) for one in text), CODE),
    "findAll": (
        *replacing.METHODS["findAll"],
        Form(lambda text, code: [one for one in text if holds(code, one)], (CODE,)),
    ),
    "find": (
        *replacing.METHODS["find"],
        Form(lambda text, code: next((one for one in text if holds(code, one)), None), (CODE,)),
    ),
    "toString": form(str),
    "intern": form(str),
    "isCase": form(is_case, ANY),
    "asBoolean": form(bool),
}
