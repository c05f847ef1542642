"""Steps of AWS in a build that finds a stand-in for the AWS CLI: what it is asked, and what becomes of its answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from migrate.model import contribution as c
from migrate.model.plan import Placed
from migrate.model.source import Literal
from migrate.validate.output import validate_job
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build
from tests.plans import built, env, facts_of, placed, plan_of, post, sh, stage, text
from tests.whole_jobs import converted, declarative

# Logs its arguments, and gives the next answer to its operation: [status, text]; files that it is told of, as well.
_AWS = """#!{python}
import json, os, pathlib, sys

here, words = pathlib.Path(__file__).parent, sys.argv[1:]
own = os.environ.get("AWS_ACCESS_KEY_ID", "")
seen = [" ".join(sorted(one.relative_to(words[-2]).as_posix() for one in pathlib.Path(words[-2]).rglob("*")
    if one.is_file()))] if words[:3] == ["s3", "cp", "--recursive"] and not words[-2].startswith("s3:") else []
with open(here / "calls", "a") as log:
    log.write(json.dumps([own, *words, *seen]) + "\\n")
answers = json.loads((here / "answers").read_text())
mine = answers.get(" ".join(words[:2]), [])
status, said = mine.pop(0) if mine else (0, "")
(here / "answers").write_text(json.dumps(answers))
if words[:2] == ["lambda", "invoke"]:
    pathlib.Path(words[-1]).write_text(os.environ.get("ANSWER", "{{}}"))
print(said, file=sys.stderr if status else sys.stdout)
sys.exit(status)
"""


class Rig:
    """A pipeline of one stage, converted and run; `answers` are those of the CLI, in order, by its two first words."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.folder, self._shell = folder, shell
        self.tools, self.workspace = folder / "tools", folder / "w"
        for one in (self.tools, self.workspace):
            one.mkdir()
        (self.tools / "aws").write_text(_AWS.format(python=sys.executable))
        (self.tools / "sleep").write_text("#!/bin/sh\n")
        for tool in ("aws", "sleep"):
            (self.tools / tool).chmod(0o755)

    def run(self, steps: str, answers: dict[str, list[Any]] | None = None, **variables: str) -> Ended:
        return self._build(self._converted(steps), answers or {}, variables)

    def run_with(self, secrets: dict[str, str], steps: str, answers: dict[str, list[Any]]) -> Ended:
        return self._build(self._converted(steps), answers, {}, {f"jenkins/{one}": secrets[one] for one in secrets})

    def _converted(self, steps: str) -> str:
        job = converted(self.folder, declarative(f"steps {{ {steps} }}"))
        return next(iter(sorted(job.folder.glob("buildspecs/*.yml")))).read_text("utf-8")

    def call(self, call: c.CallAws, answers: dict[str, list[Any]], *before: Placed) -> Ended:
        """A call in the post of a job, behind these steps."""
        plan = plan_of(stage("Build", *before), post=(post("always", placed(call)),))
        return self._build(write_buildspec(built(plan).project.buildspec), answers, {})

    def _build(
        self, spec: str, answers: dict[str, list[Any]], variables: dict[str, str], secrets: dict[str, str] | None = None
    ) -> Ended:
        (self.tools / "answers").write_text(json.dumps(answers))
        return run_build(
            spec,
            self.workspace,
            self.folder / "scratch",
            shell=self._shell,
            path=str(self.tools),
            variables=variables,
            secrets=secrets,
        )

    def calls(self, *begin: str) -> list[list[str]]:
        file = self.tools / "calls"
        lines = [json.loads(one) for one in file.read_text().splitlines()] if file.exists() else []
        return [one for one in lines if one[1 : len(begin) + 1] == list(begin)]


@pytest.fixture(params=SHELLS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return Rig(tmp_path, str(request.param))


_MISSING = [254, "An error occurred (ValidationError): Stack with id shop does not exist"]
_UPDATE = "cfnUpdate(stack: 'shop', file: 'a.yml', params: ['A=1,2', 'B=\"x\"'], pollInterval: 1000)"


def test_a_stack_that_is_not_there_is_made(rig: Rig) -> None:
    ended = rig.run(_UPDATE, {"cloudformation describe-stacks": [_MISSING, [0, "CREATE_COMPLETE"]]})
    assert ended.succeeded, ended.output
    (call,) = rig.calls("cloudformation", "create-stack")
    given = json.loads(call[call.index("--parameters") + 1])
    assert [one["ParameterValue"] for one in given] == ["1,2", '"x"']
    assert call[call.index("--template-body") + 1] == "file://a.yml"
    assert call[call.index("--on-failure") + 1] == "DELETE"


@pytest.mark.parametrize("end", ["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_a_stack_that_is_there_is_updated_and_waited_for(rig: Rig, end: str) -> None:
    states = ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", end]
    ended = rig.run(_UPDATE, {"cloudformation describe-stacks": [[0, one] for one in states]})
    assert ended.succeeded is (end == "UPDATE_COMPLETE"), ended.output
    assert not rig.calls("cloudformation", "create-stack")
    assert len(rig.calls("cloudformation", "update-stack")) == 1


@pytest.mark.parametrize(("told", "succeeds"), [("No updates are to be performed.", True), ("Denied", False)])
def test_nothing_to_update_is_no_failure(rig: Rig, told: str, succeeds: bool) -> None:
    answers = {"cloudformation describe-stacks": [[0, "CREATE_COMPLETE"]], "cloudformation update-stack": [[254, told]]}
    assert rig.run(_UPDATE, answers).succeeded is succeeds


def test_a_stack_that_may_not_be_looked_at_is_not_made(rig: Rig) -> None:
    ended = rig.run(_UPDATE, {"cloudformation describe-stacks": [[254, "AccessDenied: no"]]})
    assert not ended.succeeded
    assert not rig.calls("cloudformation", "create-stack")


def test_the_end_of_a_stack_is_waited_for(rig: Rig) -> None:
    states = [[0, "DELETE_IN_PROGRESS"], _MISSING]
    ended = rig.run("cfnDelete(stack: 'shop', retainResources: ['A', 'B'])", {"cloudformation describe-stacks": states})
    assert ended.succeeded, ended.output
    (call,) = rig.calls("cloudformation", "delete-stack")
    assert call[-3:] == ["--retain-resources", "A", "B"]


@pytest.mark.parametrize(
    ("status", "why", "succeeds"),
    [("CREATE_COMPLETE", "None", True), ("FAILED", "The submitted information didn't contain changes.", True),
     ("FAILED", "Template error", False)],
)  # fmt: skip
def test_a_change_set_without_changes_is_no_failure(rig: Rig, status: str, why: str, succeeds: bool) -> None:
    answers = {
        "cloudformation describe-stacks": [[0, "UPDATE_COMPLETE"]],
        "cloudformation describe-change-set": [[0, "CREATE_PENDING\tNone"], [0, f"{status}\t{why}"]],
    }
    ended = rig.run("cfnCreateChangeSet(stack: 'shop', changeSet: 'c', file: 'a.yml')", answers)
    assert ended.succeeded is succeeds, ended.output
    (call,) = rig.calls("cloudformation", "create-change-set")
    assert call[call.index("--change-set-type") + 1] == "UPDATE"


def test_an_empty_change_set_is_deleted_instead(rig: Rig) -> None:
    answers = {
        "cloudformation describe-stacks": [[0, "UPDATE_COMPLETE"]],
        "cloudformation describe-change-set": [[0, "FAILED\tNo updates are to be performed."]],
    }
    assert rig.run("cfnExecuteChangeSet(stack: 'shop', changeSet: 'c')", answers).succeeded
    assert rig.calls("cloudformation", "delete-change-set")
    assert not rig.calls("cloudformation", "execute-change-set")


def test_files_go_below_their_folder(rig: Rig) -> None:
    for name in ("a.js", "x/b.js", "x/c.txt", "no/d.js"):
        (rig.workspace / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (rig.workspace / "dist" / name).write_text(name)
    ended = rig.run(
        "s3Upload(bucket: 'b', path: 'js', workingDir: 'dist', includePathPattern: '**/*.js', "
        "excludePathPattern: 'no/**', metadatas: ['a:b=c'])"
    )
    assert ended.succeeded, ended.output
    (call,) = rig.calls("s3", "cp")
    assert call[-2:] == ["s3://b/js/", "a.js x/b.js"]
    assert json.loads(call[call.index("--metadata") + 1]) == {"a": "b=c"}


@pytest.mark.parametrize(
    ("path", "there", "begin"),
    [("to/b.txt", False, ["s3", "cp", "s3://b/to/b.txt"]), ("to/", False, ["s3", "cp", "--recursive"]),
     ("to/b.txt", True, [])],
)  # fmt: skip
def test_a_download_takes_no_place_of_another_file(rig: Rig, path: str, there: bool, begin: list[str]) -> None:
    if there:
        (rig.workspace / "in").write_text("mine")
    ended = rig.run(f"s3Download(bucket: 'b', path: '{path}', file: 'in')")
    assert ended.succeeded is not there
    assert len(rig.calls(*(begin or ["s3"]))) == (not there)


@pytest.mark.parametrize(
    ("answer", "printed"),
    [([0, "{}"], "yes"), ([254, "An error occurred (404) when calling"], "no"), ([254, "(403): Forbidden"], None)],
)
def test_whether_an_object_is_there_decides(rig: Rig, answer: list[Any], printed: str | None) -> None:
    steps = "script { if (s3DoesObjectExist(bucket: 'b', path: 'k')) { sh 'echo y''es' } else { sh 'echo n''o' } }"
    ended = rig.run(steps.replace("''", '""'), {"s3api head-object": [answer]})
    assert ended.succeeded is (printed is not None), ended.output
    assert printed is None or printed in ended.output.split()


def test_outputs_of_a_stack_are_a_map(rig: Rig) -> None:
    outputs = json.dumps([{"OutputKey": "Url", "OutputValue": "https://x"}])
    ended = rig.run("script { def o = cfnDescribe(stack: 's'); echo \"at ${o.Url}\" }", {
        "cloudformation describe-stacks": [[0, outputs]]
    })  # fmt: skip
    assert "at https://x" in ended.output


@pytest.mark.parametrize("error", ["None", "Unhandled"])
def test_a_function_that_fails_fails_the_step(rig: Rig, error: str) -> None:
    ended = rig.run("invokeLambda(functionName: 'f', payload: [a: 1])", {"lambda invoke": [[0, f"{error}\tbG9n"]]})
    assert ended.succeeded is (error == "None"), ended.output
    (call,) = rig.calls("lambda", "invoke")
    assert json.loads(call[call.index("--payload") + 1]) == {"a": 1}


@pytest.mark.parametrize("state", ["Succeeded", "Failed"])
def test_a_deployment_is_waited_for(rig: Rig, state: str) -> None:
    assert rig.run("awaitDeploymentCompletion('d-1')", {"deploy get-deployment": [[0, state]]}).succeeded is (
        state == "Succeeded"
    )


@pytest.mark.parametrize("state", ["SUCCEEDED", "FAILED", "STOPPED", "TIMED_OUT"])
def test_a_build_of_another_project_is_waited_for(rig: Rig, state: str) -> None:
    answers = {
        "codebuild start-build": [[0, "other:1"]],
        "codebuild batch-get-builds": [[0, "IN_PROGRESS"], [0, state]],
    }
    step = "awsCodeBuild(projectName: 'other', region: 'eu-west-1', credentialsType: 'keys')"
    ended = rig.run(step, answers)
    assert ended.succeeded is (state == "SUCCEEDED"), ended.output
    assert len(rig.calls("codebuild", "batch-get-builds")) == 2


_BEANSTALK = c.CallAws(
    'beanstalk_version app.war\nfor name in "$@"; do beanstalk_update "$name" 2 10; done',
    (
        *((name, Literal("")) for name in ("versionDescriptionFormat", "keyPrefix")),
        *(("applicationName", Literal("shop")), ("versionLabelFormat", Literal("v1")), ("bucketName", Literal("b"))),
    ),
    (Literal("one"), Literal("two")),
    functions=("beanstalk_version", "beanstalk_update"),
    only_if_successful=True,
)


@pytest.mark.parametrize(("second", "succeeds"), [("Ready\tGreen\tv1", True), ("Updating\tGrey\tv0", False)])
def test_an_environment_must_come_to_the_version(rig: Rig, second: str, succeeds: bool) -> None:
    states = [[0, "Ready\tGreen\tv1"], [0, second], [0, second]]
    ended = rig.call(_BEANSTALK, {"elasticbeanstalk describe-environments": states})
    assert ended.succeeded is succeeds, ended.output
    assert len(rig.calls("elasticbeanstalk", "update-environment")) == 2


def test_a_failed_build_deploys_nothing(rig: Rig) -> None:
    assert not rig.call(_BEANSTALK, {}, sh("false")).succeeded
    assert rig.calls() == []


def test_steps_in_a_role_have_its_keys_and_need_no_permission(rig: Rig) -> None:
    steps = "withAWS(role: 'deploy', roleSessionName: 'a/b c') { s3Delete(bucket: 'b', path: 'k') }; awsIdentity()"
    answers = {
        "sts get-caller-identity": [[0, "arn:aws-cn:sts::1:assumed-role/x/y"], [0, "123456789012"]],
        "sts assume-role": [[0, "KEY\tSECRET\tTOKEN"]],
    }
    ended = rig.run(steps, answers)
    assert ended.succeeded, ended.output
    (call,) = rig.calls("sts", "assume-role")
    assert call[call.index("--role-arn") + 1] == "arn:aws-cn:iam::123456789012:role/deploy"
    assert call[call.index("--role-session-name") + 1] == "a-bc"
    assert [one[0] for one in rig.calls("s3", "rm")] == ["KEY"]
    assert [one[0] for one in rig.calls("sts", "get-caller-identity")] == ["", "", ""]
    template = (rig.folder / "out" / "job" / "template.yaml").read_text("utf-8")
    assert "sts:AssumeRole\n" in template
    assert "s3:DeleteObject" not in template


def test_a_role_that_is_refused_stops_the_steps(rig: Rig) -> None:
    ended = rig.run("withAWS(role: 'arn:aws:iam::1:role/x') { s3Delete(bucket: 'b', path: 'k') }", {
        "sts assume-role": [[254, "AccessDenied"]]
    })  # fmt: skip
    assert not ended.succeeded
    assert not rig.calls("s3")


def test_values_stay_what_they_are(rig: Rig) -> None:
    value = 'it\'s $HOME `x` "y"'
    call = placed(c.CallAws('aws x y "$a"', (("a", text(env("GIT_BRANCH"), value)),)))
    spec = write_buildspec(built(plan_of(stage("Build", call, sh("touch next"))), facts_of(())).project.buildspec)
    (rig.tools / "answers").write_text("{}")
    given = {"GIT_BRANCH": "m'a$in", "BRANCH_NAME": "m'a$in"}
    run_build(spec, rig.workspace, rig.folder / "scratch", shell="sh", path=str(rig.tools), variables=given)
    assert [one[3].endswith(value) for one in rig.calls("x", "y")] == [True]


def test_the_key_of_the_job_stands_for_permissions() -> None:
    call = placed(c.CallAws("aws x", needs=(c.Need(("s3:GetObject",), "arn:aws:s3:::b/*"),)))
    keys = (c.SecretVariable("AWS_ACCESS_KEY_ID", Literal("k"), c.SecretShape.AWS, "accessKeyId"),)
    bare = built(plan_of(stage("Build", call))).project.permissions
    inside = built(plan_of(stage("Build", placed(c.WithSecrets(keys), call)))).project.permissions
    assert ([one.actions for one in bare], inside) == ([("s3:GetObject",)], ())


def test_permissions_are_what_aws_knows(tmp_path: Path) -> None:
    """No action that does not exist, and none on a resource that it does not have."""
    fixtures = Path(__file__).parent.parent / "fixtures" / "rules"
    texts = [one.read_text("utf-8") for one in sorted(fixtures.glob("pipeline-aws*.md"))]
    blocks = [text.partition("```")[0] for one in texts for text in one.split("```groovy slot=steps\n")[1:]]
    job = converted(tmp_path, declarative(*(f"steps {{\n{one}\n}}" for one in blocks)))
    assert [one for one in validate_job(job.folder) if one.rule.startswith("iam/")] == []


@pytest.mark.parametrize(
    ("script", "because"),
    [("aws --region us-east-1 opsworks create-deployment --stack-id x", "2024-05-26"), ("solano run", "Solano CI")],
)
def test_services_that_are_no_more_stop_the_build(tmp_path: Path, script: str, because: str) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh '{script}' }}"))
    assert any(because in one for one in job.reasons("gap"))
    assert script not in job.specs


@pytest.mark.parametrize(("flatten", "names"), [("false", ["b.html", "x/a.html"]), ("true", ["a.html", "b.html"])])
def test_a_published_file_stands_below_the_bucket_without_the_folder_of_its_pattern(
    rig: Rig, flatten: str, names: list[str]
) -> None:
    for name in ("dist/b.html", "dist/x/a.html", "other.html"):
        (rig.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (rig.workspace / name).write_text(name)
    entry = (
        f"[bucket: 'site/v1', sourceFile: 'dist/**/*.html', flatten: {flatten}, userMetadata: [[key: 'k', value: 'v']]]"
    )
    ended = rig.run(f"s3Upload(profileName: 'main', entries: [{entry}])")
    assert ended.succeeded, ended.output
    assert sorted(one[-1] for one in rig.calls("s3", "cp")) == [f"s3://site/v1/{name}" for name in names]
    assert all('{"k": "v"}' in one for one in rig.calls("s3", "cp"))
