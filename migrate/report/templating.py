"""Finds the Jinja2 templates: `migrate/templates` in a wheel, beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_PACKAGE = Path(__file__).resolve().parent.parent


def template_folder() -> Path:
    inside, beside = _PACKAGE / "templates", _PACKAGE.parent / "templates"
    return inside if inside.is_dir() else beside


@cache
def markdown() -> Environment:
    """Templates for Markdown. `cell` makes a text safe for a table and keeps HTML out."""
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["cell"] = cell
    return environment


def cell(text: str, width: int = 160) -> str:
    """A text on one line of a Markdown table: no markup of its own, and not longer than `width` characters."""
    line = " ".join(str(text).split())
    line = line if len(line) <= width else line[: width - 1] + "…"
    for sign in "\\`*_[]<>|#":
        line = line.replace(sign, {"<": "&lt;", ">": "&gt;"}.get(sign, "\\" + sign))
    return line
