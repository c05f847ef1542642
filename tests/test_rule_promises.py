"""What a rule promises is tested, and nothing that Jenkins can configure is missing from its table.

`fixtures/reference/jenkins-catalogue.json` is what a running Jenkins 2.462.3 said of its classes and steps: the
data-bound settings that a pipeline passes, and the fields that XStream writes into config.xml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from migrate.mapping.registry import built_in
from migrate.mapping.rule import LeafPath, Plugin, Rule, simple_name
from migrate.model.source import Slot
from migrate.testing import promises_met, read_cases

FIXTURES = Path(__file__).parent.parent / "fixtures"
PLUGINS = built_in().plugins
RULES = [rule for plugin in PLUGINS for rule in plugin.rules]

# What jobs are called in config.xml, and the fields that their reader takes for itself.
_MULTIBRANCH = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
_ROOTS = {
    "project": "hudson.model.FreeStyleProject",
    "flow-definition": "org.jenkinsci.plugins.workflow.job.WorkflowJob",
    _MULTIBRANCH: _MULTIBRANCH,
}
_PARTS = {"actions", "assignedNode", "builders", "buildWrappers", "canRoam", "customWorkspace", "definition", "jdk"}
_PARTS |= {"logRotator", "properties", "publishers", "scm", "triggers"}
# Settings that no Jenkinsfile can pass: fields of Jenkins' own bookkeeping, and what stands in a block.
_BOOKKEEPING = {"doCheckout", "inStage", "subdirectory", "asPattern", "multiLinePattern"}
_BLOCKS = {"not": {"child"}, "expression": {"block"}, "allOf": {"children"}, "anyOf": {"children"}}
_KIND_OF_SLOT = {
    Slot.PARAMETER: "parameter",
    Slot.TRIGGER: "trigger",
    Slot.TOOL: "",
    Slot.VALUE: "",
    Slot.AGENT: "DeclarativeAgent",
    Slot.SCM: "scm",
    Slot.CONDITION: "DeclarativeStageConditional",
}
# A describable of these kinds is a step only where the catalogue says so.
_STEPS = {"builder", "publisher", "wrapper"}
# Base types whose catalogue kind is not their own name.
_KINDS = {
    "GitSCMExtension": "scmExtension",
    "GitRepositoryBrowser": "repositoryBrowser",
    "EmailTrigger": "emailTrigger",
}


class Entry(NamedTuple):
    """A class or step: its settings, as far as a pipeline can pass them, and fields, with their types."""

    name: str
    kinds: tuple[str, ...]
    symbols: tuple[str, ...]
    settings: dict[str, str]
    fields: dict[str, str]


@cache
def catalogue() -> dict[str, Entry]:
    data = json.loads((FIXTURES / "reference" / "jenkins-catalogue.json").read_text("utf-8"))
    classes = [
        Entry(
            one["class"],
            tuple(one["kinds"]),
            tuple(one["symbols"]),
            one["settings"] if one["class"] in data["usableAsStep"] or not _STEPS & set(one["kinds"]) else {},
            one["xmlFields"],
        )
        for one in data["classes"]
    ]
    steps = [Entry(one["step"], (), (one["step"],), one["settings"], {}) for one in data["steps"]]
    return {one.name: one for one in (*steps, *classes)}


@cache
def _of_type(name: str) -> tuple[Entry, ...]:
    """The classes that may stand where the catalogue names this type."""
    base = simple_name(name)
    kinds = {base, base[:1].lower() + base[1:], _KINDS.get(base, base), base.replace("TimeOut", "Timeout")}
    kinds |= {kind[:1].lower() + kind[1:] for kind in kinds}
    found = [one for one in catalogue().values() if kinds & set(one.kinds)]
    return tuple(found) or tuple(one for one in (catalogue().get(name),) if one)


def _entries(rule: Rule) -> Iterator[Entry]:
    kinds = {_KIND_OF_SLOT[slot] for slot in rule.slots if slot in _KIND_OF_SLOT}
    own = {symbol for name in rule.names for symbol in _symbols(name)}
    for name in rule.names:
        entry = catalogue().get(_ROOTS.get(name, name))
        symbols = (
            []
            if name in own
            else [one for one in catalogue().values() if name in one.symbols and (not kinds or kinds & {*one.kinds})]
        )
        yield from [entry] if entry else symbols


def _symbols(class_name: str) -> tuple[str, ...]:
    entry = catalogue().get(class_name)
    return entry.symbols if entry and entry.kinds else ()


def _paths(
    entry: Entry, *, xml: bool, names: tuple[str, ...] = (), classes: tuple[str, ...] = ()
) -> Iterator[LeafPath]:
    """Every way down to a setting, through the classes that may stand in it."""
    passed = entry.fields if xml else entry.settings
    never = (
        _PARTS if entry.name in _ROOTS.values() else _BOOKKEEPING | _BLOCKS.get(next(iter(entry.symbols), ""), set())
    )
    for name, type_name in passed.items():
        if name in never:
            continue
        here = (*names, name)
        inner = re.search(r"(?:[a-z][\w]*\.)+[A-Z][\w$.]*", type_name.removeprefix("hudson.util.DescribableList"))
        found = _of_type(inner[0]) if inner and len(names) < 3 else ()
        if not found or "ist<" in type_name:
            yield LeafPath(here, (*classes, ""))
        for one in found:
            for called in {simple_name(one.name), *(() if xml else one.symbols)}:
                way = (*classes, called)
                below = list(_paths(one, xml=xml, names=here, classes=way))
                yield from below or [LeafPath(here, way, whole=True)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_knows_every_setting_of_the_catalogue(rule: Rule) -> None:
    missing = {
        _shown(path)
        for entry in _entries(rule)
        for xml in (True, False)
        for path in _paths(entry, xml=xml)
        if rule.promise(path) is None and path.names[0] not in rule.handed
    }
    assert not missing, f"{rule.key} says nothing of {sorted(missing)}"


def test_each_field_of_a_maven_job_has_an_outcome() -> None:
    """In the rule of every job, or in that of the run of Maven."""
    rules = [rule for rule in RULES if {"maven2-moduleset", "moduleset"} & {*rule.names}]
    paths = _paths(catalogue()["hudson.maven.MavenModuleSet"], xml=True)
    own = [one for one in paths if one.names[0] not in _PARTS | {"prebuilders", "postbuilders", "reporters"}]
    missing = [_shown(one) for one in own if not any(rule.promise(one) for rule in rules)]
    assert (len(rules), missing) == (2, [])


def _shown(path: LeafPath) -> str:
    return ".".join(f"{name}[{one}]" if one else name for name, one in zip(path.names, path.classes, strict=True))


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.id)
def test_every_promise_has_a_case(plugin: Plugin) -> None:
    file = FIXTURES / "rules" / f"{plugin.id}.md"
    assert file.is_file(), f"{plugin.id} has no {file.relative_to(FIXTURES.parent)}"
    met = {promise for case in read_cases(file) for promise in promises_met(case)}
    missing = [
        f"{rule.key}.{one.name}" for rule in plugin.rules for one in rule.settings if (rule.key, one.name) not in met
    ]
    unused = [rule.key for rule in plugin.rules if (rule.key, "") not in met]
    assert not missing + unused, f"no case of {file.name} has {missing + unused}"


def test_every_fixture_belongs_to_a_plugin() -> None:
    assert {file.stem for file in (FIXTURES / "rules").glob("*.md")} <= {plugin.id for plugin in PLUGINS}


@pytest.mark.parametrize("file", sorted((FIXTURES / "rules").glob("*.md")), ids=lambda file: file.stem)
def test_artifacts_have_names_that_aws_takes(file: Path) -> None:
    """`CODEBUILD_SRC_DIR_<name>` is a variable of the shell."""
    shown = "\n".join(case.expected.get("contributions", "") for case in read_cases(file))
    names = re.findall(r'artifact: "([^"]*)"', shown)
    assert [name for name in names if not re.fullmatch(r"\w+", name, re.ASCII)] == []
