"""What shell commands and steps of plugins have in common, where an action of CodePipeline does the same.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

from migrate.model.contribution import Need, Patterns, Takeover
from migrate.model.source import Literal, Value

AS_PIPELINE = "the role of the pipeline acts, in its account and Region, where the login of the agent did"
NO_CHANGE_SET = "the action updates the stack without a change set that one could look at"
STACK_ROLE = "CloudFormation acts as a role of its own on what the template makes: template.yaml asks for it"
STACK_ACTIONS = tuple(
    f"cloudformation:{name}"
    for name in (
        *("CreateStack", "UpdateStack", "DescribeStacks", "DescribeStackResources", "DescribeStackEvents"),
        *("CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet", "ExecuteChangeSet", "GetTemplate"),
    )
)
VALIDATES = Need(("cloudformation:ValidateTemplate",), "*")


def s3_files(
    bucket: Value,
    pattern: str,
    prefix: Value,
    *,
    directory: Value,
    files: Patterns,
    excludes: Patterns = (),
    default_excludes: bool = False,
    acl: str = "",
    cache: Value | None = None,
    stays: str = "",
) -> Takeover:
    """Files into a bucket, below a prefix. `pattern` is the bucket's name in an ARN."""
    if stays:
        return Takeover("S3", stays=stays)
    arn = f"arn:${{AWS::Partition}}:s3:::{pattern}"
    return Takeover(
        "S3",
        (
            ("BucketName", bucket),
            ("Extract", Literal("true")),
            ("ObjectKey", prefix),
            ("CannedACL", Literal(acl)),
            ("CacheControl", cache or Literal("")),
        ),
        directory=directory,
        files=files,
        excludes=excludes,
        default_excludes=default_excludes,
        needs=(
            Need(("s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"), f"{arn}/*"),
            Need(("s3:GetBucketVersioning", "s3:GetBucketAcl", "s3:GetBucketLocation"), arn),
        ),
        differs=(
            AS_PIPELINE,
            "the bucket must be in the Region of the pipeline",
            "each file is uploaded at each run, with the content type that CodePipeline gives it",
            "it fails where no file matches",
            "a link is uploaded only where the file that it leads to is, too",
        ),
    )


def beanstalk_version(
    application: Value,
    environment: Value,
    needs: tuple[Need, ...],
    *,
    directory: Value,
    files: Patterns,
    excludes: Patterns,
    region: Value,
) -> Takeover:
    """A version of Elastic Beanstalk from files, which an environment gets."""
    return Takeover(
        "ElasticBeanstalk",
        (("ApplicationName", application), ("EnvironmentName", environment)),
        directory=directory,
        files=files,
        excludes=excludes,
        default_excludes=True,
        region=region,
        needs=needs,
        differs=(
            AS_PIPELINE,
            "the label and the description of the version are CodePipeline's, and its bucket is the pipeline's",
            "the role of the pipeline must be allowed what Elastic Beanstalk does with other services",
        ),
    )


BEANSTALK_MAKES = "elasticbeanstalk:CreateApplicationVersion elasticbeanstalk:DescribeApplicationVersions"
BEANSTALK_UPDATES = (
    "elasticbeanstalk:UpdateEnvironment elasticbeanstalk:DescribeEnvironments elasticbeanstalk:DescribeEvents"
)
OWN_KEY = "it acts with a key of its own, which may be of another account"
NO_ARCHIVE = "the action takes the files of the version, not an archive of them"
LAMBDA_FILES = "the action takes the files of the function, not an archive, and publishes a version"
LAMBDA_ANSWERS = "a function that CodePipeline invokes must tell it of its end (PutJobSuccessResult)"
