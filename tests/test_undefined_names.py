"""Bare names that nothing defines, where the user says which variables Jenkins sets: Groovy throws of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from migrate.app import convert
from migrate.model.settings import Checkout, Settings
from tests.whole_jobs import Converted, declarative

KNOWN = Settings(environment={"REGISTRY": "here"})
_DEFINITION = '<definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition">'


def job(around: Path, script: str, more: str = "", settings: Settings = KNOWN, *, sandbox: bool = True) -> Converted:
    """The job of a script, with more of its config.xml."""
    folder = around / "jobs" / "job"
    folder.mkdir(parents=True)
    text = f"{_DEFINITION}<script>{escape(script)}</script><sandbox>{str(sandbox).lower()}</sandbox></definition>"
    (folder / "config.xml").write_text(f"<flow-definition>{more}{text}</flow-definition>", "utf-8")
    convert([folder.parent], settings, out=around / "out")
    return Converted(around / "out" / "job", around)


def throws(one: Converted) -> bool:
    return "No such property: NAME" in one.specs


@pytest.mark.parametrize(
    "script",
    [
        "node { withEnv(['NAME=x']) { echo NAME } }",
        "node { withEnv([params.P]) { echo NAME } }",
        "node { withEnv(['NA' + 'ME=x']) { echo NAME } }",
        "node { new Unread().run(); echo NAME }",
        "node { echo NAME }\nload 'a.groovy'",
        "node { env.NAME = 'x'; echo NAME }",
        "node { env['NA' + 'ME'] = 'x'; echo NAME }",
        "node { withCredentials([string(credentialsId: 'c', variable: 'NAME')]) { echo NAME } }",
        "node { wrap([$class: 'BuildUser']) { echo NAME } }",
        "node { someStep(); echo NAME }",
        "node { sh 'echo $NAME'; echo NAME }",
        "node { if (binding.hasVariable('NAME')) { echo NAME } }",
        "node { echo NAME.text }",
        "node { load 'a.groovy'; echo NAME }",
        "@Library('x') _\nnode { echo NAME }",
        "properties([pipelineTriggers([[$class: 'GenericTrigger', genericVariables: [[key: 'NAME']]]])])\n"
        "node { echo NAME }",
        "properties([parameters([string(name: 'NAME')])])\nnode { echo NAME }",
        "node { parallel a: { echo NAME }, b: { sh 'true' } }",
        "node { currentBuild.with { echo NAME } }",
        "class A { def f() { NAME } }\nnode { echo new A().f() }",
        declarative("steps { script { echo NAME } }", head="environment { NAME = 'x' }"),
        declarative("steps { script { echo NAME } }", head="options { withFolderProperties() }"),
        declarative("steps { script { echo NAME } }", head="tools { maven 'x' }"),
    ],
)
def test_a_name_that_something_may_define_is_asked_of_the_build(tmp_path: Path, script: str) -> None:
    assert not throws(job(tmp_path, script))


@pytest.mark.parametrize("name", ["REGISTRY", "BUILD_TAG", "JOB_NAME", "GIT_COMMIT", "PATH", "HOME", "gitlabBranch"])
def test_what_jenkins_or_a_machine_has_is_no_missing_property(tmp_path: Path, name: str) -> None:
    assert "No such property" not in job(tmp_path, f"node {{ echo {name} }}").specs


_PARAMETER = """<hudson.model.ParametersDefinitionProperty><parameterDefinitions>
<hudson.model.StringParameterDefinition><name>NAME</name></hudson.model.StringParameterDefinition>
</parameterDefinitions></hudson.model.ParametersDefinitionProperty>"""


@pytest.mark.parametrize("more", [_PARAMETER, "<EnvInjectJobProperty><on>true</on></EnvInjectJobProperty>"])
def test_properties_of_the_job_may_define_a_name(tmp_path: Path, more: str) -> None:
    assert not throws(job(tmp_path, "node { echo NAME }", f"<properties>{more}</properties>"))


def test_a_trigger_of_a_plugin_may_define_a_name(tmp_path: Path) -> None:
    trigger = "<org.jenkinsci.plugins.gwt.GenericTrigger><spec/></org.jenkinsci.plugins.gwt.GenericTrigger>"
    assert not throws(job(tmp_path, "node { echo NAME }", f"<triggers>{trigger}</triggers>"))


def test_a_folder_around_the_job_may_define_a_name(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    text = "<x.Folder><properties><x.EnvVarsFolderProperty/></properties></x.Folder>"
    (tmp_path / "config.xml").write_text(text, "utf-8")
    assert not throws(job(tmp_path, "node { echo NAME }"))


def test_a_library_that_every_job_gets_may_define_a_name(tmp_path: Path) -> None:
    (tmp_path / "library" / "vars").mkdir(parents=True)
    libraries = {"acme": Checkout(str(tmp_path / "library"), implicit=True)}
    assert not throws(job(tmp_path, "node { echo NAME }", settings=replace(KNOWN, libraries=libraries)))


def test_without_the_environment_a_name_is_asked_of_the_build(tmp_path: Path) -> None:
    assert not throws(job(tmp_path, "node { echo NAME }", settings=Settings()))


def test_a_catch_takes_a_name_that_nothing_defines(tmp_path: Path) -> None:
    script = """node {
  try { echo "<${NAME}>" } catch (MissingPropertyException e) { echo "${e.class.simpleName}: ${e.message}" }
  try { if (NAME) { echo 'it is there' } } catch (IllegalStateException e) { echo 'another' } catch (e) { echo 'any' }
  echo 'after'
}"""
    run = job(tmp_path, script).run()
    assert run.succeeded
    message = "No such property: NAME for class: groovy.lang.Binding"
    assert f"MissingPropertyException: {message}\n" in run.output
    assert run.output.endswith("any\nafter\n")


def test_without_a_catch_it_fails_the_build_in_its_place(tmp_path: Path) -> None:
    one = job(tmp_path, "node { echo 'before'; try { echo NAME } finally { echo 'last' }; echo 'behind' }")
    assert not one.entries("gap")
    run = one.run()
    assert not run.succeeded
    assert run.output.index("before\n") < run.output.index("last\n")
    assert "behind" not in run.output


def test_a_script_block_of_a_declarative_pipeline_throws_too(tmp_path: Path) -> None:
    assert throws(job(tmp_path, declarative("steps { script { echo NAME } }", head="options { timestamps() }")))


def test_outside_of_the_sandbox_the_script_itself_lacks_the_property(tmp_path: Path) -> None:
    one = job(tmp_path, "node { echo NAME }", sandbox=False)
    assert "No such property: NAME for class: WorkflowScript" in one.specs


def test_an_unread_step_behind_a_name_defines_it_no_more(tmp_path: Path) -> None:
    assert throws(job(tmp_path, "node { try { echo NAME } catch (e) { echo 'none' }; someStep() }"))
