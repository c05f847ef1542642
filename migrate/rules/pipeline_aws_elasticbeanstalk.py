"""Elastic Beanstalk in pipelines: https://plugins.jenkins.io/pipeline-aws/"""

from __future__ import annotations

from migrate.mapping.aws_calls import HERE, S3, Script
from migrate.mapping.rule import Plugin, partial

plugin = Plugin(
    "pipeline-aws-elasticbeanstalk",
    title="AWS steps: Elastic Beanstalk",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/elasticbeanstalk/",
    part_of="pipeline-aws",
)

_BEANSTALK = f"arn:${{AWS::Partition}}:elasticbeanstalk:{HERE}"
_OF_BEANSTALK = partial(
    "what Elastic Beanstalk makes",
    because="the role of the build must be allowed what Elastic Beanstalk does in its name with other services",
)
_WAIT = """\
{start}while :; do
  now=$(aws elasticbeanstalk describe-environments --application-name "$applicationName" \\
    --environment-names "$environmentName" --query 'Environments[0].{field}' --output text)
  echo "$environmentName: $now"
  case $now in
    None) echo "Environment not found" >&2; exit 1 ;;
  esac
  if [ "$(echo "$now" | tr A-Z a-z)" = "$(echo "${{{wanted}:-{default}}}" | tr A-Z a-z)" ]; then
    {reached}
  fi{otherwise}
  sleep 10
done"""
_UPSERT = """\
there=None
if [ "${updateOnExisting:-true}" = true ]; then
  there=$(aws elasticbeanstalk describe-environments --application-name "$applicationName" \\
    --environment-names "$environmentName" --query "Environments[?Status!='Terminated'] | [0].EnvironmentId" --output text)
fi
if [ "$there" = None ]; then how=create-environment; else how=update-environment; fi
aws elasticbeanstalk "$how" --application-name "$applicationName" --environment-name "$environmentName" \\
  ${description:+--description "$description"} ${templateName:+--template-name "$templateName"} \\
  ${versionLabel:+--version-label "$versionLabel"} ${solutionStackName:+--solution-stack-name "$solutionStackName"}"""
_SWAP = """\
environment() {  # CNAME: the id of the environment that has it
  aws elasticbeanstalk describe-environments --output text \\
    --query 'Environments[].[CNAME,EnvironmentId]' | awk -v wanted="$1" 'tolower($1) == tolower(wanted) { print $2; exit }'
}
if [ -n "$sourceEnvironmentCNAME" ]; then
  sourceEnvironmentId=$(environment "$sourceEnvironmentCNAME") sourceEnvironmentName=
  [ -n "$sourceEnvironmentId" ] || { echo "Environment with url $sourceEnvironmentCNAME not found" >&2; exit 1; }
fi
if [ -n "$destinationEnvironmentCNAME" ]; then
  destinationEnvironmentId=$(environment "$destinationEnvironmentCNAME") destinationEnvironmentName=
  [ -n "$destinationEnvironmentId" ] || { echo "Environment with url $destinationEnvironmentCNAME not found" >&2; exit 1; }
fi
aws elasticbeanstalk swap-environment-cnames \\
  ${sourceEnvironmentId:+--source-environment-id "$sourceEnvironmentId"} \\
  ${sourceEnvironmentName:+--source-environment-name "$sourceEnvironmentName"} \\
  ${destinationEnvironmentId:+--destination-environment-id "$destinationEnvironmentId"} \\
  ${destinationEnvironmentName:+--destination-environment-name "$destinationEnvironmentName"}"""

for _step in (
    Script(
        "ebCreateApplication",
        "applicationName description",
        """\
aws elasticbeanstalk create-application --application-name "$applicationName" \\
  ${description:+--description "$description"}""",
        (("elasticbeanstalk:CreateApplication", f"{_BEANSTALK}:application/{{applicationName}}"),),
    ),
    Script(
        "ebCreateApplicationVersion",
        "applicationName versionLabel s3Bucket s3Key description",
        """\
aws elasticbeanstalk create-application-version --application-name "$applicationName" \\
  --version-label "$versionLabel" --source-bundle "S3Bucket=$s3Bucket,S3Key=$s3Key" \\
  ${description:+--description "$description"}""",
        (
            (
                "elasticbeanstalk:CreateApplicationVersion",
                f"{_BEANSTALK}:applicationversion/{{applicationName}}/{{versionLabel}}",
            ),
            ("s3:GetObject s3:GetObjectAcl", f"{S3}{{s3Bucket}}/{{s3Key}}"),
        ),
        behaviour=(_OF_BEANSTALK,),
    ),
    Script(
        "ebCreateConfigurationTemplate",
        "applicationName templateName environmentId description solutionStackName sourceConfigurationApplication "
        "sourceConfigurationTemplate",
        """\
from="ApplicationName=$sourceConfigurationApplication,TemplateName=$sourceConfigurationTemplate"
aws elasticbeanstalk create-configuration-template --application-name "$applicationName" \\
  --template-name "$templateName" ${environmentId:+--environment-id "$environmentId"} \\
  ${description:+--description "$description"} ${solutionStackName:+--solution-stack-name "$solutionStackName"} \\
  ${sourceConfigurationTemplate:+--source-configuration "$from"}""",
        (
            (
                "elasticbeanstalk:CreateConfigurationTemplate",
                f"{_BEANSTALK}:configurationtemplate/{{applicationName}}/{{templateName}}",
            ),
        ),
        behaviour=(_OF_BEANSTALK,),
    ),
    Script(
        "ebCreateEnvironment",
        "applicationName environmentName description templateName solutionStackName versionLabel updateOnExisting",
        _UPSERT,
        (
            (
                "elasticbeanstalk:CreateEnvironment elasticbeanstalk:UpdateEnvironment "
                "elasticbeanstalk:DescribeEnvironments",
                f"{_BEANSTALK}:environment/{{applicationName}}/{{environmentName}}",
            ),
        ),
        behaviour=(_OF_BEANSTALK,),
    ),
    Script(
        "ebSwapEnvironmentCNAMEs",
        "sourceEnvironmentId sourceEnvironmentName destinationEnvironmentId destinationEnvironmentName "
        "destinationEnvironmentCNAME sourceEnvironmentCNAME",
        _SWAP,
        (
            (
                "elasticbeanstalk:SwapEnvironmentCNAMEs elasticbeanstalk:DescribeEnvironments",
                f"{_BEANSTALK}:environment/*/*",
            ),
        ),
        behaviour=(_OF_BEANSTALK,),
    ),
    Script(
        "ebWaitOnEnvironmentHealth",
        "applicationName environmentName health stabilityThreshold",
        _WAIT.format(
            start="since=$(date +%s)\n",
            field="Health",
            wanted="health",
            default="Green",
            reached='[ $(($(date +%s) - since)) -le "${stabilityThreshold:-60}" ] || exit 0',
            otherwise='\n  [ "$(echo "$now" | tr A-Z a-z)" = "$(echo "${health:-Green}" | tr A-Z a-z)" ] || since=$(date +%s)',
        ),
        (
            (
                "elasticbeanstalk:DescribeEnvironments",
                f"{_BEANSTALK}:environment/{{applicationName}}/{{environmentName}}",
            ),
        ),
    ),
    Script(
        "ebWaitOnEnvironmentStatus",
        "applicationName environmentName status",
        _WAIT.format(start="", field="Status", wanted="status", default="Ready", reached="exit 0", otherwise=""),
        (
            (
                "elasticbeanstalk:DescribeEnvironments",
                f"{_BEANSTALK}:environment/{{applicationName}}/{{environmentName}}",
            ),
        ),
    ),
):
    _step.register(plugin)
