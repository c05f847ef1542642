"""Finds the jobs below what a user names: a file, a folder of files, a JENKINS_HOME, or (`unpacked`) an archive.

In a JENKINS_HOME a job is a folder `jobs/<name>` with a config.xml, and a folder's own jobs stand below it in the same
way; what Jenkins makes from jobs (`configurations`, `modules`, `branches`) and keeps of builds is none. Elsewhere every
config.xml of a job and every Jenkinsfile is one, named by its folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from migrate.errors import InputError
from migrate.readers.archives import unpacked
from migrate.readers.folders import is_file, is_folder

__all__ = ["Input", "InputKind", "find_inputs", "unpacked"]

_CONFIG = "config.xml"
_JENKINSFILE = re.compile(r"(?:Jenkinsfile(?:[._-](?P<suffix>.+))?|(?P<stem>.+)\.[Jj]enkinsfile)\Z")
_NO_JENKINSFILE = re.compile(r"\.(?:md|txt|html?|bak|orig|rej|swp|png|svg|json|ya?ml|xml|lock|pyc?|java)\Z|~\Z", re.I)
# Beside the jobs of a folder that is a job itself: what Jenkins makes from it and keeps of it, and its own repository.
_OF_A_JOB = frozenset(
    ["builds", "configurations", "modules", "branches", "workspace", "source", "archive", "indexing", "htmlreports"]
)
_OF_TOOLS = frozenset([".git", ".svn", ".hg", "node_modules", "__pycache__", ".venv"])
_JOB_ROOTS = frozenset(["project", "matrix-project", "maven2-moduleset", "flow-definition", "matrix-config", "maven2"])
_CONTROLLER_ROOTS = frozenset(["hudson", "jenkins"])
_ROOT_TAG = re.compile(rb"<(?![?!])([^\s/>]+)")
_DEEPEST = 60


class InputKind(Enum):
    CONFIG_XML = "config.xml"
    JENKINSFILE = "Jenkinsfile"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Input:
    """A file that holds a job. `name` is its Jenkins full name; `file` its path below the source, as outputs call it.

    `home` is the source, `files` the folder of the repository that the job builds, where one lies beside it. `error`
    says why an unreadable one is.
    """

    name: str
    path: Path
    kind: InputKind
    file: str
    home: Path
    error: str = ""
    files: Path | None = None


def find_inputs(source: Path, name: str = "") -> Iterator[Input]:
    """Every job below `source`, in a fixed order; `name` is for a source that is a single file.

    What can't be read is an input too, with its error. Raises InputError when there is nothing to read at all.
    """
    try:
        source.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        message = f"{source} does not exist" if missing else f"{source} can't be read: {error.strerror}"
        raise InputError(message, "name a config.xml, a Jenkinsfile, a folder or a JENKINS_HOME") from error
    if not source.is_dir():
        yield _single(source, name)
        return
    found = False
    for one in _Search(source).run():
        found = True
        yield one
    if not found:
        raise InputError(f"{source} holds no jobs", "name a folder with config.xml files or Jenkinsfiles in it")


def _single(source: Path, name: str) -> Input:
    kind = InputKind.CONFIG_XML if source.suffix == ".xml" or _is_xml(source) else InputKind.JENKINSFILE
    folder = source.resolve().parent
    match = _JENKINSFILE.match(source.name)
    generic = source.name in (_CONFIG, "Jenkinsfile")
    own = name or (folder.name if generic else (match and (match["suffix"] or match["stem"])) or source.stem)
    return Input(own or source.name, source, kind, source.name, source.parent, files=_files_of(source, kind))


def _is_xml(path: Path) -> bool:
    return _head(path).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError:
        return b""


def _root_tag(path: Path) -> str:
    """The root element by the looks of the first bytes; "" where they show none."""
    match = _ROOT_TAG.search(re.sub(rb"<!--.*?-->", b"", _head(path).replace(b"\0", b""), flags=re.S))
    return match[1].decode("utf-8", "replace") if match else ""


def _files_of(path: Path, kind: InputKind) -> Path | None:
    """The repository beside a job: its folder `source`, or the folder in which its Jenkinsfile stands too."""
    folder = path.parent
    if kind is InputKind.JENKINSFILE:
        return folder
    if is_folder(folder / "source"):
        return folder / "source"
    return folder if is_file(folder / "Jenkinsfile") else None


@dataclass(slots=True)
class _Folder:
    """A folder on the way: the name that its jobs have, the folders around it, and whether a controller keeps it."""

    path: Path
    names: tuple[str, ...]
    around: tuple[tuple[int, int], ...] = ()
    kept: bool = False
    files: dict[str, os.DirEntry[str]] = field(default_factory=dict)
    folders: dict[str, os.DirEntry[str]] = field(default_factory=dict)


class _Search:
    """One walk over one source."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._inside = source.resolve()
        self._taken: set[str] = set()

    def run(self) -> Iterator[Input]:
        yield from self._walk(_Folder(self._source, ()))

    def _walk(self, folder: _Folder) -> Iterator[Input]:
        try:
            self._list(folder)
            status = folder.path.stat()
        except OSError as error:
            yield self._unreadable(folder.path, folder.names, error.strerror or str(error))
            return
        here = (status.st_dev, status.st_ino)
        if here in folder.around:
            yield self._unreadable(folder.path, folder.names, "a link leads back to a folder around it")
            return
        if len(folder.around) >= _DEEPEST:
            yield self._unreadable(folder.path, folder.names, f"folders are nested more than {_DEEPEST} deep")
            return
        folder.around = (*folder.around, here)
        is_job, is_home = self._what(folder)
        yield from self._jobs_of(folder, is_job)
        for name, entry in sorted(folder.folders.items()):
            yield from self._descend(folder, name, entry, is_job, is_home)

    def _list(self, folder: _Folder) -> None:
        with os.scandir(folder.path) as entries:
            for entry in entries:
                (folder.folders if _is_folder(entry) else folder.files)[entry.name] = entry

    def _what(self, folder: _Folder) -> tuple[bool, bool]:
        """Whether the folder is a job, and whether it is a controller's home."""
        if _CONFIG not in folder.files:
            return False, False
        if folder.kept:
            return True, False
        tag = _root_tag(folder.path / _CONFIG)
        if tag in _CONTROLLER_ROOTS:
            return False, True
        # Other programs have a config.xml too; a job of an unknown plugin has a class for its root.
        return tag in _JOB_ROOTS or "." in tag or not tag, False

    def _jobs_of(self, folder: _Folder, is_job: bool) -> Iterator[Input]:
        if folder.kept and "name-utf8.txt" in folder.files:
            folder.names = (*folder.names[:-1], _true_name(folder.path, folder.names[-1]))
        if is_job:
            yield self._input(folder, _CONFIG, InputKind.CONFIG_XML, folder.names)
        if is_job and folder.kept:
            return
        for name in sorted(folder.files):
            match = _JENKINSFILE.match(name)
            if match and not _NO_JENKINSFILE.search(name):
                own = match["suffix"] or match["stem"]
                names = (*folder.names, own) if own else folder.names
                yield self._input(folder, name, InputKind.JENKINSFILE, names)

    def _descend(
        self, folder: _Folder, name: str, entry: os.DirEntry[str], is_job: bool, is_home: bool
    ) -> Iterator[Input]:
        path = folder.path / name
        if name == "jobs" and (is_job or is_home or self._holds_jobs(path)):
            yield from self._children(folder, path, folder.names)
        elif name == "promotions" and is_job:
            yield from self._children(folder, path, (*folder.names, "promotion"))
        elif (
            is_home
            or (is_job and folder.kept)
            or name in _OF_TOOLS
            or (is_job and name in _OF_A_JOB)
            or (folder.kept and name == "builds")
        ):
            return
        elif entry.is_symlink() and self._leads_out(path):
            yield self._unreadable(path, (*folder.names, name), "a link out of the folder, which is not followed")
        else:
            yield from self._walk(_Folder(path, (*folder.names, name), folder.around))

    def _children(self, folder: _Folder, path: Path, names: tuple[str, ...]) -> Iterator[Input]:
        """The jobs that a controller keeps in a folder. Links are followed: its jobs may lie on several disks."""
        try:
            with os.scandir(path) as entries:
                children = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield self._unreadable(path, names, error.strerror or str(error))
            return
        for child in children:
            if _is_folder(child):
                yield from self._walk(_Folder(path / child.name, (*names, child.name), folder.around, kept=True))
            elif child.is_symlink():
                yield self._unreadable(path / child.name, (*names, child.name), "a link that leads nowhere")

    def _holds_jobs(self, path: Path) -> bool:
        try:
            return any(is_file(child / _CONFIG) for child in path.iterdir())
        except OSError:
            return False

    def _leads_out(self, path: Path) -> bool:
        try:
            return not path.resolve().is_relative_to(self._inside)
        except (OSError, RuntimeError):
            return True

    # ---- inputs --------------------------------------------------------------------------------------------------

    def _input(self, folder: _Folder, file: str, kind: InputKind, names: tuple[str, ...]) -> Input:
        path = folder.path / file
        if folder.files[file].is_symlink():
            if not is_file(path):
                return self._unreadable(path, names, "a link that leads nowhere")
            if not folder.kept and self._leads_out(path):
                return self._unreadable(path, names, "a link out of the folder, which is not followed")
        elif not folder.files[file].is_file():
            return self._unreadable(path, names, "no regular file")
        return Input(self._name(names, file), path, kind, self._shown(path), self._source, files=_files_of(path, kind))

    def _unreadable(self, path: Path, names: tuple[str, ...], error: str) -> Input:
        name = self._name(names, path.name)
        return Input(name, path, InputKind.UNREADABLE, self._shown(path), self._source, error)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._source).as_posix() if path != self._source else path.name

    def _name(self, names: tuple[str, ...], file: str) -> str:
        """The job's name; for a second one of the same name with its file."""
        name = "/".join(names) or self._inside.name or file
        if name in self._taken:
            name = f"{name}/{file}"
        self._taken.add(name)
        return name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def _true_name(folder: Path, name: str) -> str:
    """The name of a job whose folder had to be called otherwise, as a controller notes it beside the job."""
    text = _head(folder / "name-utf8.txt").decode("utf-8", "replace").strip()
    return text.replace("/", "%2F") if text and "\n" not in text else name
