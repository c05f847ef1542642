"""Writes an output folder: beside, then renamed, so nothing is ever half-written. Only our files are touched."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from migrate.errors import OutputError

SUMMARY = "summary.json"
_MANIFEST = ".j2cp-files"
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.I)


def folder_of(job: str, taken: set[str]) -> PurePosixPath:
    """A job's folder below the output: safe on every file system, and different from every other, case aside."""
    parts = [_safe(part) for part in job.split("/") if part not in ("", ".", "..")] or ["job"]
    candidate, count = "/".join(parts), 1
    while candidate.lower() in taken:
        count += 1
        candidate = "/".join([*parts[:-1], f"{parts[-1]}-{count}"])
    taken.add(candidate.lower())
    return PurePosixPath(candidate)


def _safe(part: str) -> str:
    name = re.sub(r"[^\w.@ +=-]", "_", part).strip(" .")[:100] or "_"
    return f"{name}_" if _RESERVED.match(name) else name


def prepare(out: Path) -> None:
    """Make the output folder. Raises OutputError when it can't be made or holds what an earlier run did not write."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        foreign = not (out / _MANIFEST).exists() and any(out.iterdir())
    except (OSError, ValueError) as error:
        raise OutputError(f"{out} can't be used: {_reason(error)}", "name another folder with -o") from error
    if foreign:
        raise OutputError(f"{out} holds other files", "name an empty or a new folder with -o")


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def write_files(out: Path, files: Mapping[PurePosixPath, str]) -> None:
    """Write the files that changed, and remove those of an earlier run that are gone. Raises OutputError."""
    try:
        known = set(_read_manifest(out))
        new = {str(path) for path in files}
        _write(out / _MANIFEST, "".join(f"{name}\n" for name in sorted(known | new)))
        for path, text in files.items():
            _write(out / path, text)
        for name in sorted(known - new):
            _remove(out, name)
        _write(out / _MANIFEST, "".join(f"{name}\n" for name in sorted(new)))
    except OSError as error:
        raise OutputError(f"{out} can't be written: {_reason(error)}", "free space or give the rights to it") from error


def _read_manifest(out: Path) -> Iterator[str]:
    manifest = out / _MANIFEST
    if manifest.exists():
        yield from manifest.read_text("utf-8").splitlines()


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8", "replace")
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    os.replace(beside, path)  # noqa: PTH105 (os.replace says that it is atomic)


def _remove(out: Path, name: str) -> None:
    if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
        return
    path = out / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == out:
            break
        with contextlib.suppress(OSError):  # not empty: others still need it
            folder.rmdir()
