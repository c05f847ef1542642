"""Finds the values of secrets in texts and settings, so that no output ever shows one.

Two kinds of evidence: the name of a setting (`<p4Passwd>`, `password: '…'`), and the form of a value (Jenkins' own
encryption, tokens of well-known services, private keys, logins in URLs). A reference (`$TOKEN`, `%TOKEN%`) and the id
of a credential are no secrets.
"""

from __future__ import annotations

import re
from functools import lru_cache

from migrate.model.source import REDACTED

# Short words only where a word begins: `dbPass`, `DB_PASS`, never `compass`.
_SHORT = r"(?-i:(?<![A-Za-z])p(?:ass|sw|wd)|(?<=[a-z0-9_.-])P(?:ass|sw|wd)|(?<![A-Z])P(?:ASS|SW|WD))"
_WORDS = (
    rf"{_SHORT}|pass(?:word|wd|wort|phrase)|secret|token|api[._-]?key|(?:secret|access|private|auth|signing|encryption)"
    r"[._-]?key|secret[._-]?access[._-]?key|client[._-]?secret|credentials?text"
)
# A setting: the name ends in such a word. `usernameSecret` is a switch, a `passwordVariable` a name.
_SECRET_NAME = re.compile(rf"(?:{_WORDS})s?\d*\Z|^(?:password|secret|token)(?:text|value|content)\Z", re.I)
_NO_SECRET_NAME = re.compile(
    r"^(?:expose|use|has|is|mask|hide|show|allow|skip)|^usernamesecret\Z|passes\Z|bypass\Z", re.I
)
# Classes whose value is a secret whatever its field is called.
_SECRET_OWNER = re.compile(r"Password(?:Parameter|Entry|Pair|Value)|SecretParameter|NonStoredPassword")
_OWNED = frozenset({"value", "defaultValue", "password"})
_HARMLESS = re.compile(
    r"(?:\$.*|%\w+%|\{\{.*|<[\w -]+>|true|false|null|none|\*+|x+|\d{1,3}|.*credentials\(.*)\Z", re.I | re.S
)
_ENCRYPTED = re.compile(r"\{A[A-Za-z0-9+/]{20,}={0,2}\}\Z")

# What a literal value may not begin with: a reference, a command, a placeholder, a credential that Jenkins binds.
_NO_LITERAL = r"(?![$%`(<{*]|true\b|false\b|null\b|none\b|credentials\b|\[redacted\])"
_KEY = rf"(?:{_WORDS})\d?"
_QUOTED = rf"(?P<quote>\\?[\"'])(?P<inner>{_NO_LITERAL}[^\"'\n$]{{3,}}?)(?P=quote)"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("{A", re.compile(r"\{A[A-Za-z0-9+/]{30,}={0,2}\}")),
    ("-----BEGIN", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*-----|\Z)", re.S)),
    ("IA", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("AIza", re.compile(r"\bAIza[\w-]{35}\b")),
    ("gh", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}")),
    ("github_pat_", re.compile(r"\bgithub_pat_[A-Za-z0-9_]{20,}")),
    ("gl", re.compile(r"\bgl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent)-[\w-]{20,}")),
    ("xo", re.compile(r"\bxox[abeposr]-[\w-]{10,}|\bxoxe\.xox[bp]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}")),
    ("hooks.", re.compile(r"(?<=hooks\.slack\.com/services/)[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]{8,}")),
    ("webhook", re.compile(r"(?<=/api/webhooks/)\d+/[\w-]{20,}|(?<=/webhookb2/)[\w@/-]{30,}")),
    ("npm_", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("pypi-", re.compile(r"\bpypi-[\w-]{40,}")),
    ("dckr_", re.compile(r"\bdckr_pat_[\w-]{20,}")),
    ("hv", re.compile(r"\bhv[sb]\.[\w-]{20,}")),
    ("_live_", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16,}")),
    ("SG.", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{16,}")),
    ("sq", re.compile(r"\bsq[pua]_[0-9a-f]{40}\b")),
    ("ATATT3", re.compile(r"\bATATT3[\w=-]{20,}")),
    ("AccountKey", re.compile(r"(?<=AccountKey=)[A-Za-z0-9+/]{40,}={0,2}")),
    ("eyJ", re.compile(r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")),
    ("bot", re.compile(r"(?<=/bot)\d{8,10}:[\w-]{30,}")),
)  # fmt: skip

_LOGIN = re.compile(rf"(?<=://)[^/\s:@$'\"<>]{{0,100}}:{_NO_LITERAL}(?P<inner>[^/\s@$'\"<>]{{1,300}})(?=@)")
_HEADER = re.compile(
    r"(?i)(?:authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token)|private-token['\"]?\s*:|x-api-key['\"]?\s*:)"
    rf"\s+{_NO_LITERAL}(?P<inner>[\w.~+/=-]{{8,}})"
)
_ASSIGNED_QUOTED = re.compile(rf"(?i){_KEY}['\"]?\s*(?:[:=]|=>)\s*{_QUOTED}")
_ASSIGNED_BARE = re.compile(rf"(?i){_KEY}=(?P<inner>{_NO_LITERAL}(?![./~\\\\])[^\s\"'$;&|,)(\]}}]{{3,}}+)(?!\()")
# With blanks around it, or after a colon, a bare word may be a variable: it must look like no name at all.
_ASSIGNED_LOOSE = re.compile(
    rf"(?im){_KEY}(?:[ \t]+=[ \t]*|[ \t]*:[ \t]+)"
    rf"(?P<inner>{_NO_LITERAL}(?=\S*\d)(?=\S*[a-z])[^\s\"'$;|,(.\[\])]{{8,}})[ \t]*$"
)
# A parameter whose name says what its default is, in either order.
_NAMED = rf"name['\"]?\s*:\s*['\"][\w.-]{{0,60}}?(?:{_WORDS})\d?['\"]"
_DEFAULT = rf"defaultValue['\"]?\s*:\s*{_QUOTED}"
_PARAMETER = re.compile(rf"(?i){_DEFAULT}(?=[^()\n]{{0,300}}?\b{_NAMED})")
_PARAMETER_AFTER = re.compile(rf"(?i){_NAMED}[^()\n]{{0,300}}?\b{_DEFAULT}")
_OPTION = re.compile(
    rf"(?i)(?<![\w-])--?(?:[a-z0-9]{{1,20}}-){{0,4}}(?:{_WORDS})[ \t]+"
    rf"(?P<quote>[\"']?)(?P<inner>{_NO_LITERAL}(?!-)[^\s\"'$;&|]{{3,}})(?P=quote)"
)
_SHORT_OPTION = re.compile(
    r"(?:\bsshpass[ \t]+-p[ \t]*|\bdocker[ \t]+login\b[^\n;|&]{0,200}?[ \t]-p[ \t]+"
    r"|\bmysql(?:dump|admin)?\b[^\n;|&]{0,200}?[ \t]-p)"
    rf"(?P<quote>[\"']?)(?P<inner>{_NO_LITERAL}(?!-)[^\s\"'$;&|]{{3,}})(?P=quote)"
)
_USER_OPTION = re.compile(
    rf"\b(?:curl|wget|http)\b[^\n;|&]{{0,200}}?[ \t](?:-u|--user)[ \t]*(?P<quote>[\"']?)[\w.@+-]+:"
    rf"(?P<inner>{_NO_LITERAL}[^\s\"'$;&|]{{3,}})(?P=quote)"
)
_SIGNS_OF_WORDS = ("pass", "psw", "pwd", "secret", "token", "key", "credential")
# Each with small texts of which one must be there for it to match: looking for those takes no time.
_CONTEXTS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("://",), _LOGIN),
    (("authorization", "private-token", "x-api-key"), _HEADER),
    (("defaultvalue",), _PARAMETER),
    (("defaultvalue",), _PARAMETER_AFTER),
    (_SIGNS_OF_WORDS, _ASSIGNED_QUOTED),
    (_SIGNS_OF_WORDS, _ASSIGNED_BARE),
    (_SIGNS_OF_WORDS, _ASSIGNED_LOOSE),
    (_SIGNS_OF_WORDS, _OPTION),
    (("sshpass", "docker", "mysql"), _SHORT_OPTION),
    (("curl", "wget", "http"), _USER_OPTION),
)


@lru_cache(maxsize=4096)
def redact(text: str) -> tuple[str, bool]:
    """The text with every secret that it shows replaced, line by line as before; and whether there was one."""
    if len(text) < 8:
        return text, False
    redacted = text
    for hint, pattern in _FORMS:
        if hint in redacted:
            redacted = pattern.sub(_whole, redacted)
    folded = redacted.casefold()
    for hints, pattern in _CONTEXTS:
        if any(hint in folded for hint in hints):
            redacted = pattern.sub(_inner, redacted)
    return redacted, redacted != text


def redact_setting(name: str, text: str, owner: str = "") -> tuple[str, bool]:
    """The text of a setting of a class: all of it is a secret where their names say so or Jenkins encrypted it."""
    stripped = text.strip()
    if not stripped:
        return text, False
    if _ENCRYPTED.match(stripped):
        return REDACTED, True
    if (names_secret(name) or (name in _OWNED and _SECRET_OWNER.search(owner))) and not _HARMLESS.match(stripped):
        return REDACTED, True
    return redact(text)


@lru_cache(maxsize=4096)
def names_secret(name: str) -> bool:
    """Whether a setting of this name holds the value of a secret."""
    return bool(_SECRET_NAME.search(name)) and not _NO_SECRET_NAME.search(name)


def _whole(match: re.Match[str]) -> str:
    return REDACTED + "\n" * match[0].count("\n")


def _inner(match: re.Match[str]) -> str:
    if _HARMLESS.match(match["inner"]):
        return match[0]
    start, end = match.start("inner") - match.start(), match.end("inner") - match.start()
    return match[0][:start] + REDACTED + match[0][end:]
