"""Files of other jobs: https://plugins.jenkins.io/copyartifact/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, CopyArtifacts
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "copyartifact",
    title="Copy artifacts",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html",
)

_TO = "a copy of what the other pipeline has archived"
_LAST_GOOD = ("StatusBuildSelector", "lastSuccessful")
_PERMALINKS = ("lastSuccessfulBuild", "lastStableBuild")


@plugin.rule(
    "copyArtifacts",
    "hudson.plugins.copyartifact.CopyArtifact",
    slots=(Slot.STEP,),
    settings=(
        *(converted(name, to=_TO) for name in ("projectName", "project", "filter", "excludes", "target", "flatten")),
        converted("optional", to="whether nothing to copy is a failure"),
        partial(f"selector[{'|'.join(_LAST_GOOD)}].stable", because="a build that Jenkins marks UNSTABLE passes on AWS",
                default="false"),
        converted("selector[PermalinkBuildSelector|permalink].id", to="the last execution that has succeeded"),
        converted(f"selector[{'|'.join(_LAST_GOOD)}]", to="the last execution that has succeeded"),
        gap("selector", because="only the last good build of a job is found", blocking=True),
        gap("selector.**", because="only the last good build of a job is found", blocking=True),
        gap("parameters", because="builds are not chosen by their parameters", default="", blocking=True),
        gap("includeBuildNumberInTargetPath", because="executions have no numbers", default="false", blocking=True),
        gap("resultVariableSuffix", because="executions have no numbers", default="", blocking=True),
        *(ignored(name, because="AWS keeps no fingerprints") for name in ("doNotFingerprintArtifacts", "fingerprintArtifacts")),
    ),
    behaviour=(
        partial("builds of Jenkins", because="the other job must have run on AWS, and the bucket still hold its artifacts"),
        partial("COPYARTIFACT_BUILD_NUMBER_…", because="executions have no numbers: it is not set"),
    ),
)  # fmt: skip
def copy_artifacts(call: Call) -> Iterator[Contribution]:
    """Ant patterns over the archived files; without any, all of them."""
    job = call.expanded("projectName" if call.has("projectName") else "project")
    if isinstance(job, Literal) and set("=,") & set(str(job.value)):
        call.gap("one combination of a matrix job, or a job with such a name, is not found", blocking=True)
        return
    _check_selector(call)
    yield CopyArtifacts(
        job,
        call.patterns("filter") or ("**",),
        call.patterns("excludes"),
        call.expanded("target"),
        call.flag("flatten"),
        call.flag("optional"),
    )


def _check_selector(call: Call) -> None:
    for selector in call.nested("selector"):
        if selector.name in _LAST_GOOD:
            selector.flag("stable")
        elif selector.name in ("PermalinkBuildSelector", "permalink"):
            name = selector.text("id")
            if name not in _PERMALINKS:
                selector.gap(f"{name} of a job is not found", "id", blocking=True)
            elif name == "lastStableBuild":
                selector.partial("a build that Jenkins marks UNSTABLE passes on AWS", "id")


plugin.blocked(
    "hudson.plugins.copyartifact.BuildSelectorParameter",
    "buildSelector",
    slots=(Slot.PARAMETER,),
    because="a pipeline can't choose a build of another job",
)
plugin.nothing(
    "hudson.plugins.copyartifact.CopyArtifactPermissionProperty",
    "copyArtifactPermission",
    because="policies of IAM say who may read the bucket",
)
