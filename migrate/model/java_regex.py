"""Java's regular expressions in Python's words, for texts of any kind: the logs of builds.

https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html and https://docs.python.org/3/library/re.html. A
build reads this very text where only it has the expressions: it is plain Python of 3.6, and imports `re` alone.
"""

import re

_ENDS = "\\n\\r\\x85\\u2028\\u2029"
_DOT = f"[^{_ENDS}]"
_LAST_END = f"(?=(?:\\r\\n|(?<!\\r)\\n|[{_ENDS[2:]}])?\\Z)"  # `$` is in front of the end of the last line too
_ATOM = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\([dDwWsStnrfbB]|[^A-Za-z0-9])|([^\\\[\](){}.^$|*+?]|[\]}])", re.S)
_GROUP = re.compile(r"\((?:\?(?:[:=!]|<[=!]))?(?!\?)|\)|\|")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??(?![*+?{])")
_CLASS = re.compile(r"\[(?![^\]]*(?:--|~~|\|\|))\^?((?:\\[dwstnrf]|\\[^A-Za-z0-9]|[^\\\[\]&^])+)\]", re.S)
_FLAGS = re.compile(r"\(\?i\)")


def compiled(pattern: str) -> "re.Pattern[str]":
    """The expression as Python has it. Raises ValueError where the two may differ."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise ValueError("this regular expression: " + pattern) from None


def _translated(pattern: str) -> str:
    flags = _FLAGS.match(pattern)
    at = flags.end() if flags else 0
    written = [pattern[:at]]
    repeatable = False  # whether something stands there that a quantifier may follow
    while at < len(pattern):
        found, text, repeatable = _next(pattern, at, repeatable)
        written.append(text)
        at = found
    return "".join(written)


def _next(pattern: str, at: int, repeatable: bool) -> "tuple[int, str, bool]":
    """Where what stands at a place ends, Python's words for it, and whether a quantifier may follow."""
    sign = pattern[at]
    if sign in ".^$":
        return at + 1, {".": _DOT, "^": "^", "$": _LAST_END}[sign], sign == "."
    group = _GROUP.match(pattern, at)
    if group:
        return group.end(), group[0], sign == ")"
    repeated = repeatable and _QUANTIFIER.match(pattern, at)
    if repeated:
        return repeated.end(), repeated[0], False
    members = _CLASS.match(pattern, at)
    if members:
        return members.end(), members[0], True
    atom = _ATOM.match(pattern, at)
    if not atom:
        raise ValueError("this regular expression: " + pattern)
    if atom[1] is not None:
        return atom.end(), re.escape(atom[1]), False
    plain = atom[0] if atom[2] else re.escape(atom[3])
    return atom.end(), plain, atom[2] not in ("b", "B")
