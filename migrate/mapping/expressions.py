"""Jenkins' own small languages: `$NAME` in settings, Ant patterns, regular expressions, durations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model.source import Items, Literal, Opaque, Reference, ReferenceKind, Template, Value

# hudson.Util.VARIABLE: `$NAME`, `${NAME}`, and `$$` for a dollar sign.
_VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z0-9_.]+)\}|(\$))")


def expand(value: Value) -> Value:
    """The value as Jenkins expands it: `${NAME}` in its literal text becomes a reference to the environment."""
    if isinstance(value, Literal) and isinstance(value.value, str):
        return template(list(_expanded(value.value)))
    if isinstance(value, Template):
        parts: list[Literal | Reference | Opaque] = []
        for part in value.parts:
            known = isinstance(part, Literal) and isinstance(part.value, str)
            parts.extend(_expanded(str(part.value)) if known and isinstance(part, Literal) else [part])
        return template(parts)
    if isinstance(value, Items):
        return Items(tuple(expand(item) for item in value.items))
    return value


def _expanded(text: str) -> Iterator[Literal | Reference]:
    end = 0
    for match in _VARIABLE.finditer(text):
        plain, braced, dollar = match.groups()
        yield Literal(text[end : match.start()] + ("$" if dollar else ""))
        if not dollar:
            yield Reference(ReferenceKind.ENVIRONMENT, plain or braced)
        end = match.end()
    yield Literal(text[end:])


def template(parts: list[Literal | Reference | Opaque]) -> Value:
    """A Template of these parts, neighbouring literals joined, empty ones left out; a Literal if no other is left."""
    joined: list[Literal | Reference | Opaque] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Literal) and isinstance(last, Literal):
            joined[-1] = Literal(text_of(last) + text_of(part))
        elif not isinstance(part, Literal) or text_of(part):
            joined.append(part)
    if not joined:
        return Literal("")
    return joined[0] if len(joined) == 1 and isinstance(joined[0], Literal) else Template(tuple(joined))


def text_of(literal: Literal) -> str:
    """The text that Groovy and XML give a known value: `true`, not `True`; `null` for none."""
    if isinstance(literal.value, bool):
        return str(literal.value).lower()
    return "null" if literal.value is None else str(literal.value)


def ant_patterns(text: str) -> tuple[str, ...]:
    """The patterns of a comma-separated list (`hudson.Util.createFileSet`): a blank inside of one is part of it."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


# ---- patterns over names ------------------------------------------------------------------------------------------

# A regular expression of ours means the same to Java, to Python and to `grep -E`, and must match the whole text.
_SPECIAL = re.compile(r"[.\[{}()*+?^$|\\]")
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}


def escaped(text: str) -> str:
    """A regular expression for exactly this text."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def ant_regex(pattern: str) -> str:
    """An Ant pattern as a regular expression for names that are not empty: `feature/*`, `**/hotfix`.

    Jenkins compares without case (`SelectorUtils.matchPath`), which whoever uses the result has to say.
    """
    tokens = [token for token in pattern.split("/") if token]
    tokens = [one for one, before in zip(tokens, ["", *tokens], strict=False) if one != "**" or before != "**"]
    if tokens == ["**"]:
        return ".+"
    text, separator = "/" if pattern.startswith("/") else "", ""
    for index, token in enumerate(tokens):
        if token != "**":
            text, separator = text + separator + _ant_token(token), "/"
        elif index == len(tokens) - 1:
            text += "(/.*)?"
        else:
            text, separator = f"{text}{separator}(.*/)?", ""
    return text


def _ant_token(token: str) -> str:
    if set(token) == {"*"}:
        return "[^/]+"
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(one[0]) or escaped(one) for one in re.findall(r"\*+|\?|[^*?]+", token))


def portable_regex(pattern: str) -> str | None:
    """A Java regular expression for the whole text, in the words that `grep -E` has too; None where it has none."""
    text, depth, rest = "", 0, pattern
    while rest:
        fresh = re.search(r"(?<!\\)[|(]\Z|\A\Z", text) is not None
        found = _regex_piece(rest, fresh=fresh, start=fresh and depth == 0)
        depth += {"(": 1, ")": -1}.get(rest[0], 0)
        if found is None or depth < 0 or (rest[0] == "$" and (depth or rest[1:2] not in ("", "|"))):
            return None
        text, rest = text + found[0], rest[found[1] :]
    return text if depth == 0 else None


def _regex_piece(rest: str, *, fresh: bool, start: bool) -> tuple[str, int] | None:
    """The next piece, translated, and its length. `start`: where a `^` says what holds anyway; `fresh`: where nothing
    stands yet that could be repeated."""
    if rest[0] == "\\":
        return _escape(rest[1:2])
    if rest[0] == "[":
        return _bracket(rest)
    if rest[0] == "^":
        return ("", 1) if start else None
    if rest[0] == "$":
        return "", 1
    if rest[0] == "(":
        if rest.startswith("(?"):
            return ("(", 3) if rest.startswith("(?:") else None
        return "(", 1
    return _repeated(rest) if rest[0] in "*+?{" and not fresh else _plain(rest[0])


def _escape(character: str) -> tuple[str, int] | None:
    if character.lower() in _CLASSES:
        return f"[{'^' if character.isupper() else ''}{_CLASSES[character.lower()]}]", 2
    return None if not character or character.isalnum() else (escaped(character), 2)


def _plain(character: str) -> tuple[str, int] | None:
    return None if character in "*+?{\n" else (character, 1)


def _repeated(rest: str) -> tuple[str, int] | None:
    """`*`, `+`, `?`, `{1,3}`; that one is lazy makes no difference to a whole text."""
    match = re.match(r"([*+?]|\{\d+(?:,\d*)?\})(\??)(?![*+?{])", rest)
    return None if match is None else (match[1], match.end())


def _bracket(rest: str) -> tuple[str, int] | None:
    match = re.match(r"\[(\^?)((?:\\.|[^\\\]\[&\n])+)\]", rest)
    if match is None:
        return None
    inside, last = "", ""
    for one in re.findall(r"\\.|.", match[2], re.S):
        known = _CLASSES.get(one[1]) if one[0] == "\\" else one
        if known is None and (one[1].isalnum() or one[1] in "]\\^[&"):
            return None
        if one == "\\-":
            last = "-"
        else:
            inside += one[1] if known is None else known
    if inside.startswith("^"):
        return None
    return f"[{match[1]}{inside}{last}]", match.end()


# ---- durations ----------------------------------------------------------------------------------------------------

_UNITS = {
    "NANOSECONDS": 1e-9,
    "MICROSECONDS": 1e-6,
    "MILLISECONDS": 1e-3,
    "SECONDS": 1.0,
    "MINUTES": 60.0,
    "HOURS": 3600.0,
    "DAYS": 86400.0,
}


def seconds(amount: float, unit: str) -> float:
    """A duration in seconds; `unit` is a java.util.concurrent.TimeUnit. Raises KeyError for another word."""
    return amount * _UNITS[unit.upper()]


def opaque_parts(value: Value) -> Iterator[Opaque]:
    """What could not be understood in a value, nested lists included, nested describables left out."""
    if isinstance(value, Opaque):
        yield value
    elif isinstance(value, Template):
        yield from (part for part in value.parts if isinstance(part, Opaque))
    elif isinstance(value, Items):
        for item in value.items:
            yield from opaque_parts(item)


def as_shown(value: Value) -> Value:
    """A message in which Groovy that is not understood stands as it is."""
    match value:
        case Opaque(text=code):
            return Literal(_brief(code))
        case Template(parts):
            return template([Literal(f"${{{_brief(one.text)}}}") if isinstance(one, Opaque) else one for one in parts])
        case Items(items):
            return Items(tuple(as_shown(one) for one in items))
        case _:
            return value


_SHOWN = 100  # characters of Groovy in a message


def _brief(code: str) -> str:
    """Code on one line that is short enough to read."""
    line = code.strip().partition("\n")[0]
    return line if line == code.strip() and len(line) <= _SHOWN else f"{line[:_SHOWN]} …"


# ---- arguments and properties ----------------------------------------------------------------------------------------

_PIECE = re.compile(
    r"\$(?P<name>[A-Za-z_]\w*)|\$\{(?P<braced>[A-Za-z_]\w*)\}|\$(?P<dollar>\$)"
    r"|(?P<blank>\s)|(?P<quote>['\"])|\\(?P<escaped>.)|(?P<other>.)",
    re.S | re.A,
)
_BARE = re.compile(r"[\w@%+=:,./-]", re.A)


def shell_words(text: str) -> list[str]:
    """The arguments that Jenkins makes of a text, each as a word of the shell in which its variables expand.

    `hudson.Util.tokenize`: blanks separate, quotes of both kinds keep together, a backslash escapes between quotes.
    """
    words: list[str] = []
    word, quote = None, ""
    for piece in _PIECE.finditer(text):
        if piece["blank"] and not quote:
            words += [] if word is None else [word]
            word = None
        elif piece["quote"] and quote in ("", piece["quote"]):
            quote = "" if quote else piece["quote"]
            word = (word or "") + ("" if quote else '""' if not word else "")
        else:
            word = (word or "") + _shell_piece(piece, quote)
    return words if word is None else [*words, word]


def shell_word(text: str) -> str:
    """A text as one word of the shell, in which variables expand."""
    return "".join(_shell_piece(piece, '"') for piece in _PIECE.finditer(text.replace("\\", "\\\\"))) or '""'


def _shell_piece(piece: re.Match[str], quote: str) -> str:
    name = piece["name"] or piece["braced"]
    if name:
        return f'"${{{name}}}"' if quote else f"${{{name}}}"
    text = piece["escaped"] if piece["escaped"] and quote else piece["dollar"] or piece[0]
    return "".join(one if _BARE.match(one) else '"\n"' if one == "\n" else f"\\{one}" for one in text)
