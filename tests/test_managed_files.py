"""Files that a JENKINS_HOME keeps for its jobs (config-file-provider) are written in the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import JobResult, convert
from migrate.model.settings import Settings
from tests.codebuild import SHELLS, Ended, run_build
from tests.rehearsed_jobs import written

_P = "org.jenkinsci.plugins.configfiles"
_TEXT = "a = $b\n  it's «c» \\n"


def _file(text: str, identity: str = "one", more: str = "") -> str:
    kind = f"{_P}.custom.CustomConfig"
    return f"<{kind}><id>{identity}</id><name>my file</name><content>{text}</content>{more}</{kind}>"


def _global(*files: str) -> str:
    root = f"{_P}.GlobalConfigFiles"
    return f'<{root}><configs class="sorted-set"><comparator class="x"/>{"".join(files)}</configs></{root}>'


def _folder(*files: str) -> str:
    kind = f"{_P}.folder.FolderConfigFileProperty"
    tag = "com.cloudbees.hudson.plugins.folder.Folder"
    return f"<{tag}><properties><{kind}><configs>{''.join(files)}</configs></{kind}></properties></{tag}>"


def _managed(target: str = "", variable: str = "", identity: str = "one", replaces: bool = False) -> str:
    return (
        f"<{_P}.buildwrapper.ManagedFile><fileId>{identity}</fileId><replaceTokens>{str(replaces).lower()}</replaceTokens>"
        f"<targetLocation>{target}</targetLocation><variable>{variable}</variable></{_P}.buildwrapper.ManagedFile>"
    )


def _job(command: str, *files: str) -> str:
    kind = f"{_P}.buildwrapper.ConfigFileBuildWrapper"
    wrappers = f"<{kind}><managedFiles>{''.join(files)}</managedFiles></{kind}>"
    steps = f"<hudson.tasks.Shell><command>{command}</command></hudson.tasks.Shell>"
    return f"<project><builders>{steps}</builders><buildWrappers>{wrappers}</buildWrappers></project>"


def _converted(tmp_path: Path, job: str, *kept: str, folder: str = "", name: str = "config.xml") -> JobResult:
    files = {f"{_P}.GlobalConfigFiles.xml": _global(*kept), f"jobs/team/jobs/app/{name}": job}
    files |= {"jobs/team/config.xml": folder or _folder()}
    home = written(tmp_path / "home", files)
    (result,) = convert([home], Settings(), out=tmp_path / "out", jobs="team/app").jobs
    return result


def _run(tmp_path: Path, result: JobResult, shell: str = "bash") -> Ended:
    (spec,) = (text for name, text in result.files.items() if "/buildspecs/" in name)
    (tmp_path / "w").mkdir()
    return run_build(spec, tmp_path / "w", tmp_path / "s", shell=shell)


def _gaps(result: JobResult) -> str:
    return next(text for name, text in result.files.items() if name.endswith("/gap-report.md"))


def test_a_file_that_is_not_here_stops_the_build(tmp_path: Path) -> None:
    result = _converted(tmp_path, _job("cat x", _managed("x", identity="two")), _file("text"))
    assert result.summary.blocking == 1
    assert "is not there in a build: convert the" in _gaps(result)


@pytest.mark.parametrize(
    ("mapping", "stops"),
    [("serverCredentialMappings", True), ("customizedCredentialMappings", True), ("comment", False)],
)
def test_a_file_with_credentials_of_jenkins_stops_the_build(mapping: str, stops: bool, tmp_path: Path) -> None:
    more = f"<{mapping}><a><credentialsId>c</credentialsId></a></{mapping}><propertyCredentialMappings/>"
    result = _converted(tmp_path, _job("cat x", _managed("x")), _file("text", more=more))
    assert bool(result.summary.blocking) == stops


def test_a_secret_in_a_file_is_not_shown(tmp_path: Path) -> None:
    result = _converted(tmp_path, _job("cat x", _managed("x")), _file("password=hunter2hunter2"))
    assert "hunter2hunter2" not in "".join(result.files.values())
    assert result.summary.blocking


@pytest.mark.parametrize(("text", "stops"), [("${NAME}", True), ("plain", False)])
def test_tokens_are_not_replaced(text: str, stops: bool, tmp_path: Path) -> None:
    result = _converted(tmp_path, _job("cat x", _managed("x", replaces=True)), _file(text))
    assert bool(result.summary.blocking) == stops


def test_stages_inside_stop_the_build(tmp_path: Path) -> None:
    text = "node { configFileProvider([configFile(fileId: 'one', variable: 'F')]) { stage('A') { sh 'cat $F' } } }"
    result = _converted(tmp_path, text, _file("text"), name="Jenkinsfile")
    assert "around stages" in _gaps(result)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("target", ["", "x", "conf/", ".", "conf/deep/x", "$PLACE/x"])
def test_a_file_has_its_very_text_at_its_place(target: str, shell: str, tmp_path: Path) -> None:
    target = target.replace("$PLACE", str(tmp_path))
    result = _converted(tmp_path, _job('mkdir -p d; cd d; cat "$FILE"', _managed(target, "FILE")), _file(_TEXT))
    assert not result.summary.blocking, _gaps(result)
    ended = _run(tmp_path, result, shell)
    assert ended.succeeded and _TEXT in ended.output, ended.output
    place = {"conf/": "conf/my_file", ".": "my_file", "": ""}.get(target, target)
    assert not place or (tmp_path / "w" / place).read_text("utf-8") == _TEXT


def test_the_nearest_folder_wins(tmp_path: Path) -> None:
    job = _job('cat "$FILE"', _managed("", "FILE"))
    result = _converted(tmp_path, job, _file("of the controller"), folder=_folder(_file("of the folder")))
    assert "of the folder" in _run(tmp_path, result).output


def test_a_pipeline_reads_it_below_its_folder(tmp_path: Path) -> None:
    text = """pipeline { agent any
      stages { stage('A') { steps {
        dir('sub') {
          configFileProvider([configFile(fileId: 'one', targetLocation: 'x', variable: 'F')]) { sh 'cat $F' }
        }
        sh 'cat sub/x; echo ${F:-gone}'
      } } }
    }"""
    result = _converted(tmp_path, text, _file("text"), name="Jenkinsfile")
    assert not result.summary.blocking, _gaps(result)
    ended = _run(tmp_path, result)
    assert ended.succeeded and ended.output.count("text") == 2 and "gone" in ended.output, ended.output


def test_a_builder_leaves_the_variable_to_what_follows(tmp_path: Path) -> None:
    kind = f"{_P}.builder.ConfigFileBuildStep"
    shell = '<hudson.tasks.Shell><command>cat "$FILE"</command></hudson.tasks.Shell>'
    step = f"<{kind}><managedFiles>{_managed('x', 'FILE')}</managedFiles></{kind}>"
    result = _converted(tmp_path, f"<project><builders>{step}{shell}</builders></project>", _file("text"))
    assert not result.summary.blocking, _gaps(result)
    assert "text" in _run(tmp_path, result).output


# ---- settings of Maven -----------------------------------------------------------------------------------------------

_MVN = """#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" != -s ] || cat "$2"; [ "$1" != -gs ] || cat "$2"; shift; done
"""


def _maven(identity: str = "one") -> str:
    provider = f"{_P}.maven.job.MvnSettingsProvider"
    settings = f'<settings class="{provider}"><settingsConfigId>{identity}</settingsConfigId></settings>'
    step = f"<hudson.tasks.Maven><targets>install</targets>{settings}</hudson.tasks.Maven>"
    return f"<project><builders>{step}</builders></project>"


@pytest.mark.parametrize(
    ("kept", "stops"),
    [
        (_file("&lt;settings/&gt;"), False),
        (_file(""), True),
        (_file("x", identity="two"), True),
        (_file("x", more="<serverCredentialMappings><a/></serverCredentialMappings>"), True),
    ],
)
def test_settings_of_maven_are_there_where_jenkins_puts_nothing_into_them(
    kept: str, stops: bool, tmp_path: Path
) -> None:
    result = _converted(tmp_path, _maven(), kept)
    assert bool(result.summary.blocking) == stops, _gaps(result)


@pytest.mark.parametrize("root", ["project", "maven2-moduleset"])
def test_maven_reads_the_settings_of_the_controller(root: str, tmp_path: Path) -> None:
    settings = _maven().partition("</targets>")[2].partition("</hudson")[0]
    job = _maven() if root == "project" else f"<{root}><goals>install</goals>{settings}</{root}>"
    result = _converted(tmp_path, job, _file("very own settings"))
    assert not result.summary.blocking, _gaps(result)
    (written(tmp_path / "tools", {"mvn": _MVN}) / "mvn").chmod(0o755)
    (spec,) = (text for name, text in result.files.items() if "/buildspecs/" in name)
    (tmp_path / "w").mkdir()
    ended = run_build(spec, tmp_path / "w", tmp_path / "s", path=str(tmp_path / "tools"))
    assert "very own settings" in ended.output, ended.output


def test_a_second_run_of_maven_finds_them_too(tmp_path: Path) -> None:
    settings = _maven().partition("</targets>")[2].partition("</hudson")[0]
    redeploy = "<hudson.maven.RedeployPublisher><url>http://x</url></hudson.maven.RedeployPublisher>"
    after = "<postbuilders><hudson.tasks.Shell><command>echo after</command></hudson.tasks.Shell></postbuilders>"
    when = "<runPostStepsIfResult><name>SUCCESS</name></runPostStepsIfResult>"
    root = "maven2-moduleset"
    job = f"<{root}><goals>install</goals>{settings}{after}{when}<publishers>{redeploy}</publishers></{root}>"
    result = _converted(tmp_path, job, _file("very own settings"))
    assert not result.summary.blocking, _gaps(result)
    (written(tmp_path / "tools", {"mvn": _MVN}) / "mvn").chmod(0o755)
    (spec,) = (text for name, text in result.files.items() if "/buildspecs/" in name)
    (tmp_path / "w").mkdir()
    ended = run_build(spec, tmp_path / "w", tmp_path / "s", path=str(tmp_path / "tools"))
    assert ended.output.count("very own settings") == 2 and "after" in ended.output, ended.output
