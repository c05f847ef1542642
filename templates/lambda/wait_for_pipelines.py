"""Waits until none of some pipelines runs. CodePipeline asks again, with what was answered before, until it is told.

UserParameters is JSON: the names of the `pipelines`, the `own` one with the id of its `execution`, and how many
`seconds` to wait at most. An execution that has started later is not waited for: it waits for this one.
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
"""

import json
import time

import boto3

codepipeline = boto3.client("codepipeline")
RUNNING = ("InProgress", "Stopping")


def handler(event, context):
    job = event["CodePipeline.job"]
    try:
        answer(job["id"], job["data"])
    except Exception as error:  # whatever it is, CodePipeline must be told: it waits for 20 minutes otherwise
        fail(job["id"], f"{type(error).__name__}: {error}")


def answer(job, data):
    asked = json.loads(data["actionConfiguration"]["configuration"]["UserParameters"])
    began = float(data.get("continuationToken") or time.time())
    own = start_of(asked["own"], asked["execution"]), asked["own"]
    running = [name for name in asked["pipelines"] if any(start < own for start in starts(name))]
    if not running:
        codepipeline.put_job_success_result(jobId=job)
    elif time.time() - began > asked["seconds"]:
        fail(job, f"still running after {asked['seconds']} seconds: {', '.join(running)}")
    else:
        codepipeline.put_job_success_result(jobId=job, continuationToken=str(began))


def executions(pipeline):
    return codepipeline.list_pipeline_executions(pipelineName=pipeline)["pipelineExecutionSummaries"]


def start_of(pipeline, execution):
    found = [one["startTime"] for one in executions(pipeline) if one["pipelineExecutionId"] == execution]
    return found[0].timestamp() if found else time.time()


def starts(pipeline):
    return [(one["startTime"].timestamp(), pipeline) for one in executions(pipeline) if one["status"] in RUNNING]


def fail(job, message):
    codepipeline.put_job_failure_result(jobId=job, failureDetails={"type": "JobFailed", "message": message[:5000]})
