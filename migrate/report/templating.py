"""The Jinja2 templates of reports.

A text of a job reaches a page through one of the filters here, and none of them lets it be more than text.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from migrate.model.template_files import template_folder

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = "\\`*_[]|#~$"


@cache
def markdown() -> Environment:
    """Templates for Markdown, with the filters `cell` and `code`."""
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters |= {"cell": cell, "code": code}
    return environment


def cell(text: str, width: int = 300) -> str:
    """A text on one line, fit for a table: no markup of its own, and not longer than `width` characters."""
    escaped = "".join(_ENTITIES.get(char, f"\\{char}" if char in _SIGNS else char) for char in _line(text, width))
    first = escaped[:1]
    return f"\\{escaped}" if first in tuple("-+=") else escaped


def code(text: str, width: int = 100) -> str:
    """A text on one line in the type of code, where it holds nothing that could end it; else as in `cell`."""
    line = _line(text, width)
    return f"`{line}`" if line and not any(char in line for char in "`|\\<") else cell(line, width)


def _line(text: str, width: int) -> str:
    """Characters that can't be seen, or turn the direction of the text, become blanks."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= width else line[: width - 1] + "…"
