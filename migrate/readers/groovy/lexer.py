"""Tokens of Groovy 2.4. Newlines are tokens except between parentheses and brackets, where they mean nothing."""

from __future__ import annotations

import re

from migrate.readers.groovy.strings import DELIMITERS, StringReader
from migrate.readers.groovy.tokens import Interpolation, LexError, Tokens

KEYWORDS = frozenset(
    [
        "abstract",
        "as",
        "assert",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "def",
        "default",
        "do",
        "else",
        "enum",
        "extends",
        "false",
        "final",
        "finally",
        "for",
        "goto",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "native",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "strictfp",
        "super",
        "switch",
        "synchronized",
        "this",
        "threadsafe",
        "throw",
        "throws",
        "transient",
        "true",
        "try",
        "volatile",
        "while",
    ]
)
PRIMITIVES = frozenset(["boolean", "byte", "char", "double", "float", "int", "long", "short", "void"])

_OPERATORS = [
    ">>>=",
    "<=>",
    "<<=",
    ">>=",
    ">>>",
    "**=",
    "...",
    "..<",
    "==~",
    "++",
    "--",
    "**",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "<<",
    ">>",
    "..",
    "?.",
    "*.",
    ".&",
    ".@",
    "?:",
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "->",
    "=~",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ";",
    ":",
    "?",
    "=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "<",
    ">",
    "!",
    "~",
    "&",
    "|",
    "^",
    "@",
    "#",
    "\\",
]

_TOKEN = re.compile(
    r"(?P<blank>(?:[ \t\f\u000b\u00a0]|\\\r?\n|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)"
    r"|(?P<id>[^\W\d][\w$]*|\$(?!/)[\w$]*)"
    r"|(?P<nl>\r?\n|\r)"
    r"|(?P<string>'''|\"\"\"|'|\")"
    r"|(?P<num>0[xX][0-9a-fA-F_]+[gGlLiI]?|0[bB][01_]+[gGlLiI]?|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?[gGlLiIfFdD]?)"
    r"|(?P<op>" + "|".join(map(re.escape, _OPERATORS)) + r")"
)
# After these a `/` divides; after anything else it opens a string.
_OPERAND_ENDS = frozenset({"id", "num", "string", "gstring", ")", "]", "}", "this", "super", "true", "false", "null"})
_CLOSERS = {")": "(", "]": "[", "}": "{"}
DEEPEST = 250


def lex(text: str, start: int = 0, problems: list[LexError] | None = None) -> Tokens:
    """The tokens of a text, `eof` last. What is no token goes to `problems` and is left out."""
    lexer = _Lexer(text, [] if problems is None else problems)
    position = lexer.run(_after_shebang(text) if start == 0 else start, until_brace=False)
    lexer.tokens.add("eof", None, position, position)
    return lexer.tokens


def _after_shebang(text: str) -> int:
    if not text.startswith("#!"):
        return 0
    end = text.find("\n")
    return len(text) if end < 0 else end


class _Lexer:
    def __init__(self, text: str, problems: list[LexError], depth: int = 0) -> None:
        self.text = text
        self.tokens = Tokens()
        self.problems = problems
        self.depth = depth
        self.stack: list[str] = []

    def run(self, position: int, *, until_brace: bool) -> int:
        """Read tokens up to the end, or up to the `}` that closes a `${`; return the offset after it."""
        text, match_at = self.text, _TOKEN.match
        kinds = self.tokens.kinds
        while position < len(text):
            match = match_at(text, position)
            if match is None:
                position = self._stray(position)
                continue
            kind, end = match.lastgroup, match.end()
            if kind == "blank":
                pass
            elif kind == "id":
                word = match.group()
                self.tokens.add(word if word in KEYWORDS else "id", word, position, end)
            elif kind == "nl":
                if (not self.stack or self.stack[-1] == "{") and kinds and kinds[-1] != "nl":
                    self.tokens.add("nl", None, position, end)
            elif kind == "string":
                end = self._string(position, match.group())
            elif kind == "num":
                self.tokens.add("num", match.group(), position, end)
            else:
                end = self._operator(match.group(), position, end)
                if until_brace and end < 0:
                    return -end
            position = end
        if until_brace:
            raise LexError("a ${ is not closed", position)
        return position

    def _stray(self, position: int) -> int:
        if self.text.startswith("$/", position) and self._string_may_start():
            return self._string(position, "$/")
        if self.text.startswith("$", position):
            self.tokens.add("id", "$", position, position + 1)
            return position + 1
        self.problems.append(LexError(f"unexpected character {self.text[position]!r}", position))
        return position + 1

    def _string_may_start(self) -> bool:
        return not self.tokens.kinds or self.tokens.kinds[-1] not in _OPERAND_ENDS

    def _operator(self, operator: str, start: int, end: int) -> int:
        """Add an operator. A negative result is the end of a `${…}`: minus the offset after its brace."""
        if operator in ("/", "/=") and self._string_may_start():
            return self._string(start, "/")
        if operator in "([{":
            self.stack.append(operator)
        elif operator in _CLOSERS:
            if operator == "}" and not self.stack and self.depth:
                return -end
            if self.stack and self.stack[-1] == _CLOSERS[operator]:
                self.stack.pop()
            elif self.stack and operator == "}" and "{" in self.stack:
                while self.stack.pop() != "{":
                    pass
        self.tokens.add(operator, operator, start, end)
        return end

    def _string(self, start: int, delimiter: str) -> int:
        """Read a string; where it is broken, the rest of the line is skipped."""
        reader = StringReader(self.text, start, DELIMITERS[delimiter], self._expression)
        try:
            parts, end = reader.read()
        except LexError as error:
            if delimiter == "/":
                self.tokens.add("/", "/", start, start + 1)
                return start + 1
            self.problems.append(error)
            line_end = self.text.find("\n", start)
            end = len(self.text) if line_end < 0 else line_end
            self.tokens.add("string", "", start, end)
            return end
        if len(parts) == 1 and isinstance(parts[0], str):
            self.tokens.add("string", parts[0], start, end)
        else:
            self.tokens.add("gstring", Interpolation(parts), start, end)
        return end

    def _expression(self, position: int) -> tuple[Tokens, int]:
        """The tokens of `${…}` from after its brace, and the offset after the closing one."""
        if self.depth >= DEEPEST:
            raise LexError("strings are nested too deeply", position)
        inner = _Lexer(self.text, self.problems, self.depth + 1)
        end = inner.run(position, until_brace=True)
        inner.tokens.add("eof", None, end - 1, end - 1)
        return inner.tokens, end
