"""Tokens of Groovy 2.4. A newline is one, except directly inside parentheses and brackets: there it means nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.readers.groovy.strings import NAME, PATH_NAME, QUOTES, Quote, fault, interrupted
from migrate.readers.groovy.tokens import KEYWORDS, OPERAND_ENDS, OPERATORS, Problem, Tokens

_COMMENT = r"//[^\n\r]*+|/\*(?s:.*?)\*/"
_BLANK = rf"[ \t\f]++|\\(?:\r\n?|\n)|{_COMMENT}"
_DIGITS = r"\d(?:[\d_]*\d)?"
_EXPONENT = r"[eE][+-]?(?:[\d_]*\d)"
_NUMBER = (
    r"(?>0[xX][\da-fA-F](?:[\da-fA-F_]*[\da-fA-F])?[lLiIgG]?|0[bB][01](?:[01_]*[01])?[lLiIgG]?"
    rf"|(?!0[xXbB]){_DIGITS}(?:\.{_DIGITS}(?:{_EXPONENT})?[fFdDgG]?|{_EXPONENT}[fFdDgG]?|[lLiIgGfFdD])?)(?!_|(?<=\d)[eE])"
)
_QUOTE = r"'''|\"\"\"|['\"]|\$/"
# Simple strings, most of all strings, are taken whole.
_SIMPLE = r"'(?!'')[^'\\\n\r]*+'|\"(?!\"\")[^\"\\$\n\r]*+\""
_LONGEST_FIRST = "|".join(re.escape(operator) for operator in sorted(OPERATORS, key=lambda one: (-len(one), one)))
_NAME, _OPERATOR, _STRING, _NEWLINE, _QUOTED, _COUNT, _STRAY = range(1, 8)
_TOKEN = re.compile(
    rf"(?:{_BLANK})*+(?:((?!\$/){NAME})|({_LONGEST_FIRST})|({_SIMPLE})"
    rf"|((?:\r\n?|\n)(?:[\r\n]++|{_BLANK})*+)|({_QUOTE})|({_NUMBER})|(.))?"
)
_LINE_ENDS = frozenset(("\n", "\r\n", "\r"))
_OF_ONE_LINE = frozenset(('"', "/"))  # no line ends inside their `${…}`
_PLAIN = {_STRING: "string", _COUNT: "number"}
_SHEBANG = re.compile(r"\ufeff?(?:#![^\n\r]*)?")
# Beside a dot these are plain names to Groovy's own lexer, in types and imports too.
_NAMES_BESIDE_DOTS = frozenset({"as", "def", "in", "trait", "package", "static"})
_OPENINGS = {")": "(", "]": "[", "}": "{"}
_SPECIAL = frozenset(("(", "[", "{", ")", "]", "}", "->", "/", "/="))
# A backslash and `u` need four digits wherever they stand, in comments too: Groovy reads them before all else.
_UNICODE = re.compile(r"\\(?:[^u]|u+(?P<digits>[0-9a-fA-F]{4})?)")


def lex(text: str) -> Tokens:
    """The tokens of a text, some `end`s last. What is no token goes to `problems` and is left out."""
    return _Lexer(text).run()


@dataclass(frozen=True, slots=True)
class _Interrupted:
    """A string whose `${` is open: the indexes of its first token and of the brace."""

    quote: Quote
    index: int
    brace: int


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = Tokens()
        # What is open: brackets, and the strings whose `${` is open, each with the index of its token.
        self.open: list[tuple[str, int]] = []
        self.braces = 0
        self.strings: list[_Interrupted] = []
        self.newlines_mean_nothing = False
        self.lines_held = 0  # the strings of one line among those in `strings`

    def run(self) -> Tokens:
        text, length, tokens = self.text, len(self.text), self.tokens
        add_kind = tokens.kinds.append
        add_word, add_start = tokens.words.append, tokens.starts.append
        next_token = _TOKEN.match
        self._check_unicode()
        at = _shebang_end(text)
        while True:
            match = next_token(text, at)
            assert match is not None  # every part of the pattern is optional
            group, at = match.lastindex, match.end()
            if group is None:
                break
            word = match[group]
            if group == _NAME:
                is_keyword = word in KEYWORDS and not (word in _NAMES_BESIDE_DOTS and self._beside_dot(word, at))
                add_kind(word if is_keyword else "id")
            elif group == _OPERATOR:
                if word in _SPECIAL:
                    at = self._special(word, at - len(word))
                    continue
                add_kind(word)
            elif group == _NEWLINE:
                if not self._newline_counts(word, at):
                    continue
                add_kind("newline")
            elif group in _PLAIN:
                add_kind(_PLAIN[group])
            else:
                at = self._string(word, at - len(word)) if group == _QUOTED else self._stray(word, at - 1)
                continue
            add_word(word)
            add_start(at - len(word))
        for _ in range(3):  # so that a look ahead never leaves the text
            self._add("end", "", length)
        return tokens

    def _add(self, kind: str, word: str, start: int) -> int:
        """Add a token; return the offset after it."""
        self.tokens.kinds.append(kind)
        self.tokens.words.append(word)
        self.tokens.starts.append(start)
        return start + len(word)

    def _report(self, message: str, offset: int) -> None:
        self.tokens.problems.append(Problem(message, offset))

    def _check_unicode(self) -> None:
        if "\\u" in self.text:
            for escape in _UNICODE.finditer(self.text):
                if escape.group().startswith("\\u") and not escape["digits"]:
                    self._report("\\u needs four hexadecimal digits", escape.start())

    def _newline_counts(self, word: str, end: int) -> bool:
        """Whether a newline is a token here. Groovy takes no slash at the start of the very next line."""
        if self.lines_held:
            self._report("a line ends inside a string of one line", end - len(word))
        if self.text.startswith("/", end) and word in _LINE_ENDS:
            self._report("a line can't begin with a slash", end)
        kinds = self.tokens.kinds
        return not self.newlines_mean_nothing and bool(kinds) and kinds[-1] != "newline"

    def _beside_dot(self, word: str, end: int) -> bool:
        before = self.tokens.kinds[-1] if self.tokens.kinds else ""
        if self.text.startswith(".", end):
            return True
        if word == "package":
            return before in (".", "import") or (before == "(" and self.text.startswith(")", end))
        return word != "static" and before in (".", "package")

    # ---- brackets ------------------------------------------------------------------------------------------------

    def _special(self, operator: str, start: int) -> int:
        """Add an operator that changes how the rest is read; return the offset to go on from."""
        if operator in ("/", "/="):
            return self._slash(operator, start)
        if operator in ("(", "[", "{"):
            self._opened(operator)
        elif operator in _OPENINGS:
            return self._closed(operator, start)
        elif operator == "->" and self.open and self.open[-1][0] == "{":
            self.tokens.arrows.add(self.open[-1][1])
        return self._add(operator, operator, start)

    def _opened(self, bracket: str) -> None:
        self.open.append((bracket, len(self.tokens.kinds)))
        self.braces += bracket == "{"
        self.newlines_mean_nothing = bracket != "{"

    def _closed(self, bracket: str, start: int) -> int:
        """A closing bracket. A `}` closes its `{` even where parentheses in between are left open."""
        if bracket == "}" and self.braces:
            while self.open[-1][0] != "{":
                self.open.pop()
            self.braces -= 1
        index = -1
        if self.open and self.open[-1][0] == _OPENINGS[bracket]:
            index = self.open.pop()[1]
            self.tokens.closings[index] = len(self.tokens.kinds)
        end = self._add(bracket, bracket, start)
        if self.strings and self.strings[-1].brace == index:
            string = self.strings.pop()
            self.lines_held -= string.quote.opening in _OF_ONE_LINE
            end = self._pieces(string.quote, string.index, end, end)
        self.newlines_mean_nothing = bool(self.open) and self.open[-1][0] != "{"
        return end

    # ---- strings -------------------------------------------------------------------------------------------------

    def _slash(self, operator: str, start: int) -> int:
        if self.text.startswith("/*", start):
            self._report("a comment is not closed", start)
            return len(self.text)
        if self._after_operand():
            return self._add(operator, operator, start)
        return self._string("/", start)

    def _after_operand(self) -> bool:
        return bool(self.tokens.kinds) and self.tokens.kinds[-1] in OPERAND_ENDS

    def _stray(self, char: str, start: int) -> int:
        self._report(f"unexpected character {char!r}", start)
        return start + 1

    def _string(self, opening: str, start: int) -> int:
        if opening == "$/" and self._after_operand():
            return self._add("id", "$", start)
        return self._pieces(QUOTES[opening], len(self.tokens.kinds), start, start + len(opening))

    def _pieces(self, quote: Quote, index: int, start: int, body: int) -> int:
        """Read on in a string whose first token has that index, up to its end or to a `${`; `body` is where to look."""
        text = self.text
        while True:
            first = index == len(self.tokens.kinds)
            match = quote.body.match(text, body)
            assert match is not None  # it matches the empty text too
            end = match.end()
            if text.startswith(quote.closing, end):
                self.tokens.closings[index] = len(self.tokens.kinds)
                end += len(quote.closing)
                return self._add("string" if first else "gstring end", text[start:end], start)
            if not (quote.interpolates and interrupted(text, end)):
                return self._broken("string" if first else "gstring end", start, end)
            self._add("gstring start" if first else "gstring middle", text[start:end], start)
            if text.startswith("{", end + 1):
                self.strings.append(_Interrupted(quote, index, len(self.tokens.kinds)))
                self.lines_held += quote.opening in _OF_ONE_LINE
                self._opened("{")
                return self._add("{", "{", end + 1)
            start = body = self._path(end + 1)

    def _broken(self, kind: str, start: int, at: int) -> int:
        """The rest of the line stands for a string that is broken."""
        self._report(fault(self.text, at), start)
        line_end = self.text.find("\n", at)
        return self._add(kind, self.text[start : line_end if line_end >= 0 else len(self.text)], start)

    def _path(self, at: int) -> int:
        """The tokens of `a.b` in `$a.b`; return the offset after them."""
        while True:
            name = PATH_NAME.match(self.text, at)
            if name is None:
                return at
            word = name[0]
            at = name.end()
            plain = word not in KEYWORDS or (word in _NAMES_BESIDE_DOTS and self._beside_dot(word, at))
            self._add("id" if plain else word, word, name.start())
            if not self.text.startswith(".", at) or not PATH_NAME.match(self.text, at + 1):
                return at
            at = self._add(".", ".", at)


def _shebang_end(text: str) -> int:
    shebang = _SHEBANG.match(text)
    return shebang.end() if shebang else 0
