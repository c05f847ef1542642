"""Looks at paths that may lie where nobody may look: what can't be seen is not there.

`Path.is_dir` and `Path.is_file` raise PermissionError below a folder without rights, up to Python 3.13.
"""

from __future__ import annotations

from pathlib import Path


def is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
