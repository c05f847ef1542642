"""The grammar of a buildspec 0.2: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html

AWS publishes no schema of it that can be had offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.validate.batch import check_batch
from migrate.validate.finding import Finding
from migrate.validate.grammar import Form, Kind, check_form
from migrate.validate.node import Node
from migrate.validate.secrets import check_text, check_variable
from migrate.validate.yaml_text import read_yaml

PHASES = "install", "pre_build", "build", "post_build"
_RUNTIMES = "android", "dotnet", "golang", "nodejs", "java", "php", "python", "ruby"
_ON_FAILURE = re.compile(r"ABORT|CONTINUE|RETRY(-.+)?")
_RETRY_COUNT = re.compile(r"RETRY-(\d+)(-.+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,127}")
_PARAMETER = re.compile(r"[A-Za-z0-9_.\-/]+|arn:aws[\w-]*:ssm:[\w-]+:\d{12}:parameter/.+|.*\$\{?\w+\}?.*")
_SECRET_ARN = re.compile(r"arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[^:]+")
_SECRET_NAME = re.compile(r"[A-Za-z0-9/_+=.@!\-${}]+")

_TEXT = Form(Kind.TEXT)
_TEXTS = Form(Kind.TEXTS)
_SWITCH = Form(Kind.SWITCH)
_VALUES = Form(Kind.VALUES)
_FILES: Mapping[str, Form] = {
    "files": Form(Kind.TEXT_OR_TEXTS, required=True),  # documented as a list; a single string is taken, too
    "base-directory": _TEXT,
    "discard-paths": _SWITCH,
}
_ARTIFACT: Mapping[str, Form] = {
    **_FILES,
    "name": _TEXT,
    "exclude-paths": Form(Kind.TEXT_OR_TEXTS),
    "enable-symlinks": _SWITCH,
    "s3-prefix": _TEXT,
}
_FORMATS = (
    "JUNITXML|CUCUMBERJSON|NUNITXML|NUNIT3XML|TESTNGXML|VISUALSTUDIOTRX|CLOVERXML|COBERTURAXML|JACOCOXML|SIMPLECOV"
)
_REPORT: Mapping[str, Form] = {**_FILES, "file-format": Form(Kind.TEXT, choice=f"(?i:{_FORMATS})")}
_COMMANDS: Mapping[str, Form] = {
    "run-as": _TEXT,
    "on-failure": _TEXT,
    "commands": Form(Kind.ANY, required=True),
    "finally": Form(Kind.ANY),
}
_INSTALL: Mapping[str, Form] = {**_COMMANDS, "commands": Form(Kind.ANY), "runtime-versions": _VALUES}
_BUILDSPEC: Mapping[str, Form] = {
    "version": Form(Kind.ANY, required=True),
    "run-as": _TEXT,
    "env": Form(
        Kind.MAP,
        {
            "shell": Form(Kind.TEXT, choice="bash|/bin/sh|powershell.exe|cmd.exe"),
            "variables": _VALUES,
            "parameter-store": _VALUES,
            "secrets-manager": _VALUES,
            "exported-variables": _TEXTS,
            "git-credential-helper": _SWITCH,
        },
    ),
    "proxy": Form(Kind.MAP, {"upload-artifacts": _SWITCH, "logs": _SWITCH}),
    "batch": Form(Kind.ANY),
    "phases": Form(
        Kind.MAP,
        {"install": Form(Kind.MAP, _INSTALL), **{name: Form(Kind.MAP, _COMMANDS) for name in PHASES[1:]}},
    ),
    "reports": Form(Kind.EACH, _REPORT),
    "artifacts": Form(Kind.MAP, {**_ARTIFACT, "secondary-artifacts": Form(Kind.EACH, _ARTIFACT)}),
    "cache": Form(
        Kind.MAP,
        {
            "key": _TEXT,
            "fallback-keys": _TEXTS,
            "action": Form(Kind.TEXT, choice="restore|save"),
            "paths": Form(Kind.TEXTS, required=True),
        },
    ),
}


def check_buildspec(text: str) -> Iterator[Finding]:
    """Everything but the commands' own syntax, which `shell.check_commands` sees for many builds at once."""
    yield from check_text(text)
    reading = read_yaml(text, "buildspec")
    yield from reading.findings
    root = Node(reading.value)
    if not isinstance(root.value, dict):
        if not reading.findings:
            yield root.error("buildspec/type", "a buildspec is a map")
        return
    yield from check_form(root, Form(Kind.MAP, _BUILDSPEC), "buildspec")
    for check in _CHECKS:
        yield from check(root)


def commands(root: Node) -> Iterator[Node]:
    """The commands of a buildspec that are text, in the order in which they run."""
    for phase in PHASES:
        for key in ("commands", "finally"):
            yield from (command for command in root["phases"][phase][key] if command.text)


def artifact_identifiers(root: Node) -> list[str]:
    return root["artifacts"]["secondary-artifacts"].keys()


def _version(root: Node) -> Iterator[Finding]:
    if "version" in root and root["version"].value not in (0.2, "0.2"):
        yield root["version"].error("buildspec/version", "write 0.2: 0.1 gives each command a shell of its own")


def _phases(root: Node) -> Iterator[Finding]:
    phases = root["phases"]
    if not phases.keys() and not root["batch"]:
        yield root.error("buildspec/no-phases", "add phases: the build does nothing")
    for name, phase in phases.items():
        yield from _commands(phase["commands"])
        yield from _commands(phase["finally"])
        if name == "install" and not any(key in phase for key in ("commands", "runtime-versions")):
            yield phase.error("buildspec/required", "add commands or runtime-versions")
        for runtime, version in phase["runtime-versions"].items():
            if runtime not in _RUNTIMES:
                yield version.error("buildspec/runtime", f"{runtime!r} is none of {', '.join(_RUNTIMES)}")


def _commands(node: Node) -> Iterator[Finding]:
    if isinstance(node.value, str):
        yield node.error("buildspec/commands", "write a list, one complete command per item")
        return
    if node and not node.entries():
        yield node.error("buildspec/commands", "add a command: the list is empty")
    for entry in node:
        if isinstance(entry.value, dict):
            yield entry.error("buildspec/command-map", 'quote it: ": " in a command makes YAML read a map')
        elif not isinstance(entry.value, str):
            yield entry.error("buildspec/command-text", "quote it: a command is text")
        elif not entry.text.strip():
            yield entry.error("buildspec/command-empty", "remove it: the command is empty")


def _on_failure(root: Node) -> Iterator[Finding]:
    for _, phase in root["phases"].items():
        node = phase["on-failure"]
        counted = _RETRY_COUNT.fullmatch(node.text)
        if node.text and not _ON_FAILURE.fullmatch(node.text):
            yield node.error("buildspec/on-failure", "write ABORT, CONTINUE, RETRY, RETRY-count or RETRY-count-regex")
        elif counted and int(counted[1]) > 100:
            yield node.error("buildspec/on-failure", "a build is retried 100 times at most")


def _environment(root: Node) -> Iterator[Finding]:
    env = root["env"]
    kinds = ("variables", "parameter-store", "secrets-manager")
    seen: set[str] = set()
    for kind in kinds:
        for name, value in env[kind].items():
            if name.startswith("CODEBUILD_"):
                yield value.error("buildspec/reserved-name", "rename it: CODEBUILD_ is reserved")
            elif not _NAME.fullmatch(name):
                yield value.error("buildspec/variable-name", "use letters, digits and _; the first is no digit")
            if name in seen:
                yield value.error("buildspec/variable-unique", f"{name} is defined twice: remove one")
            seen.add(name)
    for name, value in env["variables"].items():
        yield from check_variable(name, value)


def _exports(root: Node) -> Iterator[Finding]:
    env = root["env"]
    secret = {*env["parameter-store"].keys(), *env["secrets-manager"].keys()}
    for entry in env["exported-variables"]:
        if entry.text in secret:
            yield entry.error("buildspec/exported-secret", "remove it: a secret can't be exported")
        elif entry.text.startswith("AWS_"):
            yield entry.error("buildspec/exported-aws", "rename it: names that begin with AWS_ can't be exported")


def _references(root: Node) -> Iterator[Finding]:
    for _, value in root["env"]["parameter-store"].items():
        if value.text and not _PARAMETER.fullmatch(value.text):
            yield value.error("buildspec/parameter", "write the name or ARN of a parameter")
    for _, value in root["env"]["secrets-manager"].items():
        if value.text and not _is_secret(value.text):
            yield value.error("buildspec/secret", "write secret-id:json-key:version-stage:version-id")


def _is_secret(text: str) -> bool:
    """After the secret's name or ARN stand up to three parts; version stage and version id exclude each other."""
    arn = _SECRET_ARN.match(text)
    name, _, _ = text.partition(":")
    rest = text[arn.end() :] if arn else text[len(name) :]
    parts = rest.split(":")[1:]
    if not arn and not _SECRET_NAME.fullmatch(name):
        return False
    return len(parts) <= 3 and not (len(parts) == 3 and bool(parts[1]) and bool(parts[2]))


def _limits(root: Node) -> Iterator[Finding]:
    if len(root["reports"].keys()) > 5:
        yield root["reports"].error("buildspec/report-count", "a build has 5 report groups at most")
    if len(root["cache"]["fallback-keys"].entries()) > 5:
        yield root["cache"]["fallback-keys"].error("buildspec/fallback-keys", "a cache has 5 fallback keys at most")


def _artifacts(root: Node) -> Iterator[Finding]:
    for identifier, entry in root["artifacts"]["secondary-artifacts"].items():
        if not _IDENTIFIER.fullmatch(identifier):
            yield entry.error("buildspec/artifact-identifier", "use letters, digits and _, 127 at most")


_CHECKS = (
    _version,
    _phases,
    _on_failure,
    _environment,
    _exports,
    _references,
    _limits,
    _artifacts,
    check_batch,
)
