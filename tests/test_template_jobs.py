"""What a job takes from another one (template-project): it runs in its place, told with the other job's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsed_jobs import ConvertedJob, converted, written

_P = "hudson.plugins.templateproject.Proxy"


def _shell(command: str) -> str:
    return f"<hudson.tasks.Shell><command>{command}</command></hudson.tasks.Shell>"


def _takes(kind: str, name: str) -> str:
    return f"<{_P}{kind}><projectName>{name}</projectName></{_P}{kind}>"


def _job(builders: str = "", publishers: str = "", scm: str = "", root: str = "project") -> str:
    lists = f"<builders>{builders}</builders><publishers>{publishers}</publishers>"
    return f"<?xml version='1.1' encoding='UTF-8'?>\n<{root}>\n{scm}\n{lists}\n</{root}>"


def _converted(tmp_path: Path, own: str, **others: str) -> ConvertedJob:
    jobs = {"app": own, **others}
    written(tmp_path, {f"jobs/{name}/config.xml": text for name, text in jobs.items()})
    return converted(tmp_path / "jobs/app", tmp_path / "out")


def _entries(job: ConvertedJob) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((job.folder / "ledger.json").read_text("utf-8"))["entries"]
    return entries


def _commands(job: ConvertedJob) -> str:
    return "".join(one.read_text("utf-8") for one in sorted(job.folder.glob("buildspecs/*.yml")))


def _gaps(job: ConvertedJob) -> set[str]:
    return {one["because"] for one in _entries(job) if one["outcome"] == "gap"}


LOST: dict[str, tuple[str, str, str]] = {
    "not here": ("elsewhere", "", "the job elsewhere is not here: convert the JENKINS_HOME that has it"),
    "no name": ("", "", "the job that has no name is not here: convert the JENKINS_HOME that has it"),
    "a name of the run": ("build-$KIND", "", "only the build knows which job build-$KIND is"),
    "a pipeline": ("t", "<flow-definition/>", "t/config.xml is no job with builders of its own"),
    "no XML": ("t", "builders", "t/config.xml can't be read: "),
    "itself": ("app", "", "the builders of app/config.xml lead back to themselves"),
    "broken": ("t", "<project><builders></project>", "t/config.xml: the XML is broken"),
}


@pytest.mark.parametrize("case", LOST)
def test_what_is_not_to_be_had_stops_the_build(case: str, tmp_path: Path) -> None:
    name, text, because = LOST[case]
    job = _converted(tmp_path, _job(_takes("Builder", name)), **({"t": text} if text else {}))
    assert any(one.startswith(because) for one in _gaps(job)), _gaps(job)
    assert job.blocking


def test_builders_of_another_job_run_in_their_place(tmp_path: Path) -> None:
    own = _job(_shell("echo before") + _takes("Builder", "/Team-Template") + _shell("echo after"))
    job = _converted(tmp_path, own, **{"team-template": _job(_shell("echo one") + _shell("echo two"))})
    assert not job.blocking
    commands = _commands(job)
    places = [commands.index(f"echo {word}") for word in ("before", "one", "two", "after")]
    assert places == sorted(places)
    (entry,) = [one for one in _entries(job) if one["text"] == "echo one"]
    assert (entry["file"], entry["outcome"]) == ("team-template/config.xml", "converted")
    assert entry["called_from"] == ["app/config.xml:4"]


def test_a_template_stands_wherever_it_is_named(tmp_path: Path) -> None:
    job = _converted(tmp_path, _job(_takes("Builder", "t") * 3), t=_job(_shell("echo again")))
    assert _commands(job).count("echo again") == 3
    assert not job.blocking


def test_templates_of_templates_are_followed(tmp_path: Path) -> None:
    others = {"t": _job(_takes("Builder", "u")), "u": _job(_shell("echo deep"))}
    job = _converted(tmp_path, _job(_takes("Builder", "t")), **others)
    assert "echo deep" in _commands(job)
    (entry,) = [one for one in _entries(job) if one["text"] == "echo deep"]
    assert entry["called_from"] == ["t/config.xml:4", "app/config.xml:4"]


def test_a_condition_holds_for_the_builders_of_the_other_job(tmp_path: Path) -> None:
    single = "org.jenkinsci.plugins.conditionalbuildstep.singlestep.SingleConditionalBuilder"
    condition = '<condition class="org.jenkins_ci.plugins.run_condition.core.NeverRun"/>'
    run = '<runner class="org.jenkins_ci.plugins.run_condition.BuildStepRunner$Fail"/>'
    inner = f'<buildStep class="{_P}Builder"><projectName>t</projectName></buildStep>'
    own = _job(f"<{single}>{condition}{run}{inner}</{single}>")
    job = _converted(tmp_path, own, t=_job(_shell("echo never")))
    assert not job.blocking
    assert "if false; then" in _commands(job)


def test_a_maven_job_has_no_builders(tmp_path: Path) -> None:
    other = _job(_shell("echo no"), root="maven2-moduleset")
    job = _converted(tmp_path, _job(_takes("Builder", "t")), t=other)
    assert not job.blocking
    assert "echo no" not in _commands(job)


# ---- publishers and source -------------------------------------------------------------------------------------------

_ARCHIVE = "<hudson.tasks.ArtifactArchiver><artifacts>*.jar</artifacts></hudson.tasks.ArtifactArchiver>"
_TESTS = "hudson.tasks.junit.JUnitResultArchiver"
_JUNIT = f"<{_TESTS}><testResults>r/*.xml</testResults></{_TESTS}>"
_STARTS = "<hudson.tasks.BuildTrigger><childProjects>other</childProjects></hudson.tasks.BuildTrigger>"
_GIT = (
    '<scm class="hudson.plugins.git.GitSCM"><userRemoteConfigs><hudson.plugins.git.UserRemoteConfig>'
    "<url>https://github.com/acme/shop.git</url></hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>"
    "<branches><hudson.plugins.git.BranchSpec><name>*/main</name></hudson.plugins.git.BranchSpec></branches></scm>"
)


def _reasons(job: ConvertedJob, outcome: str) -> Iterator[str]:
    yield from (one["because"] for one in _entries(job) if one["outcome"] == outcome)


def test_publishers_of_another_job_publish(tmp_path: Path) -> None:
    own = _job(_shell("make"), _takes("Publisher", "t"))
    job = _converted(tmp_path, own, t=_job(publishers=_ARCHIVE + _JUNIT))
    assert not job.blocking
    assert "*.jar" in _commands(job)
    assert "r/*.xml" in _commands(job)
    assert any(one.startswith("one of these publishers that throws") for one in _reasons(job, "partial"))


def test_one_publisher_of_another_job_is_as_its_own(tmp_path: Path) -> None:
    job = _converted(tmp_path, _job(_shell("make"), _takes("Publisher", "t")), t=_job(publishers=_ARCHIVE))
    assert not any(one.startswith("one of these publishers") for one in _reasons(job, "partial"))


def test_the_jobs_that_another_job_starts_are_not_started(tmp_path: Path) -> None:
    others = {"t": _job(publishers=_STARTS), "other": _job(_shell("echo"))}
    job = _converted(tmp_path, _job(_shell("make"), _takes("Publisher", "t")), **others)
    assert "run_pipeline" not in _commands(job)
    assert any(one.startswith("Jenkins does not look at the BuildTrigger") for one in _gaps(job))
    assert not job.blocking


def test_the_source_of_another_job_is_fetched(tmp_path: Path) -> None:
    own = _job(_shell("make"), scm=f'<scm class="{_P}SCM"><projectName>t</projectName></scm>')
    job = _converted(tmp_path, own, t=_job(scm=_GIT))
    assert not job.blocking
    assert "acme/shop" in (job.folder / "pipeline.json").read_text("utf-8")


def test_another_job_may_have_no_source(tmp_path: Path) -> None:
    own = _job(_shell("make"), scm=f'<scm class="{_P}SCM"><projectName>t</projectName></scm>')
    job = _converted(tmp_path, own, t=_job(scm='<scm class="hudson.scm.NullSCM"/>'))
    assert not job.blocking


def test_a_secret_of_another_job_is_not_shown(tmp_path: Path) -> None:
    job = _converted(tmp_path, _job(_takes("Builder", "t")), t=_job(_shell("export DB_PASSWORD=hunter2hunter2")))
    assert "hunter2hunter2" not in _commands(job) + json.dumps(_entries(job))
    assert "export DB_PASSWORD=${CREDENTIAL_APP_IN_THE_OPEN_1}" in _commands(job)
