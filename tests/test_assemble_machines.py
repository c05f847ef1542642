"""Which machine, image and workspace a stage gets from its agent."""

from __future__ import annotations

import pytest

from migrate.assemble.pipeline import assemble
from migrate.model import contribution as c
from migrate.model.delivery import Delivery
from migrate.model.estate import Estate
from migrate.model.plan import Placed, Plan, Remark
from migrate.model.settings import Compute, Layout, Settings
from migrate.model.source import Literal
from migrate.validate.pipeline import check_pipeline
from migrate.validate.projects import check_project
from migrate.validate.template import lint
from migrate.writers.buildspec import write_buildspec
from migrate.writers.cloudformation import write_template
from migrate.writers.declaration import declare_pipeline, declare_project
from tests.plans import built, facts_of, param, placed, plan_of, post, sh, stage

_BIG = Compute("", "LINUX_CONTAINER", "BUILD_GENERAL1_LARGE", True)


def _assembled(
    plan: Plan, layout: Layout = Layout.STAGED, credentials: dict[str, c.SecretShape] | None = None
) -> tuple[Delivery, tuple[Remark, ...]]:
    settings = Settings(layout=layout, labels={"big": _BIG})
    delivery, remarks = assemble(plan, settings, Estate(credentials or {}))
    findings = list(check_pipeline({"pipeline": declare_pipeline(delivery, settings)}))
    for project in delivery.projects:
        findings += check_project(declare_project(project, delivery, settings, write_buildspec(project.buildspec)))
    assert not [one for one in findings if one.severity.name == "ERROR"], findings
    return delivery, remarks


def _image(name: str = "maven:3.9", **more: object) -> Placed:
    return placed(c.InImage(Literal(name), **more))  # type: ignore[arg-type]


def _inputs(delivery: Delivery) -> list[str]:
    return [one.actions[0].inputs[0] for one in delivery.pipeline.stages[1:]]


def test_a_container_stands_on_the_machine_of_its_label() -> None:
    delivery, remarks = _assembled(plan_of(stage("A", sh("a")), machine=_image(label=Literal("big"))))
    (project,) = delivery.projects
    assert (project.image, project.compute_type, project.privileged) == ("maven:3.9", "BUILD_GENERAL1_LARGE", True)
    assert not remarks
    delivery, remarks = _assembled(plan_of(stage("A", sh("a")), machine=_image(label=Literal("other"))))
    assert delivery.projects[0].image == "maven:3.9"
    assert [(one.gap, "«other»" in one.because) for one in remarks] == [(False, True)]


def test_the_login_of_a_registry_is_codebuilds() -> None:
    machine = _image("r.example.com/maven", registry_credentials="login")
    delivery, remarks = _assembled(plan_of(stage("A", sh("a")), machine=machine))
    assert not remarks
    assert [(one.credential, one.shape) for one in delivery.secrets] == [("login", c.SecretShape.USERNAME_PASSWORD)]
    environment = declare_project(delivery.projects[0], delivery, Settings(), "x")["environment"]
    assert environment["registryCredential"] == {
        "credential": "jenkins/login",
        "credentialProvider": "SECRETS_MANAGER",
    }
    assert environment["imagePullCredentialsType"] == "SERVICE_ROLE"
    template = write_template(delivery, Settings())
    assert "RegistryCredential" in template
    assert not [one for one in lint(template) if one.severity.name == "ERROR"]


def test_an_image_in_ecr_needs_no_login() -> None:
    machine = _image("1.dkr.ecr.eu-west-1.amazonaws.com/maven:3", registry_credentials="ecr:eu-west-1:deploy")
    delivery, remarks = _assembled(plan_of(stage("A", sh("a")), machine=machine))
    assert not remarks and not delivery.secrets
    assert delivery.projects[0].image_credentials == ""


@pytest.mark.parametrize("login", ["gcr:project", "key"])
def test_a_login_of_another_kind_stops_the_build(login: str) -> None:
    machine = _image("r.example.com/maven", registry_credentials=login)
    plan = plan_of(stage("A", sh("a")), machine=machine)
    delivery, remarks = _assembled(plan, credentials={"key": c.SecretShape.SSH_KEY})
    assert [one.blocking for one in remarks][:1] == [True]
    assert "Not converted:" in delivery.projects[0].buildspec.build[0].script


@pytest.mark.parametrize(
    ("around", "reuse", "inputs"),
    [
        (c.Machine(), True, ["SourceCode", "A_workspace", "A_workspace"]),
        (c.Machine(), False, ["SourceCode", "SourceCode", "A_workspace"]),
        (c.NoMachine(), True, ["SourceCode", "SourceCode", "A_workspace"]),
    ],
)
def test_a_container_goes_on_in_the_workspace_around_it(around: c.Contribution, reuse: bool, inputs: list[str]) -> None:
    own = _image(same_workspace=reuse)
    stages = (stage("A", sh("a")), stage("B", sh("b"), machine=own), stage("C", sh("c")))
    delivery, _ = _assembled(plan_of(*stages, machine=placed(around)))
    assert _inputs(delivery)[:2] == inputs[:2]
    assert _inputs(delivery)[2] == ("B_workspace" if inputs[1] == "A_workspace" else inputs[2])
    assert [one.image.partition(":")[0] for one in delivery.projects][1] == "maven"


def test_stages_of_different_machines_never_share_a_build() -> None:
    stages = (stage("A", sh("a")), stage("B", sh("b"), machine=_image(same_workspace=True)))
    delivery, _ = _assembled(plan_of(*stages, machine=placed(c.Machine())), Layout.FUSED)
    assert len(delivery.projects) == 2


def test_a_branch_in_a_container_goes_on_in_the_workspace_around_it() -> None:
    branches = tuple(stage(name, sh("x"), machine=_image(same_workspace=name == "S")) for name in ("S", "T"))
    plan = plan_of(stage("A", sh("a")), stage("P", parallel=branches), machine=placed(c.Machine()))
    actions = _assembled(plan)[0].pipeline.stages[2].actions
    assert [one.inputs for one in actions] == [("A_workspace",), ("SourceCode",)]


def test_inner_stages_share_the_workspace_of_their_agent() -> None:
    inner = (stage("A", sh("a")), stage("B", sh("b")))
    outer = stage("Outer", stages=inner, machine=placed(c.Machine(Literal("big"))))
    delivery, remarks = _assembled(plan_of(stage("First", sh("f")), outer, machine=placed(c.Machine())))
    assert [one.name for one in delivery.pipeline.stages[1:]] == ["First", "Outer"]
    assert not remarks
    apart = tuple(stage(name, sh("x"), machine=placed(c.Machine(Literal("big")))) for name in "AB")
    delivery, _ = _assembled(plan_of(stage("Outer", stages=apart, machine=placed(c.Machine())), post=(post("always"),)))
    assert [one.name for one in delivery.pipeline.stages[1:]][:2] == ["A", "B"]


def _labelled(name: str, *body: Placed) -> Placed:
    return placed(c.OnMachine(Literal(name)), *body)


_LINUX = placed(c.Machine(Literal("linux")))


@pytest.mark.parametrize(
    ("labels", "name", "blocking"),
    [
        ({}, "linux", []),
        ({}, "", []),
        ({}, "mac", [False]),
        ({"mac": _BIG}, "mac", [True]),
        ({"linux": _BIG}, "mac", [True]),
        ({"linux": _BIG}, "linux", []),
    ],
)
def test_a_machine_in_the_midst_of_a_build(labels: dict[str, Compute], name: str, blocking: list[bool]) -> None:
    plan = plan_of(stage("A", _labelled(name, sh("a"))), machine=_LINUX)
    one = built(plan, facts_of(settings=Settings(labels=labels)))
    told = [
        remark.blocking for remark in one.remarks if not remark.because.startswith("agents labelled «linux» become")
    ]
    assert told == blocking
    (command,) = one.project.buildspec.build
    assert "\na\n" in command.script
    assert ("if false; then\n" in command.script) is (blocking == [True])


def test_a_machine_whose_label_only_the_run_knows_stops() -> None:
    one = built(plan_of(stage("A", placed(c.OnMachine(param("P")), sh("a")))))
    assert [remark.blocking for remark in one.remarks] == [True]


def test_machines_side_by_side_in_one_build_stop() -> None:
    branches = (_labelled("linux", sh("a")), _labelled("linux", sh("b")))
    one = built(plan_of(stage("A", placed(c.InParallel(), *branches), _labelled("linux", sh("c"))), machine=_LINUX))
    reasons = [remark.because for remark in one.remarks if remark.blocking]
    assert reasons == ["machines side by side have workspaces of their own, and a build has one"] * 2


def test_a_machine_within_a_container_is_outside_of_it_unless_it_is_the_pod() -> None:
    pod = c.InPod((c.Container("go", Literal("go:1"), waits=True),), "go")
    work = (_labelled("linux", sh("a")), placed(c.OnMachine(), sh("b")))
    commands = [one.script for one in built(plan_of(stage("A", *work), machine=placed(pod))).project.buildspec.build]
    assert ["in_container" in one for one in commands[-2:]] == [False, True]
