"""Where the steps of a pipeline run: the current folder, and where in the workspace the job's own repository lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrate.model.ant_patterns import find_regex
from migrate.model.source import Describable, Literal, Reference, ReferenceKind, Value, nested

_ELSEWHERE = frozenset(("node", "ws"))  # blocks with a workspace of their own, of which nothing is known
# Steps that put other files into the current folder, or empty it.
_REPLACES = frozenset(
    (
        *("checkout", "git", "svn", "deleteDir", "cleanWs", "unstash", "unarchive", "copyArtifacts", "unzip", "untar"),
        *("s3Download", "googleStorageDownload", "rtDownload"),
    )
)
_ASIDE = frozenset(("RelativeTargetDirectory", "relativeTargetDirectory"))  # extensions: into a folder of its own
_WRITES = frozenset(("writeFile", "writeJSON", "writeYaml", "writeCSV", "writeMavenPom", "touch", "prependToFile"))


@dataclass(slots=True)
class Workspace:
    """What is known of a workspace. None stands for a folder that is not known, and for no checkout."""

    folder: PurePosixPath | None = field(default_factory=PurePosixPath)
    checkout: PurePosixPath | None = None
    written: frozenset[PurePosixPath] = frozenset()  # files that steps have written
    replaced: frozenset[PurePosixPath] = frozenset()  # folders in which steps have put other files

    def place(self, path: str) -> PurePosixPath | None:
        """What a path in the current folder is in the repository; None where that is not known."""
        whole = _joined(self.folder, path)
        if whole is None or self.checkout is None or not whole.is_relative_to(self.checkout):
            return None
        changed = any(whole.is_relative_to(one) for one in (*self.written, *self.replaced))
        return None if changed else whole.relative_to(self.checkout)

    def may_change(self, patterns: Iterable[str]) -> bool:
        """Whether steps have written what Ant patterns find in the current folder, as far as is known."""
        assert self.folder is not None
        here = [one.relative_to(self.folder) for one in self.written if one.is_relative_to(self.folder)]
        found = any(re.fullmatch(find_regex(pattern), f"./{one}") for pattern in patterns for one in here)
        return found or any(one.is_relative_to(self.folder) for one in self.replaced)

    @contextmanager
    def on_machine(self, checkout: PurePosixPath | None = None) -> Iterator[None]:
        """Within, steps run in a workspace of their own."""
        before = self.folder, self.checkout, self.written, self.replaced
        self.start(checkout)
        try:
            yield
        finally:
            self.folder, self.checkout, self.written, self.replaced = before

    def start(self, checkout: PurePosixPath | None) -> None:
        """Begin in a workspace that has no more than a checkout of the job's own repository, or nothing."""
        self.folder, self.checkout = PurePosixPath(), checkout
        self.written = self.replaced = frozenset()

    @contextmanager
    def inside(self, name: str, given: Mapping[str, Value]) -> Iterator[None]:
        """Within, the steps of a block run."""
        if name in _ELSEWHERE:
            with self.on_machine():
                yield
            return
        before = self.folder
        if name == "dir":
            self.folder = _joined(before, _text(given, "path"))
        try:
            yield
        finally:
            self.folder = before

    def after(self, name: str, given: Mapping[str, Value]) -> None:
        """Note what a step has done."""
        if name == "checkout" and any(map(_is_own, given.values())):
            self.checkout, self.written, self.replaced = self.folder, frozenset(), frozenset()
        elif name in _REPLACES and (self.folder is None or self._holds_checkout(self.folder)):
            self.checkout = None
        elif name in _REPLACES and self.folder is not None:
            self.replaced |= {self.folder}
        elif name in _WRITES and (path := _joined(self.folder, _text(given, "file"))) is not None:
            self.written |= {path}

    def _holds_checkout(self, folder: PurePosixPath) -> bool:
        return self.checkout is not None and self.checkout.is_relative_to(folder)


def _is_own(source: Value) -> bool:
    """Whether a source is the job's own, as a whole or in a form of its own, and goes into the current folder."""
    if not isinstance(source, Describable):
        return source == Reference(ReferenceKind.SCM, "scm")
    remotes, extensions = source.setting("userRemoteConfigs"), source.setting("extensions")
    names = [one.name.rpartition(".")[2] for one in nested(extensions.value)] if extensions else []
    is_same = remotes is not None and remotes.value == Reference(ReferenceKind.SCM, "userRemoteConfigs")
    return is_same and not _ASIDE & set(names)


def _text(given: Mapping[str, Value], name: str) -> str | None:
    value = given.get(name, given.get(""))
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else None


def _joined(folder: PurePosixPath | None, path: str | None) -> PurePosixPath | None:
    """A path from a folder of the workspace; None where one of them is not known, or it leads out."""
    if folder is None or not path or path.startswith("/") or "\\" in path:
        return None
    found = folder
    for part in PurePosixPath(path).parts:
        if part == ".." and found == PurePosixPath():
            return None
        found = found.parent if part == ".." else found / part
    return found
