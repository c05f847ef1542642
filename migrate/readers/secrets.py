"""Finds values of secrets in texts and settings, so that no output ever shows one."""

from __future__ import annotations

import re

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(r"passw(or)?d|passphrase|secret|token|api_?key|private_?key|credentialstext", re.I)
# Names that contain such a word and hold an id, a name or a switch.
_NO_SECRET_NAME = re.compile(
    r"credentials?id|expose|variable|name$|^has|^use|^is|url$|path$|file$|type$|enabled$|secretid|tokenid|macro|^mask",
    re.I,
)
_ENCRYPTED = re.compile(r"^\{AQAAAB[A-Za-z0-9+/=]+\}$")
_IN_TEXT = (
    re.compile(r"\{AQAAAB[A-Za-z0-9+/=]{20,}\}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}|\bglpat-[A-Za-z0-9_-]{20}"),
    re.compile(r"\bxox[abposr]-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S),
    re.compile(r"(?<=://)[^/\s:@$'\"]+:[^/\s:@$'\"]+(?=@)"),
    re.compile(r"(?<=Bearer )[A-Za-z0-9._~+/-]{16,}=*"),
    re.compile(r"(?<=[Ss]ecret_[Aa]ccess_[Kk]ey=)[A-Za-z0-9/+=]{40}|(?<=SECRET_ACCESS_KEY=)[A-Za-z0-9/+=]{40}"),
    re.compile(r"(?i)(?<=password=)(?![$%{'\"\s]|false|true|null)[^\s'\"&;,)]{4,}"),
    re.compile(r"(?i)(?<=password=['\"])(?![$%{])[^\s'\"]{4,}(?=['\"])"),
    re.compile(r"(?i)(?<=--password )(?![$%{'\"-])[^\s'\"]{4,}"),
)


def redact(text: str) -> tuple[str, bool]:
    """The text with every secret that it shows replaced, and whether there was one."""
    if len(text) < 8:
        return text, False
    redacted = text
    for pattern in _IN_TEXT:
        redacted = pattern.sub(REDACTED, redacted)
    return redacted, redacted != text


def redact_setting(name: str, text: str) -> tuple[str, bool]:
    """The text of a setting: all of it is a secret where its name says so or Jenkins has encrypted it."""
    if _ENCRYPTED.match(text.strip()) or (text.strip() and names_secret(name) and not _is_reference(text)):
        return REDACTED, True
    return redact(text)


def names_secret(name: str) -> bool:
    """Whether a setting of this name holds the value of a secret."""
    return bool(_SECRET_NAME.search(name)) and not _NO_SECRET_NAME.search(name)


def _is_reference(text: str) -> bool:
    return text.strip().startswith("$") or text.strip().lower() in ("true", "false")
