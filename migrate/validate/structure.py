"""Rules on stages, actions and artifacts that the service applies and its model does not tell.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipeline-requirements.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from migrate.validate.declaration import Action, Declaration, stage_actions
from migrate.validate.finding import Finding
from migrate.validate.node import Node

_ARTIFACT = re.compile(r"[A-Za-z0-9_]+")
_HOME_ONLY = "Source", "ThirdParty", "Custom"
_ENVIRONMENT_KINDS = "Compute/AWS/Commands", "Deploy/AWS/EKS"


def check_structure(pipeline: Declaration) -> Iterator[Finding]:
    for check in _CHECKS:
        yield from check(pipeline)


def repeated(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes whose text was there before."""
    seen: Counter[str] = Counter()
    for node in nodes:
        seen[node.text] += 1
        if node.text and seen[node.text] > 1:
            yield node


def _pipeline_type(pipeline: Declaration) -> Iterator[Finding]:
    if pipeline.node["pipelineType"].value in (None, "V1"):
        yield pipeline.node["pipelineType"].error(
            "pipeline/type-v2", "write pipelineType V2: without it AWS makes a V1 pipeline"
        )


def _stage_count(pipeline: Declaration) -> Iterator[Finding]:
    stages = pipeline.node["stages"]
    if isinstance(stages.value, list) and not 2 <= len(stages.value) <= 50:
        yield stages.error("pipeline/stage-count", f"a pipeline has 2 to 50 stages; this one has {len(stages.value)}")


def _first_stage(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        if action.stage == 0 and action.category and action.category != "Source":
            yield action.node.error("pipeline/first-stage-sources", "move it: the first stage holds sources only")
        if action.stage > 0 and action.category == "Source":
            yield action.node.error("pipeline/source-later", "move it: sources stand in the first stage only")


def _unique_names(pipeline: Declaration) -> Iterator[Finding]:
    for name in repeated(stage["name"] for stage in pipeline.stages):
        yield name.error("pipeline/stage-name-unique", f"rename it: another stage is named {name.text!r}")
    for stage in pipeline.stages:
        for name in repeated(action["name"] for action in stage["actions"]):
            yield name.error("pipeline/action-name-unique", f"rename it: the stage has another action {name.text!r}")


def _action_count(pipeline: Declaration) -> Iterator[Finding]:
    for stage in pipeline.stages:
        actions = stage["actions"]
        if isinstance(actions.value, list) and not 1 <= len(actions.value) <= 50:
            yield actions.error("pipeline/action-count", f"a stage has 1 to 50 actions; here are {len(actions.value)}")
    if len(pipeline.actions) > 1000:
        yield pipeline.node["stages"].error("pipeline/action-total", "a pipeline has 1000 actions at most: split it")


def _artifact_store(pipeline: Declaration) -> Iterator[Finding]:
    if ("artifactStore" in pipeline.node) == ("artifactStores" in pipeline.node):
        yield pipeline.node.error("pipeline/artifact-store", "give exactly one of artifactStore and artifactStores")


def _regions(pipeline: Declaration) -> Iterator[Finding]:
    stores = pipeline.node["artifactStores"]
    regions = {action.node["region"].text for action in pipeline.actions} - {""}
    for action in pipeline.actions:
        region = action.node["region"]
        if not region.text:
            continue
        if not stores and len(regions) > 1:
            yield region.error(
                "pipeline/region-store", "actions in several Regions need artifactStores, one per Region"
            )
        elif stores and region.text not in stores:
            yield region.error("pipeline/region-store", f"add an artifact store for {region.text} to artifactStores")
        elif stores and (action.category in _HOME_ONLY or action.owner in _HOME_ONLY):
            yield region.error(
                "pipeline/region-home", "remove region: such an action runs in the pipeline's own Region"
            )


def _artifact_names(pipeline: Declaration) -> Iterator[Finding]:
    outputs = [entry["name"] for action in pipeline.actions for entry in action.node["outputArtifacts"]]
    for name in outputs:
        if name.text and not _ARTIFACT.fullmatch(name.text):
            message = "use letters, digits and _ only: CODEBUILD_SRC_DIR_<name> is a shell variable"
            yield name.error("pipeline/artifact-name", message)
    for name in repeated(outputs):
        yield name.error("pipeline/artifact-unique", f"rename it: another action puts out {name.text!r}")


def _artifact_inputs(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        names = [entry["name"] for entry in action.node["inputArtifacts"]]
        for name in names:
            yield from produced_before(pipeline, name, action.order)
        for name in repeated(names):
            yield name.error("pipeline/input-unique", f"the action takes {name.text!r} twice: remove one")


def produced_before(pipeline: Declaration, name: Node, order: tuple[int, int]) -> Iterator[Finding]:
    """An artifact must come from an earlier stage, or from a lower run order of the same one."""
    producer = pipeline.producers.get(name.text)
    if name.text and producer is None:
        yield name.error("pipeline/artifact-unknown", f"no action puts out {name.text!r}")
    elif producer is not None and producer.order >= order:
        yield name.error(
            "pipeline/artifact-order", f"{name.text!r} is put out by {producer.name}, which runs no earlier"
        )


def _clone_references(pipeline: Declaration) -> Iterator[Finding]:
    """https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html"""
    full = {
        name
        for action in pipeline.actions
        if action.configuration["OutputArtifactFormat"].text == "CODEBUILD_CLONE_REF"
        for name in action.outputs
    }
    for action in pipeline.actions:
        for entry in action.node["inputArtifacts"]:
            if entry["name"].text in full and action.provider != "CodeBuild":
                yield entry.error("pipeline/clone-reference", "a CODEBUILD_CLONE_REF artifact goes into CodeBuild only")


def _timeouts(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        if "timeoutInMinutes" in action.node and action.category != "Approval":
            message = "remove it: only an approval takes a timeout; give it to the build project"
            yield action.node["timeoutInMinutes"].error("pipeline/timeout-approval", message)


def _blockers(pipeline: Declaration) -> Iterator[Finding]:
    for stage in pipeline.stages:
        if "blockers" in stage:
            yield stage["blockers"].error("pipeline/blockers", "remove it: blockers are reserved")


def _commands(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        if action.runs_commands:
            yield from check_command_lines(action.node)
        else:
            yield from _commands_elsewhere(action)


def check_command_lines(node: Node) -> Iterator[Finding]:
    """`commands` of a Commands action or rule: at least one, each a single line."""
    if not node["commands"].entries():
        yield node.error("pipeline/commands-required", "add commands: there is nothing to run")
    for command in node["commands"]:
        if "\n" in command.text:
            yield command.error(
                "pipeline/commands-single-line", "a command here is a single line: use CodeBuild instead"
            )


def _commands_elsewhere(action: Action) -> Iterator[Finding]:
    misplaced = [action.node[key] for key in ("commands", "outputVariables") if key in action.node]
    misplaced += [entry["files"] for entry in action.node["outputArtifacts"] if "files" in entry]
    for node in misplaced:
        yield node.error("pipeline/commands-only", "remove it: only a Compute/Commands action takes it")


def _environment(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        variables = action.node["environmentVariables"]
        if variables and action.kind not in _ENVIRONMENT_KINDS:
            yield variables.error(
                "pipeline/environment-place", "only Commands and EKS actions take environmentVariables"
            )
        for name in repeated(entry["name"] for entry in variables):
            yield name.error("pipeline/environment-unique", f"{name.text!r} is there twice: remove one")
        for entry in variables:
            if action.provider == "EKS" and entry["type"].text == "SECRETS_MANAGER":
                yield entry["type"].error("pipeline/environment-secret", "an EKS action takes PLAINTEXT only")


def _parallel_width(pipeline: Declaration) -> Iterator[Finding]:
    if pipeline.node["executionMode"].text != "PARALLEL":
        return
    for index, stage in enumerate(pipeline.stages):
        orders = Counter(action.order for action in stage_actions(stage, index))
        if orders and max(orders.values()) > 5:
            yield stage.warning(
                "pipeline/parallel-width", "an execution in PARALLEL mode runs 5 actions at once at most"
            )


_CHECKS = (
    _pipeline_type,
    _stage_count,
    _first_stage,
    _unique_names,
    _action_count,
    _artifact_store,
    _regions,
    _artifact_names,
    _artifact_inputs,
    _clone_references,
    _timeouts,
    _blockers,
    _commands,
    _environment,
    _parallel_width,
)
