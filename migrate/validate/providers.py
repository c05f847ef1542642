"""Each action against the provider catalogue, and the rules that join several keys of one provider.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from migrate.validate.catalogue import CUSTOM_COUNTS, OWN_KEYS, POLLING, PROVIDERS, REFUSED
from migrate.validate.declaration import Action, Declaration
from migrate.validate.finding import Finding
from migrate.validate.node import Node

_STACK_CHANGES = "CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE"
_CHANGE_SETS = "CHANGE_SET_REPLACE", "CHANGE_SET_EXECUTE"
_VARIABLE_TYPES = "PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER"


def check_providers(pipeline: Declaration) -> Iterator[Finding]:
    for action in pipeline.actions:
        yield from _action(action)


def _action(action: Action) -> Iterator[Finding]:
    provider = PROVIDERS.get(action.kind)
    kind = action.node["actionTypeId"]
    if action.kind in REFUSED:
        yield kind.error("provider/refused", REFUSED[action.kind])
    elif action.owner == "Custom":
        yield from _counts(action, CUSTOM_COUNTS, CUSTOM_COUNTS)
    elif provider is None:
        yield kind.error("provider/unknown", f"CodePipeline has no action {action.kind}")
    else:
        if kind["version"].text != "1":
            yield kind["version"].error("provider/version", 'write "1": no AWS action has another version')
        yield from _counts(action, provider.inputs, provider.outputs)
        if action.kind not in OWN_KEYS:
            yield from provider.keys.check(_configuration(action), "provider/configuration")
        if action.kind in POLLING and action.configuration["PollForSourceChanges"].text != "false":
            message = 'write "PollForSourceChanges": "false": without it the pipeline polls'
            yield action.configuration.error("provider/polling", message)
        for rule in _RULES.get(action.kind, ()):
            yield from rule(action)


def _configuration(action: Action) -> Node:
    return action.configuration or Node({}, action.configuration.path)


def _counts(action: Action, inputs: tuple[int, int], outputs: tuple[int, int]) -> Iterator[Finding]:
    for key, names, (low, high) in (
        ("inputArtifacts", action.inputs, inputs),
        ("outputArtifacts", action.outputs, outputs),
    ):
        if not low <= len(names) <= high:
            wanted = str(low) if low == high else f"{low} to {high}"
            message = f"{action.provider} takes {wanted} of {key}; here are {len(names)}"
            yield action.node[key].error("provider/artifact-count", message)


def _primary_source(action: Action) -> Iterator[Finding]:
    primary = action.configuration["PrimarySource"]
    if len(action.inputs) > 1 and not primary:
        yield action.configuration.error("provider/primary-source", "add PrimarySource: there are several inputs")
    elif primary.text and primary.text not in action.inputs:
        yield primary.error("provider/primary-source", "name one of the action's input artifacts")


def _batch(action: Action) -> Iterator[Finding]:
    configuration = action.configuration
    if configuration["CombineArtifacts"].text == "true" and configuration["BatchEnabled"].text != "true":
        yield configuration["CombineArtifacts"].error("provider/combine-artifacts", "it needs BatchEnabled true")


def _environment(action: Action) -> Iterator[Finding]:
    node = action.configuration["EnvironmentVariables"]
    if not node.text:
        return
    seen = set()
    for entry in _json(node):
        variable = Node(entry, node.path)
        name, value, kind = variable["name"].text, variable["value"], variable["type"].value
        if not name or not isinstance(value.value, str) or kind not in (None, *_VARIABLE_TYPES):
            message = f"each entry is a name, a value and a type of {', '.join(_VARIABLE_TYPES)}, all strings"
            yield node.error("provider/environment", message)
        elif name in seen:
            yield node.error("provider/environment", f"{name} is there twice: remove one")
        seen.add(name)
    if not isinstance(_loaded(node.text), list):
        yield node.error("provider/json", "write a JSON list as one string")


def _json(node: Node) -> list[object]:
    loaded = _loaded(node.text)
    return loaded if isinstance(loaded, list) else []


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _json_keys(kind: type, *keys: str) -> Callable[[Action], Iterator[Finding]]:
    def check(action: Action) -> Iterator[Finding]:
        for key in keys:
            node = action.configuration[key]
            if node.text and not isinstance(_loaded(node.text), kind):
                yield node.error("provider/json", f"write a JSON {'object' if kind is dict else 'list'} as one string")

    return check


def _overrides_size(action: Action) -> Iterator[Finding]:
    node = action.configuration["ParameterOverrides"]
    if len(node.text.encode()) > 1024:
        yield node.error("provider/overrides-size", "ParameterOverrides take 1 KB at most: use TemplateConfiguration")


def _needs(key: str, value: str, *needed: str) -> Callable[[Action], Iterator[Finding]]:
    """Where `key` has `value`, the needed keys must be there."""

    def check(action: Action) -> Iterator[Finding]:
        if action.configuration[key].text == value:
            yield from _missing(action.configuration, needed, f"{key} {value} needs it")

    return check


def _missing(configuration: Node, needed: tuple[str, ...], because: str) -> Iterator[Finding]:
    for key in needed:
        if key not in configuration:
            yield configuration.error("provider/depends", f"add {key}: {because}")


def _stack(action: Action) -> Iterator[Finding]:
    configuration = action.configuration
    mode = configuration["ActionMode"].text
    if mode in _STACK_CHANGES:
        yield from _missing(configuration, ("TemplatePath",), f"{mode} needs it")
    if mode in _CHANGE_SETS:
        yield from _missing(configuration, ("ChangeSetName",), f"{mode} needs it")
    if mode and mode != "CHANGE_SET_EXECUTE":
        yield from _missing(configuration, ("RoleArn",), f"{mode} needs it")
    if action.outputs and not configuration["OutputFileName"]:
        yield from _missing(configuration, ("OutputFileName",), "without it the output artifact stays empty")
    if configuration["OutputFileName"] and not action.outputs:
        yield action.node.error("provider/depends", "add an output artifact: OutputFileName is written to it")


def _artifact_paths(*keys: str) -> Callable[[Action], Iterator[Finding]]:
    """`Artifact::file`, or a bare artifact name: the artifact must be an input of the action."""

    def check(action: Action) -> Iterator[Finding]:
        for key in keys:
            node = action.configuration[key]
            artifact = node.text.partition("::")[0]
            if artifact and artifact not in action.inputs:
                yield node.error("provider/artifact-reference", f"{artifact!r} is no input artifact of the action")

    return check


def _optional_paths(*keys: str) -> Callable[[Action], Iterator[Finding]]:
    """Keys that take a literal or `Artifact::file`."""
    check = {key: _artifact_paths(key) for key in keys}

    def check_all(action: Action) -> Iterator[Finding]:
        for key, one in check.items():
            if "::" in action.configuration[key].text:
                yield from one(action)

    return check_all


def _together(first: str, second: str) -> Callable[[Action], Iterator[Finding]]:
    def check(action: Action) -> Iterator[Finding]:
        for key, other in ((first, second), (second, first)):
            if key in action.configuration:
                yield from _missing(action.configuration, (other,), f"{key} needs it")

    return check


def _either(*groups: tuple[str, ...]) -> Callable[[Action], Iterator[Finding]]:
    """All keys of exactly one group must be there."""

    def check(action: Action) -> Iterator[Finding]:
        begun = [group for group in groups if any(key in action.configuration for key in group)]
        wanted = " or ".join(" with ".join(group) for group in groups)
        if len(begun) != 1:
            yield action.configuration.error("provider/either", f"give {wanted}, and not both")
        else:
            yield from _missing(action.configuration, begun[0], f"the action needs {' with '.join(begun[0])}")

    return check


def _lambda_version(action: Action) -> Iterator[Finding]:
    configuration = action.configuration
    if not action.inputs:
        yield from _missing(configuration, ("PublishedTargetVersion",), "there is no input artifact to deploy")
    if not configuration["FunctionAlias"]:
        for key in ("DeployStrategy", "PublishedTargetVersion"):
            if key in configuration:
                yield configuration[key].error("provider/depends", f"add FunctionAlias: {key} needs it")


def _input_needed(key: str, value: str) -> Callable[[Action], Iterator[Finding]]:
    def check(action: Action) -> Iterator[Finding]:
        if action.configuration[key].text == value and not action.inputs:
            yield action.node.error("provider/depends", f"add an input artifact: {key} {value} reads it")

    return check


def _windows_compute(action: Action) -> Iterator[Finding]:
    environment, compute = action.configuration["EnvironmentType"].text, action.configuration["ComputeType"]
    if environment.startswith("WINDOWS") and compute.text in ("", "BUILD_GENERAL1_SMALL"):
        yield compute.error("provider/compute", "Windows needs BUILD_GENERAL1_MEDIUM or more")


def _stack_set_targets(action: Action) -> Iterator[Finding]:
    configuration = action.configuration
    if configuration["OrganizationsAutoDeployment"].text.startswith("Enabled"):
        for key in ("DeploymentTargets", "Regions"):
            if key in configuration:
                yield configuration[key].error(
                    "provider/either", f"remove {key}: OrganizationsAutoDeployment excludes it"
                )
    else:
        yield from _together("DeploymentTargets", "Regions")(action)


def _images(action: Action) -> Iterator[Finding]:
    for number in range(1, 5):
        yield from _together(f"Image{number}ArtifactName", f"Image{number}ContainerName")(action)


_BUILD_RULES = (_primary_source, _batch, _environment)
_ECS_ARTIFACTS = (
    "TaskDefinitionTemplateArtifact",
    "AppSpecTemplateArtifact",
    *(f"Image{number}ArtifactName" for number in range(1, 5)),
)
_EC2_SCRIPT = ("TargetDirectory", "PostScript")
_PRODUCT_KEYS = ("TemplateFilePath", "ProductVersionName", "ProductType")

_RULES: Mapping[str, tuple[Callable[[Action], Iterator[Finding]], ...]] = {
    "Build/AWS/CodeBuild": _BUILD_RULES,
    "Test/AWS/CodeBuild": _BUILD_RULES,
    "Compute/AWS/Commands": (_windows_compute,),
    "Deploy/AWS/S3": (_needs("Extract", "false", "ObjectKey"),),
    "Deploy/AWS/CloudFormation": (
        _stack,
        _artifact_paths("TemplatePath", "TemplateConfiguration"),
        _json_keys(dict, "ParameterOverrides"),
        _overrides_size,
    ),
    "Deploy/AWS/CloudFormationStackSet": (
        _stack_set_targets,
        _artifact_paths("TemplatePath"),
        _optional_paths("Parameters", "DeploymentTargets"),
    ),
    "Deploy/AWS/CloudFormationStackInstances": (_optional_paths("ParameterOverrides", "DeploymentTargets"),),
    "Deploy/AWS/CodeDeployToECS": (_artifact_paths(*_ECS_ARTIFACTS), _images),
    "Deploy/AWS/EKS": (_either(("ManifestFiles",), ("HelmReleaseName", "HelmChartLocation")),),
    "Deploy/AWS/EC2": (_either(_EC2_SCRIPT, ("DeploySpec",)),),
    "Deploy/AWS/Lambda": (_lambda_version,),
    "Deploy/AWS/ServiceCatalog": (_either(_PRODUCT_KEYS, ("ConfigurationFilePath",)),),
    "Invoke/AWS/StepFunctions": (_needs("InputType", "FilePath", "Input"), _input_needed("InputType", "FilePath")),
    "Invoke/AWS/CodePipeline": (_json_keys(list, "SourceRevisions", "Variables"),),
    "Invoke/AWS/InspectorScan": (
        _needs("InspectorRunMode", "ECRImageScan", "ECRRepositoryName"),
        _input_needed("InspectorRunMode", "SourceCodeScan"),
    ),
}
