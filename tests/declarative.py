"""Declarative pipelines for tests, and their values in a line each."""

from __future__ import annotations

from migrate.model.source import Describable, Items, Job, Literal, Opaque, Reading, Reference, Template, Value
from migrate.readers.jenkinsfile import read_jenkinsfile


def read(text: str) -> Reading:
    return read_jenkinsfile(text, name="job", file="Jenkinsfile")


def job_of(text: str) -> Job:
    """The job of a Jenkinsfile that Jenkins accepts."""
    reading = read(text)
    assert reading.problems == ()
    assert reading.job is not None
    return reading.job


def with_steps(steps: str, *, before: str = "", sections: str = "agent any") -> str:
    return f"{before}\npipeline {{\n{sections}\nstages {{ stage('Build') {{ steps {{\n{steps}\n}} }} }} }}"


def refusals(text: str) -> list[str]:
    """What Jenkins refuses, each with line and column."""
    problems = read(text).problems
    return [f"{one.location.line}:{one.location.column} {one.message}" for one in problems]


def shown(value: Value | None) -> str:
    """A value in a line: `'text'`, `<env NAME>`, `«code»`, `[a, b]`, `symbol(name=value)`; a template has no quotes."""
    match value:
        case Literal(text):
            return repr(text)
        case Reference(kind, name):
            return f"<{kind.value} {name}>"
        case Template(parts):
            return "".join(str(one.value) if isinstance(one, Literal) else shown(one) for one in parts)
        case Opaque(text, _):
            return f"«{text}»"
        case Items(items):
            return f"[{', '.join(map(shown, items))}]"
        case Describable():
            return describable(value)
    return "nothing"


def describable(one: Describable) -> str:
    """`name(setting=value) { children }`"""
    settings = ", ".join(f"{setting.name}={shown(setting.value)}".removeprefix("=") for setting in one.settings)
    body = "" if one.children is None else f" {{ {'; '.join(map(describable, one.children))} }}"
    return f"{one.name}({settings}){body}"


def steps_of(text: str) -> list[str]:
    """The steps of the first stage."""
    return [describable(one) for one in job_of(text).stages[0].steps]
