"""Start other jobs with parameters: https://plugins.jenkins.io/parameterized-trigger/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, JobsStarted, ParameterFile, StartJob, When
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Slot, Template, Value

plugin = Plugin(
    "parameterized-trigger",
    title="Starts of other jobs with parameters",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-trigger-pipeline-overrides.html",
)

_WHEN = {
    "SUCCESS": When.SUCCESS,
    "UNSTABLE_OR_BETTER": When.SUCCESS,
    "FAILED_OR_BETTER": When.ALWAYS,
    "ALWAYS": When.ALWAYS,
    "FAILED": When.FAILURE,
    "UNSTABLE_OR_WORSE": When.FAILURE,
}
_UNSTABLE = "a build that Jenkins marks UNSTABLE passes on AWS"
_PASSED = "configs.configs"
_OF_A_MATRIX = "files of the combinations of a matrix job are not read"

_CONFIG = (
    converted("configs.projects", to="a start of the other pipeline"),
    converted("configs.condition", to="a condition on the result of the build"),
    converted("configs.triggerWithNoParameters", to="whether the other pipeline is started without variables"),
    gap("configs.triggerFromChildProjects", because="parts of a Maven job start nothing by themselves", default="false"),
    ignored("configs", because="it is empty"),
    ignored(_PASSED, because="it is empty"),
    converted(f"{_PASSED}[PredefinedBuildParameters].properties", to="variables of the other pipeline"),
    converted(f"{_PASSED}[BooleanParameters].configs.name", to="variables of the other pipeline"),
    converted(f"{_PASSED}[BooleanParameters].configs.value", to="variables of the other pipeline"),
    partial(f"{_PASSED}[CurrentBuildParameters].**", because="the other pipeline must have all variables of this one"),
    partial(f"{_PASSED}[NodeParameters].**", because="every build has a machine of its own"),
    gap(f"{_PASSED}[PredefinedBuildParameters].textParamValueOnNewLine", because="values have one line", default="false",
        blocking=True),
    converted(f"{_PASSED}[FileBuildParameters].propertiesFile", to="variables of the other pipeline"),
    converted(f"{_PASSED}[FileBuildParameters].failTriggerOnMissing", to="whether it is started without the file"),
    gap(f"{_PASSED}[FileBuildParameters].encoding", because="the file is read as UTF-8", default=("", "UTF-8", "utf-8"),
        blocking=True),
    gap(f"{_PASSED}[FileBuildParameters].textParamValueOnNewLine", because="values have one line", default="false",
        blocking=True),
    gap(f"{_PASSED}[FileBuildParameters].combinationFilter", because=_OF_A_MATRIX, default="", blocking=True),
    *(gap(f"{_PASSED}[FileBuildParameters].{name}", because=_OF_A_MATRIX, default="false", blocking=True)
      for name in ("useMatrixChild", "onlyExactRuns")),
    gap(f"{_PASSED}.**", because="parameters of this kind are not passed on", blocking=True),
    gap("configs.buildAllNodesWithLabel", because="one start for each agent is not converted", default="false",
        blocking=True),
    ignored("configs.configFactories", because="it is empty"),
    gap("configs.configFactories.**", because="one start for each of a series of parameters is not converted",
        blocking=True),
)  # fmt: skip


@plugin.rule(
    "hudson.plugins.parameterizedtrigger.BuildTrigger",
    slots=(Slot.PUBLISHER, Slot.STEP),
    settings=(*_CONFIG, gap("configs.block.**", because="after the build nothing waits")),
    behaviour=(partial("parameters that the other job does not have", because="they are an error, not left out"),),
)
def after_the_build(call: Call) -> Iterator[Contribution]:
    for config in call.nested("configs"):
        yield from _starts(
            config, config.text("condition", "SUCCESS"), needs=not config.flag("triggerWithNoParameters")
        )


_THRESHOLDS = ("buildStepFailureThreshold", "failureThreshold", "unstableThreshold")


@plugin.rule(
    "hudson.plugins.parameterizedtrigger.TriggerBuilder",
    settings=(
        *_CONFIG,
        *(converted(f"configs.block.{name}{part}", to="what a failure of the other pipeline means")
          for name in _THRESHOLDS for part in ("", ".name")),
        ignored("configs.block", because="it is empty"),
        *(ignored(f"configs.block.{name}.*", because="it repeats the threshold's name") for name in _THRESHOLDS),
    ),
    behaviour=(
        partial("parameters that the other job does not have", because="they are an error, not left out"),
        partial("variables about the builds it started", because="numbers and results are not known, nor what nobody waits for"),
    ),
)  # fmt: skip
def as_a_builder(call: Call) -> Iterator[Contribution]:
    """With `block` it waits; a failure stops the build, marks it, or only makes it unstable."""
    for config in call.nested("configs"):
        fails = [_threshold(block, name) for block in config.nested("block") for name in _THRESHOLDS[:2]]
        if any(fails) and not fails[0]:
            call.partial("a failure of the other job marks the build and lets it go on: here it stops")
        config.has("triggerWithNoParameters")
        waits = config.has("block")
        starts = tuple(_starts(config, config.text("condition", "ALWAYS"), wait=waits, propagate=any(fails)))
        yield from starts
        known = tuple(str(one.job.value) for one in starts if isinstance(one.job, Literal))
        if waits and known and starts[0].when is not When.FAILURE:
            yield JobsStarted(known)


def _threshold(block: Call, name: str) -> bool:
    """Whether a failure reaches the threshold. No element, or one without a name, is «never»."""
    block.has("unstableThreshold")
    inner = block.nested(name)
    for one in (*inner, *block.nested("unstableThreshold")):
        one.text("name")
    return (inner[0].text("name") if inner else block.text(name)) in ("FAILURE", "UNSTABLE", "SUCCESS")


def _starts(
    config: Call, condition: str, *, wait: bool = False, propagate: bool = True, needs: bool = False
) -> Iterator[StartJob]:
    """`needs`: without parameters nothing is started, as after the build."""
    jobs, parameters = tuple(_jobs(config)), config.nested("configs")
    if condition in ("SUCCESS", "UNSTABLE_OR_WORSE"):
        config.partial(_UNSTABLE)
    when = _WHEN.get(condition)
    if when is None:
        config.gap(f"{_UNSTABLE}, so the others are never started")
        return
    variables = tuple(one for parameter in parameters for one in _variables(parameter))
    own = any(one.name == "CurrentBuildParameters" for one in parameters)
    if needs and not parameters:
        config.partial("without parameters Jenkins starts nothing here")
        return
    if any(isinstance(one, ParameterFile) for one in variables):
        config.partial("a properties file that names variables with a dollar stops the build: Jenkins expands them")
    only_files = all(isinstance(one, ParameterFile) for one in variables) and not own
    for job in jobs:
        yield StartJob(
            job,
            variables,
            wait=wait,
            propagate=propagate,
            when=when,
            own_parameters=own,
            needs_parameters=needs and bool(variables) and only_files,
        )


def _jobs(config: Call) -> Iterator[Value]:
    projects = config.expanded("projects")
    if not isinstance(projects, Literal):
        yield projects
        return
    yield from (Literal(name.strip()) for name in str(projects.value).split(",") if name.strip())


def _variables(parameter: Call) -> Iterator[tuple[str, Value] | ParameterFile]:
    if parameter.name == "FileBuildParameters":
        yield from _files(parameter)
    if parameter.name == "PredefinedBuildParameters":
        for name, value in properties_of(parameter.text("properties")):
            yield name, expand(Literal(value))
    elif parameter.name == "BooleanParameters":
        for one in parameter.nested("configs"):
            yield one.text("name"), Literal(str(one.flag("value")).lower())


def _files(parameter: Call) -> Iterator[ParameterFile]:
    files, required = parameter.expanded("propertiesFile"), parameter.flag("failTriggerOnMissing")
    if isinstance(files, Literal):
        yield from (ParameterFile(Literal(one.strip()), required) for one in str(files.value).split(",") if one.strip())
    elif isinstance(files, Template) and any("," in str(one.value) for one in files.parts if isinstance(one, Literal)):
        parameter.gap("several files with variables in their names", "propertiesFile", blocking=True)
    else:
        yield ParameterFile(files, required)
