"""Builds of other projects of CodeBuild: https://plugins.jenkins.io/aws-codebuild/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, EXPORTS, HERE, given, in_region, inputs, named, needs
from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution
from migrate.model.source import Literal, Slot, Value

plugin = Plugin(
    "aws-codebuild",
    title="AWS CodeBuild",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/codebuild/start-build.html",
)

_KEYS = "the role of the build stands for the key"
_OPTIONS = {  # settings of the plugin that are options of `start-build` with one value
    "sourceVersion": "source-version",
    "gitCloneDepthOverride": "git-clone-depth-override",
    "sourceTypeOverride": "source-type-override",
    "sourceLocationOverride": "source-location-override",
    "environmentTypeOverride": "environment-type-override",
    "imageOverride": "image-override",
    "computeTypeOverride": "compute-type-override",
    "certificateOverride": "certificate-override",
    "serviceRoleOverride": "service-role-override",
    "buildSpecFile": "buildspec-override",
    "buildTimeoutOverride": "timeout-in-minutes-override",
    "secondarySourcesOverride": "secondary-sources-override",
    "secondarySourcesVersionOverride": "secondary-sources-version-override",
    "secondaryArtifactsOverride": "secondary-artifacts-override",
}
_FLAGS = {
    "reportBuildStatusOverride": "report-build-status-override",
    "insecureSslOverride": "insecure-ssl-override",
    "privilegedModeOverride": "privileged-mode-override",
}
_ARTIFACTS = ("Type", "Location", "Name", "Namespace", "Packaging", "Path", "EncryptionDisabled")
_WITHOUT = (
    *(f"artifact{name}Override" for name in _ARTIFACTS),
    *("overrideArtifactName", "cacheTypeOverride", "cacheLocationOverride", "cacheModesOverride"),
    *("cloudWatchLogsStatusOverride", "cloudWatchLogsGroupNameOverride", "cloudWatchLogsStreamNameOverride"),
    *("s3LogsStatusOverride", "s3LogsEncryptionDisabledOverride", "s3LogsLocationOverride"),
)
_ENTRY = re.compile(r"\{\s*([^{},]+?)\s*,\s*([^{}]*?)\s*\}")


@plugin.rule(
    "CodeBuilder",
    "awsCodeBuild",
    slots=(Slot.STEP,),
    settings=(
        converted("projectName", to=CLI),
        converted("region", to="AWS_REGION"),
        *(converted(name, to=CLI, default="") for name in (*_OPTIONS, *_FLAGS)),
        converted("envVariables", to=CLI, default=""),
        converted("envParameters", to=CLI, default=""),
        gap("sourceControlType", because="the project has a source of its own: the workspace is not uploaded to it",
            default=("project", ""), blocking=True),
        *(gap(name, because="it is no option of the build that is started here: set it in the project", default=("", "false"),
              blocking=True) for name in _WITHOUT),
        gap("downloadArtifacts", because="artifacts of the project stay where it puts them", default=("false", ""), blocking=True),
        ignored("exceptionFailureMode", because="a call that fails fails the step in any case"),
        *(partial(name, because=_KEYS, default="") for name in ("credentialsId", "awsAccessKey", "awsSecretKey", "awsSessionToken")),
        ignored("credentialsType", because="it is about the key"),
        ignored("cwlStreamingDisabled", because="the log of the other build stands with it"),
        *(ignored(name, because="it is about the source or the artifacts that Jenkins handles")
          for name in ("localSourcePath", "workspaceSubdir", "sseAlgorithm", "downloadArtifactsRelativePath")),
        gap("proxyHost", because="the proxy of a build stands in its project", default=""),
        ignored("proxyPort", because="it is about the proxy"),
    ),
    behaviour=(
        partial("the log", because="that of the other build stands with it, and not in that of this one"),
        partial("the build", because="an action of CodePipeline for the project would take its source from the pipeline"),
    ),
)  # fmt: skip
def start(call: Call) -> Iterator[Contribution]:
    """`StartBuild`, and its end is waited for (`CodeBuilder.perform`)."""
    given_options = [name for name in _OPTIONS if given(call, name) != Literal("")]
    options = [f'--{_OPTIONS[name]} "${name}"' for name in given_options]
    for name, option in _FLAGS.items():
        if given(call, name) != Literal(""):
            options += [f"--{option}" if call.flag(name) else f"--no-{option}"]
    variables, words = _variables(call)
    lines = [EXPORTS] if in_region(call, "region") else []
    if variables:
        lines += [f"variables=$(build_variables {words})"]
        options += ['--environment-variables-override "$variables"']
    yield CallAws(
        "\n".join((*lines, " ".join(('run_build "$projectName"', *options)))),
        (*in_region(call, "region"), *inputs(call, "projectName", *given_options, expanded=True), *variables),
        functions=("run_build", *(["build_variables"] if variables else [])),
        needs=tuple(
            needs(
                call,
                "codebuild:StartBuild codebuild:BatchGetBuilds",
                f"arn:${{AWS::Partition}}:codebuild:{HERE}:project/{{projectName}}",
                expanded=True,
            )
        ),
    )


def _variables(call: Call) -> tuple[tuple[tuple[str, Value], ...], str]:
    """`[ { NAME, value }, … ]`: plain ones, and those that name parameters of the Parameter Store."""
    found: list[Value] = []
    for setting, kind in (("envVariables", "PLAINTEXT"), ("envParameters", "PARAMETER_STORE")):
        value = given(call, setting)
        text = value.value if isinstance(value, Literal) else None
        if text is None:
            raise NotKnownError(setting)
        found += [expand(Literal(f"{kind}:{name}={given_}")) for name, given_ in _ENTRY.findall(str(text))]
    return named("variable", found)
