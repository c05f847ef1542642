"""Jenkins itself: shell and batch steps, archiving, parameters, timers, and the fields of a job."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Items, Literal, Slot, Value

plugin = Plugin(
    "core", title="Jenkins core", aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
)

_LOCAL_RULES = gap(
    "configuredLocalRules.**", because="filters of environment variables have no equivalent", blocking=True
)
_NO_LOCAL_RULES = ignored("configuredLocalRules", because="it is empty")
_UNSTABLE = gap(
    "unstableReturn", because="a build has no UNSTABLE: this exit code fails it", default=("0", ""),
)  # fmt: skip


@plugin.rule(
    "hudson.tasks.Shell",
    "shell",
    settings=(converted("command", to="a command of the build phase"), _UNSTABLE, _LOCAL_RULES, _NO_LOCAL_RULES),
)
def shell(call: Call) -> Iterator[Contribution]:
    yield c.Command(call.value("command"))


@plugin.rule(
    "hudson.tasks.BatchFile",
    "batchFile",
    settings=(converted("command", to="a batch file of the build phase"), _UNSTABLE, _LOCAL_RULES, _NO_LOCAL_RULES),
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
        partial("followSymlinks", because="symbolic links stay links in the artifact", default="false"),
        ignored("latestOnly", because="how long artifacts are kept is a matter of the bucket"),
    ),
)
def archive(call: Call) -> Iterator[Contribution]:
    yield c.ArchiveArtifacts(
        files=call.globs("artifacts"),
        excludes=call.globs("excludes"),
        allow_empty=call.flag("allowEmptyArchive"),
        only_if_successful=call.flag("onlyIfSuccessful"),
        default_excludes=call.flag("defaultExcludes", True),
        case_sensitive=call.flag("caseSensitive", True),
    )


plugin.nothing("hudson.tasks.Fingerprinter", "fingerprint", because="fingerprints are records of Jenkins alone")
plugin.nothing("hudson.scm.NullSCM", because="the job has no repository", slots=(Slot.SCM,))
plugin.blocked("hudson.tasks.Ant", "ant", because="the ant builder is not converted yet", slots=(Slot.STEP,))


@plugin.rule(
    "hudson.tasks.BuildTrigger",
    settings=(
        converted("childProjects", to="a start of the other pipeline"),
        gap(
            "threshold.name",
            because="a build has no UNSTABLE: the others start after a success alone",
            default="SUCCESS",
        ),
        ignored("threshold.*", because="it repeats the threshold's name"),
    ),
)
def build_trigger(call: Call) -> Iterator[Contribution]:
    for job in call.text("childProjects").split(","):
        if job.strip():
            yield c.StartJob(Literal(job.strip()), wait=False, when=c.When.SUCCESS)


@plugin.rule(
    "hudson.tasks.Maven",
    settings=(
        converted("targets", to="a mvn command"),
        converted("pom", to="a mvn command"),
        gap("properties", because="Maven properties of the builder are not converted yet", default="", blocking=True),
        gap("jvmOptions", because="JVM options of the builder are not converted yet", default="", blocking=True),
        partial("mavenName", because="the image's own Maven is used", default="(Default)"),
        partial("name", because="the image's own Maven is used", default="(Default)"),
        converted("usePrivateRepository", to="a repository in the workspace"),
        ignored("injectBuildVariables", because="the build's variables are in its environment"),
        ignored("settings", because="it is the default"),
        ignored("globalSettings", because="it is the default"),
        gap("settings.**", because="Maven settings files of Jenkins are not converted", blocking=True),
        gap("globalSettings.**", because="Maven settings files of Jenkins are not converted", blocking=True),
    ),
)
def maven(call: Call) -> Iterator[Contribution]:
    words = ["mvn", *(["-f", call.text("pom")] if call.text("pom") else []), *call.text("targets").split()]
    private = call.flag("usePrivateRepository")
    yield c.Command(Literal(" ".join([*words, *(["-Dmaven.repo.local=.repository"] if private else [])])))


# ---- the job -----------------------------------------------------------------------------------------------------


@plugin.rule(
    "project",
    "flow-definition",
    "pipeline",
    slots=(Slot.JOB,),
    settings=(
        converted("description", to="the template's description"),
        converted("disabled", to="a disabled transition into the second stage"),
        converted("concurrentBuild", to="the execution mode"),
        ignored("displayName", because="a name on Jenkins' pages"),
        ignored("keepDependencies", because="a record of Jenkins alone"),
        ignored("canRoam", because="assignedNode says it"),
        ignored("creationTime", because="a record of Jenkins alone"),
        ignored("advancedAffinityChooser", because="which agent is preferred has no meaning in CodeBuild"),
        partial("quietPeriod", because="a pipeline starts at once", default="0"),
        gap("blockBuildWhenDownstreamBuilding", because="pipelines do not wait for others", default="false"),
        gap("blockBuildWhenUpstreamBuilding", because="pipelines do not wait for others", default="false"),
        partial("scmCheckoutRetryCount", because="CodePipeline decides how often it tries", default="0"),
        partial("customWorkspace", because="a build has its own folder: paths below the custom one differ"),
        partial("jdk", because="the image's own JDK is used", default="(Default)"),
        gap("authToken", because="a token for remote starts has no equivalent: use StartPipelineExecution"),
        ignored("cleanWorkspaceRequired", because="each build starts clean"),
        ignored("triggers", because="it is empty"),
        ignored("resumeBlocked", because="it is about restarts of Jenkins"),
        ignored("quietPeriodSet", because="it repeats quietPeriod"),
    ),
)
def job(call: Call) -> Iterator[Contribution]:
    if call.text("description"):
        yield c.Description(call.text("description"))
    if call.flag("disabled"):
        yield c.Disabled()
    if call.flag("concurrentBuild"):
        yield c.Concurrency(c.Mode.PARALLEL)


@plugin.rule(
    "jenkins.model.BuildDiscarderProperty",
    "buildDiscarder",
    settings=(
        converted("strategy.daysToKeep", to="the retention of the log"),
        converted("strategy.daysToKeepStr", to="the retention of the log"),
        *(partial(f"strategy.{name}", because="logs and artifacts are kept by days, not by number", default=("-1", ""))
          for name in ("numToKeep", "numToKeepStr", "artifactNumToKeep", "artifactNumToKeepStr")),
        *(partial(f"strategy.{name}", because="artifacts are kept as long as the bucket says", default=("-1", ""))
          for name in ("artifactDaysToKeep", "artifactDaysToKeepStr")),
        ignored("strategy.removeLastBuild", because="a record of Jenkins alone"),
    ),
)  # fmt: skip
def build_discarder(call: Call) -> Iterator[Contribution]:
    for strategy in call.nested("strategy"):
        yield from _retention(strategy)


@plugin.rule(
    "hudson.tasks.LogRotator",
    "logRotator",
    settings=(
        converted("daysToKeep", to="the retention of the log"),
        converted("daysToKeepStr", to="the retention of the log"),
        partial("numToKeep", because="logs are kept by days, not by number", default=("-1", "")),
        partial("artifactDaysToKeep", because="artifacts are kept as long as the bucket says", default=("-1", "")),
        partial("artifactNumToKeep", because="artifacts are kept as long as the bucket says", default=("-1", "")),
    ),
)
def log_rotator(call: Call) -> Iterator[Contribution]:
    yield from _retention(call)


def _retention(call: Call) -> Iterator[Contribution]:
    days = int(call.number("daysToKeep", -1) if call.has("daysToKeep") else call.number("daysToKeepStr", -1))
    yield c.Retention(days if days > 0 else None)


# ---- triggers ----------------------------------------------------------------------------------------------------


@plugin.rule(
    "hudson.triggers.TimerTrigger",
    "cron",
    slots=(Slot.TRIGGER,),
    settings=(converted("spec", to="an EventBridge schedule"),),
)
def timer(call: Call) -> Iterator[Contribution]:
    yield c.Schedule(call.text("spec"))


@plugin.rule(
    "hudson.triggers.SCMTrigger",
    "pollSCM",
    slots=(Slot.TRIGGER,),
    settings=(
        converted("scmpoll_spec", to="change detection of the source action"),
        converted("spec", to="change detection of the source action"),
        partial("ignorePostCommitHooks", because="a change starts the pipeline however it is noticed", default="false"),
    ),
    behaviour=(partial("polling", because="a change starts the pipeline at once, not at the next poll"),),
)
def poll(call: Call) -> Iterator[Contribution]:
    yield c.Schedule(call.text("spec") or call.text("scmpoll_spec"), poll=True)


@plugin.rule(
    "jenkins.triggers.ReverseBuildTrigger",
    "upstream",
    slots=(Slot.TRIGGER,),
    settings=(
        converted("upstreamProjects", to="an EventBridge rule"),
        converted("threshold", to="the states of the EventBridge rule"),
        converted("threshold.name", to="the states of the EventBridge rule"),
        ignored("threshold.*", because="it repeats the threshold's name"),
        ignored("spec", because="it is always empty"),
    ),
)
def upstream(call: Call) -> Iterator[Contribution]:
    jobs = tuple(job.strip() for job in call.text("upstreamProjects").split(",") if job.strip())
    inner = call.nested("threshold")
    threshold = inner[0].text("name", "SUCCESS") if inner else _last_word(call.value("threshold", "SUCCESS"))
    yield c.UpstreamTrigger(jobs, threshold)


def _last_word(value: Value) -> str:
    if not isinstance(value, Literal):
        raise NotKnownError("threshold")
    return str(value.value).rpartition(".")[2]


# ---- parameters --------------------------------------------------------------------------------------------------

_TEXTS = (
    converted("name", to="a pipeline variable"),
    converted("defaultValue", to="the variable's default"),
    converted("description", to="the variable's description"),
    converted("trim", to="a trimmed default"),
)


@plugin.rule(
    "hudson.model.StringParameterDefinition",
    "hudson.model.TextParameterDefinition",
    "string",
    "stringParam",
    "text",
    "textParam",
    slots=(Slot.PARAMETER,),
    settings=_TEXTS,
)
def text_parameter(call: Call) -> Iterator[Contribution]:
    trim = call.flag("trim")
    yield c.Parameter(call.text("name"), call.value("defaultValue"), call.text("description"), trim=trim)


@plugin.rule("hudson.model.BooleanParameterDefinition", "booleanParam", slots=(Slot.PARAMETER,), settings=_TEXTS[:3])
def boolean_parameter(call: Call) -> Iterator[Contribution]:
    default = Literal(str(call.flag("defaultValue")).lower())
    yield c.Parameter(call.text("name"), default, call.text("description"), boolean=True)


@plugin.rule(
    "hudson.model.ChoiceParameterDefinition",
    "choice",
    "choiceParam",
    slots=(Slot.PARAMETER,),
    settings=(
        *_TEXTS[:3],
        partial("choices", because="a pipeline variable takes any text: the choices stand in its description"),
    ),
)
def choice_parameter(call: Call) -> Iterator[Contribution]:
    value = call.value("choices")
    choices = call.texts("choices") if isinstance(value, Items) else tuple(call.text("choices").splitlines())
    default = call.text("defaultValue") or (choices[0] if choices else "")
    yield c.Parameter(call.text("name"), Literal(default), call.text("description"), choices)


@plugin.rule(
    "hudson.model.PasswordParameterDefinition",
    "password",
    slots=(Slot.PARAMETER,),
    settings=(
        *_TEXTS[:1],
        partial("defaultValue", because="a secret is no default: the variable is empty until somebody gives it"),
        partial(
            "defaultValueAsSecret", because="a secret is no default: the variable is empty until somebody gives it"
        ),
        converted("description", to="the variable's description"),
    ),
    behaviour=(partial("hidden on the page", because="a pipeline variable is readable by all who see the execution"),),
)
def password_parameter(call: Call) -> Iterator[Contribution]:
    yield c.Parameter(call.text("name"), Literal(""), call.text("description"), secret=True)


plugin.blocked("hudson.model.FileParameterDefinition", "file", "fileParam", slots=(Slot.PARAMETER,),
               because="a pipeline takes no file when it starts")  # fmt: skip
plugin.blocked("hudson.model.RunParameterDefinition", "run", "runParam", slots=(Slot.PARAMETER,),
               because="a pipeline can't choose a build of another job")  # fmt: skip
