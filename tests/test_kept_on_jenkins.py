"""Stages that stay on Jenkins: a custom action in their place, and what Jenkins needs to serve it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from typer.testing import CliRunner

from migrate.app import Run, convert
from migrate.cli import cli
from migrate.errors import UsageError
from migrate.model.delivery import RESTORE_MODES, SAVE_MODES
from migrate.model.settings import Settings, keeps
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse
from migrate.rehearse.results import Status
from migrate.validate.output import validate_output

PLUGIN = "com.amazonaws.codepipeline.jenkinsplugin"
PIPELINE = """pipeline {
  agent any
  environment { FLAVOUR = 'sweet' }
  parameters { string(name: 'TARGET', defaultValue: "it's") }
  stages {
    stage('Build') { steps { sh 'echo built > built' } }
    stage('iOS') {
      agent_here
      when_here
      steps {
        sh 'xcodebuild -target "$TARGET"'
        sh(script: 'ls', label: 'look')
      }
    }
    stage('Deploy') { steps { sh 'cat built from_ios' } }
  }
  post { failure { echo 'tell' } }
}
"""
FREESTYLE = """<project>
  <scm class="hudson.plugins.git.GitSCM"><userRemoteConfigs><hudson.plugins.git.UserRemoteConfig>
    <url>https://github.com/acme/app</url></hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>
    <branches><hudson.plugins.git.BranchSpec><name>*/main</name></hudson.plugins.git.BranchSpec></branches></scm>
  <assignedNode>mac</assignedNode>
  <canRoam>false</canRoam>
  <triggers><hudson.triggers.TimerTrigger><spec>5 4 * * *</spec></hudson.triggers.TimerTrigger></triggers>
  <concurrentBuild>true</concurrentBuild>
  <builders>
    <hudson.tasks.Shell><command>make all &amp;&amp; ls
exit 0</command></hudson.tasks.Shell>
    <a.Strange plugin="strange@1"><password>hunter2hunter2</password></a.Strange>
  </builders>
  <publishers><hudson.tasks.ArtifactArchiver><artifacts>*.ipa</artifacts></hudson.tasks.ArtifactArchiver></publishers>
</project>
"""


def jenkinsfile(*, agent: str = "", when: str = "") -> str:
    return PIPELINE.replace("agent_here", agent).replace("when_here", when)


def converted(folder: Path, keep: str, **jobs: str) -> tuple[Path, Run]:
    for name, text in jobs.items():
        path = folder / "jobs" / name / ("config.xml" if text.startswith("<") else "Jenkinsfile")
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    run = convert([folder / "jobs"], Settings(region="eu-central-1", keep=(keep,)), out=folder / "out", debug=True)
    return folder / "out", run


def actions(job: Path) -> dict[str, dict[str, Any]]:
    stages = json.loads((job / "pipeline.json").read_text("utf-8"))["pipeline"]["stages"]
    return {action["name"]: action for stage in stages for action in stage["actions"]}


def custom(job: Path) -> dict[str, Any]:
    return next(one for one in actions(job).values() if one["actionTypeId"]["owner"] == "Custom")


def names(artifacts: list[dict[str, str]]) -> list[str]:
    return [one["name"] for one in artifacts]


def bridge(job: Path) -> Tree.Element:
    name = custom(job)["configuration"]["ProjectName"]
    text = (job / "jenkins" / "jobs" / name / "config.xml").read_text("utf-8")
    return Tree.fromstring(text.replace('version="1.1"', 'version="1.0"'))


def entries(job: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((job / "ledger.json").read_text("utf-8"))["entries"]
    return found


def errors(out: Path, *, quick: bool = True) -> list[tuple[str, str]]:
    found = validate_output(out, quick=quick)
    return [(one.rule, one.file) for one in found if one.severity == "error"]


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [("a/job/iOS", True), ("a/job", True), ("a/job/*", True), ("*/iOS", True), ("a/job/Build", False), ("a", False)],
)
def test_a_pattern_names_stages_or_whole_jobs(pattern: str, *, kept: bool) -> None:
    assert keeps(pattern, "a/job", "iOS") is kept


# ---- a pipeline's stage ----------------------------------------------------------------------------------------------


def test_a_stage_in_the_middle_becomes_a_custom_action_that_hands_the_workspace_on(tmp_path: Path) -> None:
    out, run = converted(tmp_path, "app/iOS", app=jenkinsfile())
    job = out / "app"
    action = custom(job)
    assert action["actionTypeId"] == {"category": "Build", "owner": "Custom", "provider": "Jenkins", "version": "1"}
    assert list(action["configuration"]) == ["ProjectName"]
    assert len(action["configuration"]["ProjectName"]) <= 20
    over, deploy = actions(job)["iOS-hand-over"], actions(job)["Deploy"]
    assert names(over["inputArtifacts"]) == ["Build_workspace"]
    assert over["runOrder"] < action["runOrder"]
    assert action["inputArtifacts"] == over["outputArtifacts"]
    assert names(action["outputArtifacts"]) == names(deploy["inputArtifacts"]) == ["iOS_workspace"]
    specs = {path.stem: path.read_text("utf-8") for path in job.glob("buildspecs/*")}
    assert "xcodebuild" not in "".join(specs.values())
    restores = RESTORE_MODES.splitlines()[-2].strip()
    assert [name for name, text in specs.items() if restores in text] == ["app-Deploy"]
    told = "it does not run where a stage fails that stays on Jenkins"
    assert {one["path"]: one["outcome"] for one in entries(job) if told in one["because"]} == {
        "post/failure": "partial"
    }
    stays = {one["path"]: one["outcome"] for one in entries(job) if one["because"].startswith("stays on Jenkins")}
    assert stays == dict.fromkeys(
        ["stages/iOS"] + [f"stages/iOS/steps/sh{rest}" for rest in ("", "/value", "[2]", "[2]/script", "[2]/label")],
        "partial",
    )
    assert (run.summaries[0].counts["gap"], run.warnings) == (0, ())
    assert errors(out, quick=False) == []


def test_plain_scripts_are_copied_into_the_job_that_serves_the_action(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile(agent="agent { label 'mac && m1' }"))
    project = bridge(out / "app")
    assert [one.findtext("command") for one in project.iterfind("builders/hudson.tasks.Shell")] == [
        RESTORE_MODES,
        'xcodebuild -target "$TARGET"',
        "ls",
    ]
    assert (project.findtext("assignedNode"), project.findtext("canRoam")) == ("mac && m1", "false")
    given = {
        one.findtext("name"): one.findtext("defaultValue") for one in project.iter() if one.find("trim") is not None
    }
    assert given == {"TARGET": "it's", "FLAVOUR": "sweet"}
    scm = project.find("scm")
    assert scm is not None
    assert scm.get("class") == f"{PLUGIN}.AWSCodePipelineSCM"
    assert [
        scm.findtext(key) for key in ("actionTypeCategory", "actionTypeProvider", "actionTypeVersion", "region")
    ] == [*("Build", "Jenkins", "1", "eu-central-1")]
    assert project.findtext("triggers/hudson.triggers.SCMTrigger/spec") == "* * * * *"


def test_a_stage_with_an_agent_of_its_own_gets_the_source_and_hands_nothing_on(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile(agent="agent { label 'mac' }"))
    found = actions(out / "app")
    assert names(found["iOS-hand-over"]["inputArtifacts"]) == ["SourceCode"]
    assert custom(out / "app")["outputArtifacts"] == []
    assert bridge(out / "app").findall(f"publishers/{PLUGIN}.AWSCodePipelinePublisher/outputArtifacts/*") == []
    assert names(found["Deploy"]["inputArtifacts"]) == ["Build_workspace"]
    assert errors(out) == []


def test_the_job_names_its_outputs_as_the_action_does_and_ends_it_last(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile())
    *_, last = bridge(out / "app").findall("publishers/*")
    assert last.tag == f"{PLUGIN}.AWSCodePipelinePublisher"
    assert [one.text for one in last.iter("artifactName")] == ["iOS_workspace"]
    scripts = [one.findtext("command") for one in bridge(out / "app").iterfind("builders/hudson.tasks.Shell")]
    assert scripts[-1] == SAVE_MODES


def test_steps_that_are_no_plain_scripts_run_in_a_pipeline_job_that_fails_until_they_stand_there(
    tmp_path: Path,
) -> None:
    text = jenkinsfile().replace("sh(script: 'ls', label: 'look')", "junit 'x.xml'")
    out, _ = converted(tmp_path, "app/iOS", app=text)
    config = bridge(out / "app").find(".//hudson.plugins.parameterizedtrigger.BlockableBuildTriggerConfig")
    assert config is not None
    started = config.findtext("projects")
    assert config.find("block") is not None
    assert "J2CP_WORKSPACE=${WORKSPACE}" in (config.findtext(".//properties") or "")
    flow = (out / "app" / "jenkins" / "jobs" / str(started) / "config.xml").read_text("utf-8")
    assert "error('put the steps of the stage iOS here')" in flow
    assert f"`{started}`" in (out / "app" / "jenkins" / "steps.md").read_text("utf-8")
    assert "junit" not in "".join(path.read_text("utf-8") for path in (out / "app").glob("buildspecs/*"))
    assert errors(out) == []


_SETS = "script { env.SIZE = sh(script: 'size', returnStdout: true) }"


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"when_here": "when { expression { currentBuild.number > 3 } }"}, "its condition"),
        ({"sh 'xcodebuild": f"{_SETS}\n sh 'xcodebuild", "cat built": "echo $SIZE"}, "others read SIZE"),
        (
            {"sh 'xcodebuild": "stash 'kit'\n sh 'xcodebuild", "sh 'cat": "unstash 'kit'\n sh 'cat"},
            "others take its stash kit",
        ),
    ],
)
def test_what_only_the_stage_would_know_stops_the_pipeline(
    tmp_path: Path, changes: dict[str, str], because: str
) -> None:
    text = PIPELINE
    for good, bad in {"agent_here": "", "when_here": "", **changes}.items():
        assert good in text
        text = text.replace(good, bad)
    out, _ = converted(tmp_path, "app/iOS", app=text)
    told = [one for one in entries(out / "app") if "can't be an action on Jenkins" in one["because"]]
    assert [(one["outcome"], one["blocking"]) for one in told] == [("gap", True)]
    assert because in told[0]["because"]
    assert "iOS-hand-over" not in actions(out / "app")
    assert "Not converted" in (out / "app" / "buildspecs" / "app-iOS.yml").read_text("utf-8")
    assert not (out / "app" / "jenkins").exists()


def test_a_condition_that_the_pipeline_checks_skips_the_action(tmp_path: Path) -> None:
    agent, when = "agent { label 'mac' }", "when { equals expected: 'x', actual: params.TARGET }"
    text = jenkinsfile(agent=agent, when=when).replace("stage('Deploy') { steps", "stage('Deploy') { agent any\n steps")
    out, _ = converted(tmp_path, "app/iOS", app=text)
    stages = json.loads((out / "app" / "pipeline.json").read_text("utf-8"))["pipeline"]["stages"]
    stage = next(one for one in stages if one["name"] == "iOS")
    rule = stage["beforeEntry"]["conditions"][0]["rules"][0]["configuration"]
    assert rule == {"Variable": "#{variables.TARGET}", "Value": "x", "Operator": "EQ"}
    assert [one["name"] for one in stage["actions"]] == ["iOS-hand-over", "iOS"]
    assert errors(out) == []


MATRIX = """pipeline {
  agent any
  stages {
    stage('Tests') {
      matrix {
        axes { axis { name 'OS'; values 'a', 'b' } }
        stages { stage('Tests') { steps { sh 'check' } } }
      }
    }
  }
}
"""


def test_a_matrix_stays_whole(tmp_path: Path) -> None:
    out, run = converted(tmp_path, "app/Tests", app=MATRIX)
    assert [one["actionTypeId"]["owner"] for one in actions(out / "app").values()].count("Custom") == 1
    assert run.summaries[0].counts["gap"] == 0
    assert errors(out) == []


def test_a_late_failure_is_told_behind_a_last_stage_on_jenkins(tmp_path: Path) -> None:
    text = jenkinsfile().replace("sh 'echo", "catchError { sh 'no' }\n sh 'echo")
    text = text.partition("  post {")[0] + "}\n"
    out, _ = converted(tmp_path, "app/Deploy", app=text)
    *_, last = actions(out / "app").values()
    assert last["configuration"]["ProjectName"] == "app-Post"
    assert "/failed" in (out / "app" / "buildspecs" / "app-Post.yml").read_text("utf-8")


# ---- a freestyle job -------------------------------------------------------------------------------------------------


def test_a_freestyle_job_stays_whole_but_for_its_source_and_its_triggers(tmp_path: Path) -> None:
    out, run = converted(tmp_path, "app", app=FREESTYLE)
    project = bridge(out / "app")
    source = Tree.fromstring(FREESTYLE)
    shells = project.findall("builders/hudson.tasks.Shell/command")
    assert [one.text for one in shells[1:]] == [source.findtext("builders/hudson.tasks.Shell/command")]
    assert project.findtext("builders/a.Strange/password") == "[redacted]"
    assert [one.tag for one in project.findall("publishers/*")] == [
        "hudson.tasks.ArtifactArchiver",
        f"{PLUGIN}.AWSCodePipelinePublisher",
    ]
    assert [one.tag for one in project.findall("triggers/*")] == ["hudson.triggers.SCMTrigger"]
    assert (project.findtext("assignedNode"), project.findtext("concurrentBuild")) == ("mac", "false")
    assert [one["outcome"] for one in entries(out / "app") if "a.Strange" in one["path"]] == ["partial"] * 2
    assert run.summaries[0].counts["gap"] == 0
    steps = (out / "app" / "jenkins" / "steps.md").read_text("utf-8")
    assert "Fill in what stands as `[redacted]` in the jobs, 1 value:" in steps
    assert "hunter2" not in "".join(path.read_text("utf-8") for path in (out / "app").rglob("*") if path.is_file())
    assert errors(out, quick=False) == []


def test_control_characters_are_written_as_xml_1_1_has_them(tmp_path: Path) -> None:
    text = '<?xml version="1.1"?>' + FREESTYLE.replace("exit 0", "printf '&#x1b;[1m'")
    out, _ = converted(tmp_path, "app", app=text)
    name = custom(out / "app")["configuration"]["ProjectName"]
    assert "printf '&#x1b;[1m'" in (out / "app" / "jenkins" / "jobs" / name / "config.xml").read_text("utf-8")
    assert errors(out) == []


def test_a_folder_that_the_job_names_is_not_cleared(tmp_path: Path) -> None:
    text = FREESTYLE.replace("<canRoam>", "<customWorkspace>/data</customWorkspace><canRoam>")
    out, _ = converted(tmp_path, "app", app=text)
    assert bridge(out / "app").findtext("scm/clearWorkspace") == "false"


# ---- for all jobs ----------------------------------------------------------------------------------------------------


def test_two_jobs_share_one_action_type_in_the_foundation_and_no_jenkins_job(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "*", app=FREESTYLE, site=jenkinsfile())
    foundation = (out / "foundation.yaml").read_text("utf-8")
    assert foundation.count("AWS::CodePipeline::CustomActionType") == 1
    assert all("CustomActionType" not in path.read_text("utf-8") for path in out.glob("*/template.yaml"))
    served = [path.parent.name for path in out.glob("*/jenkins/jobs/*/config.xml")]
    assert len(served) == len(set(served)) == 4
    assert "JenkinsUrl=" in (out / "app" / "gap-report.md").read_text("utf-8")
    assert errors(out, quick=False) == []


def test_without_stages_that_stay_nothing_is_for_jenkins(tmp_path: Path) -> None:
    out, run = converted(tmp_path, "other/iOS", app=FREESTYLE)
    assert "CustomActionType" not in (out / "foundation.yaml").read_text("utf-8")
    assert not (out / "app" / "jenkins").exists()
    assert [one.partition(" is to")[0] for one in run.warnings] == ["other/iOS"]


def test_macs_and_hardware_are_proposed_and_not_kept(tmp_path: Path) -> None:
    text = jenkinsfile(agent="agent { label 'macOS-arm' }")
    out, _ = converted(tmp_path, "none", app=text)
    report = (out / "app" / "gap-report.md").read_text("utf-8")
    assert "- `macOS-arm`: `--keep-on-jenkins app/iOS`" in report
    assert "Jenkins" not in {one["actionTypeId"]["provider"] for one in actions(out / "app").values()}


# ---- in a rehearsal --------------------------------------------------------------------------------------------------


def rehearsed(job: Path, around: Path, **variables: str) -> dict[str, Status]:
    (around / "source").mkdir()
    settings = RehearsalSettings(sources={"": around / "source"}, variables=variables)
    result = rehearse(job, around / "run", settings)
    return {one.name: one.status for one in result.actions}


def test_a_rehearsal_runs_up_to_the_action_on_jenkins(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile())
    found = rehearsed(out / "app", tmp_path)
    assert (found["iOS-hand-over"], found["iOS"], found["Deploy"]) == (
        *(Status.SUCCEEDED, Status.NOT_RUN, Status.FAILED),
    )


def test_a_parameter_that_is_not_the_default_fails_before_jenkins_runs_the_stage(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile())
    found = rehearsed(out / "app", tmp_path, TARGET="other")
    assert (found["Build"], found["iOS-hand-over"]) == (Status.SUCCEEDED, Status.FAILED)


def test_modes_and_links_come_back(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "inner").write_text("x")
    (tmp_path / "run it").write_text("x")
    (tmp_path / "run it").chmod(0o755)
    (tmp_path / "link").symlink_to("lib")
    subprocess.run(["sh", "-ec", SAVE_MODES], cwd=tmp_path, check=True)
    (tmp_path / "run it").chmod(0o644)
    (tmp_path / "link").unlink()
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "inner").write_text("x")
    subprocess.run(["sh", "-ec", RESTORE_MODES], cwd=tmp_path, check=True)
    assert (tmp_path / "run it").stat().st_mode & 0o111 == 0o111
    assert (tmp_path / "link").readlink() == Path("lib")
    assert not (tmp_path / ".j2cp" / "modes.tgz").exists()
    subprocess.run(["sh", "-ec", RESTORE_MODES], cwd=tmp_path, check=True)


# ---- checks ----------------------------------------------------------------------------------------------------------


def _in_pipeline(good: str, bad: str) -> Callable[[Path], None]:
    def change(job: Path) -> None:
        path = job / "pipeline.json"
        assert good in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(good, bad), "utf-8")

    return change


def _in_bridge(good: str, bad: str) -> Callable[[Path], None]:
    def change(job: Path) -> None:
        path = next((job / "jenkins" / "jobs").glob("*/config.xml"))
        assert good in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(good, bad), "utf-8")

    return change


def _in_action_type(good: str, bad: str) -> Callable[[Path], None]:
    def change(job: Path) -> None:
        path = job / "jenkins" / "custom-action-type.json"
        assert good in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(good, bad), "utf-8")

    return change


_PROVIDER = '"provider": "Jenkins"'
CASES = [
    ("jenkins/provider", _in_pipeline(_PROVIDER, f'"provider": "{"J" * 26}"')),
    ("jenkins/action-type", _in_pipeline(_PROVIDER, '"provider": "Hudson"')),
    (
        "jenkins/category",
        _in_pipeline(
            '"category": "Build",\n              "owner": "Custom"',
            '"category": "Deploy",\n              "owner": "Custom"',
        ),
    ),
    ("jenkins/name", _in_pipeline('"ProjectName": "app-iOS-', '"ProjectName": "app/iOS-')),
    ("jenkins/name", _in_pipeline('"ProjectName": "app-iOS-', f'"ProjectName": "{"x" * 50}-')),
    ("jenkins/job-missing", _in_pipeline('"ProjectName": "app-iOS-', '"ProjectName": "app-ios-')),
    ("jenkins/region", _in_bridge("<region>eu-central-1", "<region>us-east-1")),
    ("jenkins/keys", _in_bridge("<awsAccessKey />", "<awsAccessKey>x</awsAccessKey>")),
    ("jenkins/scm", _in_bridge("AWSCodePipelineSCM", "Other")),
    ("jenkins/outputs", _in_bridge("<artifactName>iOS_workspace", "<artifactName>other")),
    ("jenkins/publisher", _in_bridge("</publishers>", "<hudson.tasks.Mailer/></publishers>")),
    ("jenkins/polling", _in_bridge("hudson.triggers.SCMTrigger", "hudson.triggers.TimerTrigger")),
    ("jenkins/freestyle", _in_bridge("project>", "flow-definition>")),
    ("jenkins/xml", _in_bridge("</project>", "")),
    ("jenkins/queryable", _in_action_type('"queryable": true', '"queryable": false')),
    ("jenkins/queryable", _in_action_type('"secret": false', '"secret": true')),
]


@pytest.mark.parametrize(("rule", "change"), CASES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(CASES)])
def test_each_limit_of_the_plugin_is_checked(tmp_path: Path, rule: str, change: Callable[[Path], None]) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile())
    change(out / "app")
    assert rule in [found for found, _ in errors(out)]


def test_a_name_of_more_than_20_characters_is_a_warning(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "app/iOS", app=jenkinsfile())
    _in_pipeline('"ProjectName": "app-iOS-', '"ProjectName": "app-iOS-app-iOS-')(out / "app")
    assert ("jenkins/name", "warning") in [(one.rule, one.severity) for one in validate_output(out, quick=True)]


def test_two_pipelines_on_one_jenkins_job_are_an_error(tmp_path: Path) -> None:
    out, _ = converted(tmp_path, "*/iOS", app=jenkinsfile(), site=jenkinsfile())
    name = custom(out / "site")["configuration"]["ProjectName"]
    _in_pipeline(name, custom(out / "app")["configuration"]["ProjectName"])(out / "site")
    assert ("jenkins/job-shared", "site/pipeline.json") in errors(out)


# ---- the command line ------------------------------------------------------------------------------------------------


def test_the_option_adds_to_migrate_toml(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text(jenkinsfile(), "utf-8")
    (tmp_path / "migrate.toml").write_text('keep = ["app/Deploy"]\n', "utf-8")
    arguments = ["convert", str(tmp_path / "Jenkinsfile"), "--name", "app", "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(cli, [*arguments, "--keep-on-jenkins", "app/iOS"])
    assert result.exit_code == 0, result.output
    owners = [one["actionTypeId"]["owner"] for one in actions(tmp_path / "out" / "app").values()]
    assert owners.count("Custom") == 2


def test_an_empty_pattern_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text(jenkinsfile(), "utf-8")
    arguments = ["convert", str(tmp_path / "Jenkinsfile"), "-o", str(tmp_path / "out"), "--keep-on-jenkins", ""]
    result = CliRunner().invoke(cli, arguments)
    assert isinstance(result.exception, UsageError)
    assert "--keep-on-jenkins is empty" in str(result.exception)
