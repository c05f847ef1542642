"""jenkins/steps.md: what an administrator of Jenkins does for the stages that stay there, in order."""

from __future__ import annotations

import shlex

from migrate.model.delivery import JENKINS_CATEGORY, JENKINS_PROVIDER, JENKINS_VERSION, Delivery, JenkinsJob
from migrate.model.settings import Settings
from migrate.model.source import REDACTED
from migrate.report.templating import markdown

STEPS = "jenkins/steps.md"


def write_jenkins_steps(delivery: Delivery, folder: str, settings: Settings) -> dict[str, str]:
    """The page; none where no stage stays on Jenkins. Names of the job are escaped: they can't change the page."""
    if not delivery.jenkins_jobs:
        return {}
    page = (
        markdown()
        .get_template("jenkins-steps.md.j2")
        .render(
            name=delivery.name,
            pipeline=delivery.pipeline.name,
            jobs=delivery.jenkins_jobs,
            category=JENKINS_CATEGORY,
            provider=JENKINS_PROVIDER,
            version=JENKINS_VERSION,
            region=settings.region,
            folder=shlex.quote(folder),
            started=[one for one in delivery.jenkins_jobs if one.starts],
            copied=[one for one in delivery.jenkins_jobs if one.config],
            secrets=sum(map(_redacted, delivery.jenkins_jobs)),
            shared=[one for one in delivery.jenkins_jobs if "<customWorkspace>" in one.config],
            variables=[one.name for one in delivery.pipeline.variables],
        )
    )
    return {STEPS: page}


def _redacted(job: JenkinsJob) -> int:
    """How many values in the job's files are left out since they are secrets."""
    texts = (job.config, *(text for _, text in (*job.scripts, *job.variables)))
    return sum(text.count(REDACTED) for text in texts)
