"""What Jenkins needs to serve the custom actions of a pipeline: the action type, a policy, and a job for each action.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreateCustomActionType.html
"""

from __future__ import annotations

from migrate.model.delivery import JENKINS_CATEGORY, JENKINS_PROVIDER, JENKINS_VERSION, Delivery
from migrate.model.settings import Settings
from migrate.writers.bridge_job import stage_jobs, write_bridge_job
from migrate.writers.declaration import Json, account_of, partition_of, region_of
from migrate.writers.job_files import write_json

FOLDER = "jenkins"
POLICY = f"{FOLDER}/policy.json"
PLACEHOLDER_URL = "https://jenkins.example.com"
_MOST_ARTIFACTS = 5
# AWS knows no narrower resource for them: a job's id, which nobody can guess, is what they need.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html
_OF_A_JOB = ("AcknowledgeJob", "GetJobDetails", "PutJobFailureResult", "PutJobSuccessResult")


def write_jenkins_files(delivery: Delivery, settings: Settings) -> dict[str, str]:
    """The files for Jenkins; none where no stage stays there."""
    if not delivery.jenkins_jobs:
        return {}
    files = {
        f"{FOLDER}/custom-action-type.json": write_json(action_type(PLACEHOLDER_URL)),
        POLICY: write_json(_policy(settings)),
    }
    for job in delivery.jenkins_jobs:
        jobs = {job.name: write_bridge_job(job, settings), **dict(stage_jobs(job))}
        files |= {f"{FOLDER}/jobs/{name}/config.xml": text for name, text in jobs.items()}
    return files


def action_type(url: str) -> Json:
    """The input of create-custom-action-type. The plugin asks for work by ProjectName, so that is queryable."""
    job = f"{url}/job/{{Config:ProjectName}}"
    key = {
        "name": "ProjectName",
        "required": True,
        "key": True,
        "secret": False,
        "queryable": True,
        "description": "Name of the freestyle job on Jenkins that serves the action",
        "type": "String",
    }
    bounds = {"minimumCount": 0, "maximumCount": _MOST_ARTIFACTS}
    return {
        "category": JENKINS_CATEGORY,
        "provider": JENKINS_PROVIDER,
        "version": JENKINS_VERSION,
        "settings": {"entityUrlTemplate": job, "executionUrlTemplate": f"{job}/{{ExternalExecutionId}}"},
        "configurationProperties": [key],
        "inputArtifactDetails": bounds,
        "outputArtifactDetails": dict(bounds),
    }


def _policy(settings: Settings) -> Json:
    """For the role or user of Jenkins. Artifacts it reads and writes with keys that come with each piece of work."""
    kind = f"actiontype:Custom/{JENKINS_CATEGORY}/{JENKINS_PROVIDER}/{JENKINS_VERSION}"
    arn = f"arn:{partition_of(settings)}:codepipeline:{region_of(settings)}:{account_of(settings)}:{kind}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["codepipeline:PollForJobs"], "Resource": [arn]},
            {"Effect": "Allow", "Action": [f"codepipeline:{name}" for name in _OF_A_JOB], "Resource": "*"},
        ],
    }
