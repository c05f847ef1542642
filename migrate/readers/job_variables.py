"""Which variables the builds of a job have beside what its script sets: those that Jenkins sets, and the parameters.

Not all are known where a property or a trigger of the job, or a folder around it, may set more.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migrate.model.settings import Settings
from migrate.model.source import Describable, JobKind, Literal, Reading
from migrate.readers.jenkins_home import Input

_SET_NOTHING = frozenset(
    (
        *("hudson.triggers.TimerTrigger", "hudson.triggers.SCMTrigger", "jenkins.triggers.ReverseBuildTrigger"),
        *("com.cloudbees.jenkins.GitHubPushTrigger", "jenkins.model.BuildDiscarderProperty"),
        "org.jenkinsci.plugins.workflow.job.properties.DisableConcurrentBuildsJobProperty",
        "org.jenkinsci.plugins.workflow.job.properties.DisableResumeJobProperty",
        "org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty",
        "org.jenkinsci.plugins.pipeline.modeldefinition.properties.PreserveStashesJobProperty",
        *("jenkins.branch.RateLimitBranchProperty$JobPropertyImpl", "jenkins.branch.OverrideIndexTriggersJobProperty"),
        "hudson.plugins.copyartifact.CopyArtifactPermissionProperty",
        "hudson.plugins.throttleconcurrents.ThrottleJobProperty",
        "com.coravy.hudson.plugins.github.GithubProjectProperty",
        "hudson.security.AuthorizationMatrixProperty",
    )
)
_OF_FOLDERS = (b"EnvVarsFolderProperty", b"FolderProperties")


def variables_of(xml: Reading, one: Input, settings: Settings) -> frozenset[str] | None:
    """The names of the variables; None where not all are known, as without `[environment]` in migrate.toml."""
    job = xml.job
    if settings.environment is None or job is None or job.kind is JobKind.MULTIBRANCH or _folder_may_set(one):
        return None
    parameters = [_name(parameter) for parameter in job.parameters]
    others = {each.name for each in (*job.properties, *job.triggers)} - _SET_NOTHING
    return None if others or "" in parameters else frozenset((*settings.environment, *parameters))


def _name(parameter: Describable) -> str:
    setting = parameter.setting("name")
    return str(setting.value.value) if setting and isinstance(setting.value, Literal) else ""


def _folder_may_set(one: Input) -> bool:
    """Whether a folder around a job of a controller gives variables to the jobs in it."""
    return any(mark in text for text in _folders(one.path.parent) for mark in _OF_FOLDERS)


def _folders(job: Path) -> Iterator[bytes]:
    while job.parent.name == "jobs" and job.parent.parent != job:
        job = job.parent.parent
        try:
            yield (job / "config.xml").read_bytes()
        except OSError:
            return
