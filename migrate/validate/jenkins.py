"""What Jenkins needs for custom actions, against the limits of the AWS CodePipeline plugin and the actions it serves.

The limits are those of `Validation.java` and `AWSCodePipelinePublisher.java`; CodePipeline's own for a value of a
queryable property is 20 characters: https://github.com/jenkinsci/aws-codepipeline-plugin
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree as Tree

from migrate.validate.declaration import Action, Declaration
from migrate.validate.finding import Finding, located
from migrate.validate.node import Node
from migrate.validate.service_model import check_input

_PLUGIN = "com.amazonaws.codepipeline.jenkinsplugin"
_SCM, _PUBLISHER = f"{_PLUGIN}.AWSCodePipelineSCM", f"{_PLUGIN}.AWSCodePipelinePublisher"
_LONGEST = {"provider": 25, "version": 9}
_LONGEST_NAME, _LONGEST_VALUE = 50, 20
_CATEGORIES = "Build", "Test"
_MOST_PROPERTIES = 10


def custom_actions(pipeline: Declaration) -> list[Action]:
    return [one for one in pipeline.actions if one.owner == "Custom" and "ProjectName" in one.configuration]


# ---- the actions -----------------------------------------------------------------------------------------------------


def check_actions(pipeline: Declaration) -> Iterator[Finding]:
    """Names that the plugin takes, and no job for two actions."""
    seen: set[tuple[str, str]] = set()
    for action in custom_actions(pipeline):
        kind, project = action.node["actionTypeId"], action.configuration["ProjectName"]
        for key, longest in _LONGEST.items():
            if len(kind[key].text) > longest:
                yield kind[key].error(f"jenkins/{key}", f"the plugin takes {longest} characters: choose a shorter one")
        if action.category not in _CATEGORIES:
            yield kind["category"].error("jenkins/category", "the plugin serves Build and Test actions alone")
        yield from _name(project)
        if (action.kind, project.text) in seen:
            yield project.error("jenkins/job-twice", "another action has the same Jenkins job: give each one its own")
        seen.add((action.kind, project.text))


def _name(project: Node) -> Iterator[Finding]:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", project.text):
        yield project.error(
            "jenkins/name", "rename the Jenkins job: letters, digits, _ and - are all that the plugin takes"
        )
    elif len(project.text) > _LONGEST_NAME:
        yield project.error("jenkins/name", f"rename the Jenkins job: the plugin takes {_LONGEST_NAME} characters")
    elif len(project.text) > _LONGEST_VALUE:
        message = (
            f"rename the Jenkins job: CodePipeline promises {_LONGEST_VALUE} characters for what jobs are asked by"
        )
        yield project.warning("jenkins/name", message)


def check_jobs_of_all(names: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Two pipelines with one Jenkins job: `names` are those of the job's folder, and of the Jenkins job."""
    first: dict[str, str] = {}
    for folder, job in names:
        if first.setdefault(job, folder) != folder:
            message = (
                f"the pipeline of {first[job]} has the Jenkins job {job}, too: one would take the work of the other"
            )
            yield Finding(f"{folder}/pipeline.json", "stages", "jenkins/job-shared", message)


# ---- the files -------------------------------------------------------------------------------------------------------


def check_jenkins(jobs: Mapping[str, str], pipeline: Declaration) -> Iterator[Finding]:
    """The texts of the jobs, by their names, against the actions that they serve."""
    for action in custom_actions(pipeline):
        project = action.configuration["ProjectName"]
        if project.text in jobs:
            file = f"jenkins/jobs/{project.text}/config.xml"
            yield from located(_job(jobs[project.text], action, _region(pipeline)), file)
        else:
            missing = project.error("jenkins/job-missing", f"jenkins/jobs/ holds no {project.text}: convert again")
            yield from located([missing], "pipeline.json")


def check_action_type(action_type: Node) -> Iterator[Finding]:
    """The input of create-custom-action-type, as the plugin needs it."""
    yield from check_input("codepipeline", "CreateCustomActionType", action_type)
    properties = action_type["configurationProperties"].entries()
    queryable = [one for one in properties if one["queryable"].value is True]
    if [one["name"].text for one in queryable] != ["ProjectName"]:
        message = "make ProjectName queryable, and nothing else: by it the plugin asks for work"
        yield action_type["configurationProperties"].error("jenkins/queryable", message)
    for one in queryable:
        if one["required"].value is not True or one["secret"].value is not False:
            yield one.error("jenkins/queryable", "a queryable property is required, and no secret")
    if len(properties) > _MOST_PROPERTIES:
        message = f"an action type has {_MOST_PROPERTIES} properties at most"
        yield action_type["configurationProperties"].error("jenkins/properties", message)


def _region(pipeline: Declaration) -> str:
    """The Region in which the pipeline's own store and key are."""
    key = pipeline.node["artifactStore"]["encryptionKey"]["id"].text.split(":")
    return key[3] if len(key) > 3 else ""


def _job(text: str, action: Action, region: str) -> Iterator[Finding]:
    place = Node(None, "project")
    try:
        project = Tree.fromstring(text.replace('version="1.1"', 'version="1.0"', 1))
    except Tree.ParseError as error:
        if "&#x" not in text:
            yield place.error("jenkins/xml", f"mend the XML: {error}")
        return  # XML 1.1, whose characters Python does not read
    if project.tag != "project":
        yield place.error("jenkins/freestyle", "the plugin works in freestyle jobs alone: start other jobs from one")
        return
    yield from _source(project, place, action, region)
    yield from _publisher(project, place, action)
    if project.find("triggers/hudson.triggers.SCMTrigger/spec") is None:
        yield place.error("jenkins/polling", "add a trigger that polls the SCM: the plugin asks for work by it")


def _source(project: Tree.Element, place: Node, action: Action, region: str) -> Iterator[Finding]:
    scm = project.find("scm")
    if scm is None or scm.get("class") != _SCM:
        yield place.error("jenkins/scm", "choose AWS CodePipeline as the SCM: it fetches the work")
        return
    kind = action.node["actionTypeId"]
    for key in ("category", "provider", "version"):
        found = scm.findtext(f"actionType{key.title()}") or ""
        if found != kind[key].text:
            yield place.error("jenkins/action-type", f"the {key} is {found!r}, that of the action {kind[key].text!r}")
    found = scm.findtext("region") or ""
    if region and found != region:
        yield place.error("jenkins/region", f"the Region is {found!r}, that of the pipeline {region!r}")
    if bool(scm.findtext("awsAccessKey")) != bool(scm.findtext("awsSecretKey")):
        yield place.error("jenkins/keys", "set both keys, or none")


def _publisher(project: Tree.Element, place: Node, action: Action) -> Iterator[Finding]:
    publishers = list(project.findall("publishers/*"))
    if not publishers or publishers[-1].tag != _PUBLISHER:
        yield place.error("jenkins/publisher", "let AWS CodePipeline be the last publisher: it ends the action")
        return
    named = publishers[-1].findall(f"outputArtifacts/{_PLUGIN}.OutputArtifact")
    names = [one.findtext("artifactName") or "" for one in named]
    if len(names) != len(action.outputs) or (any(names) and set(names) != set(action.outputs)):
        wanted = ", ".join(action.outputs) or "none"
        yield place.error(
            "jenkins/outputs", f"the outputs are {', '.join(names) or 'none'}, those of the action {wanted}"
        )
