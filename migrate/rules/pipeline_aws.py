"""AWS steps: https://plugins.jenkins.io/pipeline-aws/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap
from migrate.model.contribution import Contribution, Plain, SecretShape, SecretVariable, WithSecrets, WithVariables
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-aws",
    title="AWS steps",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html",
)

_ROLE = "a role is not taken on here: give what it may do to the build's own role"


@plugin.rule(
    "withAWS",
    slots=(Slot.STEP, Slot.OPTION),
    settings=(
        converted("region", to="AWS_REGION and AWS_DEFAULT_REGION around the steps"),
        converted("credentials", to="the access key of the steps"),
        converted("endpointUrl", to="AWS_ENDPOINT_URL around the steps"),
        *(gap(name, because=_ROLE, default="", blocking=True)
          for name in ("role", "roleAccount", "principalArn", "samlAssertion", "policy", "federatedUserId")),
        *(gap(name, because=_ROLE, default="")
          for name in ("roleSessionName", "externalId", "duration", "iamMfaToken")),
        gap("profile", because="the profiles of the Jenkins agent are not there in a build", default="", blocking=True),
    ),
)  # fmt: skip
def with_aws(call: Call) -> Iterator[Contribution]:
    if call.has("credentials"):
        keys = (("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"))
        credential = call.value("credentials")
        yield WithSecrets(tuple(SecretVariable(name, credential, SecretShape.AWS, key) for name, key in keys))
    variables = []
    if call.has("region"):
        variables += [(name, call.value("region")) for name in ("AWS_REGION", "AWS_DEFAULT_REGION")]
    if call.has("endpointUrl"):
        variables.append(("AWS_ENDPOINT_URL", call.value("endpointUrl")))
    yield WithVariables(tuple(variables)) if variables else Plain()


for _name in (
    *("s3Upload", "s3Download", "s3Copy", "s3Delete", "s3FindFiles", "s3DoesObjectExist", "s3PresignURL"),
    *("cfnUpdate", "cfnUpdateStackSet", "cfnDelete", "cfnDeleteStackSet", "cfnCreateChangeSet", "cfnDescribe"),
    *("cfnExecuteChangeSet", "cfnExports", "cfnValidate", "snsPublish", "ecrLogin", "ecrDeleteImage"),
    *("ecrListImages", "ecrSetRepositoryPolicy", "awsIdentity", "awaitDeploymentCompletion", "createDeployment"),
    *("invokeLambda", "lambdaVersionCleanup", "deployAPI", "cfInvalidate", "ec2ShareAmi", "elbIsInstanceRegistered"),
    *("elbRegisterInstance", "elbDeregisterInstance", "setAccountAlias", "listAWSAccounts", "updateIdP"),
    *("updateTrustPolicy", "ebCreateApplication", "ebCreateApplicationVersion", "ebCreateConfigurationTemplate"),
    *("ebCreateEnvironment", "ebSwapEnvironmentCNAMEs", "ebWaitOnEnvironmentHealth", "ebWaitOnEnvironmentStatus"),
):
    plugin.blocked(
        _name, because="this step is not converted yet: use the AWS CLI in a command of the shell", slots=(Slot.STEP,)
    )
