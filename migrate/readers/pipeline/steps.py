"""What the evaluator must know of steps by their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrate.model.source import Describable
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.values import Kind

# Calls that make an object for the step around them.
DESCRIBABLES = frozenset(
    (
        *("string", "usernamePassword", "usernameColonPassword", "file", "sshUserPrivateKey", "certificate", "zip"),
        *("aws", "gitUsernamePassword", "dockerCert", "azureServicePrincipal", "vaultString"),
        *("booleanParam", "choice", "text", "password", "credentials", "stringParam", "textParam", "gitParameter"),
        *("parameters", "pipelineTriggers", "cron", "pollSCM", "upstream", "githubPush", "logRotator"),
        *("disableConcurrentBuilds", "buildDiscarder", "disableResume", "durabilityHint", "rateLimit"),
        *("legacySCM", "modernSCM", "fromScm"),
        *("copyArtifactPermission", "githubProjectProperty", "throttleJobProperty"),
        *("scmGit", "cleanBeforeCheckout", "cloneOption", "localBranch", "lastSuccessful", "specific"),
        *("developers", "culprits", "requestor", "upstreamDevelopers", "brokenBuildSuspects"),
        *("containerTemplate", "envVar", "hostPathVolume", "emptyDirVolume", "secretVolume", "configFile"),
        *("persistentVolumeClaim", "configMapVolume", "nfsVolume", "secretEnvVar", "containerEnvVar", "podEnvVar"),
        *("portMapping", "podAnnotation", "containerLivenessProbe", "dynamicPVC", "genericEphemeralVolume"),
        *("never", "onFailure", "merge", "override"),
    )
)

# Steps that give nothing, or nothing that a pipeline reads.
WITHOUT_VALUE = frozenset(
    (
        *("sh", "bat", "powershell", "pwsh", "echo", "print", "println", "sleep", "error", "unstable", "milestone"),
        *("archiveArtifacts", "archive", "fingerprint", "junit", "publishHTML", "stash", "unstash", "writeFile"),
        *("deleteDir", "cleanWs", "dir", "ws", "withEnv", "withCredentials", "timeout", "retry", "stage", "node"),
        *("timestamps", "ansiColor", "wrap", "catchError", "warnError", "lock", "container", "podTemplate", "sshagent"),
        *("mail", "emailext", "slackSend", "properties", "writeJSON"),
    )
)

# Steps whose value is that of their block.
GIVES_WHAT_ITS_BLOCK_DOES = frozenset(
    (
        *("dir", "ws", "withEnv", "withCredentials", "timeout", "retry", "stage", "node", "timestamps", "ansiColor"),
        *("wrap", "lock", "container", "podTemplate", "sshagent", "withDockerContainer", "withDockerRegistry"),
        *("script", "withSonarQubeEnv", "withAWSParameterStore"),
    )
)

READS_ITS_BLOCK = frozenset(("waitUntil",))  # steps that ask what their block gives

PARAMETER_KINDS = {
    "booleanParam": Kind.BOOLEAN,
    **dict.fromkeys(("string", "text", "choice", "credentials", "stringParam", "textParam"), Kind.TEXT),
}
# A value of the class that a parameter or a step of a kind gives.
EXAMPLES: dict[Kind, str | int | bool] = {Kind.TEXT: "", Kind.INTEGER: 0, Kind.BOOLEAN: False}

CATCHING = frozenset(("catchError", "warnError"))
MARKING = CATCHING | {"unstable"}  # steps that may change the result of the build
LOOKS = frozenset(("currentBuild.displayName", "currentBuild.description"))  # how the build looks in Jenkins
TELLS = LOOKS | {"echo"}
AROUND = frozenset(("if", "if.condition", "if.then", "if.else", "try", "try.body", "try.catch", "try.finally"))
PRINTS = {"print": "echo", "println": "echo"}

_SCRIPTS = frozenset(("sh", "bat", "powershell", "pwsh"))
_READS = {
    **dict.fromkeys(("readFile", "pwd", "readJSON", "readYaml", "readProperties", "readMavenPom"), Kind.TEXT),
    **dict.fromkeys(("findFiles", "sha1", "sha256"), Kind.TEXT),
    "fileExists": Kind.BOOLEAN,
}
# Steps of services do what they do whether or not their value is read: kept is only what is.
_OF_SERVICES = {
    **dict.fromkeys(("s3DoesObjectExist", "elbIsInstanceRegistered", "elbIsInstanceDeregistered"), Kind.BOOLEAN),
    **dict.fromkeys(("s3PresignURL", "updateIdP"), Kind.TEXT),
    **dict.fromkeys(("awsIdentity", "cfnDescribe", "cfnExports", "cfnUpdate", "cfnExecuteChangeSet"), Kind.TEXT),
    **dict.fromkeys(("ecrListImages", "invokeLambda", "listAWSAccounts"), Kind.TEXT),
    "waitForQualityGate": Kind.TEXT,
}


# What stands for steps that read files when converting.
CHECKS = frozenset(("file.unchanged", "file.exists", "files.found"))

# Steps and blocks that leave the variables of the job and its result as they are.
_ASKING = (
    AROUND
    | _SCRIPTS
    | _READS.keys()
    | CHECKS
    | {"keep", "echo", "error", "dir", "withEnv", "withCredentials", "container"}
)


GIVES = _SCRIPTS | _READS.keys()  # steps that may give a value of the run


def only_asks(steps: Iterable[Describable]) -> bool:
    """Whether steps do no more to the job than to give values."""
    return all(one.name in _ASKING and only_asks(one.children or ()) for one in steps)


def kind_read(name: str, arguments: list[Given], *, is_read: bool = True) -> Kind | None:
    """What a step gives that a build can keep; None where it gives nothing of the kind."""
    if name in _OF_SERVICES:
        return _OF_SERVICES[name] if is_read else None
    given = {one.name: one.value for one in arguments}
    if name in _SCRIPTS and given.get("returnStatus") is True:  # before the output, where both are wanted
        return Kind.INTEGER
    if name in _SCRIPTS and given.get("returnStdout") is True:
        return Kind.TEXT
    return _READS.get(name)


_RUN_ANOTHER = ("step", "wrap")


def named(arguments: list[Given]) -> list[Given]:
    """The arguments of a step: a single map is named ones."""
    if len(arguments) != 1 or arguments[0].name or not isinstance(arguments[0].value, dict):
        return arguments
    value = arguments[0].value
    if "$class" in value or not all(isinstance(key, str) for key in value):
        return arguments
    return [Given(str(key), arguments[0].node, one) for key, one in value.items()]


def inner(name: str, arguments: list[Given]) -> tuple[str, list[Given]]:
    """The builder, publisher or wrapper that `step([$class: 'X', a: 1])` or `wrap` runs, with its arguments."""
    if name not in _RUN_ANOTHER:
        return name, arguments
    if len(arguments) == 1 and isinstance(arguments[0].value, dict):
        node, held = arguments[0].node, arguments[0].value
        arguments = [Given(str(key), node, one) for key, one in held.items()]
    kinds = [one.value for one in arguments if one.name == "$class"]
    if len(kinds) != 1 or not isinstance(kinds[0], str):
        return name, arguments
    return kinds[0], [one for one in arguments if one.name != "$class"]


def declared_kinds(arguments: list[Given]) -> dict[str, Kind]:
    """The kinds of the parameters that `properties` declares."""
    properties = [one for given in arguments for one in _objects(given.value)]
    declared = [
        one for held in properties for key in _PARAMETERS.get(class_of(held), ()) for one in _objects(held.get(key))
    ]
    kinds = [(one.get("name"), PARAMETER_KINDS.get(_symbol(class_of(one)))) for one in declared]
    return {name: kind for name, kind in kinds if kind and isinstance(name, str)}


_PARAMETERS = {"parameters": ("",), "ParametersDefinitionProperty": ("parameterDefinitions",)}


def _symbol(name: str) -> str:
    """The symbol of the class of a parameter: `string` for `hudson.model.StringParameterDefinition`."""
    plain = name.rpartition(".")[2].removesuffix("ParameterDefinition")
    return {"Boolean": "booleanParam"}.get(plain, plain[:1].lower() + plain[1:])


def _objects(value: Any) -> list[dict[Any, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def class_of(value: Any) -> str:
    """The symbol or class of an object that a call has made."""
    return str(value.get("$class", "")) if isinstance(value, dict) else ""
