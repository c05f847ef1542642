"""Jenkins itself: shell and batch steps, archives, fingerprints and starts of other jobs."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "core",
    title="Jenkins core",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_COMMAND = converted("command", to="a command of the build phase")
_NO_UNSTABLE = "a build has no UNSTABLE"
_RULES = (
    ignored("configuredLocalRules", because="it is empty"),
    gap("configuredLocalRules.**", because="filters of environment variables have no equivalent", blocking=True),
)


@plugin.rule(
    "hudson.tasks.Shell",
    "shell",
    settings=(
        _COMMAND,
        partial("unstableReturn", because=f"{_NO_UNSTABLE}: with this exit code it goes on as a success", default=("0", "")),
        *_RULES,
    ),
)  # fmt: skip
def shell(call: Call) -> Iterator[Contribution]:
    status = call.text("unstableReturn").strip() or "0"
    if not status.isdecimal():
        call.gap(f"{status} is no exit code", "unstableReturn")
    yield c.Command(call.value("command"), unstable=int(status) if status.isdecimal() else 0)


@plugin.rule(
    "hudson.tasks.BatchFile",
    "batchFile",
    settings=(
        _COMMAND,
        gap("unstableReturn", because=f"{_NO_UNSTABLE}: this exit code fails it", default=("0", "")),
        *_RULES,
    ),
)
def batch(call: Call) -> Iterator[Contribution]:
    yield c.Command(call.value("command"), c.Interpreter.BATCH)


@plugin.rule(
    "hudson.tasks.ArtifactArchiver",
    "archiveArtifacts",
    settings=(
        converted("artifacts", to="an output artifact of the action"),
        converted("excludes", to="an output artifact of the action"),
        converted("allowEmptyArchive", to="whether the build fails when nothing matches"),
        converted("onlyIfSuccessful", to="a condition on the result of the build"),
        converted("defaultExcludes", to="Ant's default excludes"),
        converted("caseSensitive", to="how names are compared"),
        ignored("fingerprint", because="fingerprints are records of Jenkins alone"),
        partial("followSymlinks", because="symbolic links stay links in the artifact: none is followed, none left out"),
        ignored("latestOnly", because="how long artifacts are kept is a matter of the bucket"),
    ),
)
def archive(call: Call) -> Iterator[Contribution]:
    yield c.ArchiveArtifacts(
        files=call.expanded_patterns("artifacts"),
        excludes=call.expanded_patterns("excludes"),
        allow_empty=call.flag("allowEmptyArchive"),
        only_if_successful=call.flag("onlyIfSuccessful"),
        default_excludes=call.flag("defaultExcludes", True),
        case_sensitive=call.flag("caseSensitive", True),
    )


plugin.nothing("hudson.tasks.Fingerprinter", "fingerprint", because="fingerprints are records of Jenkins alone")

_STARTS = {"SUCCESS": c.When.SUCCESS, "UNSTABLE": c.When.SUCCESS, "FAILURE": c.When.ALWAYS}


@plugin.rule(
    "hudson.tasks.BuildTrigger",
    "downstream",
    settings=(
        converted("childProjects", to="a start of the other pipeline"),
        converted("threshold", to="a condition on the result of the build"),
        converted("threshold.name", to="a condition on the result of the build"),
        ignored("threshold.*", because="it repeats the threshold's name"),
    ),
)
def build_trigger(call: Call) -> Iterator[Contribution]:
    """Results that are neither FAILURE nor better do not occur: https://javadoc.jenkins.io/hudson/model/Result.html"""
    inner = call.nested("threshold")
    threshold = inner[0].text("name", "SUCCESS") if inner else call.text("threshold", "SUCCESS")
    if threshold == "SUCCESS":
        call.partial("a build that Jenkins marks UNSTABLE passes on AWS, and starts the others too")
    for job in call.text("childProjects").split(","):
        if job.strip():
            yield c.StartJob(Literal(job.strip()), wait=False, when=_STARTS.get(threshold, c.When.ALWAYS))


_OWN_MAVEN = "the image's own Maven is used"
_SETTINGS = "Maven settings that Jenkins manages are not converted"


@plugin.rule(
    "hudson.tasks.Maven",
    "maven",
    slots=(Slot.STEP,),
    settings=(
        converted("targets", to="a mvn command"),
        converted("pom", to="-f"),
        converted("properties", to="-D arguments"),
        converted("jvmOptions", to="MAVEN_OPTS"),
        converted("usePrivateRepository", to="a repository in the workspace"),
        converted("settings[FilePathSettingsProvider|filePath].path", to="-s"),
        converted("globalSettings[FilePathGlobalSettingsProvider|filePath].path", to="-gs"),
        ignored("settings[DefaultSettingsProvider|standard]", because="it is the default"),
        ignored("globalSettings[DefaultGlobalSettingsProvider|standard]", because="it is the default"),
        gap("settings.**", because=_SETTINGS, blocking=True),
        gap("globalSettings.**", because=_SETTINGS, blocking=True),
        *(partial(name, because=_OWN_MAVEN, default=("", "(Default)")) for name in ("mavenName", "name")),
        partial("injectBuildVariables", because="build variables are in the environment alone", default="false"),
    ),
)
def maven(call: Call) -> Iterator[Contribution]:
    """`hudson.tasks.Maven`: `|` separates several calls of Maven, ends of lines are blanks."""
    words = ["mvn", *_option("-f", call.text("pom"))]
    for name, option in (("settings", "-s"), ("globalSettings", "-gs")):
        words += [word for one in call.nested(name) for word in _option(option, one.text("path"))]
    for name, value in properties_of(call.text("properties")):
        words.append(shell_word(f"-D{name}={value}"))
    words += ["-Dmaven.repo.local=.repository"] if call.flag("usePrivateRepository") else []
    options = [f"MAVEN_OPTS={shell_word(' '.join(call.text('jvmOptions').split()))}"] if call.text("jvmOptions") else []
    if not call.has("injectBuildVariables"):
        call.partial("build variables are in the environment alone")
    for targets in call.text("targets").split("|"):
        yield c.Command(Literal(" ".join([*options, *words, *shell_words(targets)])))


def _option(name: str, value: str) -> list[str]:
    return [name, shell_word(value)] if value else []
