"""Finds the jobs below what a user names: a file, a folder, a JENKINS_HOME, or an archive of one."""

from __future__ import annotations

import os
import re
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from migrate.errors import InputError

_JENKINSFILE = re.compile(r"^(Jenkinsfile.*|.*\.[Jj]enkinsfile)$")
# What Jenkins makes from jobs, keeps beside them, or checks out: no jobs of their own.
_SKIPPED = frozenset(
    "builds configurations modules branches promotions workspace plugins nodes users secrets logs war userContent "
    "fingerprints workflow-libs config-history jobConfigHistory checkouts libraries node_modules .git .svn".split()
)
_MOST_BYTES = 4_000_000_000
_MOST_FILES = 500_000


class InputKind(Enum):
    CONFIG_XML = "config.xml"
    JENKINSFILE = "Jenkinsfile"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Input:
    """A file that holds a job. `name` is its Jenkins full name; `file` is how outputs call it; `home` is where to look
    for the repositories of its jobs; `error` says why an unreadable one is."""

    name: str
    path: Path
    kind: InputKind
    file: str
    home: Path
    error: str = ""


def find_inputs(source: Path, name: str = "") -> Iterator[Input]:
    """Every job below `source`, in a fixed order. Raises InputError when there is nothing to read at all."""
    if not source.exists():
        raise InputError(f"{source} does not exist", "name a config.xml, a Jenkinsfile, a folder or a JENKINS_HOME")
    if source.is_file():
        kind = InputKind.CONFIG_XML if source.suffix == ".xml" else InputKind.JENKINSFILE
        own = name or (source.parent.resolve().name if source.name in ("config.xml", "Jenkinsfile") else source.name)
        yield Input(own, source, kind, source.name, source.parent)
        return
    found = False
    for one in _walk(source, source, 0):
        found = True
        yield one
    if not found:
        raise InputError(f"{source} holds no jobs", "name a folder with config.xml files or Jenkinsfiles in it")


def _walk(folder: Path, root: Path, depth: int) -> Iterator[Input]:
    """Jobs of this folder and those below. Links are not followed: a job is where its files are."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield _input(folder, root, InputKind.UNREADABLE, error.strerror or str(error))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_file(follow_symlinks=False) and _is_job_file(entry.name, folder, root):
            kind = InputKind.CONFIG_XML if entry.name == "config.xml" else InputKind.JENKINSFILE
            yield _input(path, root, kind)
        elif entry.is_dir(follow_symlinks=False) and entry.name not in _SKIPPED and depth < 60:
            yield from _walk(path, root, depth + 1)


def _is_job_file(name: str, folder: Path, root: Path) -> bool:
    if name == "config.xml":  # that of a JENKINS_HOME itself is the controller's
        return folder != root or not (root / "jobs").is_dir()
    return bool(_JENKINSFILE.match(name))


def _input(path: Path, root: Path, kind: InputKind, error: str = "") -> Input:
    relative = PurePosixPath(path.relative_to(root).as_posix())
    return Input(_job_name(relative, kind, root), path, kind, str(relative), root, error)


def _job_name(relative: PurePosixPath, kind: InputKind, root: Path) -> str:
    """The folders below the source, without those named `jobs` that a controller puts between them."""
    default = relative.name in ("config.xml", "Jenkinsfile") or kind is InputKind.UNREADABLE
    parts = list(relative.parent.parts if default and kind is not InputKind.UNREADABLE else relative.parts)
    if parts[:1] == ["jobs"]:
        parts = [part for index, part in enumerate(parts) if index % 2 or part != "jobs"]
    return "/".join(parts) or root.resolve().name


# ---- archives ----------------------------------------------------------------------------------------------------


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    """The source itself, or for a zip or tar.gz a folder with its content, removed afterwards.

    Raises InputError for an archive that is broken, too large, or that would write outside of the folder.
    """
    if not source.is_file() or not source.name.endswith((".zip", ".tar.gz", ".tgz", ".tar")):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="j2cp-") as folder:
        try:
            _unpack(source, Path(folder))
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
            raise InputError(f"{source} can't be unpacked: {error}", "pack it again as zip or tar.gz") from error
        yield _only_child(Path(folder))


def _only_child(folder: Path) -> Path:
    children = list(folder.iterdir())
    return children[0] if len(children) == 1 and children[0].is_dir() and children[0].name != "jobs" else folder


def _unpack(source: Path, folder: Path) -> None:
    if source.name.endswith(".zip"):
        with zipfile.ZipFile(source) as archive:
            _check_size((one.file_size for one in archive.infolist()), source)
            for one in archive.infolist():
                if not stat.S_ISLNK(one.external_attr >> 16):
                    archive.extract(one, folder)
        return
    with tarfile.open(source) as tar:
        members = [one for one in tar.getmembers() if one.isfile() or one.isdir()]
        _check_size((one.size for one in members), source)
        tar.extractall(folder, members=members, filter="data")


def _check_size(sizes: Iterator[int], source: Path) -> None:
    count = total = 0
    for size in sizes:
        count, total = count + 1, total + size
        if count > _MOST_FILES or total > _MOST_BYTES:
            raise InputError(
                f"{source} holds too much", f"{_MOST_FILES:,} files and {_MOST_BYTES:,} bytes are the most"
            )
