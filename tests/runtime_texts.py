"""Runs what the build makes of Groovy's methods on texts of the run, in each shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from migrate.assemble import guards
from migrate.assemble.functions import definition, with_needs
from migrate.assemble.shell import word
from migrate.assemble.workbench import Workbench
from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.source import Literal, Value
from migrate.readers.jenkinsfile import read_jenkinsfile
from tests.declarative import job_of, with_steps
from tests.plans import facts_of

PARAMETERS = "agent any\nparameters { string name: 'X'\nstring name: 'Y' }"
_PLACE = Location("Jenkinsfile", 1, 1, "")


def value_of(expression: str) -> Value:
    """What the reader makes of an expression over `params.X` and `params.Y`, in a text."""
    [step] = job_of(with_steps(f'echo "${{{expression}}}"', sections=PARAMETERS)).stages[0].steps
    return step.settings[0].value


def script_of(expression: str) -> str:
    """The shell text that prints what the expression gives, or fails."""
    bench = _bench()
    shown = word(value_of(expression), lambda one: bench.expansion(_PLACE, one))
    return _whole(bench, f"printf %s {shown}")


def script_of_condition(condition: str) -> str:
    """The shell text that prints `true` or `false`."""
    stages = f"stages {{ stage('A') {{ when {{ expression {{ {condition} }} }}\nsteps {{ echo 'a' }} }} }}"
    reading = read_jenkinsfile(f"pipeline {{ {PARAMETERS}\n{stages} }}", name="job", file="Jenkinsfile")
    plan, _ = plan_job(reading, Engine(built_in(), debug=True))
    assert plan is not None
    found = plan.stages[0].guards
    assert guards.blocked(found) is None, condition
    bench = _bench()
    return _whole(bench, f"if {guards.shell_test(found, bench)}; then printf true; else printf false; fi")


def outcomes(shell: str, scripts: Sequence[str], texts: Sequence[tuple[str, str]]) -> list[list[str | None]]:
    """For each script what it prints for each pair of X and Y; None where it fails."""
    found = []
    for script in scripts:
        functions, _, code = script.rpartition("\n#\n")
        runs = (f'( X=$X_{at} Y=$Y_{at}\n{code}\n); printf "\\000%s\\000" "$?"' for at in range(len(texts)))
        environment = {f"{name}_{at}": pair[name == "Y"] for at, pair in enumerate(texts) for name in ("X", "Y")}
        command = [shell, "-c", "\n".join((functions, *runs))]
        path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        output = subprocess.run(command, env=os.environ | path | environment, capture_output=True, check=False).stdout
        parts = output.split(b"\0")
        pairs = zip(parts[:-1:2], parts[1::2], strict=True)
        found.append([text.decode() if status == b"0" else None for text, status in pairs])
    return found


def groovy_text(text: str) -> str:
    """A text as a literal of Groovy's."""
    return json.dumps(text).replace("$", "\\$")


def _bench() -> Workbench:
    names = frozenset({"X", "Y"})
    facts = facts_of([c.Parameter(name, Literal("")) for name in sorted(names)])
    return Workbench(facts, names, names)


def _whole(bench: Workbench, command: str) -> str:
    functions = [definition(name) for name in with_needs(bench.functions)]
    return "\n".join([*functions, "#", *bench.derivations.pending, command])
