"""Runs the cases of a rule: Markdown that is test, golden file and documentation example in one.

    ## Case title

    ```xml slot=publishers
    <hudson.tasks.junit.JUnitResultArchiver>…
    ```

    ```text title=ledger
    …
    ```

    ```text title=contributions
    …
    ```

The input block says in what language it is (`xml`, `groovy`) and, by `slot`, in which section of a job it stands.
Without a slot it is a whole config.xml or Jenkinsfile. `json` holds steps that only Groovy code makes, as its evaluator
gives them: `[{"docker.inside": {"image": "go"}, "steps": [{"sh": {"script": "make"}}]}]`. Expected blocks are written
by `pytest --accept` and read by whoever commits them. A company's own rules are tested alike: `check_case(case,
Registry(plugins))`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from migrate.mapping.engine import Engine, named
from migrate.mapping.expressions import template
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import Registry, built_in
from migrate.mapping.rule import flatten
from migrate.model.contribution import WithVariables
from migrate.model.ledger import Entry, Ledger, Outcome
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedStage, Variable
from migrate.model.source import (
    Derived,
    Describable,
    Items,
    Job,
    JobKind,
    Leaf,
    Literal,
    Opaque,
    Reading,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Stage,
    Template,
    Value,
)
from migrate.readers.config_xml import read_config_xml
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.readers.pipeline_job import merge_pipeline

_BLOCK = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<text>.*?)^```$\n?", re.M | re.S)
_TITLE = re.compile(r"^## (?P<title>.+)$", re.M)
EXPECTED = ("ledger", "contributions")

_PROJECT = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
_BRANCHES = (
    f'<{_PROJECT}><sources class="jenkins.branch.MultiBranchProject$BranchSourceList"><data>%s</data></sources>'
    f"</{_PROJECT}>"
)
_BRANCH_SOURCE = "<jenkins.branch.BranchSource>%s</jenkins.branch.BranchSource>"
_GIT_SOURCE = '<source class="jenkins.plugins.git.GitSCMSource"><remote>https://git.example.com/a/b</remote>%s</source>'

_OF_BRANCHES = ("branchSources", "traits")
# What stands around a snippet. The snippet begins on a line of its own, so that its lines tell its leaves.
_XML = {
    "root": "<project>\n%s\n</project>",
    "builders": "<project><builders>\n%s\n</builders></project>",
    "publishers": "<project><publishers>\n%s\n</publishers></project>",
    "buildWrappers": "<project><buildWrappers>\n%s\n</buildWrappers></project>",
    "triggers": "<project><triggers>\n%s\n</triggers></project>",
    "properties": "<project><properties>\n%s\n</properties></project>",
    "branchSources": _BRANCHES % "\n%s\n",
    "traits": _BRANCHES % (_BRANCH_SOURCE % (_GIT_SOURCE % "<traits>\n%s\n</traits>")),
    "parameterDefinitions": "<project><properties><hudson.model.ParametersDefinitionProperty><parameterDefinitions>\n"
    "%s\n</parameterDefinitions></hudson.model.ParametersDefinitionProperty></properties></project>",
}
_STEPS = "steps { sh 'make' }"
_STAGES = f"stages {{ stage('Build') {{ {_STEPS} }} }}"
_GROOVY = {
    "agent": f"pipeline {{\n%s\n{_STAGES} }}",
    "steps": "pipeline { agent any; stages { stage('Build') { steps {\n%s\n} } } }",
    "post": f"pipeline {{ agent any; {_STAGES}; post {{\n%s\n}} }}",
    "when": f"pipeline {{ agent any; stages {{ stage('Build') {{ when {{\n%s\n}}; {_STEPS} }} }} }}",
    "stage": f"pipeline {{ agent any; stages {{ stage('Build') {{\n%s\n{_STEPS} }} }} }}",
    **{
        name: f"pipeline {{ agent any; {name} {{\n%s\n}}; {_STAGES} }}"
        for name in ("options", "triggers", "parameters", "environment", "tools")
    },
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a fixture. `expected` maps the titles of its other blocks to their text."""

    file: Path
    title: str
    language: str
    slot: str
    text: str
    expected: dict[str, str]

    @property
    def id(self) -> str:
        """`junit::freestyle-every-setting`."""
        return f"{self.file.stem}::{re.sub(r'[^a-z0-9]+', '-', self.title.lower()).strip('-')}"


@dataclass(frozen=True, slots=True)
class Result:
    """What the rules make of a case, as text and as the ledger's entries."""

    ledger: str
    contributions: str
    entries: tuple[Entry, ...]

    def block(self, title: str) -> str:
        return self.ledger if title == "ledger" else self.contributions


def find_cases(folder: Path) -> list[Case]:
    """Every case of every Markdown file in a folder, in order."""
    return [case for file in sorted(folder.glob("*.md")) for case in read_cases(file)]


def read_cases(file: Path) -> Iterator[Case]:
    """The cases of one file. Raises ValueError for a case without input."""
    text = file.read_text("utf-8")
    titles = list(_TITLE.finditer(text))
    ends = [*(one.start() for one in titles[1:]), len(text)]
    for title, end in zip(titles, ends, strict=True):
        yield _case(file, title["title"].strip(), text[title.end() : end])


def _case(file: Path, title: str, section: str) -> Case:
    expected: dict[str, str] = {}
    inputs: list[tuple[str, str, str]] = []
    for block in _BLOCK.finditer(section):
        language, *words = block["info"].split()
        options = dict(word.partition("=")[::2] for word in words)
        if "title" in options:
            expected[options["title"]] = block["text"]
        else:
            inputs.append((language, options.get("slot", ""), block["text"]))
    if len(inputs) != 1 or inputs[0][0] not in ("xml", "groovy", "json"):
        raise ValueError(f"{file.name}, {title}: a case has one input block: xml, groovy or json")
    return Case(file, title, *inputs[0], expected)


# ---- running ---------------------------------------------------------------------------------------------------------


def run_case(case: Case, registry: Registry | None = None) -> Result:
    """Read the case's input as the job that it stands in, and map it. A rule that fails raises."""
    reading, first, last = _read(case)
    fatal = [problem for problem in reading.problems if problem.fatal]
    if fatal:
        raise ValueError(f"{case.id}: {fatal[0].message}")
    plan, ledger = plan_job(reading, Engine(registry or built_in(), debug=True))
    entries = tuple(one for one in ledger.close() if first <= one.leaf.location.line <= last)
    sections = _sections(plan) if plan else ()
    lines = [line for title, placed in sections for line in _section(title, placed, first, last, not case.slot)]
    return Result(_ledger_text(entries), "".join(f"{line}\n" for line in lines), entries)


def check_case(case: Case, registry: Registry | None = None) -> list[str]:
    """What differs from the case's expected blocks, each with what came out. A missing block differs."""
    result = run_case(case, registry)
    return [
        f"{case.id}: {title} {'is missing' if title not in case.expected else 'differs'}; it is\n{result.block(title)}"
        for title in EXPECTED
        if case.expected.get(title) != result.block(title)
    ]


def accept_case(case: Case, registry: Registry | None = None) -> None:
    """Write what comes out into the case's file."""
    result = run_case(case, registry)
    text = case.file.read_text("utf-8")
    title = re.search(rf"^## {re.escape(case.title)}$", text, re.M)
    assert title is not None
    following = _TITLE.search(text, title.end())
    end = following.start() if following else len(text)
    section = _accepted(text[title.end() : end], result).rstrip() + "\n"
    rest = f"\n{text[end:]}" if following else ""
    case.file.write_text(f"{text[: title.end()]}{section}{rest}", "utf-8")


def _accepted(section: str, result: Result) -> str:
    """The section with its expected blocks replaced, or added behind its last block."""
    for title in EXPECTED:
        new = f"```text title={title}\n{result.block(title)}```\n"
        old = next((one for one in _BLOCK.finditer(section) if f"title={title}" in one["info"].split()), None)
        if old is not None:
            section = section[: old.start()] + new + section[old.end() :]
        else:
            section = f"{section.rstrip()}\n\n{new}"
    return section


def promises_met(case: Case, registry: Registry | None = None) -> set[tuple[str, str]]:
    """The promises that the case puts to the test, as (key of the rule, name of the promise); "" is the rule itself."""
    reading, _, _ = _read(case)
    engine = _Watching(registry or built_in(), debug=True)
    plan_job(reading, engine)
    return engine.met


class _Watching(Engine):
    """An engine that remembers which promises it needed."""

    def __init__(self, registry: Registry, *, debug: bool) -> None:
        super().__init__(registry, debug=debug)
        self._rules = registry
        self.met: set[tuple[str, str]] = set()

    def place(self, describable: Describable, ledger: Ledger) -> tuple[Placed, ...]:
        rule = self._rules.find(describable.name, describable.slot)
        if rule is not None:
            found = (rule.promise(flat.path) for flat in flatten(named(describable, rule)))
            self.met |= {(rule.key, ""), *((rule.key, promise.name) for promise in found if promise)}
        return super().place(describable, ledger)


def _read(case: Case) -> tuple[Reading, int, int]:
    """The reading of a case, with the first and the last line of the snippet in it."""
    if not case.slot:
        return _read_whole(case), 0, 1_000_000
    around = (_XML if case.language == "xml" else _GROOVY).get(case.slot)
    if around is None:
        raise ValueError(f"{case.id}: {case.language} has no slot {case.slot}")
    text = around.replace("%s", case.text.rstrip("\n"))
    read = replace(case, text=text, slot="")
    if case.slot in _OF_BRANCHES:  # what they yield comes from the list around them
        return _read_whole(read), 0, 1_000_000
    first = around.partition("%s")[0].count("\n") + 1
    return _read_whole(read), first, first + case.text.rstrip("\n").count("\n")


def _read_whole(case: Case) -> Reading:
    if case.language == "json":
        return _read_json(case)
    if case.language == "groovy":
        return read_jenkinsfile(case.text, name=case.file.stem, file="Jenkinsfile")
    xml = read_config_xml(case.text.encode(), name=case.file.stem, file="config.xml")
    script = xml.definition.script if xml.definition else None
    if script is None:
        return xml.reading
    return merge_pipeline(xml, read_jenkinsfile(script, name=case.file.stem, file="config.xml#script"))


# ---- steps as the evaluator gives them -------------------------------------------------------------------------------


def _read_json(case: Case) -> Reading:
    """The steps as the only stage of a job; every step and every setting has a leaf."""
    leaves: list[Leaf] = []
    steps = _steps_of(json.loads(case.text), "steps", leaves)
    root = Location("script", 0, 0, "pipeline")
    stage = Stage("Build", Location("script", 0, 0, "stages/Build"), steps=steps)
    job = Job(case.file.stem, JobKind.SCRIPTED, Describable("pipeline", Slot.JOB, (), root), stages=(stage,))
    return Reading(case.file.stem, JobKind.SCRIPTED, "script", job, tuple(leaves))


def _steps_of(data: list[dict[str, Any]], parent: str, leaves: list[Leaf]) -> tuple[Describable, ...]:
    return tuple(_step_of(one, f"{parent}[{number}]", leaves) for number, one in enumerate(data, 1))


def _step_of(data: dict[str, Any], path: str, leaves: list[Leaf]) -> Describable:
    name, given = next((key, value) for key, value in data.items() if key != "steps")
    location = _leaf(path, name, leaves)
    settings = tuple(
        Setting(key, _value_of(value), place, (place,))
        for key, value in given.items()
        for place in [_leaf(f"{path}/{key}", str(value), leaves)]
    )
    children = _steps_of(data["steps"], path, leaves) if "steps" in data else None
    return Describable(name, Slot.STEP, settings, location, location, children)


def _leaf(path: str, text: str, leaves: list[Leaf]) -> Location:
    location = Location("script", 0, 0, path)
    leaves.append(Leaf(location, text))
    return location


def _value_of(value: object) -> Value:
    """A text with `${params.X}` or `${env.X}` in it is a template."""
    if isinstance(value, list):
        return Items(tuple(map(_value_of, value)))
    if not isinstance(value, str):
        assert value is None or isinstance(value, bool | int | float)
        return Literal(value)
    pieces = re.split(r"\$\{(params|env)\.(\w+)\}", value)
    parts: list[Literal | Reference | Opaque] = [Literal(pieces[0])]
    for kind, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        parts += [Reference(ReferenceKind(kind), name), Literal(text)]
    return template(parts)


# ---- as text ---------------------------------------------------------------------------------------------------------


def _ledger_text(entries: Iterable[Entry]) -> str:
    rows = [(_outcome(one), one.verdict.rule, one.verdict.because or one.verdict.to) for one in entries]
    rows = list(dict.fromkeys(rows))
    width = max((len(key) for _, key, _ in rows), default=0)
    return "".join(f"{outcome:<9}  {key:<{width}}  {reason}".rstrip() + "\n" for outcome, key, reason in rows)


def _outcome(entry: Entry) -> str:
    """The outcome's word; `blocking` is a gap that stops the pipeline."""
    blocking = entry.verdict.outcome is Outcome.GAP and entry.verdict.blocking
    return "blocking" if blocking else entry.verdict.outcome.value


Section = tuple[str, tuple[Placed, ...]]


def _sections(plan: Plan) -> Iterator[Section]:
    yield "job", (*_one(plan.machine), *_placed(plan.environment), *plan.traits, *plan.sources)
    for stage in plan.stages:
        yield from _stage_sections(stage)
    for post in plan.post:
        yield f"post {post.condition}", post.work


def _stage_sections(stage: PlannedStage) -> Iterator[Section]:
    around = (*_one(stage.machine), *_placed(stage.environment), *stage.traits, *stage.guards, *_one(stage.approval))
    yield f"stage {stage.name}", (*around, *stage.work)
    for inner in (*stage.stages, *stage.parallel):
        yield from _stage_sections(inner)
    for post in stage.post:
        yield f"post {post.condition} of {stage.name}", post.work


def _one(placed: Placed | None) -> tuple[Placed, ...]:
    return () if placed is None else (placed,)


def _placed(environment: tuple[Variable | Placed, ...]) -> tuple[Placed, ...]:
    """The environment, each variable as a scope of its own."""
    return tuple(
        one if isinstance(one, Placed) else Placed(WithVariables(((one.name, one.value),)), one.origin)
        for one in environment
    )


def _section(title: str, placed: tuple[Placed, ...], first: int, last: int, titled: bool) -> list[str]:
    indent = 1 if titled else 0
    lines = [line for one in placed for line in _lines(one, first, last, indent)]
    return [title, *lines] if titled and lines else lines


def _lines(placed: Placed, first: int, last: int, depth: int) -> Iterator[str]:
    """The contribution and its body, as far as they come from the lines of the snippet."""
    inside = first <= placed.origin.line <= last
    if inside:
        yield "  " * depth + contribution_text(placed.contribution)
    for one in placed.body:
        yield from _lines(one, first, last, depth + inside)


def contribution_text(contribution: object) -> str:
    """`TestReport files: ["a/*.xml"], allow_empty: true`: what differs from the defaults."""
    shown = [f"{one.name}: {_text(getattr(contribution, one.name))}" for one in _told(contribution)]
    return f"{type(contribution).__name__} {', '.join(shown)}".rstrip()


def _told(contribution: object) -> Iterator[Field[object]]:
    assert is_dataclass(contribution)
    for one in fields(contribution):
        default = one.default if one.default_factory is MISSING else one.default_factory()
        if default is MISSING or getattr(contribution, one.name) != default:
            yield one


def _text(value: object) -> str:
    match value:
        case Literal():
            return json.dumps(value.value, ensure_ascii=False)
        case Reference() | Template() | Opaque():
            return f'"{_inside(value)}"'
        case Items():
            return _text(value.items)
        case tuple():
            return f"[{', '.join(map(_text, value))}]"
        case Enum():
            return str(value.value)
        case str() | bool() | int() | float() | None:
            return json.dumps(value, ensure_ascii=False)
        case _:
            return f"({contribution_text(value)})" if is_dataclass(value) else str(value)


def _inside(part: object) -> str:
    match part:
        case Literal():
            text = "null" if part.value is None else str(part.value)
            return json.dumps(text, ensure_ascii=False)[1:-1]
        case Derived(name=name, arguments=arguments):
            return f"${{{name}({', '.join(map(_text, arguments))})}}".replace('"', "'")
        case Reference():
            return f"${{{part.kind.value}.{part.name}}}"
        case Template():
            return "".join(map(_inside, part.parts))
        case Opaque():
            return f"${{? {part.text}}}"
        case _:
            return str(part)
