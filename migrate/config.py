"""Reads migrate.toml. An unknown key is an error that names the nearest one."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from migrate.errors import UsageError
from migrate.model.contribution import SecretShape
from migrate.model.settings import Acceptance, Cache, Checkout, Compute, Layout, OnGap, OwnRule, Settings

__all__ = ["Layout", "OnGap", "Settings", "find_settings", "read_settings"]

_Choice = TypeVar("_Choice", Layout, OnGap, Cache)
_KEYS = (
    *("account", "region", "layout", "on_gap", "cache", "time_zone", "compute", "labels", "containers"),
    *("connections", "repositories", "checkouts", "libraries", "credentials", "environment", "locks", "accept"),
    *("approved_signatures", "keep", "native", "rule"),
)
_RULE_KEYS = ("names", "run", "ignore", "stop", "differs", "ignored", "replaces")
_LIBRARY_KEYS = ("path", "ref", "implicit")
_COMPUTE_KEYS = ("image", "type", "compute", "privileged")
_FILE = "migrate.toml"
# Kinds of credentials, as `withCredentials` calls their bindings.
_CREDENTIALS = {
    "string": SecretShape.TEXT,
    "usernamePassword": SecretShape.USERNAME_PASSWORD,
    "sshUserPrivateKey": SecretShape.SSH_KEY,
    "file": SecretShape.FILE,
    "certificate": SecretShape.CERTIFICATE,
    "aws": SecretShape.AWS,
}


def find_settings(sources: Iterable[Path]) -> Path | None:
    """The migrate.toml in a folder of jobs or beside a job's file, or else in the current folder."""
    folders = [source if _is(source.is_dir) else source.parent for source in sources]
    return next((folder / _FILE for folder in (*folders, Path()) if _is((folder / _FILE).is_file)), None)


def _is(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except OSError:  # it lies where nobody may look, up to Python 3.13
        return False


def read_settings(path: Path | None) -> Settings:
    """The settings of a file; the defaults without one. Raises UsageError with the place and the nearest name."""
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{path} does not exist", "name a migrate.toml with --config") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "name another file with --config") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}", "correct it") from error
    return _settings(data, str(path))


def _settings(data: Mapping[str, Any], file: str) -> Settings:
    _known(data, _KEYS, file)
    labels = {name: _compute(table, f"{file}: labels.{name}") for name, table in _table(data, "labels", file).items()}
    return Settings(
        account=_matching(data, "account", r"[0-9]{12}", file, "write its 12 digits"),
        region=_matching(data, "region", r"[a-z]{2}(-[a-z]+)+-[0-9]+", file, "write it like eu-central-1"),
        layout=_choice(Layout, data.get("layout", "auto"), f"{file}: layout"),
        on_gap=_choice(OnGap, data.get("on_gap", "fail"), f"{file}: on_gap"),
        cache=_choice(Cache, data.get("cache", "s3"), f"{file}: cache"),
        time_zone=_time_zone(data, file),
        compute=_compute(_table(data, "compute", file), f"{file}: compute"),
        labels=labels,
        containers=_texts(data, "containers", file),
        connections=_texts(data, "connections", file),
        repositories=_texts(data, "repositories", file),
        checkouts=_texts(data, "checkouts", file),
        libraries=dict(_libraries(data, file)),
        credentials=dict(_credentials(data, file)),
        environment=_environment(data, file),
        locks=_list(data, "locks", "printer", file),
        approved_signatures=_approved(data, file),
        accepted=tuple(_acceptances(data.get("accept", []), file)),
        rules=tuple(_rules(data, file)),
        keep=_kept(data, file),
        native=_flag(data, "native", file),
    )


def _known(data: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    for key in data:
        if key not in keys:
            near = difflib.get_close_matches(key, list(keys), 1)
            remedy = f"did you mean {near[0]}?" if near else f"it has {', '.join(keys)}"
            raise UsageError(f"{where} has no key {key}", remedy)


def _table(data: Mapping[str, Any], key: str, file: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise UsageError(f"{file}: {key} is not a table", f"write [{key}] on a line of its own")
    return value


def _texts(data: Mapping[str, Any], key: str, file: str) -> dict[str, str]:
    table = _table(data, key, file)
    for name, value in table.items():
        if not isinstance(value, str):
            raise UsageError(f"{file}: {key}.{name} is not a text", 'write it in quotes: "…"')
    return dict(table)


def _flag(data: Mapping[str, Any], key: str, file: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise UsageError(f"{file}: {key} is neither true nor false", "write it without quotes")
    return value


def _text(data: Mapping[str, Any], key: str, file: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise UsageError(f"{file}: {key} is not a text", 'write it in quotes: "…"')
    return value


def _matching(data: Mapping[str, Any], key: str, pattern: str, file: str, remedy: str) -> str:
    value = _text(data, key, file)
    if value and not re.fullmatch(pattern, value):
        raise UsageError(f"{file}: {key} is {value!r}", remedy)
    return value


def _time_zone(data: Mapping[str, Any], file: str) -> str:
    name = _text(data, "time_zone", file) or "UTC"
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, ZoneInfoNotFoundError) as error:  # a folder of zones; "../x"; no zone
        raise UsageError(f"{file}: time_zone is {name!r}", "write it like Europe/Berlin") from error


def _choice(kind: type[_Choice], value: object, where: str) -> _Choice:
    try:
        return kind(value)
    except ValueError as error:
        choices = ", ".join(one.value for one in kind)
        raise UsageError(f"{where} is {value!r}", f"choose one of {choices}") from error


def _compute(table: object, where: str) -> Compute:
    if isinstance(table, str):
        return Compute(image=table)
    if not isinstance(table, dict):
        raise UsageError(f"{where} is no image", 'write "image" or { image = "…", compute = "…" }')
    _known(table, _COMPUTE_KEYS, where)
    if not isinstance(table.get("privileged", False), bool):
        raise UsageError(f"{where}.privileged is neither true nor false", "write it without quotes")
    for key in ("image", "type", "compute"):
        _text(table, key, where)
    return Compute(**table)


def _libraries(data: Mapping[str, Any], file: str) -> Iterable[tuple[str, Checkout]]:
    for name, value in _table(data, "libraries", file).items():
        where = f"{file}: libraries.{name}"
        table = {"path": value} if isinstance(value, str) else value
        if not isinstance(table, dict) or not isinstance(table.get("path"), str):
            raise UsageError(f"{where} has no path", 'write path = "…", the folder of its checkout')
        _known(table, _LIBRARY_KEYS, where)
        if not isinstance(table.get("implicit", False), bool):
            raise UsageError(f"{where}.implicit is neither true nor false", "write it without quotes")
        folder = Path(file).parent / table["path"]
        if not _is(folder.is_dir):
            raise UsageError(
                f"{where}: {folder} is no folder", "name the folder of its checkout, from that of the file"
            )
        yield name, Checkout(str(folder), _text(table, "ref", where), table.get("implicit", False))


def _credentials(data: Mapping[str, Any], file: str) -> Iterable[tuple[str, SecretShape]]:
    for identity, kind in _texts(data, "credentials", file).items():
        if kind not in _CREDENTIALS:
            remedy = f"choose one of {', '.join(_CREDENTIALS)}"
            raise UsageError(f"{file}: credentials.{identity} is {kind!r}", remedy)
        yield identity, _CREDENTIALS[kind]


def _environment(data: Mapping[str, Any], file: str) -> dict[str, str] | None:
    """The variables that Jenkins itself sets. None where the file does not say."""
    if "environment" not in data:
        return None
    found = _texts(data, "environment", file)
    for name in found:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise UsageError(f"{file}: environment.{name} is no name of a variable", "write letters, digits and _")
    return found


def _list(data: Mapping[str, Any], key: str, example: str, file: str) -> tuple[str, ...]:
    texts = data.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise UsageError(f"{file}: {key} is no list of texts", f'write {key} = ["{example}"]')
    return tuple(texts)


def _approved(data: Mapping[str, Any], file: str) -> tuple[str, ...] | None:
    """The signatures that scripts may use in the sandbox. None where the file does not say."""
    key = "approved_signatures"
    return _list(data, key, "staticMethod java.lang.System getenv", file) if key in data else None


def _rules(data: Mapping[str, Any], file: str) -> Iterable[OwnRule]:
    for name, table in _table(data, "rule", file).items():
        where = f"{file}: rule.{name}"
        if not isinstance(table, dict):
            raise UsageError(f"{where} is not a table", f"write [rule.{name}] on a line of its own")
        _known(table, _RULE_KEYS, where)
        names = _list(table, "names", "com.acme.DeployBuilder", where) or (name,)
        texts = {key: _text(table, key, where) for key in ("run", "ignore", "stop", "differs")}
        if sum(bool(texts[key]) for key in ("run", "ignore", "stop")) != 1:
            raise UsageError(f"{where} says not what becomes of it", "give it one of run, ignore and stop")
        if not isinstance(table.get("replaces", False), bool):
            raise UsageError(f"{where}.replaces is neither true nor false", "write it without quotes")
        ignored = tuple(_texts(table, "ignored", where).items())
        yield OwnRule(name, names, ignored=ignored, replaces=table.get("replaces", False), **texts)


def _kept(data: Mapping[str, Any], file: str) -> tuple[str, ...]:
    patterns = _list(data, "keep", "job/stage", file)
    if not all(map(str.strip, patterns)):
        raise UsageError(f"{file}: keep has an empty pattern", 'write keep = ["job/stage"]')
    return patterns


def _acceptances(entries: object, file: str) -> Iterable[Acceptance]:
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or not {"key", "reason"} == entry.keys() or not entry["reason"]:
            raise UsageError(f"{file}: an [[accept]] needs key and reason", 'write key = "…" and reason = "…"')
        yield Acceptance(str(entry["key"]), str(entry["reason"]))
