"""The combination filter of a matrix project: a Groovy script that is true for the combinations that are built.

Jenkins runs it with the value of each axis under the axis' name, and takes `true` alone for true (`FilterScript`).
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.readers.declarative.expressions import Places
from migrate.readers.declarative.names import names_of
from migrate.readers.groovy import deep, parse
from migrate.readers.groovy.evaluate.expressions import is_known
from migrate.readers.groovy.evaluate.machine import BoundError
from migrate.readers.groovy.evaluate.values import NotFoldedError, ThrownError
from migrate.readers.pipeline.evaluation import Evaluation


def holds(script: str, names: Mapping[str, str | int]) -> bool | None:
    """Whether a script gives `true` with these variables. None where that is not understood, or Groovy throws."""
    with deep():
        parsed = parse(script)
        if parsed.problems:
            return None
        evaluation = Evaluation(Places(parsed, ""), names_of(parsed, None))
        machine = evaluation.machine
        machine.memory.binding.names.update(names)
        with machine.collecting() as steps:
            try:
                value = machine.returning(parsed.statements, evaluation.scope)
            except (NotFoldedError, ThrownError, BoundError, RecursionError):
                return None
        return None if steps or not is_known(value) else value is True
