"""Finds shared libraries: in checkouts that the user names, or that lie beside the jobs.

A library is a folder with `vars`, `src` or `resources`.
https://www.jenkins.io/doc/book/pipeline/shared-libraries/
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from migrate.readers.folders import is_file, is_folder
from migrate.readers.groovy import parse, tree

_PARTS = ("vars", "src")
_DEEPEST = 3
_LARGEST = 2_000_000  # bytes of a file


@dataclass(frozen=True, slots=True)
class Library:
    """A library that is here. `ref` is the version that its checkout has, if the user says so; `is_guess` tells that
    only its place beside the jobs speaks for it."""

    name: str
    root: Path
    ref: str = ""
    is_guess: bool = False

    def script(self, path: str) -> tree.Script | None:
        """A file of Groovy, if it is there. It may have problems: then Jenkins can't use it, either."""
        file = self.root / path
        return _parsed(file) if is_file(file) else None

    def resource(self, path: str) -> str | None:
        file = self.root / "resources" / path
        return file.read_text("utf-8", "replace") if ".." not in file.parts and is_file(file) else None


@lru_cache(maxsize=2000)
def _parsed(file: Path) -> tree.Script | None:
    """Jobs share libraries: each file is parsed once."""
    data = file.read_bytes()
    return None if len(data) > _LARGEST else parse(data.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Libraries:
    """Where libraries may lie: `named` by the user, by name; `folders` of checkouts; `repositories`, by name, as a
    controller has them; `own` is the folder of the job's own repository among the checkouts."""

    named: Mapping[str, Library] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    repositories: Mapping[str, str] = field(default_factory=dict)
    implicit: frozenset[str] = frozenset()
    beside: Path | None = None
    own: str = ""

    def find(self, name: str, url: str = "") -> Library | None:
        """The library of a name, or of the repository that a pipeline names for it."""
        if name in self.named:
            return self.named[name]
        repository = _last(url or self.repositories.get(name, "") or name)
        for folder in self.folders:
            for child in _children(folder):
                known = child.name in (name, repository) or child.name.endswith(f"+{repository}")
                if known and (root := _root(child, name)):
                    return Library(name, root)
        return self._guess(name)

    def _guess(self, name: str) -> Library | None:
        """The library that lies with the job, or in its own repository."""
        root = next((root for one in self._owns() if (root := _root(one, name))), None)
        return Library(name, root, is_guess=True) if root else None

    def _owns(self) -> Iterator[Path]:
        owns = [self.beside] if self.beside else [folder / self.own for folder in self.folders if self.own]
        yield from (one for one in owns if is_folder(one))

    def without_asking(self) -> Iterator[Library]:
        """The libraries that a job gets without asking for them."""
        yield from (one for name in sorted(self.implicit) if (one := self.find(name)))

    def holding(self, path: str) -> Library | None:
        """The only library that has a file: with the job or in its own repository, or else in any checkout. A pipeline
        that uses it and does not ask for it has it from the controller."""
        for checkouts in (tuple(self._owns()), tuple(one for folder in self.folders for one in _children(folder))):
            roots = {root for one in checkouts for root in _all_roots(one) if is_file(root / path)}
            if roots:
                return Library("", roots.pop(), is_guess=True) if len(roots) == 1 else None
        return None


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].removesuffix(".git")


@lru_cache(maxsize=200)
def _children(folder: Path) -> tuple[Path, ...]:
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted(Path(one.path) for one in entries if one.is_dir()))
    except OSError:
        return ()


@lru_cache(maxsize=2000)
def _root(folder: Path, name: str) -> Path | None:
    """The library in a checkout: a folder of the name in it before the first of all."""
    roots = _all_roots(folder)
    return next((one for one in roots if name and one.name == name), roots[0] if roots else None)


@lru_cache(maxsize=2000)
def _all_roots(folder: Path) -> tuple[Path, ...]:
    return tuple(_roots(folder, 0))


def _roots(folder: Path, depth: int) -> Iterator[Path]:
    if any(is_folder(folder / part) and _holds_groovy(folder / part) for part in _PARTS):
        yield folder
    for child in _children(folder) if depth < _DEEPEST else ():
        if child.name not in (*_PARTS, "test", ".git"):
            yield from _roots(child, depth + 1)


def _holds_groovy(folder: Path) -> bool:
    return next(folder.rglob("*.groovy"), None) is not None


# ---- how a pipeline names a library ----------------------------------------------------------------------------------


def parts_of(identifier: str) -> tuple[str, str]:
    """Name and version of `name@version`."""
    name, _, version = re.sub(r"^https?://", "", identifier).partition("@")
    return name.removesuffix(".git"), version
