"""What Jenkins refuses by the names and types of arguments, for steps and symbols that every controller has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.readers.declarative.model import Argument, Invocation, Value

_TEXT, _NUMBER, _ANY = (str,), (int,), (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Signature:
    """Arguments by name with the types that constants may have; the first is required where `required` says so."""

    types: dict[str, tuple[type, ...]]
    required: tuple[str, ...] = ()
    sole: str = ""


_PARAMETER = {"name": _TEXT, "description": _TEXT}

_SIGNATURES = {
    "timeout": Signature({"time": _NUMBER, "unit": _TEXT, "activity": (bool,)}, ("time",), "time"),
    "retry": Signature({"count": _NUMBER, "conditions": _ANY}, ("count",), "count"),
    "sleep": Signature({"time": _NUMBER, "unit": _TEXT}, ("time",), "time"),
    "cron": Signature({"spec": _TEXT}, ("spec",), "spec"),
    "pollSCM": Signature({"scmpoll_spec": _TEXT, "ignorePostCommitHooks": (bool,)}, ("scmpoll_spec",), "scmpoll_spec"),
    "upstream": Signature({"upstreamProjects": _TEXT, "threshold": _ANY}, ("upstreamProjects",), "upstreamProjects"),
    "gitlabCommitStatus": Signature({"name": _TEXT, "builds": _ANY, "connection": _ANY}, ("name",), "name"),
    "mail": Signature(
        dict.fromkeys(("subject", "body", "to", "cc", "bcc", "from", "replyTo", "charset", "mimeType"), _TEXT),
        ("subject", "body"),
    ),
    "booleanParam": Signature({**_PARAMETER, "defaultValue": (bool, str)}, ("name",), "name"),
    "string": Signature({**_PARAMETER, "defaultValue": _ANY, "trim": (bool,)}, ("name",), "name"),
    "text": Signature({**_PARAMETER, "defaultValue": _ANY, "trim": (bool,)}, ("name",), "name"),
    "choice": Signature({**_PARAMETER, "choices": _ANY}, ("name",), "name"),
    "archiveArtifacts": Signature(
        dict.fromkeys(
            (
                *("artifacts", "excludes", "allowEmptyArchive", "onlyIfSuccessful", "fingerprint"),
                *("defaultExcludes", "caseSensitive", "followSymlinks"),
            ),
            _ANY,
        ),
        ("artifacts",),
        "artifacts",
    ),
}

# Options that say something about the whole job.
JOB_OPTIONS = frozenset(
    [
        "buildDiscarder",
        "checkoutToSubdirectory",
        "copyArtifactPermission",
        "disableConcurrentBuilds",
        "disableRestartFromStage",
        "disableResume",
        "durabilityHint",
        "newContainerPerStage",
        "overrideIndexTriggers",
        "parallelsAlwaysFailFast",
        "preserveStashes",
        "quietPeriod",
        "rateLimitBuilds",
        "skipStagesAfterUnstable",
    ]
)
NOT_AMONG_OPTIONS = frozenset({"parameters", "triggers", "pipelineTriggers"})


def problems_of(call: Invocation) -> Iterator[str]:
    """What is wrong with the arguments of a call, in words."""
    if any(isinstance(one.value, Invocation) and one.value.name == "properties" for one in call.arguments):
        yield 'invalid step "properties": it can\'t be used in Declarative Pipelines'
    signature = _SIGNATURES.get(call.name)
    if signature is None:
        return
    given = {one.key or signature.sole: one for one in call.arguments}
    for name in signature.required:
        if name not in given:
            yield f'missing required parameter: "{name}"'
    for name, argument in given.items():
        yield from _problems_of_argument(call.name, name, argument, signature)


def _problems_of_argument(step: str, name: str, argument: Argument, signature: Signature) -> Iterator[str]:
    types = signature.types.get(name)
    if types is None:
        yield f'invalid parameter "{name}" of {step}, did you mean one of {", ".join(signature.types)}?'
        return
    value = argument.value
    if not isinstance(value, Value) or not value.literal or value.value is None:
        return
    if type(value.value) not in types and not (types == _NUMBER and str(value.value).isdigit()):
        wanted = " or ".join(one.__name__ for one in types)
        yield f'expecting {wanted} for parameter "{name}" but got "{value.value}"'
