"""Objects whose state stands in names of its own: the ways of a run bring it together as that of variables."""

from __future__ import annotations

from dataclasses import dataclass

from migrate.readers.groovy.evaluate.memory import Names
from migrate.readers.groovy.evaluate.values import JenkinsObject


@dataclass(frozen=True, slots=True, eq=False)
class Held(JenkinsObject):
    """An object of the class `name`, with its state."""

    held: Names


def getter(name: str) -> str:
    """The method that a property is read by."""
    return f"get{name[:1].upper()}{name[1:]}"


def setter(name: str) -> str:
    return f"set{name[:1].upper()}{name[1:]}"
