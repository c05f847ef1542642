"""A config.xml becomes a job that lacks nothing: every leaf of it stands in exactly one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import InputError
from migrate.model.source import Describable, Items, Job, JobKind, Literal, Opaque, Setting, Slot
from migrate.readers.config_xml import is_generated, read_config_xml
from migrate.readers.pipeline_job import ConfigXml
from tests.accounting import unaccounted


def read(body: str, root: str = "project") -> ConfigXml:
    reading = read_config_xml(f"<{root}>{body}</{root}>".encode(), name="folder/job", file="config.xml")
    assert unaccounted(reading) == []
    return reading


def job(body: str, root: str = "project") -> Job:
    found = read(body, root).job
    assert found is not None
    return found


def builder(body: str, attributes: str = "") -> Describable:
    (step,) = job(f"<builders><a.Builder {attributes}>{body}</a.Builder></builders>").stages[0].steps
    return step


def setting(body: str, name: str = "x") -> Setting:
    found = builder(body).setting(name)
    assert found is not None
    return found


def dismissed(reading: ConfigXml) -> dict[str, str]:
    return {one.leaf.path: one.because for one in reading.dismissals}


# ---- what is empty, unknown or generated -----------------------------------------------------------------------------


def test_dismisses_what_every_job_has_empty() -> None:
    reading = read(
        "<actions/><properties/><scm class='hudson.scm.NullSCM'/><canRoam>true</canRoam><triggers class='vector'/>"
        "<builders/><publishers/><buildWrappers/><jdk>(System)</jdk>"
    )
    assert reading.job is not None
    assert reading.job.root.settings == ()
    assert reading.job.agent is None
    assert reading.job.stages[0].steps == ()
    assert reading.job.post == ()
    assert len(reading.dismissals) == 9
    assert not any(one.gap for one in reading.dismissals)


def test_job_kinds_that_are_not_converted_are_blocking_gaps() -> None:
    because = "a.b.Unknown$Project jobs are not converted yet"
    reading = read("<description>d</description><builders><a.B><x>1</x></a.B></builders>", "a.b.Unknown_-Project")
    assert (reading.job, reading.kind) == (None, JobKind.OTHER)
    assert dismissed(reading) == {"/": because, "description": because, "builders/a.B/x": because}
    assert all(one.gap and one.blocking for one in reading.dismissals)


def test_a_folder_is_ignored_but_for_what_it_gives_to_its_jobs() -> None:
    reading = read(
        "<description>d</description><properties><a.Libs__x><y>1</y></a.Libs__x><o.p.FolderLibraries/></properties>",
        "com.cloudbees.hudson.plugins.folder.Folder",
    )
    assert reading.kind is JobKind.FOLDER
    assert [one.leaf.path for one in reading.dismissals if one.gap] == ["properties/a.Libs_x/y"]


def test_what_jenkins_generates_is_ignored() -> None:
    binder = "org.jenkinsci.plugins.workflow.multibranch.SCMBinder"
    branch = f"<definition class='{binder}'><scriptPath>x</scriptPath></definition>"
    for reading in (read("<builders/>", "matrix-config"), read("<x/>", "maven2"), read(branch, "flow-definition")):
        assert reading.generated
        assert reading.job is None
        assert not any(one.gap for one in reading.dismissals)
    assert not read("").generated
    assert is_generated("matrix-config")
    assert is_generated("flow-definition", "jobs/a/branches/main/config.xml")
    assert not is_generated("flow-definition", "jobs/branches/config.xml".removeprefix("jobs/"))


@pytest.mark.parametrize("root", ["hudson", "slave", "user", "build"])
def test_refuses_what_is_no_job(root: str) -> None:
    with pytest.raises(InputError, match="not a job"):
        read_config_xml(f"<{root}><x/></{root}>".encode(), name="job", file="config.xml")


def test_actions_are_ignored_whatever_they_hold() -> None:
    reading = read("<actions><a.B plugin='x@1'><c d='1'>t</c></a.B></actions>")
    assert set(dismissed(reading)) == {"actions/a.B/c", "actions/a.B/c/@d"}


# ---- freestyle -------------------------------------------------------------------------------------------------------


def test_wrappers_stand_around_the_builders_as_stored() -> None:
    found = job(
        "<builders><a.One/><a.Two/></builders><buildWrappers><w.Outer/><w.Inner/></buildWrappers>"
        "<publishers><p.First/><p.Second/></publishers>"
    )
    (outer,) = found.stages[0].steps
    assert (outer.name, outer.slot) == ("w.Outer", Slot.WRAPPER)
    (inner,) = outer.children or ()
    assert inner.name == "w.Inner"
    assert [(one.name, one.slot) for one in inner.children or ()] == [("a.One", Slot.STEP), ("a.Two", Slot.STEP)]
    (post,) = found.post
    assert (post.condition, [one.name for one in post.steps]) == ("always", ["p.First", "p.Second"])


def test_wrappers_without_builders_are_kept() -> None:
    (wrapper,) = job("<buildWrappers><w.A/></buildWrappers>").stages[0].steps
    assert wrapper.children == ()


def test_parameters_and_triggers_leave_their_properties() -> None:
    found = job(
        "<properties><hudson.model.ParametersDefinitionProperty><parameterDefinitions><p.String><name>A</name></p.String>"
        "</parameterDefinitions></hudson.model.ParametersDefinitionProperty>"
        "<org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty><triggers><t.Timer><spec>@daily</spec>"
        "</t.Timer></triggers></org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty>"
        "<a.Other><x>1</x></a.Other></properties><triggers class='vector'><t.Scm/></triggers>"
    )
    assert [one.name for one in found.parameters] == ["p.String"]
    assert [(one.name, one.slot) for one in found.triggers] == [("t.Timer", Slot.TRIGGER), ("t.Scm", Slot.TRIGGER)]
    assert [one.name for one in found.properties] == ["a.Other"]


def test_an_old_log_rotator_is_the_property_that_jenkins_makes_of_it() -> None:
    for attribute in ("", " class='hudson.tasks.LogRotator'"):
        (discarder,) = job(f"<logRotator{attribute}><daysToKeep>7</daysToKeep></logRotator>").properties
        strategy = discarder.setting("strategy")
        assert discarder.name == "jenkins.model.BuildDiscarderProperty"
        assert strategy is not None
        assert isinstance(strategy.value, Describable)
        assert strategy.value.name == "hudson.tasks.LogRotator"


@pytest.mark.parametrize(
    ("body", "name", "settings"),
    [
        ("<assignedNode>a &amp;&amp; b</assignedNode><canRoam>false</canRoam>", "label", {"label": "a && b"}),
        ("<canRoam>false</canRoam>", "label", {"label": "built-in"}),
        ("<canRoam>true</canRoam><customWorkspace>/w</customWorkspace>", "node", {"customWorkspace": "/w"}),
        ("<assignedNode>a</assignedNode><canRoam>true</canRoam>", None, {}),
    ],
)
def test_the_agent_is_what_a_pipeline_would_write(body: str, name: str | None, settings: dict[str, str]) -> None:
    agent = job(body).agent
    assert (agent.name if agent else None) == name
    assert {one.name: one.value for one in (agent.settings if agent else ())} == {
        key: Literal(value) for key, value in settings.items()
    }


def test_plain_fields_of_the_root_are_its_settings() -> None:
    found = job("<description>d</description><quietPeriod>5</quietPeriod><authToken>hunter2</authToken><jdk>17</jdk>")
    assert {one.name: one.value for one in found.root.settings} == {
        "description": Literal("d"),
        "quietPeriod": Literal("5"),
        "authToken": Literal("[redacted]"),
    }
    assert (found.root.name, found.root.slot) == ("project", Slot.JOB)
    assert [(one.name, one.slot) for one in found.tools] == [("jdk", Slot.TOOL)]


# ---- describables ----------------------------------------------------------------------------------------------------


def test_a_describable_has_a_leaf_of_its_own_and_a_path() -> None:
    steps = job("<builders><a.S><command>x</command></a.S><a.S><command>y</command></a.S></builders>").stages[0].steps
    second = steps[1]
    assert second.leaf is not None
    assert second.leaf.path == "builders/a.S[2]"
    assert second.settings[0].leaves[0].path == "builders/a.S[2]/command"


def test_names_are_decoded() -> None:
    tag = "hudson.plugins.build__timeout.Outer_-Inner"
    (step,) = job(f"<builders><{tag}><a__b>1</a__b></{tag}></builders>").stages[0].steps
    assert step.name == "hudson.plugins.build_timeout.Outer$Inner"
    assert step.settings[0].name == "a_b"


def test_nested_objects() -> None:
    assert isinstance(setting("<x/>").value, Literal)
    plain = setting("<x><y>1</y></x>")
    assert isinstance(plain.value, Describable)
    assert (plain.value.name, plain.leaves) == ("", ())
    named = setting("<x class='a.b_c.D$E'/>")
    assert isinstance(named.value, Describable)
    assert named.value.name == "a.b_c.D$E"
    assert named.value.leaf is not None


TEXTS = Items((Literal("a"), Literal("b")))


@pytest.mark.parametrize(
    "body",
    [
        "<x><string>a</string><string>b</string></x>",
        "<x class='java.util.Arrays$ArrayList'><a class='string-array'><string>a</string><string>b</string></a></x>",
        "<x class='java.util.Collections$UnmodifiableRandomAccessList' resolves-to='a.B'>"
        "<c class='list'><string>a</string><string>b</string></c><list reference='../c'/></x>",
        "<x class='java.util.ImmutableCollections$ListN' resolves-to='java.util.CollSer' serialization='custom'>"
        "<java.util.CollSer><default><tag>1</tag></default><int>2</int><string>a</string><string>b</string>"
        "</java.util.CollSer></x>",
        "<x class='linked-list'><string>a</string><string>b</string></x>",
        "<x>a</x><x>b</x>",
    ],
)
def test_lists_in_every_dress(body: str) -> None:
    assert setting(body).value == TEXTS


@pytest.mark.parametrize("name", ["empty-list", "vector", "java.util.ArrayList", "java.util.Collections$EmptyList"])
def test_empty_lists(name: str) -> None:
    found = setting(f"<x class='{name}'/>")
    assert found.value == Items(())
    assert len(found.leaves) == 1


def test_lists_of_describables_and_maps() -> None:
    found = setting("<x><a.One/><a.Two><y>1</y></a.Two><null/></x>")
    assert isinstance(found.value, Items)
    one, two, none = found.value.items
    assert isinstance(one, Describable)
    assert (one.name, one.leaf is not None) == ("a.One", True)
    assert isinstance(two, Describable)
    assert (two.name, two.leaf) == ("a.Two", None)
    assert none == Literal(None)
    (entry,) = getattr(setting("<x><entry><string>k</string><string>v</string></entry></x>").value, "items", ())
    assert {one.name: one.value for one in entry.settings} == {"key": Literal("k"), "value": Literal("v")}


def test_attributes_of_the_user_are_settings_and_those_of_xstream_none() -> None:
    step = builder("<x plugin='a@1' class='a.B' revision='7'><y>1</y></x>", "plugin='p@1' schema='2'")
    assert [one.name for one in step.settings] == ["schema", "x"]
    value = step.settings[1].value
    assert isinstance(value, Describable)
    assert [one.name for one in value.settings] == ["revision", "y"]


def test_text_of_a_script_gets_unix_line_ends_and_other_text_keeps_its_own() -> None:
    step = builder("<command>a&#xd;\nb</command><text>a&#xd;\nb</text>")
    assert [one.value for one in step.settings] == [Literal("a\nb"), Literal("a\r\nb")]


def test_stray_text_is_a_gap() -> None:
    reading = read("<builders>stray<a.B>more<x>1</x></a.B></builders>")
    assert [one.leaf.path for one in reading.dismissals if one.gap] == ["builders/a.B/#text", "builders/#text"]


def test_a_ruby_plugin_is_known_by_its_class() -> None:
    (wrapper,) = job(
        "<buildWrappers><ruby-proxy-object><ruby-object ruby-class='Jenkins::BuildWrapper' pluginid='rvm'>"
        "<object ruby-class='RvmWrapper' pluginid='rvm'><impl ruby-class='String'>ruby-2.1</impl></object>"
        "<pluginid pluginid='rvm' ruby-class='String'>rvm</pluginid></ruby-object></ruby-proxy-object></buildWrappers>"
    ).stages[0].steps  # fmt: skip
    assert wrapper.name == "RvmWrapper"
    assert [(one.name, one.value) for one in wrapper.settings] == [("impl", Literal("ruby-2.1"))]


# ---- references ------------------------------------------------------------------------------------------------------


def test_a_reference_is_what_it_points_to() -> None:
    found = job(
        "<builders><a.S><command>one</command></a.S><a.S><command>two</command></a.S>"
        "<a.S reference='../a.S[2]'/></builders>"
    )
    copy = found.stages[0].steps[2]
    assert (copy.name, copy.settings[0].value, copy.settings[0].leaves) == ("a.S", Literal("two"), ())
    assert copy.leaf is not None
    absolute = (
        job("<builders><a.S><x>1</x></a.S><a.S reference='/project/builders/a.S'/></builders>").stages[0].steps[1]
    )
    assert absolute.settings[0].value == Literal("1")


def test_a_nested_reference_has_one_leaf() -> None:
    step = builder(
        "<x class='a.B'><y>1</y></x><z reference='../x'/><t><string>s</string><string reference='../string'/></t>"
    )
    x, z, t = step.settings
    assert isinstance(x.value, Describable)
    assert isinstance(z.value, Describable)
    assert (z.value.name, z.value.settings[0].value, z.value.settings[0].leaves) == ("a.B", Literal("1"), ())
    assert [len(one.leaves) for one in (x, z, t)] == [0, 1, 2]
    assert t.value == Items((Literal("s"), Literal("s")))


def test_a_reference_back_to_its_owner_is_ignored() -> None:
    reading = read("<builders><a.B><owner class='x' reference='../../..'/><y>1</y></a.B></builders>")
    assert "builders/a.B/owner" in dismissed(reading)


@pytest.mark.parametrize("reference", ["../nowhere", "../x[9]", "", "../../../../../..", "../z", "/project/x[0]"])
def test_a_reference_that_leads_nowhere_is_not_understood(reference: str) -> None:
    found = builder(f"<z reference='{reference}'/>").setting("z")
    reading = read(f"<builders><a.B><z reference='{reference}'/></a.B></builders>")
    assert (found is None) == bool(reading.dismissals)
    if found is not None:
        assert isinstance(found.value, Opaque)


def test_references_do_not_explode() -> None:
    """Ten levels of ten references each to the level before."""
    levels = "".join(
        f"<l{n}>" + "".join(f"<x{i} reference='../../l{n - 1}'/>" for i in range(10)) + f"</l{n}>" for n in range(1, 10)
    )
    assert len(read(f"<builders><a.B><l0><y>1</y></l0>{levels}</a.B></builders>").leaves) == 93


# ---- secrets ---------------------------------------------------------------------------------------------------------


def test_secrets_are_redacted_everywhere_and_their_places_noted() -> None:
    reading = read(
        "<authToken>hunter2</authToken><builders><a.S><command>curl -u me:hunter2 http://x</command></a.S></builders>"
        "<actions><a.B><password>hunter2</password></a.B></actions><properties>"
        "<hudson.model.ParametersDefinitionProperty><parameterDefinitions><hudson.model.PasswordParameterDefinition>"
        "<name>P</name><defaultValue>hunter2</defaultValue></hudson.model.PasswordParameterDefinition>"
        "<hudson.model.StringParameterDefinition><name>db_password</name><defaultValue>hunter2</defaultValue>"
        "</hudson.model.StringParameterDefinition></parameterDefinitions></hudson.model.ParametersDefinitionProperty>"
        "</properties>"
    )
    assert "hunter2" not in repr(reading)
    assert len(reading.secrets) == 5


# ---- any tree --------------------------------------------------------------------------------------------------------

TAGS = st.sampled_from(
    [
        "a",
        "b",
        "name",
        "value",
        "string",
        "int",
        "entry",
        "list",
        "null",
        "default",
        "a.B",
        "a.b.C_-D",
        "x.Y__Z",
        "UPPER",
        "Camel",
        "c",
        "e",
        "reference",
        "project",
        "definition",
        "properties",
        "triggers",
        "builders",
        "scm",
        "jdk",
        "canRoam",
        "assignedNode",
        "logRotator",
        "actions",
        "script",
        "ruby-proxy-object",
        "ruby-object",
        "object",
        "hudson.model.ParametersDefinitionProperty",
        "parameterDefinitions",
    ]
)
CLASSES = st.sampled_from(
    [
        "vector",
        "list",
        "a.B",
        "empty-list",
        "java.util.Arrays$ArrayList",
        "java.util.Collections$UnmodifiableList",
        "java.util.CollSer",
        "java.util.ArrayList",
        "hudson.scm.NullSCM",
        "string-array",
        "org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition",
    ]
)
REFERENCES = st.lists(st.sampled_from(["..", "..", "a", "b", "string[2]", "a.B", "list", "."]), min_size=1, max_size=5)
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "class": CLASSES,
        "plugin": st.just("p@1"),
        "reference": REFERENCES.map("/".join),
        "serialization": st.just("custom"),
        "other": st.just("1"),
    },
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    text = st.sampled_from(["", "", "", " ", "text", "$X"])
    return st.builds(_written, TAGS, ATTRIBUTES, st.lists(children, max_size=5), text)


def _written(tag: str, attributes: dict[str, str], children: list[str], text: str) -> str:
    shown = "".join(f" {key}='{value}'" for key, value in attributes.items())
    return f"<{tag}{shown}>{text}{''.join(children)}</{tag}>"


TREES = st.recursive(st.builds("<{0}/>".format, TAGS), element, max_leaves=25)
ROOTS = st.sampled_from(
    ["project", "project", "flow-definition", "matrix-project", "com.cloudbees.hudson.plugins.folder.Folder", "a.B"]
)


@given(st.lists(TREES, max_size=6).map("".join), ROOTS, st.booleans())
def test_every_leaf_of_any_tree_stands_in_one_place(body: str, root: str, inside: bool) -> None:
    reading = read(f"<builders>{body}</builders>" if inside else body, root)
    assert all(one.location.path for one in reading.leaves)
    assert len({one.location.path for one in reading.leaves}) == len(reading.leaves)
