"""Jenkins' cron text, read as `hudson.scheduler` reads it.

`H` is no random number: the job's full name seeds a `java.util.Random`, and each `H` of the trigger takes its next
value, so that a converted schedule fires at the very minute that Jenkins chose.
https://github.com/jenkinsci/jenkins/tree/master/core/src/main/java/hudson/scheduler
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from migrate.assemble.event_bridge import EventBridgeSchedule, NotExact, to_event_bridge
from migrate.assemble.time_zones import iana_name
from migrate.errors import InputError
from migrate.model.schedule import CronSpec, CronTab

__all__ = ["CronError", "EventBridgeSchedule", "NotExact", "read_cron", "to_event_bridge"]


class CronError(InputError):
    """A schedule that Jenkins refuses, in Jenkins' words; `line` counts from 1 in the trigger's text."""

    def __init__(self, message: str, line: int, remedy: str) -> None:
        super().__init__(message, remedy)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Field:
    """Bounds of a field; `hash_high` is that of a bare `H`, which leaves out the days that some months lack."""

    name: str
    low: int
    high: int
    hash_high: int


_MINUTE = _Field("minute", 0, 59, 59)
_HOUR = _Field("hour", 0, 23, 23)
_DAY = _Field("day of month", 1, 31, 28)
_MONTH = _Field("month", 1, 12, 12)
_WEEKDAY = _Field("day of week", 0, 7, 6)
_ALIASES = {
    "yearly": "H H H H *",
    "annually": "H H H H *",
    "monthly": "H H H * *",
    "weekly": "H H * * H",
    "daily": "H H * * *",
    "midnight": "H H(0-2) * * *",
    "hourly": "H * * * *",
}
_SIGNS = ("-", "*", "/", ",", "@", "H", "(", ")")
_KINDS = ("<EOF>", "TOKEN", "WS", *_SIGNS, *_ALIASES)
_END = "<EOF>"
_PIECE = re.compile(rf"(?P<TOKEN>[0-9]+)|(?P<WS>[ \t]+)|(?P<sign>[-*/,@H()])|(?P<word>{'|'.join(_ALIASES)})")
_BLANK = "".join(map(chr, range(33)))  # what java.lang.String.trim takes away
_LARGEST = 2**31 - 1


def read_cron(spec: str, job_name: str) -> CronSpec:
    """The text of a trigger of the job with this full name. Raises CronError for what Jenkins refuses."""
    numbers, zone, tabs = _JavaRandom(_seed(job_name)), "", []
    for number, raw in enumerate(re.split(r"\r?\n", spec), start=1):
        line = raw.strip(_BLANK)
        if number == 1 and line.startswith("TZ="):
            zone = _read_zone(line.replace("TZ=", ""))
        elif line and not line.startswith("#"):
            tabs.append(_Reader(line, number, numbers).read())
    return CronSpec(tuple(tabs), zone)


def _read_zone(name: str) -> str:
    known = iana_name(name)
    if known is None:
        message = f"Invalid or unsupported timezone '{name}'"
        raise CronError(message, 1, "write an IANA name as TZ=Europe/Berlin, in this case and without blanks")
    return known


def _seed(job_name: str) -> int:
    digest = hashlib.md5(job_name.encode(errors="replace"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") ^ int.from_bytes(digest[8:], "big")


class _JavaRandom:
    """java.util.Random: the 48-bit linear congruential generator of its documentation."""

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def _next_31_bits(self) -> int:
        self._state = (self._state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self._state >> 17

    def below(self, bound: int) -> int:
        if bound & -bound == bound:
            return (bound * self._next_31_bits()) >> 31
        while True:
            bits = self._next_31_bits()
            value = bits % bound
            if bits - value + bound - 1 <= _LARGEST:
                return value


class _Reader:
    """One line by Jenkins' grammar (CrontabLexer.g4, CrontabParser.g4), one token ahead as its ANTLR parser is.

    Like that one it reads no further than an alias and the token after it.
    """

    def __init__(self, text: str, number: int, numbers: _JavaRandom) -> None:
        self._text, self._number, self._numbers = text, number, numbers
        self._end = 0
        self._continues: tuple[str, ...] = ()  # what could have made the last term longer
        self._advance()

    def read(self) -> CronTab:
        if self._kind == "@":
            return self._alias()
        minutes = self._field(_MINUTE)
        hours, days, months, weekdays = (self._next_field(field) for field in (_HOUR, _DAY, _MONTH, _WEEKDAY))
        self._take(_END)
        return CronTab(minutes, hours, days, months, _week(weekdays))

    def _next_field(self, field: _Field) -> tuple[int, ...] | None:
        self._take("WS")
        return self._field(field)

    def _alias(self) -> CronTab:
        self._take("@")
        if self._kind not in _ALIASES:
            raise self._unexpected(*_ALIASES)
        name = self._kind
        self._advance()
        return _Reader(_ALIASES[name], self._number, self._numbers).read()

    def _field(self, field: _Field) -> tuple[int, ...] | None:
        found = set(self._term(field))
        while self._kind == ",":
            self._take(",")
            found |= set(self._term(field))
        return None if len(found) == field.high + 1 - field.low else tuple(sorted(found))

    def _term(self, field: _Field) -> range:
        self._continues = ()
        if self._kind == "*":
            self._advance()
            return self._range(field.low, field.high, self._step(), field)
        if self._kind == "H":
            self._advance()
            low, high = self._bounds() if self._kind == "(" else (field.low, field.hash_high)
            return self._hashed(low, high, self._step(), field)
        low = self._number_token("*", "H")
        if self._kind != "-":
            self._continues = ("-", ",")
            self._check(low, field)
            return range(low, low + 1)
        self._take("-")
        high = self._number_token()
        return self._range(low, high, self._step(), field)

    def _bounds(self) -> tuple[int, int]:
        self._take("(")
        low = self._number_token()
        self._take("-")
        high = self._number_token()
        self._take(")")
        return low, high

    def _step(self) -> int:
        self._continues = ("/", ",")
        if self._kind != "/":
            return 1
        self._take("/")
        step = self._number_token()
        self._continues = (",",)
        return step

    def _range(self, low: int, high: int, step: int, field: _Field) -> range:
        self._check(low, field)
        self._check(high, field)
        if step <= 0:
            raise self._error(f"step must be positive, but found {step:,}", "use a step of 1 or more")
        if low > high:
            raise self._error(f"You mean {high:,}-{low:,}?", "put the lower number first")
        return range(low, high + 1, step)

    def _hashed(self, low: int, high: int, step: int, field: _Field) -> range:
        """`H` is one value, `H/n` every n-th from a hashed start; to Jenkins `H/1` is `H`."""
        self._check(low, field)
        self._check(high, field)
        if step > high - low + 1:
            raise self._out_of_range(step, 1, high - low + 1, f"the {field.name}'s step")
        if step <= 0:
            raise self._error(f"step must be positive, but found {step:,}", "use a step of 1 or more")
        if step > 1:
            return range(low + self._numbers.below(step), high + 1, step)
        value = low + self._numbers.below(high + 1 - low)
        return range(value, value + 1)

    def _check(self, value: int, field: _Field) -> None:
        if not field.low <= value <= field.high:
            raise self._out_of_range(value, field.low, field.high, f"the {field.name}")

    def _number_token(self, *others: str) -> int:
        if self._kind != "TOKEN":
            raise self._unexpected("TOKEN", *others)
        digits = self._token
        self._advance()
        if len(digits.lstrip("0")) > 10 or int(digits) > _LARGEST:
            message = f'Invalid input: "{self._text}": For input string: "{digits}"'
            raise CronError(message, self._number, "use a number that the field can hold")
        return int(digits)

    def _take(self, kind: str) -> None:
        if self._kind != kind:
            raise self._unexpected(kind, *self._continues)
        self._advance()

    def _advance(self) -> None:
        self._column = self._end
        match = _PIECE.match(self._text, self._end)
        if match:
            self._end, self._token = match.end(), match.group()
            named = {"TOKEN": "TOKEN", "WS": "WS"}
            self._kind = named.get(match.lastgroup or "", self._token)
        elif self._end < len(self._text):
            raise self._error(f"token recognition error at: '{self._unread()}'", "write five fields or an alias")
        else:
            self._kind, self._token = _END, _END

    def _unread(self) -> str:
        """What the lexer gives up at: as far as the text is the start of an alias, and the letter after that."""
        rest = self._text[self._end :]
        lengths = range(len(rest), 0, -1)
        alike = next((n for n in lengths if any(alias.startswith(rest[:n]) for alias in _ALIASES)), 0)
        return rest[: alike + 1]

    def _unexpected(self, *kinds: str) -> CronError:
        ordered = sorted(kinds, key=_KINDS.index)
        names = [f"'{kind}'" if kind in _SIGNS or kind in _ALIASES else kind for kind in ordered]
        expected = names[0] if len(names) == 1 else f"{{{', '.join(names)}}}"
        remedy = "write five fields (minute, hour, day of month, month, day of week) or an alias as @daily"
        return self._error(f"mismatched input '{self._token}' expecting {expected}", remedy)

    def _out_of_range(self, value: int, low: int, high: int, what: str) -> CronError:
        return self._error(f"{value:,} is an invalid value. Must be within {low:,} and {high:,}", f"correct {what}")

    def _error(self, message: str, remedy: str) -> CronError:
        place = f"line {self._number}:{self._column}"
        return CronError(f'Invalid input: "{self._text}": {place}: {message}', self._number, remedy)


def _week(values: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Both 0 and 7 are Sunday."""
    days = sorted({day % 7 for day in values or range(7)})
    return None if len(days) == 7 else tuple(days)
