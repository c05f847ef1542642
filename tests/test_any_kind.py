"""Any matrix, Maven or multibranch project, however odd, has an outcome for each of its leaves, and an axis or source
that is not understood stops its pipeline."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.readers.config_xml import read_config_xml

_OF_MATRIX = [
    *("axes", "axis", "hudson.matrix.TextAxis", "hudson.matrix.LabelAxis", "hudson.matrix.JDKAxis", "a.B", "name"),
    *("values", "string", "combinationFilter", "executionStrategy", "touchStoneCombinationFilter", "sorter", "jdk"),
    *("touchStoneResultCondition", "runSequentially", "customWorkspace", "assignedNode", "builders", "publishers"),
]
_OF_MAVEN = [
    *("goals", "defaultGoals", "rootPOM", "mavenOpts", "prebuilders", "postbuilders", "builders", "reporters", "name"),
    *(
        "runPostStepsIfResult",
        "settings",
        "localRepository",
        "archivingDisabled",
        "publishers",
        "buildWrappers",
        "path",
    ),
    *("hudson.maven.RedeployPublisher", "hudson.tasks.Shell", "command", "scm", "extensions", "relativeTargetDir"),
    "hudson.plugins.git.extensions.impl.RelativeTargetDirectory",
]
_OF_BRANCHES = [
    *("sources", "data", "jenkins.branch.BranchSource", "source", "traits", "remote", "strategy", "properties"),
    *("jenkins.plugins.git.traits.BranchDiscoveryTrait", "factory", "owner", "scriptPath", "triggers", "a.B", "icon"),
]
_CLASSES = st.sampled_from(
    [
        *("hudson.matrix.DefaultMatrixExecutionStrategyImpl", "jenkins.plugins.git.GitSCMSource", "a.B", "empty-list"),
        "org.jenkinsci.plugins.workflow.multibranch.WorkflowBranchProjectFactory",
    ]
)
_TEXTS = st.sampled_from(["", "", "A", "1", "true", "A == '1'", "label", "SUCCESS", "https://git.example.com/a/b"])
_ATTRIBUTES = st.fixed_dictionaries({}, optional={"class": _CLASSES, "other": st.just("1"), "reference": st.just("..")})
_ENGINE = Engine(built_in(), debug=True)


def _trees(tags: list[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(tags)
    leaf = st.builds(_written, names, _ATTRIBUTES, st.just([]), _TEXTS)
    return st.recursive(
        leaf, lambda inner: st.builds(_written, names, _ATTRIBUTES, st.lists(inner, max_size=4), st.just(""))
    )


def _written(tag: str, attributes: dict[str, str], children: list[str], text: str) -> str:
    shown = "".join(f" {key}='{value}'" for key, value in attributes.items())
    return f"<{tag}{shown}>{text}{''.join(children)}</{tag}>"


def _close(root: str, body: str) -> None:
    xml = read_config_xml(f"<{root}>{body}</{root}>".encode(), name="job", file="config.xml")
    plan_job(xml.reading, _ENGINE)[1].close()


@given(st.lists(_trees(_OF_MATRIX), max_size=5).map("".join))
def test_every_leaf_of_a_matrix_has_one_outcome(body: str) -> None:
    _close("matrix-project", body)


@given(st.lists(_trees(_OF_MATRIX), max_size=3).map("".join))
def test_every_leaf_of_the_axes_has_one_outcome(body: str) -> None:
    _close("matrix-project", f"<axes>{body}</axes>")


@given(st.lists(_trees(_OF_MAVEN), max_size=5).map("".join))
def test_every_leaf_of_a_maven_job_has_one_outcome(body: str) -> None:
    _close("maven2-moduleset", body)


@given(st.lists(_trees(_OF_BRANCHES), max_size=5).map("".join), st.booleans())
def test_every_leaf_of_a_multibranch_project_has_one_outcome(body: str, inside: bool) -> None:
    name = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
    around = "<sources><data><jenkins.branch.BranchSource>%s</jenkins.branch.BranchSource></data></sources>"
    _close(name, around % body if inside else body)
