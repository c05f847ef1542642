"""template.yaml and foundation.yaml: cfn-lint, and the pipeline and projects inside by the rules of the API.

https://github.com/aws-cloudformation/cfn-lint
"""

from __future__ import annotations

import warnings
from collections.abc import Container, Iterator, Mapping

from migrate.validate.finding import Finding, Severity, located
from migrate.validate.intrinsics import Resolver
from migrate.validate.node import Node
from migrate.validate.pipeline import check_pipeline
from migrate.validate.projects import check_project

_LINT_IGNORED: Mapping[str, str] = {
    "E3702": "its table of artifact counts is old; the provider catalogue has all providers",
    "W1030": "a parameter without a default can't be judged",
    "W3045": "bucket policies stand beside the bucket",
}
_VERBATIM = "Configuration"
_ONLY_IN_STACKS = "disableInboundStageTransitions", "restartExecutionOnUpdate"
_PROJECT_NAMES = {"buildSpec": "buildspec", "insecureSSL": "insecureSsl"}
_PROJECT_ONLY_IN_STACKS = "triggers", "visibility", "resourceAccessRole"


def lint(text: str) -> Iterator[Finding]:
    """cfn-lint's errors, and its warnings as warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cfnlint.api import lint as cfn_lint  # noqa: PLC0415

        matches = cfn_lint(text, None, ["us-east-1"])
    for match in matches:
        if match.rule.id in _LINT_IGNORED or match.rule.severity == "informational":
            continue
        severity = Severity.ERROR if match.rule.severity == "error" else Severity.WARNING
        path = ".".join(str(part) for part in match.path or ()) or f"line {match.linenumber}"
        yield Finding("", path, f"cfn-lint/{match.rule.id}", " ".join(match.message.split()), severity)


def check_template(template: object, *, checked: Container[str] = ()) -> Iterator[Finding]:
    """The pipelines, build projects and inline functions of a template that is read already."""
    root = Node(template)
    if not root["Resources"].keys():
        yield root.error("template/resources", "add Resources: the template makes nothing")
        return
    resolver = Resolver(root)
    for _, resource in root["Resources"].items():
        properties = resolver.resolve(resource["Properties"].value)
        match resource["Type"].text:
            case "AWS::CodePipeline::Pipeline":
                found = check_pipeline(pipeline_input(properties))
            case "AWS::CodeBuild::Project":
                found = check_project(project_input(properties), checked=checked)
            case "AWS::Lambda::Function":
                found = check_python(Node(properties)["Code"]["ZipFile"].text)
            case _:
                continue
        yield from located(found, "", f"{resource.path}.Properties")


def check_python(text: str) -> Iterator[Finding]:
    """Whether the code of a function can be read by Python."""
    try:
        compile(text, "function", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        yield Node(None).error("template/python", f"mend the Python: {error}")


def pipeline_input(properties: object) -> dict[str, object]:
    """The properties of AWS::CodePipeline::Pipeline as the input of create-pipeline."""
    members = dict(Node(_api_names(properties)).items())
    declared = {key: node.value for key, node in members.items() if key not in ("tags", *_ONLY_IN_STACKS)}
    declared.setdefault("name", "named-by-cloudformation")
    stores = Node(declared)["artifactStores"]
    if stores:
        declared["artifactStores"] = {one["region"].text: one["artifactStore"].value for one in stores}
    return {"pipeline": declared, **_tags(properties)}


def project_input(properties: object) -> dict[str, object]:
    """The properties of AWS::CodeBuild::Project as the input of create-project."""
    declared = {
        _PROJECT_NAMES.get(key, key): node.value
        for key, node in Node(_api_names(properties)).items()
        if key not in ("tags", *_PROJECT_ONLY_IN_STACKS)
    }
    declared.setdefault("name", "named-by-cloudformation")
    return {**declared, **_tags(properties)}


def _tags(properties: object) -> dict[str, object]:
    tags = Node(properties)["Tags"]
    return {"tags": [{"key": tag["Key"].value, "value": tag["Value"].value} for tag in tags]} if tags else {}


def _api_names(value: object) -> object:
    """CloudFormation's PascalCase as the API's camelCase; configuration keys are the provider's and stay."""
    if isinstance(value, list):
        return [_api_names(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_api_name(str(key)): item if key == _VERBATIM else _api_names(item) for key, item in value.items()}


def _api_name(key: str) -> str:
    name = key[:1].lower() + key[1:]
    return _PROJECT_NAMES.get(name, name)
