"""Phases of other jobs: https://plugins.jenkins.io/jenkins-multijob-plugin/

As `MultiJobBuilder.perform` has it: the jobs of a phase all run to their end, and then decide together whether the build
goes on. Where it does all the same, a job that has failed makes it fail in the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.java_properties import properties_of
from migrate.model.source import Describable, Literal, Slot, Value

plugin = Plugin(
    "jenkins-multijob-plugin",
    title="MultiJob phases",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html",
)

_PLUGIN = "com.tikal.jenkins.plugins.multijob"
_UNSTABLE = "a job that Jenkins marks UNSTABLE passes on AWS"
_NOT_ENDED = "it goes on behind a job that was aborted, too"
_GO_ON = "the other jobs of the phase go on to their end"
_SOME = "some jobs end the phase when they fail, and some do not"
_GROOVY = "a condition in Groovy, which Jenkins evaluates on its controller, is not converted"


@plugin.rule(
    f"{_PLUGIN}.MultiJobBuilder",
    settings=(
        ignored("phaseName", because="a name on Jenkins' pages"),
        converted("executionType", to="whether the pipelines run at the same time"),
        converted("continuationCondition", to="whether the build goes on behind a job that fails"),
        partial("quietPeriodGroovy", because="a pipeline starts at once", default=("0", "")),
        gap("phaseJobs", because="it is not understood", blocking=True),
    ),
    behaviour=(
        partial("parameters that the other job does not have", because="they are an error, not left out"),
        partial("variables about the builds it started", because="their numbers and results are not known"),
    ),
    holds=(("phaseJobs", Slot.STEP, None),),
)  # fmt: skip
def phase(call: Call) -> Iterator[Contribution]:
    parallel = call.text("executionType", "PARALLEL") != "SEQUENTIALLY"
    condition = call.text("continuationCondition", "SUCCESSFUL")
    if condition == "FAILURE":
        call.gap("it goes on only behind jobs that have failed", "continuationCondition", blocking=True)
    if condition == "SUCCESSFUL":
        call.partial(_UNSTABLE)
    if condition == "COMPLETED":
        call.partial(_NOT_ENDED, "continuationCondition")
    if condition in ("ALWAYS", "COMPLETED"):
        yield c.CatchFailure()
    yield _together(call) if parallel else _in_turn(call)


def _together(call: Call) -> Contribution:
    if any(_ends_phase(one) for one in call.handed):
        call.partial(_GO_ON, "executionType")
        call.partial(_GO_ON)
    return c.InParallel()


def _in_turn(call: Call) -> Contribution:
    """Behind a job that ends the phase no other one runs; behind one that does not, they do."""
    ends = {_ends_phase(one) for one in call.handed[:-1]}
    if len(ends) > 1:
        call.gap(_SOME, "executionType", blocking=True)
    return c.Plain() if ends == {True} else c.InTurn()


def _ends_phase(job: Describable) -> bool:
    given = {one.name: one.value.value for one in job.settings if isinstance(one.value, Literal)}
    kills = given.get("killPhaseOnJobResultCondition", "NEVER") != "NEVER"
    return kills and str(given.get("abortAllJob")).lower() == "true"


_CONFIGS = "configs"
_ALL = "the other pipeline must have all variables of this one"
_PASSED = "variables of the other pipeline"


def _file_settings() -> Iterator[Promise]:
    one = f"{_CONFIGS}[FileBuildParameters]"
    yield converted(f"{one}.propertiesFile", to=_PASSED)
    yield ignored(f"{one}.failTriggerOnMissing", because="a phase starts its jobs without a file that is missing")
    yield gap(f"{one}.encoding", because="the file is read as UTF-8", default=("", "UTF-8", "utf-8"), blocking=True)
    for name in ("useMatrixChild", "onlyExactRuns", "textParamValueOnNewLine"):
        yield gap(
            f"{one}.{name}", because="files are read from the workspace, line by line", default="false", blocking=True
        )
    yield gap(f"{one}.combinationFilter", because="files are read from the workspace", default="", blocking=True)


@plugin.rule(
    f"{_PLUGIN}.PhaseJobsConfig",
    slots=(Slot.STEP,),
    settings=(
        converted("jobName", to="a start of the other pipeline"),
        ignored("jobAlias", because="a name on Jenkins' pages"),
        converted("currParams", to="the variables of this pipeline"),
        converted("jobProperties", to=_PASSED),
        converted("disableJob", to="whether it is started"),
        ignored("exposedSCM", because="no build looks at it"),
        ignored("killPhaseOnJobResultCondition", because="the phase says what it becomes"),
        ignored("abortAllJob", because="the phase says what it becomes"),
        gap("aggregatedTestResults", because="reports stay with the builds of the other pipeline", default="false"),
        gap("enableRetryStrategy", because="a job with a known failure in its log is not run again", default="false"),
        ignored("maxRetries", because="it is about the retries, which have a switch of their own"),
        ignored("parsingRulesPath", because="it is about the retries, which have a switch of their own"),
        gap("enableCondition", because=_GROOVY, default="false", blocking=True),
        ignored("condition", because="it has a switch of its own"),
        gap("buildOnlyIfSCMChanges", because="whether the source of the other job has changed is not asked",
            default="false", blocking=True),
        gap("applyConditionOnlyIfNoSCMChanges", because=_GROOVY, default="false", blocking=True),
        ignored(_CONFIGS, because="it is empty"),
        converted(f"{_CONFIGS}[PredefinedBuildParameters].properties", to=_PASSED),
        converted(f"{_CONFIGS}[PredefinedBuildParameters].jobProperties", to=_PASSED),
        gap(f"{_CONFIGS}[PredefinedBuildParameters].textParamValueOnNewLine", because="values have one line",
            default="false", blocking=True),
        converted(f"{_CONFIGS}[BooleanParameters].configs.name", to=_PASSED),
        converted(f"{_CONFIGS}[BooleanParameters].configs.value", to=_PASSED),
        partial(f"{_CONFIGS}[CurrentBuildParameters]", because=_ALL),
        partial(f"{_CONFIGS}[NodeParameters]", because="every build has a machine of its own"),
        *_file_settings(),
        gap(f"{_CONFIGS}.**", because="parameters of this kind are not passed on", blocking=True),
    ),
)  # fmt: skip
def job(call: Call) -> Iterator[Contribution]:
    """Variables on top of the other pipeline's defaults. Those in fields of old versions come last."""
    configs = call.nested(_CONFIGS)
    own = call.flag("currParams") or any(one.name == "CurrentBuildParameters" for one in configs)
    if call.flag("currParams"):
        call.partial(_ALL, "currParams")
    variables = [one for config in configs for one in _variables(config)]
    variables += _predefined(call.text("jobProperties"))
    variables += [one for config in configs for one in _predefined(config.text("jobProperties"))]
    name = Literal(call.text("jobName").strip())
    if not call.flag("disableJob"):
        yield c.StartJob(name, tuple(variables), own_parameters=own)


def _variables(config: Call) -> Iterator[tuple[str, Value] | c.ParameterFile]:
    yield from _predefined(config.text("properties"))
    for one in config.nested("configs"):
        yield one.text("name"), Literal(str(one.flag("value")).lower())
    if not config.has("propertiesFile"):
        return
    files = config.expanded("propertiesFile")
    if isinstance(files, Literal):
        yield from (c.ParameterFile(Literal(name.strip())) for name in str(files.value).split(",") if name.strip())
    elif "," in config.text("propertiesFile"):
        config.gap("several files with variables in their names", "propertiesFile", blocking=True)
    else:
        yield c.ParameterFile(files)


def _predefined(text: str) -> Iterator[tuple[str, Value]]:
    for name, value in properties_of(text):
        yield name, expand(Literal(value))
