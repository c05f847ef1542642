"""The files of a job's own repository, as they lie in the folder that the pipeline is read from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrate.model.ant_patterns import DEFAULT_EXCLUDES, find_regex
from migrate.readers.folders import is_file, is_folder

_LARGEST = 1_000_000  # bytes of a file
_MOST = 20_000  # files to look through
_OF_THE_JOB = frozenset(("Jenkinsfile", "config.xml"))  # what lies in a folder that holds no repository


@dataclass(frozen=True, slots=True)
class Repository:
    """The folder at the top. Paths are those below it, with `/`, and never lead out."""

    top: Path

    def is_here(self) -> bool:
        """Whether there is more than the job itself."""
        try:
            return any(one.name not in _OF_THE_JOB for one in self.top.iterdir())
        except OSError:
            return False

    def content(self, path: PurePosixPath) -> bytes | None:
        """The bytes of a file; None where it is not there, or can't be read."""
        file = self.top / path
        try:
            is_read = self._holds(file) and is_file(file) and file.stat().st_size <= _LARGEST
            return file.read_bytes() if is_read else None
        except OSError:
            return None

    def has(self, path: PurePosixPath) -> bool | None:
        """Whether there is such a file or folder; None where a link leads out."""
        file = self.top / path
        return is_file(file) or is_folder(file) if self._holds(file) else None

    def _holds(self, file: Path) -> bool:
        try:
            return file.resolve().is_relative_to(self.top.resolve())
        except (OSError, RuntimeError):
            return False

    def matching(self, folder: PurePosixPath, wanted: Iterable[str], unwanted: Iterable[str]) -> tuple[str, ...] | None:
        """The files below a folder that one Ant pattern and none of the others matches, in the order of their paths,
        without those that Ant leaves out. None where one is a link or has an odd name, or there are too many files."""
        include, exclude = _compiled(wanted), [*_compiled(unwanted), re.compile(DEFAULT_EXCLUDES)]
        found: list[str] = []
        for count, path in enumerate(self._files(self.top / folder)):
            if count == _MOST:
                return None
            place = f"./{path.as_posix()}"
            if _fits(include, place) and not _fits(exclude, place):
                if (self.top / folder / path).is_symlink() or not path.as_posix().isprintable():
                    return None
                found.append(path.as_posix())
        return tuple(sorted(found))

    def _files(self, folder: Path) -> Iterator[Path]:
        """The files and links below a folder, without going through links or what git itself keeps."""
        for root, folders, files in os.walk(folder):
            links = [one for one in folders if (Path(root) / one).is_symlink()]
            folders[:] = [one for one in folders if one != ".git" and one not in links]
            yield from (Path(root).relative_to(folder) / one for one in (*files, *links))


def _compiled(patterns: Iterable[str]) -> list[re.Pattern[str]]:
    return [re.compile(find_regex(one)) for one in patterns]


def _fits(expressions: list[re.Pattern[str]], place: str) -> bool:
    return any(one.fullmatch(place) for one in expressions)
