"""Mutants of written pipelines: small faults, each of a kind that a converter could make."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.rehearse.results import Rehearsal

_NEGATED = {"EQ": "NE", "NE": "EQ", "CONTAINS": "EQ", "MATCHES": "NE"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """`texts` are the files of the job that differ, by their paths."""

    kind: str
    what: str
    texts: dict[str, str]


def mutants(job: Path) -> Iterator[Mutant]:
    """Every mutant of a job's folder."""
    document = json.loads((job / "pipeline.json").read_text("utf-8"))
    for kind, change in _OF_PIPELINES.items():
        for what, changed in change(document):
            yield Mutant(kind, what, {"pipeline.json": json.dumps(changed)})
    for project in sorted((job / "projects").glob("*.json")):
        given = json.loads(project.read_text("utf-8"))
        spec = given["source"]["buildspec"]
        for kind, edit in _OF_BUILDSPECS.items():
            for what, text in edit(spec):
                changed = {**given, "source": {**given["source"], "buildspec": text}}
                texts = {f"projects/{project.name}": json.dumps(changed), f"buildspecs/{project.stem}.yml": text}
                yield Mutant(kind, f"{project.stem}: {what}", texts)


# ---- pipelines -------------------------------------------------------------------------------------------------------

_Changed = Iterator[tuple[str, Any]]


def _without_artifacts(document: Any) -> _Changed:
    """An action that does not get, or does not make, one of its artifacts."""
    for path, action in _actions(document):
        for side in ("inputArtifacts", "outputArtifacts"):
            for number, one in enumerate(action.get(side) or ()):
                changed = copy.deepcopy(document)
                del _at(changed, path)[side][number]
                yield f"{action['name']} without {one['name']}", changed


def _swapped_stages(document: Any) -> _Changed:
    stages = document["pipeline"]["stages"]
    for number in range(1, len(stages) - 1):
        changed = copy.deepcopy(document)
        order = changed["pipeline"]["stages"]
        order[number], order[number + 1] = order[number + 1], order[number]
        yield f"{stages[number + 1]['name']} before {stages[number]['name']}", changed


def _without_stages(document: Any) -> _Changed:
    stages = document["pipeline"]["stages"]
    for number in range(1, len(stages) if len(stages) > 2 else 0):
        changed = copy.deepcopy(document)
        del changed["pipeline"]["stages"][number]
        yield f"without {stages[number]['name']}", changed


def _changed_conditions(document: Any) -> _Changed:
    for number, stage in enumerate(document["pipeline"]["stages"]):
        if "beforeEntry" in stage:
            changed = copy.deepcopy(document)
            for condition in changed["pipeline"]["stages"][number]["beforeEntry"]["conditions"]:
                for rule in condition["rules"]:
                    configuration = rule["configuration"]
                    configuration["Operator"] = _NEGATED[configuration["Operator"]]
            yield f"{stage['name']} the other way round", changed


def _lost_variables(document: Any) -> _Changed:
    for path, action in _actions(document):
        given = json.loads(action["configuration"].get("EnvironmentVariables", "[]"))
        for number, one in enumerate(given):
            changed = copy.deepcopy(document)
            others = [*given[:number], *given[number + 1 :]]
            _at(changed, path)["configuration"]["EnvironmentVariables"] = json.dumps(others)
            yield f"{action['name']} without {one['name']}", changed


_OF_PIPELINES: dict[str, Callable[[Any], _Changed]] = {
    "drop an artifact": _without_artifacts,
    "swap two stages": _swapped_stages,
    "drop a stage": _without_stages,
    "turn a condition of a stage": _changed_conditions,
    "drop a variable of an action": _lost_variables,
}


def _actions(document: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    for stage, one in enumerate(document["pipeline"]["stages"]):
        for number, action in enumerate(one["actions"]):
            yield (stage, number), action


def _at(document: Any, path: tuple[int, int]) -> Any:
    return document["pipeline"]["stages"][path[0]]["actions"][path[1]]


# ---- buildspecs ------------------------------------------------------------------------------------------------------

_Texts = Iterator[tuple[str, str]]
_COMMANDS = re.compile(r"^  build:\n(?:.*\n)*?(?=^  \w|^\w|\Z)", re.M)  # the job's own, not the functions before them


def _each(pattern: str, replacement: str) -> Callable[[str], _Texts]:
    """A text for each place in the commands of the job that the pattern finds."""

    def edit(text: str) -> _Texts:
        for commands in _COMMANDS.finditer(text):
            for match in re.finditer(pattern, commands[0], re.M):
                start = commands.start() + match.start()
                line = text.count("\n", 0, start) + 1
                end = commands.start() + match.end()
                yield f"line {line}", text[:start] + match.expand(replacement) + text[end:]

    return edit


_OF_BUILDSPECS: dict[str, Callable[[str], _Texts]] = {
    "break a quote": _each(r"(?<=\w)['\"](?=$)", ""),
    "lose a quote around a value": _each(r"\"(\$\{?\w+\}?)\"", r"\1"),
    "remove set -e": _each(r"\( set -e$", "("),
    "turn a condition of the shell": _each(r"\bif (?!!)(?=\{|\[|\()", "if ! "),
    "compare the other way round": _each(r"(?<= )=(?= )|-eq(?= )", "!="),
    "lose what a command prints": _each(r"(?<= )>>? (?=[\w\"/])", "> /dev/null #"),
}


# ---- what a mutant does ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the record of a job could tell (`record`), and all that a run does to its workspaces (`trace`)."""

    record: frozenset[tuple[str, str]]
    trace: frozenset[tuple[str, str]]

    def without(self, unsure: frozenset[tuple[str, str]]) -> Outcome:
        """Without files that differ from run to run."""
        names = {name for name, _ in unsure}
        return Outcome(self.record, frozenset(one for one in self.trace if one[0] not in names))


def outcome(rehearsal: Rehearsal, out: Path) -> Outcome:
    """Of a rehearsal whose folders are kept."""
    record = {("result", str(rehearsal.succeeded)), ("tests", str(rehearsal.tests))}
    record |= {(f"stage {stage.name}", stage.status.value) for stage in rehearsal.stages}
    record |= {(f"archive/{path}", text) for path, text in _contents(out / "archive")}
    trace = {
        (f"{action.name} {name}", value) for action in rehearsal.actions for name, value in action.variables.items()
    }
    for workspace in sorted((out / "builds").glob("*/*/src")):
        place = workspace.parent.relative_to(out).as_posix()
        trace |= {(f"{place}/{path}", text) for path, text in _contents(workspace)}
    return Outcome(frozenset(record), frozenset(trace | record))


def _contents(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in (".git", ".j2cp"):
            with path.open("rb") as file:
                yield "/".join(parts), hashlib.file_digest(file, "sha256").hexdigest()
