"""Unpacks an archive of jobs into a folder of its own for a while. What is in it is a stranger's: nothing leaves that
folder, no link is made, and size and number of files are bounded before the first is written."""

from __future__ import annotations

import lzma
import re
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from migrate.errors import InputError
from migrate.readers.folders import is_file

_SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
MOST_BYTES = 4_000_000_000
MOST_FILES = 500_000
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
# Records of builds: most of a JENKINS_HOME, and no job's configuration.
_RECORDS = re.compile(r"(?:^|/)jobs/.+/builds/|(?:^|/)(?:war|plugins|caches|updates|fingerprints)/.+/")
_JOB_FILE = re.compile(r"(?:^|/)(?:config\.xml|Jenkinsfile[^/]*|jobs|jobs/[^/]+)$")


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    is_file: bool
    is_link: bool
    open: Callable[[], IO[bytes] | None]


@dataclass(frozen=True, slots=True)
class _Limits:
    """What an archive, by its name, may hold at most."""

    name: str
    bytes: int
    files: int


def is_archive(source: Path) -> bool:
    return source.name.lower().endswith(_SUFFIXES) and is_file(source)


@contextmanager
def unpacked(source: Path, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> Iterator[Path]:
    """The source itself, or for an archive a folder with its content, removed afterwards.

    Raises InputError for an archive that is broken or too large, that would write outside of the folder, or in which
    a job is a link.
    """
    if not is_archive(source):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="j2cp-") as folder:
        try:
            _unpack(source, Path(folder), _Limits(source.name, most_bytes, most_files))
        except _BROKEN as error:
            if isinstance(error, OSError) and error.errno:
                remedy = "make it readable, and room in the folder for temporary files"
                raise InputError(f"{source.name} can't be unpacked: {error.strerror}", remedy) from error
            because = str(error).partition("\n")[0].rstrip(":")  # of tar archives, each format has a line of its own
            raise InputError(f"{source.name} can't be unpacked: {because}", "pack it again as zip or tar.gz") from error
        yield _only_child(Path(folder))


def _only_child(folder: Path) -> Path:
    """An archive of one folder stands for that folder."""
    children = list(folder.iterdir())
    return children[0] if len(children) == 1 and children[0].is_dir() and children[0].name != "jobs" else folder


def _unpack(source: Path, folder: Path, limits: _Limits) -> None:
    if source.name.lower().endswith(".zip"):
        with zipfile.ZipFile(source) as archive:
            _write(_checked(_zip_members(archive), limits), folder)
        return
    with tarfile.open(source) as tar:
        for _ in _checked(_tar_members(tar), limits):
            pass
    with tarfile.open(source) as tar:  # a second pass: in a compressed file the first has read to the end
        _write(_checked(_tar_members(tar), limits), folder)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for one in archive.infolist():
        link = stat.S_ISLNK(one.external_attr >> 16)
        yield _Member(one.filename, one.file_size, not one.is_dir(), link, partial(archive.open, one))


def _tar_members(tar: tarfile.TarFile) -> Iterator[_Member]:
    for one in tar:
        yield _Member(one.name, one.size, one.isfile(), one.issym() or one.islnk(), partial(tar.extractfile, one))


def _checked(members: Iterable[_Member], limits: _Limits) -> Iterator[_Member]:
    """The files to write. Raises InputError for what no honest archive holds."""
    count = total = 0
    for one in members:
        name = one.name.replace("\\", "/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\0" in name:
            raise InputError(f"{limits.name} holds a file that would land outside of it", "do not trust this archive")
        if one.is_link and _JOB_FILE.search(name.rstrip("/")) and not _RECORDS.search(name):
            raise InputError(f"{limits.name}: {name} is a link", "pack it again with links followed (tar -h)")
        count, total = count + 1, total + one.size
        if count > limits.files or total > limits.bytes:
            remedy = f"unpack it and name the folder: {limits.files:,} files and {limits.bytes:,} bytes are the most"
            raise InputError(f"{limits.name} holds too much", remedy)
        if one.is_file and not one.is_link and not _RECORDS.search(name):
            yield _Member(name, one.size, True, False, one.open)


def _write(members: Iterable[_Member], folder: Path) -> None:
    for one in members:
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = one.open()
        if stream is not None:
            with stream, path.open("wb") as target:
                shutil.copyfileobj(stream, target)
