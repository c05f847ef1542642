"""CodeDeploy in pipelines: https://plugins.jenkins.io/pipeline-aws/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import CLI, HERE, S3, Script, inputs, needs
from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import CallAws, Contribution, Takeover
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-aws-codedeploy",
    title="AWS steps: CodeDeploy",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/deploy/",
    part_of="pipeline-aws",
)

_HERE = f"arn:${{AWS::Partition}}:codedeploy:{HERE}"
_SETTINGS = (
    *("s3Bucket", "s3Key", "s3BundleType", "gitHubRepository", "gitHubCommitId", "applicationName"),
    *("deploymentGroupName", "deploymentConfigName", "description", "waitForCompletion"),
    *("ignoreApplicationStopFailures", "fileExistsBehavior"),
)
_ELSEWHERE = "the action deploys files of the pipeline, and this revision is in a bucket or on GitHub already"
_CREATE = """\
if [ -n "$s3Bucket" ]; then
  set -- --s3-location "bucket=$s3Bucket,key=$s3Key,bundleType=$s3BundleType"
else
  set -- --github-location "repository=$gitHubRepository,commitId=$gitHubCommitId"
fi
platform=$(aws deploy get-deployment-group --application-name "$applicationName" \\
  --deployment-group-name "$deploymentGroupName" --query deploymentGroupInfo.computePlatform --output text)
case $platform in
  ECS | Lambda) ;;
  *) set -- "$@" --file-exists-behavior "${fileExistsBehavior:-DISALLOW}" ;;
esac
[ "$ignoreApplicationStopFailures" != true ] || set -- "$@" --ignore-application-stop-failures
deployment=$(aws deploy create-deployment --application-name "$applicationName" \\
  --deployment-group-name "$deploymentGroupName" "$@" ${description:+--description "$description"} \\
  ${deploymentConfigName:+--deployment-config-name "$deploymentConfigName"} --query deploymentId --output text)
echo "DeploymentId ($deployment)"
if [ "$waitForCompletion" = true ]; then deployment_done "$deployment"; fi"""


@plugin.rule("createDeployment", slots=(Slot.STEP,), settings=tuple(converted(name, to=CLI) for name in _SETTINGS))
def create_deployment(call: Call) -> Iterator[Contribution]:
    group = f"{_HERE}:deploymentgroup:{{applicationName}}/{{deploymentGroupName}}"
    yield CallAws(
        _CREATE,
        inputs(call, *_SETTINGS),
        functions=("deployment_done",),
        needs=(
            *needs(call, "codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:GetDeploymentGroup", group),
            *needs(call, "codedeploy:GetDeploymentConfig", f"{_HERE}:deploymentconfig:*"),
            *needs(
                call,
                "codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision",
                f"{_HERE}:application:{{applicationName}}",
            ),
            *needs(call, "s3:GetObject s3:GetObjectVersion", f"{S3}{{s3Bucket}}/{{s3Key}}"),
        ),
        takeover=Takeover("CodeDeploy", stays=_ELSEWHERE),
    )


Script(
    "awaitDeploymentCompletion",
    "deploymentId",
    'deployment_done "$deploymentId"',
    (("codedeploy:GetDeployment", f"{_HERE}:deploymentgroup:*"),),
    functions=("deployment_done",),
).register(plugin)
