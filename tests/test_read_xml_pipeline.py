"""A pipeline job is what its config.xml and its Jenkinsfile say together, and what both say counts once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Dismissal,
    Job,
    JobKind,
    Leaf,
    Literal,
    Opaque,
    Reading,
    Setting,
    Slot,
    Stage,
)
from migrate.readers.config_xml import read_config_xml
from migrate.readers.pipeline_job import ConfigXml, merge_pipeline, without_jenkinsfile
from tests.accounting import unaccounted

CPS = "org.jenkinsci.plugins.workflow.cps"
MODEL = "org.jenkinsci.plugins.pipeline.modeldefinition.actions"
INLINE = f"<definition class='{CPS}.CpsFlowDefinition'><script>%s</script><sandbox>true</sandbox></definition>"
GIT = "<scm class='hudson.plugins.git.GitSCM'><url>https://host/x.git</url></scm>"
FROM_SCM = f"<definition class='{CPS}.CpsScmFlowDefinition'>{GIT}<scriptPath>ci/Jenkinsfile</scriptPath></definition>"
PARAMETERS = (
    "<hudson.model.ParametersDefinitionProperty><parameterDefinitions>%s</parameterDefinitions>"
    "</hudson.model.ParametersDefinitionProperty>"
)
TRIGGERS = (
    "<org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty><triggers>%s</triggers>"
    "</org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty>"
)
STRING = "<hudson.model.StringParameterDefinition><name>%s</name></hudson.model.StringParameterDefinition>"
TIMER = "<hudson.triggers.TimerTrigger><spec>@daily</spec></hudson.triggers.TimerTrigger>"
POLL = "<hudson.triggers.SCMTrigger><spec>@hourly</spec></hudson.triggers.SCMTrigger>"
DISCARDER = "<jenkins.model.BuildDiscarderProperty><strategy class='x'/></jenkins.model.BuildDiscarderProperty>"


def read(body: str) -> ConfigXml:
    reading = read_config_xml(f"<flow-definition>{body}</flow-definition>".encode(), name="a/b", file="config.xml")
    assert unaccounted(reading) == []
    return reading


def said(name: str, slot: Slot, value: str = "") -> Describable:
    """A describable as the reader of Jenkinsfiles makes it."""
    place = Location("config.xml#script", 1, 1, f"{slot.value}/{name}/{value}")
    inner = replace(place, path=f"{place.path}/name")
    settings = (Setting("name", Literal(value), inner, (inner,)),) if value else ()
    return Describable(name, slot, settings, place, place)


def jenkinsfile(
    parameters: tuple[str, ...] = (), triggers: tuple[str, ...] = (), options: tuple[str, ...] = ()
) -> Reading:
    place = Location("config.xml#script", 1, 1, "/")
    step = said("sh", Slot.STEP, "make")
    job = Job(
        "job",
        JobKind.DECLARATIVE,
        Describable("pipeline", Slot.JOB, (), place, place),
        parameters=tuple(said("string", Slot.PARAMETER, one) for one in parameters),
        triggers=tuple(said(one, Slot.TRIGGER) for one in triggers),
        options=tuple(said(one, Slot.OPTION) for one in options),
        stages=(Stage("Build", place, steps=(step,)),),
    )
    every = (job.root, *job.parameters, *job.triggers, *job.options, step)
    leaves = [one.leaf for one in every if one.leaf] + [
        leaf for one in every for s in one.settings for leaf in s.leaves
    ]
    reading = Reading("job", job.kind, place.file, job, tuple(Leaf(leaf, "") for leaf in leaves))
    assert unaccounted(reading) == []
    return reading


def merged(body: str, other: Reading) -> tuple[Job, dict[str, str]]:
    reading = merge_pipeline(read(body), other)
    assert unaccounted(reading) == []
    assert reading.job is not None
    return reading.job, {one.leaf.path: one.because for one in reading.dismissals}


# ---- definitions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", ["", "<definition/>", "<definition class='a.Other'><dsl>x</dsl></definition>"])
def test_a_definition_that_nobody_understands_blocks(definition: str) -> None:
    reading = read(definition)
    assert reading.job is not None
    found = reading.job.root.setting("definition")
    assert found is not None
    assert isinstance(found.value, Opaque)


def test_an_inline_script_comes_with_its_place() -> None:
    reading = read("\n\n" + INLINE % "pipeline {&#xd;\n  // &lt;here&gt;\n}")
    assert reading.kind is JobKind.DECLARATIVE
    assert reading.definition is not None
    assert reading.definition.script == "pipeline {\n  // <here>\n}"
    assert reading.definition.location.line == 3
    assert reading.definition.scm is None
    assert read(INLINE % "node { sh 'pipeline' }").kind is JobKind.SCRIPTED


def test_a_definition_from_source_control_says_where() -> None:
    reading = read(FROM_SCM)
    assert reading.definition is not None
    assert (reading.definition.script, reading.definition.script_path) == (None, "ci/Jenkinsfile")
    assert reading.definition.scm is not None
    assert reading.definition.scm.slot is Slot.SCM
    assert reading.job is not None
    assert reading.job.sources == (reading.definition.scm,)


def test_a_secret_of_the_script_shows_in_no_record() -> None:
    reading = read(INLINE % "node { sh 'curl -u me:hunter2 http://x' }")
    assert "hunter2" not in repr(reading)
    assert len(reading.secrets) == 1
    assert merge_pipeline(reading, jenkinsfile()).secrets == ()  # the reader of the Jenkinsfile notes its own


# ---- without a Jenkinsfile -------------------------------------------------------------------------------------------


def test_without_its_jenkinsfile_everything_is_a_gap_that_says_so() -> None:
    reading = without_jenkinsfile(read(f"<description>d</description>{FROM_SCM}"), "it is not here")
    assert reading.job is None
    assert unaccounted(reading) == []
    gaps = {one.leaf.path for one in reading.dismissals if one.blocking and one.because == "it is not here"}
    assert gaps == {"/", "description", "definition/scm", "definition/scm/url"}


def test_a_jenkinsfile_without_a_job_leaves_none() -> None:
    place = Location("config.xml#script", 1, 1, "/")
    refused = Reading("job", JobKind.SCRIPTED, place.file, None, (Leaf(place, ""),), (Dismissal(place, "no", True),))
    reading = merge_pipeline(read(INLINE % "x"), refused)
    assert reading.job is None
    assert unaccounted(reading) == []
    assert reading.kind is JobKind.SCRIPTED


# ---- both ------------------------------------------------------------------------------------------------------------


def test_what_config_xml_alone_says_stays() -> None:
    body = (
        f"<description>d</description><properties>{PARAMETERS % (STRING % 'A')}{DISCARDER}</properties>" + INLINE % "x"
    )
    job, because = merged(body, jenkinsfile(parameters=("B",)))
    assert (job.name, job.root.name, job.kind) == ("a/b", "flow-definition", JobKind.DECLARATIVE)
    assert [one.name for one in job.root.settings] == ["description"]
    assert [one.name for one in job.parameters] == ["hudson.model.StringParameterDefinition", "string"]
    assert [one.name for one in job.properties] == ["jenkins.model.BuildDiscarderProperty"]
    assert [stage.name for stage in job.stages] == ["Build"]
    assert not any("Jenkinsfile says" in one for one in because.values())


def test_copies_of_what_the_jenkinsfile_says_are_dismissed() -> None:
    body = (
        f"<properties>{PARAMETERS % (STRING % 'A' + STRING % 'B')}{TRIGGERS % (TIMER + POLL)}{DISCARDER}</properties>"
        + INLINE % "x"
    )
    job, because = merged(body, jenkinsfile(("A",), ("cron",), ("buildDiscarder",)))
    assert [one.name for one in job.parameters] == ["hudson.model.StringParameterDefinition", "string"]
    assert [one.name for one in job.triggers] == ["hudson.triggers.SCMTrigger", "cron"]
    assert job.properties == ()
    copied = {path for path, one in because.items() if one.startswith("the Jenkinsfile says it")}
    assert len(copied) == 6


def test_what_an_earlier_run_copied_and_the_jenkinsfile_no_longer_says_is_dismissed() -> None:
    tracker = (
        f"<actions><{MODEL}.DeclarativeJobPropertyTrackerAction><jobProperties><string>jenkins.model.BuildDiscarderProperty"
        "</string></jobProperties><triggers><string>hudson.triggers.TimerTrigger</string></triggers><parameters>"
        f"<string>A</string></parameters><options/></{MODEL}.DeclarativeJobPropertyTrackerAction></actions>"
    )
    properties = f"<properties>{PARAMETERS % (STRING % 'A')}{TRIGGERS % TIMER}{DISCARDER}</properties>"
    job, because = merged(tracker + properties + INLINE % "x", jenkinsfile())
    assert (job.parameters, job.triggers, job.properties) == ((), (), ())
    assert len([one for one in because.values() if one.startswith("an earlier run")]) == 6
    kept, _ = merged(properties + INLINE % "x", jenkinsfile())
    assert (len(kept.parameters), len(kept.triggers), len(kept.properties)) == (1, 1, 1)


def test_fields_that_only_freestyle_jobs_have_are_ignored() -> None:
    reading = read("<builders><a.B/></builders><jdk>x</jdk><scm class='a.B'/><canRoam>false</canRoam>" + INLINE % "x")
    assert reading.job is not None
    assert (reading.job.stages, reading.job.sources, reading.job.agent) == ((), (), None)


NAMES = st.sampled_from(["A", "B", "C"])


@given(
    st.lists(NAMES, max_size=3),
    st.sets(NAMES).map(sorted).map(tuple),
    st.lists(st.sampled_from([TIMER, POLL]), max_size=3),
    st.sampled_from([(), ("cron",), ("cron", "pollSCM")]),
    st.sampled_from([INLINE % "x", FROM_SCM, "<definition/>"]),
)
def test_every_leaf_of_both_files_stands_in_one_place(
    stored: list[str], parameters: tuple[str, ...], kept: list[str], triggers: tuple[str, ...], definition: str
) -> None:
    inside = "".join(STRING % one for one in stored)
    body = f"<properties>{PARAMETERS % inside}{TRIGGERS % ''.join(kept)}</properties>{definition}"
    job, _ = merged(body, jenkinsfile(parameters, triggers))
    names = {str(one.settings[0].value.value) for one in job.parameters if isinstance(one.settings[0].value, Literal)}
    assert names == {*stored, *parameters}
