"""config.xml of the freestyle job that serves a custom action on Jenkins, with the AWS CodePipeline plugin.

The plugin works in freestyle jobs alone, asks for work where an SCM is polled, and ends the action with its publisher,
which must be the last: only SUCCESS is a success. https://github.com/jenkinsci/aws-codepipeline-plugin
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Tree

from migrate.model.delivery import (
    JENKINS_CATEGORY,
    JENKINS_PROVIDER,
    JENKINS_VERSION,
    RESTORE_MODES,
    SAVE_MODES,
    JenkinsJob,
)
from migrate.model.settings import Settings
from migrate.model.source import CONTROL_STAND_INS
from migrate.writers.declaration import region_of

_PLUGIN = "com.amazonaws.codepipeline.jenkinsplugin"
_SHELL = {"sh": "hudson.tasks.Shell", "bat": "hudson.tasks.BatchFile"}
_BATCH = _SHELL["bat"]
_WORKED_OUT = ("scm", "triggers", "disabled", "concurrentBuild", "actions")  # of a copied job: what serving it changes
_FORGET_MODES = r"if exist .j2cp\modes.tgz del /q .j2cp\modes.tgz"
_NUMBERED = {one: f"&#x{code:x};" for code, private in CONTROL_STAND_INS.items() for one in (code, private)}
_WORST = (("name", "FAILURE"), ("ordinal", "2"), ("color", "RED"), ("completeBuild", "true"))
_UNSTABLE = (("name", "UNSTABLE"), ("ordinal", "1"), ("color", "YELLOW"), ("completeBuild", "true"))


def write_bridge_job(job: JenkinsJob, settings: Settings) -> str:
    """The XML of the job. The names of its SCM and its output are those of the action."""
    project = Tree.fromstring(job.config) if job.config else _project(job)
    for child in [one for one in project if one.tag in _WORKED_OUT]:
        project.remove(child)
    _with_modes(project, job)
    project.append(_scm(settings, clears=project.find("customWorkspace") is None))
    _text(project, "disabled", "false")
    _text(project, "concurrentBuild", "false")  # the plugin holds one piece of work for each job
    trigger = Tree.SubElement(Tree.SubElement(project, "triggers"), "hudson.triggers.SCMTrigger")
    _text(trigger, "spec", "* * * * *")
    _text(trigger, "ignorePostCommitHooks", "false")
    _child(project, "publishers").append(_publisher(job))
    return _written(project)


def _written(root: Tree.Element) -> str:
    Tree.indent(root)
    text = Tree.tostring(root, "unicode").translate(_NUMBERED)
    return f'<?xml version="1.1" encoding="UTF-8"?>\n{text}\n'


def is_on_windows(job: JenkinsJob) -> bool:
    """Whether batch files or a label say so."""
    batch = any(kind == "bat" for kind, _ in job.scripts) or f"<{_BATCH}" in job.config
    return batch or bool(re.search(r"(?i)(?<![a-z])win", f"{job.label} {_assigned(job)}"))


def _assigned(job: JenkinsJob) -> str:
    return (Tree.fromstring(job.config).findtext("assignedNode") or "") if job.config else ""


# ---- the parts -------------------------------------------------------------------------------------------------------


def _project(job: JenkinsJob) -> Tree.Element:
    """A job that has the stage's scripts, or starts the pipeline job that the user makes of it."""
    project = Tree.Element("project")
    _text(project, "description", f"Serves the stage {job.stage} of an AWS CodePipeline pipeline")
    properties = Tree.SubElement(project, "properties")
    if job.variables:
        holder = Tree.SubElement(properties, "hudson.model.ParametersDefinitionProperty")
        _parameters(Tree.SubElement(holder, "parameterDefinitions"), dict(job.variables))
    if job.label:
        _text(project, "assignedNode", job.label)
    _text(project, "canRoam", "false" if job.label else "true")
    builders = Tree.SubElement(project, "builders")
    builders.extend([_builder(kind, text) for kind, text in job.scripts])
    if job.starts:
        builders.append(_start(job))
    return project


def _parameters(definitions: Tree.Element, variables: dict[str, str]) -> None:
    """The environment of the stage: a job that polling starts has the defaults of its parameters."""
    for name, value in variables.items():
        one = Tree.SubElement(definitions, "hudson.model.StringParameterDefinition")
        _text(one, "name", name)
        _text(one, "defaultValue", value)
        _text(one, "trim", "false")


def _with_modes(project: Tree.Element, job: JenkinsJob) -> None:
    builders = _child(project, "builders")
    if is_on_windows(job):
        builders.insert(0, _builder("bat", _FORGET_MODES))
        return
    builders.insert(0, _builder("sh", RESTORE_MODES))
    if job.outputs:
        builders.append(_builder("sh", SAVE_MODES))


def _builder(kind: str, text: str) -> Tree.Element:
    builder = Tree.Element(_SHELL[kind])
    _text(builder, "command", text)
    return builder


def _start(job: JenkinsJob) -> Tree.Element:
    """Starts the pipeline job and waits: it works on the same machine, in the same folder."""
    trigger = Tree.Element("hudson.plugins.parameterizedtrigger.TriggerBuilder")
    kind = "hudson.plugins.parameterizedtrigger.BlockableBuildTriggerConfig"
    config = Tree.SubElement(Tree.SubElement(trigger, "configs"), kind)
    given = Tree.SubElement(
        Tree.SubElement(config, "configs"), "hudson.plugins.parameterizedtrigger.PredefinedBuildParameters"
    )
    names = "".join(f"\n{name}=${{{name}}}" for name, _ in job.variables)
    _text(given, "properties", f"J2CP_NODE=${{NODE_NAME}}\nJ2CP_WORKSPACE=${{WORKSPACE}}{names}")
    _text(config, "projects", job.starts)
    _text(config, "condition", "ALWAYS")
    _text(config, "triggerWithNoParameters", "false")
    block = Tree.SubElement(config, "block")
    for tag, result in (
        ("buildStepFailureThreshold", _WORST),
        ("unstableThreshold", _UNSTABLE),
        ("failureThreshold", _WORST),
    ):
        threshold = Tree.SubElement(block, tag)
        for name, text in result:
            _text(threshold, name, text)
    _text(config, "buildAllNodesWithLabel", "false")
    return trigger


def _scm(settings: Settings, *, clears: bool) -> Tree.Element:
    """The plugin's source. Keys that are empty mean the role of the machine or the environment's own. A folder that the
    job names may be another job's, too: nothing clears it."""
    scm = Tree.Element("scm", {"class": f"{_PLUGIN}.AWSCodePipelineSCM"})
    for name, text in (
        ("clearWorkspace", "true" if clears else "false"),
        ("actionTypeCategory", JENKINS_CATEGORY),
        ("actionTypeProvider", JENKINS_PROVIDER),
        ("actionTypeVersion", JENKINS_VERSION),
        ("region", region_of(settings)),
        ("awsAccessKey", ""),
        ("awsSecretKey", ""),
        ("proxyHost", ""),
        ("proxyPort", "0"),
        ("awsClientFactory", ""),
    ):
        _text(scm, name, text)
    return scm


def _publisher(job: JenkinsJob) -> Tree.Element:
    publisher = Tree.Element(f"{_PLUGIN}.AWSCodePipelinePublisher")
    outputs = Tree.SubElement(publisher, "outputArtifacts")
    for name in job.outputs:
        one = Tree.SubElement(outputs, f"{_PLUGIN}.OutputArtifact")
        _text(one, "location", "")
        _text(one, "artifactName", name)
    Tree.SubElement(publisher, "awsClientFactory")
    return publisher


def _child(parent: Tree.Element, tag: str) -> Tree.Element:
    found = parent.find(tag)
    return Tree.SubElement(parent, tag) if found is None else found


def _text(parent: Tree.Element, tag: str, text: str) -> None:
    Tree.SubElement(parent, tag).text = text or None


def stage_jobs(job: JenkinsJob) -> Iterator[tuple[str, str]]:
    """The pipeline job that a bridge job starts, by its name: it fails until the user has put the steps in."""
    if not job.starts:
        return
    definitions = {"J2CP_NODE": "", "J2CP_WORKSPACE": ""} | dict(job.variables)
    flow = Tree.Element("flow-definition")
    _text(flow, "description", f"The steps of the stage {job.stage}, in the folder of the job {job.name}")
    holder = Tree.SubElement(Tree.SubElement(flow, "properties"), "hudson.model.ParametersDefinitionProperty")
    _parameters(Tree.SubElement(holder, "parameterDefinitions"), definitions)
    definition = Tree.SubElement(flow, "definition", {"class": "org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition"})
    _text(definition, "script", _PIPELINE.format(place=job.origin, stage=_groovy(job.stage)))
    _text(definition, "sandbox", "true")
    yield job.starts, _written(flow)


def _groovy(text: str) -> str:
    return re.sub(r"[^\w .-]", "_", text)


_PIPELINE = """\
node(params.J2CP_NODE) {{
    dir(params.J2CP_WORKSPACE) {{
        // In the place of this line: the steps of the stage, from {place}
        error('put the steps of the stage {stage} here')
    }}
}}
"""
