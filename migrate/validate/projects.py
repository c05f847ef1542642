"""One build project beyond its model: compute, images, privileges, source and artifacts, variables.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping

from migrate.validate.buildspec import check_buildspec
from migrate.validate.finding import Finding, located
from migrate.validate.node import Node
from migrate.validate.pipeline import check_tags
from migrate.validate.secrets import check_values, check_variable
from migrate.validate.service_model import check_input
from migrate.validate.structure import repeated
from migrate.validate.yaml_text import read_yaml

_S, _M, _L, _XL, _XXL = (f"BUILD_GENERAL1_{size}" for size in ("SMALL", "MEDIUM", "LARGE", "XLARGE", "2XLARGE"))
_SIZED = "ATTRIBUTE_BASED_COMPUTE", "CUSTOM_INSTANCE_TYPE"
_LAMBDA = tuple(f"BUILD_LAMBDA_{size}GB" for size in (1, 2, 4, 8, 10))
_COMPUTE: Mapping[str, tuple[str, ...]] = {
    "LINUX_CONTAINER": (_S, _M, _L, _XL, _XXL, *_SIZED),
    "ARM_CONTAINER": (_S, _M, _L, _XL, _XXL, *_SIZED),
    "LINUX_GPU_CONTAINER": (_S, _L, *_SIZED),
    "WINDOWS_CONTAINER": (_M, _L),
    "WINDOWS_SERVER_2019_CONTAINER": (_M, _L, *_SIZED),
    "WINDOWS_SERVER_2022_CONTAINER": (_M, _L, _XL, _XXL, *_SIZED),
    "LINUX_EC2": (_S, _M, _L, *_SIZED),
    "ARM_EC2": (_S, _M, _L, *_SIZED),
    "WINDOWS_EC2": (_S, _M, _L, *_SIZED),
    "LINUX_LAMBDA_CONTAINER": _LAMBDA,
    "ARM_LAMBDA_CONTAINER": _LAMBDA,
}
_PRIVILEGED = "LINUX_CONTAINER", "ARM_CONTAINER", "LINUX_GPU_CONTAINER"
_LAMBDA_LACKS = "cache", "timeoutInMinutes", "queuedTimeoutInMinutes", "vpcConfig", "fileSystemLocations"
_LOCATED = "S3", "GITHUB", "GITHUB_ENTERPRISE", "BITBUCKET", "GITLAB", "CODECOMMIT"
_CURATED = "aws/codebuild/"
_X86, _ARM = r"LINUX_(GPU_)?(CONTAINER|EC2)", r"ARM_(CONTAINER|EC2)"
_IMAGES: tuple[tuple[str, str], ...] = (
    (r"(amazonlinux-x86_64-standard|amazonlinux2-x86_64-standard):([3-6]\.0|corretto(8|11))", _X86),
    (r"(amazonlinux-aarch64-standard|amazonlinux2-aarch64-standard):[1-4]\.0", _ARM),
    (r"standard:[5-8]\.0", _X86),
    (r"windows-base:2019-[123]\.0", r"WINDOWS_(SERVER_2019_)?(CONTAINER|EC2)"),
    (r"windows-base:2022-1\.0", r"WINDOWS_(SERVER_2022_CONTAINER|EC2)"),
    (r"macos-arm-base:(14|15|26)", "MAC_ARM"),
    (r"amazonlinux-x86_64-lambda-standard:[a-z]+[0-9.]+", "LINUX_LAMBDA_CONTAINER"),
    (r"amazonlinux-aarch64-lambda-standard:[a-z]+[0-9.]+", "ARM_LAMBDA_CONTAINER"),
)
_ANY_IMAGE = re.compile(r"[\w.\-]+(:\d+)?(/[\w.\-]+)*(:[\w.\-]+)?(@sha256:[0-9a-f]{64})?")
_ROLE = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/.+")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,127}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_project(document: object, *, checked: Container[str] = ()) -> Iterator[Finding]:
    """`document` is the input of codebuild create-project. `checked` are inline buildspecs that need no second look."""
    project = Node(document)
    yield from check_input("codebuild", "CreateProject", project)
    for check in _CHECKS:
        yield from check(project)
    yield from check_tags(project["tags"])
    yield from check_values(Node({key: value.value for key, value in project.items() if key != "source"}))
    yield from _on_failure(project)
    text = inline_buildspec(project)
    if text and text not in checked:
        yield from located(check_buildspec(text), "", project["source"]["buildspec"].path)


def inline_buildspec(project: Node) -> str:
    """The buildspec's own text; empty where the project names a file."""
    text = project["source"]["buildspec"].text
    return text if "\n" in text.strip() or text.lstrip().startswith("{") else ""


def _compute(project: Node) -> Iterator[Finding]:
    environment = project["environment"]
    kind, compute, fleet = environment["type"].text, environment["computeType"], environment["fleet"]
    if kind == "MAC_ARM" and not fleet:
        yield environment.error("project/fleet", "macOS runs on a reserved fleet only: add fleet")
    elif compute.text and kind in _COMPUTE and compute.text not in _COMPUTE[kind] and not fleet:
        yield compute.error("project/compute", f"{kind} takes {', '.join(_COMPUTE[kind])}")
    if compute.text in _SIZED and not environment["computeConfiguration"] and not fleet:
        yield environment.error("project/compute-configuration", f"add computeConfiguration: {compute.text} needs it")


def _lambda(project: Node) -> Iterator[Finding]:
    if "LAMBDA" not in project["environment"]["type"].text:
        return
    for key in _LAMBDA_LACKS:
        if key in project and project[key]["type"].value != "NO_CACHE":
            yield project[key].error("project/lambda", f"remove {key}: Lambda compute has none")
    if project["badgeEnabled"].value is True:
        yield project["badgeEnabled"].error("project/lambda", "remove badgeEnabled: Lambda compute has none")


def _privileged(project: Node) -> Iterator[Finding]:
    environment = project["environment"]
    if environment["privilegedMode"].value is True and environment["type"].text not in _PRIVILEGED:
        yield environment["privilegedMode"].error("project/privileged", f"only {', '.join(_PRIVILEGED)} have it")


def _image(project: Node) -> Iterator[Finding]:
    environment = project["environment"]
    image, pull = environment["image"], environment["imagePullCredentialsType"].text
    if not image.text.startswith(_CURATED):
        if image.text and not _ANY_IMAGE.fullmatch(image.text):
            yield image.error("project/image", "write registry/name:tag")
        if ".dkr.ecr." in image.text and pull != "SERVICE_ROLE":
            yield environment.error(
                "project/image-pull", "add imagePullCredentialsType SERVICE_ROLE for a private image"
            )
        return
    types = [types for name, types in _IMAGES if re.fullmatch(name, image.text.removeprefix(_CURATED))]
    if not types:
        yield image.error("project/image", f"CodeBuild has no image {image.text}")
    elif not re.fullmatch(types[0], environment["type"].text):
        yield image.error("project/image-type", f"the image does not run on {environment['type'].text}")
    if pull == "SERVICE_ROLE":
        yield environment["imagePullCredentialsType"].error(
            "project/image-pull", "CodeBuild's own images take CODEBUILD"
        )


def _registry(project: Node) -> Iterator[Finding]:
    environment = project["environment"]
    if environment["registryCredential"] and environment["imagePullCredentialsType"].text != "SERVICE_ROLE":
        message = "add imagePullCredentialsType SERVICE_ROLE: registryCredential needs it"
        yield environment["registryCredential"].error("project/registry", message)


def _source(project: Node) -> Iterator[Finding]:
    source, artifacts = project["source"]["type"].text, project["artifacts"]["type"].text
    if source and artifacts and (source == "CODEPIPELINE") != (artifacts == "CODEPIPELINE"):
        yield project["artifacts"].error(
            "project/source-artifacts", "CODEPIPELINE stands for both source and artifacts"
        )
    if source == "CODEPIPELINE" and project["secondaryArtifacts"].entries():
        message = "remove it: declare the artifacts on the pipeline's action"
        yield project["secondaryArtifacts"].error("project/secondary-artifacts", message)
    if source == "NO_SOURCE" and not project["source"]["buildspec"].text:
        yield project["source"].error("project/no-buildspec", "add buildspec: there is no source to read it from")
    if source in _LOCATED and not project["source"]["location"].text:
        yield project["source"].error("project/location", f"add location: {source} needs it")


def _identifiers(project: Node) -> Iterator[Finding]:
    names = [entry["sourceIdentifier"] for entry in project["secondarySources"]]
    names += [entry["artifactIdentifier"] for entry in project["secondaryArtifacts"]]
    for name in names:
        if not _IDENTIFIER.fullmatch(name.text):
            yield name.error("project/identifier", "use letters, digits and _, 127 at most")
    for name in repeated(names):
        yield name.error("project/identifier-unique", f"rename it: {name.text!r} is there twice")


def _variables(project: Node) -> Iterator[Finding]:
    variables = project["environment"]["environmentVariables"]
    for entry in variables:
        name = entry["name"]
        if name.text.startswith("CODEBUILD_"):
            yield name.error("project/reserved-name", "rename it: CODEBUILD_ is reserved")
        elif name.text and not _NAME.fullmatch(name.text):
            yield name.error("project/variable-name", "use letters, digits and _; the first is no digit")
        if entry["type"].value in (None, "PLAINTEXT"):
            yield from check_variable(name.text, entry["value"])
    for name in repeated(entry["name"] for entry in variables):
        yield name.error("project/variable-unique", f"{name.text} is there twice: remove one")


def _role(project: Node) -> Iterator[Finding]:
    role = project["serviceRole"]
    if role.text and not _ROLE.fullmatch(role.text):
        yield role.error("project/service-role", "write the role's ARN")


def _retries(project: Node) -> Iterator[Finding]:
    if not 0 <= project["autoRetryLimit"].number() <= 10:
        yield project["autoRetryLimit"].error("project/retries", "a build is retried 10 times at most")


def _on_failure(project: Node) -> Iterator[Finding]:
    text = inline_buildspec(project)
    if not text or not ("LAMBDA" in project["environment"]["type"].text or project["environment"]["fleet"]):
        return
    for _, phase in Node(read_yaml(text, "buildspec").value)["phases"].items():
        if "on-failure" in phase:
            message = "remove on-failure: Lambda compute and reserved fleets don't know it"
            yield project["source"]["buildspec"].error("project/on-failure", message)


_CHECKS = (
    _compute,
    _lambda,
    _privileged,
    _image,
    _registry,
    _source,
    _identifiers,
    _variables,
    _role,
    _retries,
)
