"""The basic steps of pipelines: https://plugins.jenkins.io/workflow-basic-steps/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import seconds
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial, shown
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Literal, Reference, Slot, Template, Value

plugin = Plugin(
    "workflow-basic-steps",
    title="Basic steps",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_UNSTABLE = "a build succeeds or fails: there is no UNSTABLE"
_UNUSED = "it has no effect but its value, which nobody uses here"
_NOBODY_READS = "groovy_unused"
_VALUE = "the value of the step is lost: it is read by Groovy, which is not evaluated yet"


@plugin.rule("echo", settings=(shown("message", to="a line in the log"),))
def echo(call: Call) -> Iterator[Contribution]:
    yield c.Print(call.value("message"))


@plugin.rule("error", settings=(shown("message", to="a command that fails"),))
def error(call: Call) -> Iterator[Contribution]:
    yield c.Fail(call.value("message"))


@plugin.rule(
    "unstable",
    settings=(shown("message", to="a line in the log"),),
    behaviour=(partial("the build is UNSTABLE", because=_UNSTABLE),),
)
def unstable(call: Call) -> Iterator[Contribution]:
    yield c.Print(call.value("message"))
    yield c.SetResult(Literal("UNSTABLE"))


@plugin.rule(
    "sleep",
    settings=(converted("time", to="a sleep command"), converted("unit", to="the seconds of the sleep command")),
)
def sleep(call: Call) -> Iterator[Contribution]:
    yield c.Pause(seconds(call.number("time"), _unit(call, "SECONDS")))


@plugin.rule("deleteDir")
def delete_folder(call: Call) -> Iterator[Contribution]:
    yield c.DeleteFiles()


@plugin.rule(
    "writeFile",
    settings=(
        converted("file", to="a file that a command writes"),
        converted("text", to="a file that a command writes"),
        converted("encoding", to="how a command writes it", default=("", "UTF-8", "utf-8")),
    ),
)
def write_file(call: Call) -> Iterator[Contribution]:
    encoding = call.text("encoding")
    if encoding not in ("", "UTF-8", "utf-8", "Base64"):
        call.gap("the file is written as UTF-8", "encoding", blocking=True)
    yield c.WriteFile(call.value("file"), call.value("text"), encoding == "Base64")


@plugin.rule(
    "stash",
    settings=(
        converted("name", to="an output artifact of the action"),
        converted("includes", to="an output artifact of the action"),
        converted("excludes", to="an output artifact of the action"),
        converted("allowEmpty", to="whether nothing to stash is a failure"),
        converted("useDefaultExcludes", to="whether Ant's default excludes hold", default="true"),
    ),
)
def stash(call: Call) -> Iterator[Contribution]:
    includes = call.patterns("includes") or ("**",)
    yield c.Stash(
        call.text("name"),
        includes,
        call.patterns("excludes"),
        call.flag("allowEmpty"),
        call.flag("useDefaultExcludes", True),
    )


@plugin.rule("unstash", settings=(converted("name", to="an input artifact of the action"),))
def unstash(call: Call) -> Iterator[Contribution]:
    yield c.Unstash(call.text("name"))


@plugin.rule(
    "timeout",
    settings=(
        converted("time", to="a time-out around the steps"),
        converted("unit", to="the seconds of the time-out"),
        converted("activity", to="a time-out by inactivity"),
    ),
    behaviour=(partial("the build is ABORTED", because="steps that take too long fail the build"),),
)
def time_out(call: Call) -> Iterator[Contribution]:
    """A time that only the run knows can't be kept: the build's own limit is longer, and stops it too."""
    unit, activity = _unit(call, "MINUTES"), call.flag("activity")
    if isinstance(call.value("time"), Literal):
        yield c.WithTimeout(max(1, int(seconds(call.number("time"), unit))), activity)
    else:
        call.partial("the time is known only when the pipeline runs: the limit of the build project holds", "time")
        yield c.Plain()


def _unit(call: Call, default: str) -> str:
    unit = call.text("unit") or default
    try:
        seconds(1, unit)
    except KeyError as missing:
        raise NotKnownError("unit") from missing
    return unit


_MACHINES = "agent|kubernetesAgent|nonresumable"
_LOST = "a machine of CodeBuild is there until the build ends"
_RETRY = (
    converted("count", to="a loop around the steps"),
    ignored(f"conditions[{_MACHINES}]", because=_LOST),
    gap("conditions", because="conditions that are computed are not converted", blocking=True),
    gap("conditions.**", because="every failure would be tried again", blocking=True),
)


@plugin.rule("retry", slots=(Slot.STEP, Slot.OPTION), settings=_RETRY)
def retry(call: Call) -> Iterator[Contribution]:
    """Tried again after every failure, or with `conditions` only when the machine was lost."""
    count = int(call.number("count", 1))
    yield c.Plain() if call.has("conditions") else c.WithRetry(count)


@plugin.rule(
    "catchError",
    settings=(
        shown("message", to="a line in the log"),
        converted("buildResult", to="whether the build fails in the end"),
        partial(
            "stageResult",
            because="a stage on AWS has no result of its own: its post alone tells",
            default=("SUCCESS", ""),
        ),
        partial("catchInterruptions", because="a stopped build ends at once", default="true"),
    ),
)
def catch_error(call: Call) -> Iterator[Contribution]:
    """`buildResult: null` is a success; without it the build is a failure that goes on."""
    null = call.value("buildResult", "FAILURE") == Literal(None)
    result = "SUCCESS" if null else call.text("buildResult", "FAILURE").upper()
    if result == "UNSTABLE":
        call.partial(f"{_UNSTABLE}: it goes on as a success", "buildResult")
    elif result in ("NOT_BUILT", "ABORTED"):
        call.partial(f"there is no {result}: the build fails in the end", "buildResult")
    yield c.CatchFailure(result, call.value("message"), call.text("stageResult").upper() == "FAILURE")


@plugin.rule(
    "warnError",
    settings=(
        shown("message", to="a line in the log"),
        partial("catchInterruptions", because="a stopped build ends at once", default="true"),
    ),
    behaviour=(partial("build and stage are UNSTABLE", because=_UNSTABLE),),
)
def warn_error(call: Call) -> Iterator[Contribution]:
    yield c.CatchFailure("UNSTABLE", call.value("message"))


@plugin.rule("withEnv", settings=(converted("overrides", to="variables around the steps"),))
def with_variables(call: Call) -> Iterator[Contribution]:
    yield c.WithVariables(tuple(_assignment(item) for item in call.items("overrides")))


def _assignment(value: Value) -> tuple[str, Value]:
    """`NAME=value`, the name known, the value perhaps with references in it."""
    first = value.parts[0] if isinstance(value, Template) else value
    if not isinstance(first, Literal) or "=" not in str(first.value):
        raise NotKnownError("overrides")
    name, _, text = str(first.value).partition("=")
    if not isinstance(value, Template):
        return name, Literal(text)
    rest = value.parts[1:]
    if not text and len(rest) == 1 and isinstance(rest[0], Reference):
        return name, rest[0]
    return name, Template((*((Literal(text),) if text else ()), *rest))


@plugin.rule(
    "mail",
    settings=(
        converted("subject", to="the subject of the message"),
        converted("body", to="the text of the message"),
        *(partial(name, because="the message goes to the topic: subscribe these addresses to it") for name in ("to", "cc", "bcc")),
        *(ignored(name, because="the topic's own address sends") for name in ("from", "replyTo")),
        partial("mimeType", because="messages are plain text", default=("text/plain", "")),
        ignored("charset", because="messages are UTF-8"),
    ),
    advisory=True,
)  # fmt: skip
def mail(call: Call) -> Iterator[Contribution]:
    recipients = call.value("to")
    names = (str(recipients.value),) if isinstance(recipients, Literal) and recipients.value else ()
    yield c.Notification("email", names, call.value("subject"), call.value("body"))


@plugin.rule(
    "archive",
    slots=(Slot.STEP,),
    settings=(
        converted("includes", to="an output artifact of the action"),
        converted("excludes", to="an output artifact of the action"),
    ),
)
def archive(call: Call) -> Iterator[Contribution]:
    """The older form of archiveArtifacts: that nothing matches is no failure."""
    yield c.ArchiveArtifacts(call.patterns("includes"), call.patterns("excludes"), allow_empty=True)


@plugin.rule(
    "step",
    "wrap",
    slots=(Slot.STEP,),
    settings=(gap("delegate", because="this form of a step is not converted", blocking=True),),
)
def general_step(call: Call) -> Iterator[Contribution]:
    """The reader puts the describable itself in the place of `step([$class: …])`; only what it can't read comes here."""
    yield c.Blocked("a step of unknown class")


_KEPT = converted("variable", to="the name that the evaluator gives to what the step reads")


@plugin.rule(
    "readFile",
    slots=(Slot.STEP,),
    settings=(
        converted("file", to="a variable of the build"),
        gap("encoding", because="the file is read as UTF-8", default=("", "UTF-8", "utf-8"), blocking=True),
        _KEPT,
    ),
)
def read_file(call: Call) -> Iterator[Contribution]:
    """Where Groovy reads the text, the evaluator has given that a name."""
    file = call.value("file")
    if call.has("variable"):
        yield c.Compute(call.text("variable"), "readFile", file)
    else:
        call.gap(_VALUE, blocking=True)


@plugin.rule("fileExists", slots=(Slot.STEP,), settings=(converted("file", to="a variable of the build"), _KEPT))
def file_exists(call: Call) -> Iterator[Contribution]:
    yield c.Compute(call.text("variable", _NOBODY_READS), "fileExists", call.value("file"))


@plugin.rule(
    "pwd",
    slots=(Slot.STEP,),
    settings=(
        partial("tmp", because="each build has such a folder of its own, empty at its start", default="false"),
        _KEPT,
    ),
)
def current_folder(call: Call) -> Iterator[Contribution]:
    yield c.Compute(call.text("variable", _NOBODY_READS), "pwd_tmp" if call.flag("tmp") else "pwd")


plugin.nothing("tool", because=_UNUSED, slots=(Slot.STEP,))


@plugin.rule("isUnix", slots=(Slot.STEP,), behaviour=(ignored("", because=_UNUSED),))
def is_unix(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(
    "wait",
    slots=(Slot.STEP,),
    settings=(
        ignored(
            "initialRecurrencePeriod", because="a build asks after a second, and then after longer and longer times"
        ),
        ignored("quiet", because="what Jenkins writes into its log"),
    ),
)
def wait(call: Call) -> Iterator[Contribution]:
    """`waitUntil`, as the evaluator has it: a condition and the steps of a turn as children."""
    yield c.Until()


for _name in ("getContext", "waitUntil", "withContext"):
    plugin.blocked(_name, because=_VALUE, slots=(Slot.STEP,))
plugin.blocked(
    "unarchive",
    because="files that an earlier step has archived are not fetched back: use stash and unstash",
    slots=(Slot.STEP,),
)
