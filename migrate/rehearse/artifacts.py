"""Artifacts: the zip files that actions hand on to each other.

What a build uploads: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.files
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from migrate.rehearse.buildspec import Files

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECES = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_SIGNS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class NothingToUploadError(Exception):
    """The patterns of an artifact match no file: CodeBuild fails such a build."""


def files_below(folder: Path) -> Iterator[Path]:
    """Every file and link, in the order of their names. An archive keeps no folder for itself."""
    for parent, folders, files in os.walk(folder):
        folders.sort()
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        yield from (Path(parent) / name for name in sorted((*files, *links)))


def matching(patterns: Files, workspace: Path) -> dict[str, Path]:
    """What the patterns match: the path in the archive, and the file."""
    base = workspace / (patterns.base_directory or ".")
    wanted, unwanted = _regexes(patterns.files), _regexes(patterns.excluded)
    found = {}
    for file in files_below(base):
        path = file.relative_to(base).as_posix()
        if _any(wanted, path) and not _any(unwanted, path):
            found[file.name if patterns.discard_paths else path] = file
    return found


def upload(patterns: Files, workspace: Path, archive: Path) -> None:
    """Write an artifact. Raises NothingToUploadError where no file matches."""
    found = matching(patterns, workspace)
    if not found:
        raise NothingToUploadError(f"no file matches {' '.join(patterns.files)} in {patterns.base_directory or '.'}")
    pack(found, archive, keeps_links=patterns.keeps_links)


def pack(files: dict[str, Path], archive: Path, *, keeps_links: bool = True) -> None:
    """Write files into a zip under their paths. Without `keeps_links` a link becomes what it leads to."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for path, file in sorted(files.items()):
            if file.is_symlink() and keeps_links:
                out.writestr(_entry(path, stat.S_IFLNK | 0o777), str(file.readlink()))
            elif file.is_dir():  # a link to a folder
                for inner in files_below(file):
                    _add(out, f"{path}/{inner.relative_to(file).as_posix()}", inner)
            elif file.exists():
                _add(out, path, file)


def _add(out: zipfile.ZipFile, path: str, file: Path) -> None:
    with out.open(_entry(path, file.stat().st_mode), "w", force_zip64=True) as target, file.open("rb") as source:
        shutil.copyfileobj(source, target)


def _entry(path: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system = 3  # Unix: the mode is kept
    entry.external_attr = mode << 16
    return entry


def unpack(archive: Path, folder: Path) -> None:
    """Write what an artifact holds into a folder, with the modes and links that it keeps."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as source:
        for entry in source.infolist():
            target, mode = folder / entry.filename, entry.external_attr >> 16
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_symlink() or target.is_file():  # of an earlier artifact
                target.unlink()
            if stat.S_ISLNK(mode):
                target.symlink_to(source.read(entry).decode())
            elif not entry.is_dir():
                with source.open(entry) as inner, target.open("wb") as out:
                    shutil.copyfileobj(inner, out)
                target.chmod(stat.S_IMODE(mode) or 0o644)


def _regexes(patterns: tuple[str, ...]) -> list[re.Pattern[str]]:
    return [_regex(one) for one in patterns]


def _regex(pattern: str) -> re.Pattern[str]:
    pieces = _PIECES.findall(pattern.removeprefix("./"))
    return re.compile("".join(_SIGNS.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)


def _any(patterns: list[re.Pattern[str]], path: str) -> bool:
    return any(one.fullmatch(path) for one in patterns)
