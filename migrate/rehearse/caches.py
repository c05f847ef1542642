"""Caches of build projects: folders that a build finds as an earlier one of the same rehearsal folder left them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migrate.rehearse.artifacts import files_below
from migrate.rehearse.buildspec import Cache

_ROOT = ("/root/", "~/", "$HOME/")


@dataclass(frozen=True, slots=True)
class Caches:
    """The caches below `folder`, a folder for each project and key."""

    folder: Path

    def restore(self, project: str, cache: Cache, workspace: Path, home: Path) -> None:
        """Put back what the first of the keys has that is known."""
        for key in (cache.key, *cache.fallback_keys):
            kept = self._of(project, key)
            if kept.is_dir():
                for number, target in enumerate(_folders(cache, workspace, home)):
                    _copy(kept / str(number), target)
                return

    def save(self, project: str, cache: Cache, workspace: Path, home: Path) -> None:
        kept = self._of(project, cache.key)
        shutil.rmtree(kept, ignore_errors=True)
        for number, source in enumerate(_folders(cache, workspace, home)):
            _copy(source, kept / str(number))

    def _of(self, project: str, key: str) -> Path:
        return self.folder / project / (re.sub(r"[^\w.-]", "_", key) or "default")


def _folders(cache: Cache, workspace: Path, home: Path) -> Iterator[Path]:
    """The folder of each path, without its pattern; those of CodeBuild's root user are those of the build's home. Other
    folders of the machine are left alone."""
    for path in cache.paths:
        plain = path.partition("*")[0].rstrip("/")
        known = next((one for one in _ROOT if f"{plain}/".startswith(one)), None)
        if known:
            yield home / plain.removeprefix(known.rstrip("/")).lstrip("/")
        elif not plain.startswith("/"):
            yield workspace / plain


def _copy(source: Path, target: Path) -> None:
    for file in files_below(source) if source.is_dir() else ():
        copied = target / file.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        if not copied.is_symlink() and not copied.exists():
            shutil.copy2(file, copied, follow_symlinks=False)
