"""Puts a pipeline job together: what its config.xml says, and what its Jenkinsfile says.

When a declarative pipeline runs, Jenkins copies its parameters, triggers and job properties into config.xml and notes
there which ones it copied (`DeclarativeJobPropertyTrackerAction`). The Jenkinsfile's win, and what the last run copied
and the Jenkinsfile no longer says, the next run removes: `pipeline-model-definition`, `Utils.updateJobProperties`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Job, JobKind, Literal, Reading, leaves_of

_Key = Callable[[Describable], str]

_COPIED = "the Jenkinsfile says it, and Jenkins copies it here"
_STALE = "an earlier run copied it from the Jenkinsfile, which no longer says it"
_WHOLE = "stands for the whole job, as config.xml's root does"
# What a Jenkinsfile calls the classes that config.xml names.
_SYMBOLS = {
    "cron": "hudson.triggers.TimerTrigger",
    "pollSCM": "hudson.triggers.SCMTrigger",
    "upstream": "jenkins.triggers.ReverseBuildTrigger",
    "githubPush": "com.cloudbees.jenkins.GitHubPushTrigger",
    "bitbucketPush": "com.cloudbees.jenkins.plugins.BitBucketTrigger",
    "gitlab": "com.dabsquared.gitlabjenkins.GitLabPushTrigger",
    "GenericTrigger": "org.jenkinsci.plugins.gwt.GenericTrigger",
    "snapshotDependencies": "org.jenkinsci.plugins.pipeline.maven.trigger.WorkflowJobDependencyTrigger",
    "buildDiscarder": "jenkins.model.BuildDiscarderProperty",
    "disableConcurrentBuilds": "org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty",
    "disableResume": "org.jenkinsci.plugins.workflow.job.properties.DisableResumeJobProperty",
    "durabilityHint": "org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty",
    "preserveStashes": "org.jenkinsci.plugins.pipeline.modeldefinition.properties.PreserveStashesJobProperty",
    "rateLimitBuilds": "jenkins.branch.RateLimitBranchProperty$JobPropertyImpl",
    "overrideIndexTriggers": "jenkins.branch.OverrideIndexTriggersJobProperty",
    "copyArtifactPermission": "hudson.plugins.copyartifact.CopyArtifactPermissionProperty",
    "throttleJobProperty": "hudson.plugins.throttleconcurrents.ThrottleJobProperty",
    "gitLabConnection": "com.dabsquared.gitlabjenkins.connection.GitLabConnectionProperty",
    "githubProjectProperty": "com.coravy.hudson.plugins.github.GithubProjectProperty",
    "authorizationMatrix": "hudson.security.AuthorizationMatrixProperty",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """What the last run of a declarative pipeline copied into config.xml: classes, and names of parameters."""

    properties: frozenset[str] = frozenset()
    triggers: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a pipeline's Jenkinsfile is: in the job (`script`, with its secrets), or in a repository.

    `location` is the element of the script: its line is that of the script's first line. `scm` and `script_path` say
    where else to look; a `class_name` of neither kind has none of them.
    """

    location: Location
    class_name: str = ""
    script: str | None = field(default=None, repr=False)
    scm: Describable | None = None
    script_path: str = ""
    url: str = ""  # of the repository, where it is no `scm` that has it
    sandbox: bool = True  # scripts from a repository always run in it
    copied: Copied = Copied()


@dataclass(frozen=True, slots=True)
class ConfigXml(Reading):
    """The reading of a config.xml, every leaf accounted for. A pipeline's has a `definition`: its stages are missing
    until `merge_pipeline` adds what the Jenkinsfile says. Jenkins makes `generated` ones from another job."""

    definition: Definition | None = None
    generated: bool = False

    @property
    def reading(self) -> Reading:
        return self


def merge_pipeline(xml: Reading, jenkinsfile: Reading) -> Reading:
    """One reading of both files; of what stands in both, config.xml's copy is dismissed.

    Without a job in the Jenkinsfile's reading there is none in the result, and config.xml's leaves are gaps.
    """
    definition = xml.definition if isinstance(xml, ConfigXml) else None
    job: Job | None = None
    if xml.job is None:
        dismissed: list[Dismissal] = []
    elif jenkinsfile.job is None:
        dismissed = _dismissals(_all(xml.job), "the pipeline itself is not converted", gap=True)
    else:
        copied = definition.copied if definition else Copied()
        job, dismissed = _merged(xml.job, jenkinsfile.job, copied)
    script = definition.location if definition and definition.script is not None else None
    return Reading(
        xml.name,
        xml.kind if xml.kind is JobKind.MULTIBRANCH else jenkinsfile.kind,
        xml.file,
        job,
        (*xml.leaves, *jenkinsfile.leaves),
        (*xml.dismissals, *jenkinsfile.dismissals, *dismissed),
        (*xml.problems, *jenkinsfile.problems),
        (*(one for one in xml.secrets if one != script), *jenkinsfile.secrets),
    )


def without_jenkinsfile(xml: Reading, because: str) -> Reading:
    """A pipeline job whose Jenkinsfile is not at hand: every leaf of its configuration is a gap that says so."""
    if xml.job is None:
        return xml
    dismissals = (*xml.dismissals, *_dismissals(_all(xml.job), because, gap=True))
    return replace(xml, job=None, dismissals=dismissals)


def _merged(xml: Job, pipeline: Job, copied: Copied) -> tuple[Job, list[Dismissal]]:
    said = {_class(one) for one in (*pipeline.options, *pipeline.properties, *pipeline.triggers)}
    names = {_parameter(one) for one in pipeline.parameters}
    properties, first = _sorted_out(xml.properties, said, copied.properties, _class)
    triggers, second = _sorted_out(xml.triggers, said, copied.triggers, _class)
    parameters, third = _sorted_out(xml.parameters, names, copied.parameters, _parameter)
    whole = [Dismissal(pipeline.root.leaf, _WHOLE)] if pipeline.root.leaf is not None else []
    job = replace(
        pipeline,
        name=xml.name,
        root=replace(xml.root, settings=(*xml.root.settings, *pipeline.root.settings)),
        properties=(*properties, *pipeline.properties),
        parameters=(*parameters, *pipeline.parameters),
        triggers=(*triggers, *pipeline.triggers),
        sources=(*xml.sources, *pipeline.sources),
    )
    return job, [*first, *second, *third, *whole]


def _sorted_out(
    describables: Iterable[Describable], said: set[str], copied: frozenset[str], key: _Key
) -> tuple[list[Describable], list[Dismissal]]:
    """What config.xml alone says, and the dismissals of what it has from the Jenkinsfile."""
    own: list[Describable] = []
    dismissed: list[Dismissal] = []
    for one in describables:
        if key(one) in said:
            dismissed += _dismissals([one], _COPIED)
        elif key(one) in copied:
            dismissed += _dismissals([one], _STALE)
        else:
            own.append(one)
    return own, dismissed


def _class(describable: Describable) -> str:
    return _SYMBOLS.get(describable.name, describable.name)


def _parameter(describable: Describable) -> str:
    setting = describable.setting("name") or describable.setting("")
    return str(setting.value.value) if setting and isinstance(setting.value, Literal) else ""


def _all(job: Job) -> Iterator[Describable]:
    """Everything that a pipeline's config.xml says; stages, agents and tools are the Jenkinsfile's."""
    yield from (job.root, *job.properties, *job.parameters, *job.triggers, *job.sources)


def _dismissals(describables: Iterable[Describable], because: str, *, gap: bool = False) -> list[Dismissal]:
    leaves = (leaf for one in describables for leaf in leaves_of(one))
    return [Dismissal(leaf, because, gap, blocking=gap) for leaf in leaves]
