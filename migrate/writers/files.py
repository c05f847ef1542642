"""Writes an output folder: beside, then renamed, so nothing is ever half-written. Only our files are touched."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from migrate.errors import OutputError
from migrate.writers.characters import whole_characters

SUMMARY = "summary.json"
_MANIFEST = ".j2cp-files"  # the files of the last run, one a line
_NEW_MANIFEST = ".j2cp-files-new"
_STAGE = ".j2cp-new"  # where new texts wait until all of them are written
_RESERVED = re.compile(
    r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\..*)?"  # names of devices on Windows
    r"|summary\.json|ledger\.json|pipeline\.json|template\.yaml|foundation\.yaml|gap-report\.md|secrets\.csv"
    r"|buildspecs|projects|hybrid|jenkins|lambda",  # what a job that is a folder has beside the folders of its jobs
    re.I,
)
_LONGEST = 100


def folder_of(job: str, taken: set[str]) -> PurePosixPath:
    """A job's folder below the output: safe on every file system, and different from every other, case aside."""
    parts = [_safe(part) for part in job.split("/") if part not in ("", ".", "..")] or ["job"]
    candidate, count = "/".join(parts), 1
    while candidate.casefold() in taken:
        count += 1
        candidate = "/".join([*parts[:-1], f"{parts[-1]}-{count}"])
    taken.add(candidate.casefold())
    return PurePosixPath(candidate)


def _safe(part: str) -> str:
    """One name of a path, at most 100 bytes long. Composed characters, so that macOS and Linux see the same name."""
    name = re.sub(r"[^\w.@ +=-]", "_", unicodedata.normalize("NFC", part))
    name = name.encode()[:_LONGEST].decode(errors="ignore").strip(" .") or "_"
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def prepare(out: Path) -> None:
    """Make the output folder. Raises OutputError when it can't be made or holds what an earlier run did not write."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        foreign = not (out / _MANIFEST).exists() and any(
            path.name not in (_STAGE, _NEW_MANIFEST) for path in out.iterdir()
        )
    except (OSError, ValueError) as error:
        raise OutputError(f"{out} can't be used: {_reason(error)}", "name another folder with -o") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise OutputError(f"{out} can't be used: Permission denied", "name another folder with -o")
    if foreign:
        raise OutputError(f"{out} holds other files", "name an empty or a new folder with -o")


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def write_files(out: Path, files: Mapping[PurePosixPath, str]) -> None:
    """Write the files that changed, and remove those of an earlier run that are gone. Raises OutputError.

    All texts are on the disk before the first file is replaced; a run that fails before leaves the last one's files.
    """
    try:
        known, new = set(_read_manifest(out)), {str(path) for path in files}
        _refuse_foreign(out, new - known)
        _refuse_links(out, files)
        _refuse_locked(out, [*files, *(PurePosixPath(name) for name in known)])
        with _stage(out, files) as staged:
            _list(out, known | new)
            for waiting, path in staged:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(waiting, path)  # noqa: PTH105
        for name in sorted(known - new):
            _remove(out, name)
        _list(out, new)
    except OSError as error:
        raise OutputError(f"{out} can't be written: {_reason(error)}", "free space or give the rights to it") from error


def _refuse_foreign(out: Path, names: Iterable[str]) -> None:
    """Nobody's file is overwritten but ours."""
    for name in sorted(names):
        if (out / name).exists():
            raise OutputError(f"{out / name} is not a file of j2cp", "move it away, or name another folder with -o")


def _refuse_links(out: Path, files: Iterable[PurePosixPath]) -> None:
    """A link would lead out of the output folder, and a file in the place of a folder would stop us half-way."""
    folders = {folder for path in files for folder in path.parents if folder.name}
    for path in (out / folder for folder in sorted(folders)):
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise OutputError(f"{path} is no folder of j2cp", "move it away, or name another folder with -o")


def _refuse_locked(out: Path, files: Iterable[PurePosixPath]) -> None:
    """A folder without rights would stop us half-way too."""
    for folder in sorted({out / folder for path in files for folder in path.parents}):
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            raise OutputError(f"{folder} can't be written: Permission denied", "give the rights to it")


@contextlib.contextmanager
def _stage(out: Path, files: Mapping[PurePosixPath, str]) -> Iterator[list[tuple[Path, Path]]]:
    """The changed files, each waiting beside for its place. Whatever still waits in the end is removed."""
    stage = out / _STAGE
    try:
        yield [(_waiting(stage, number, data), out / path) for number, path, data in _changed(out, files)]
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _changed(out: Path, files: Mapping[PurePosixPath, str]) -> Iterator[tuple[int, PurePosixPath, bytes]]:
    for number, (path, text) in enumerate(files.items()):
        data, place = whole_characters(text).encode(), out / path
        if not place.is_file() or place.read_bytes() != data:
            yield number, path, data


def _waiting(stage: Path, number: int, data: bytes) -> Path:
    stage.mkdir(parents=True, exist_ok=True)
    waiting = stage / str(number)
    waiting.write_bytes(data)
    return waiting


def _read_manifest(out: Path) -> Iterator[str]:
    manifest = out / _MANIFEST
    if manifest.exists():
        yield from (name for name in manifest.read_text("utf-8").split("\n") if _is_below(name))


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _list(out: Path, names: set[str]) -> None:
    """Write the list of our files, where it changes."""
    text = "".join(f"{name}\n" for name in sorted(names))
    if not (out / _MANIFEST).exists() or (out / _MANIFEST).read_text("utf-8") != text:
        (out / _NEW_MANIFEST).write_text(text, "utf-8")
        os.replace(out / _NEW_MANIFEST, out / _MANIFEST)  # noqa: PTH105 (os.replace says that it is atomic)


def _remove(out: Path, name: str) -> None:
    """A file that an earlier run wrote, and its folders where nothing else is in them."""
    path = out / name
    folders = [folder for folder in path.parents if folder.is_relative_to(out) and folder != out]
    if any(folder.is_symlink() for folder in folders):
        return
    path.unlink(missing_ok=True)
    for folder in folders:
        with contextlib.suppress(OSError):  # not empty: others still need it
            folder.rmdir()
