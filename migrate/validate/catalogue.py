"""The action providers as data: artifact counts, configuration keys, values, output variables.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.validate.keys import Keys, Provider

_BOOLEAN = "true|false"
_NUMBER = "[0-9]+"
_ROLE = r"arn:aws[\w-]*:iam::\d{12}:role/.+"
_SWITCH = {"PollForSourceChanges": _BOOLEAN}
_FORMAT = "CODE_ZIP|CODEBUILD_CLONE_REF"
_CAPABILITY = "CAPABILITY_(NAMED_IAM|IAM|AUTO_EXPAND)"
_STACK_TARGETS = "DeploymentTargets", "Regions", "FailureTolerancePercentage", "MaxConcurrentPercentage"
_STACK_TUNING = "RegionConcurrencyType", "ConcurrencyMode", "CallAs"
_STACK_VALUES = {
    "FailureTolerancePercentage": _NUMBER,
    "MaxConcurrentPercentage": _NUMBER,
    "RegionConcurrencyType": "(?i:parallel|sequential)",
    "ConcurrencyMode": "STRICT_FAILURE_TOLERANCE|SOFT_FAILURE_TOLERANCE",
    "CallAs": "SELF|DELEGATED_ADMIN",
}
_DEVICE_SWITCHES = (
    "RadioBluetoothEnabled",
    "RecordAppPerformanceData",
    "RecordVideo",
    "RadioWifiEnabled",
    "RadioNfcEnabled",
    "RadioGpsEnabled",
    "UnmeteredDevicesOnly",
)
_DEVICE_NUMBERS = "FuzzEventCount", "FuzzEventThrottle", "FuzzRandomizerSeed", "JobTimeoutMinutes"
_DEVICE_TEXTS = (
    "AppiumVersion",
    "TestSpec",
    "Test",
    "CustomHostMachineArtifacts",
    "CustomDeviceArtifacts",
    "Latitude",
    "Longitude",
)
_IMAGES = tuple(f"Image{number}{kind}Name" for number in range(1, 5) for kind in ("Artifact", "Container"))
_CODEBUILD = Provider(
    (1, 5),
    (0, 5),
    Keys(
        ("ProjectName",),
        (
            "PrimarySource",
            "BatchEnabled",
            "CombineArtifacts",
            "EnvironmentVariables",
            "BuildspecOverride",
            "ServiceRoleArnOverride",
        ),
        {
            "ProjectName": r"[A-Za-z0-9][A-Za-z0-9\-_]{1,149}",
            "BatchEnabled": _BOOLEAN,
            "CombineArtifacts": _BOOLEAN,
            "ServiceRoleArnOverride": _ROLE,
        },
    ),
    None,
)

PROVIDERS: Mapping[str, Provider] = {
    "Source/AWS/CodeStarSourceConnection": Provider(
        (0, 0),
        (1, 1),
        Keys(
            ("ConnectionArn", "FullRepositoryId", "BranchName"),
            ("OutputArtifactFormat", "DetectChanges"),
            {
                "ConnectionArn": r"arn:aws[\w-]*:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection/.+",
                "FullRepositoryId": r"[^/\s]+(/[^/\s]+)+",
                "OutputArtifactFormat": _FORMAT,
                "DetectChanges": _BOOLEAN,
            },
        ),
        ("AuthorDate", "BranchName", "CommitId", "CommitMessage", "ConnectionArn", "FullRepositoryName"),
    ),
    "Source/AWS/CodeCommit": Provider(
        (0, 0),
        (1, 1),
        Keys(
            ("RepositoryName", "BranchName"),
            ("PollForSourceChanges", "OutputArtifactFormat"),
            {**_SWITCH, "OutputArtifactFormat": _FORMAT, "RepositoryName": r"[\w.-]{1,100}"},
        ),
        ("AuthorDate", "BranchName", "CommitId", "CommitMessage", "CommitterDate", "RepositoryName"),
    ),
    "Source/AWS/S3": Provider(
        (0, 0),
        (1, 1),
        Keys(
            ("S3Bucket", "S3ObjectKey"),
            ("PollForSourceChanges", "AllowOverrideForS3ObjectKey"),
            {**_SWITCH, "AllowOverrideForS3ObjectKey": _BOOLEAN, "S3Bucket": r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"},
        ),
        ("BucketName", "ETag", "ObjectKey", "VersionId"),
    ),
    "Source/AWS/ECR": Provider(
        (0, 0),
        (1, 1),
        Keys(("RepositoryName",), ("ImageTag",)),
        ("ImageDigest", "ImageTag", "ImageURI", "RegistryId", "RepositoryName"),
    ),
    "Build/AWS/CodeBuild": _CODEBUILD,
    "Test/AWS/CodeBuild": _CODEBUILD,
    "Build/AWS/ECRBuildAndPublish": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("ECRRepositoryName",),
            ("DockerFilePath", "ImageTags", "RegistryType"),
            {"RegistryType": "private|public"},
        ),
        ("ECRImageDigestId", "ECRRepositoryName"),
    ),
    "Compute/AWS/Commands": Provider(
        (1, 10),
        (0, 1),
        Keys(
            (),
            ("EnvironmentType", "ComputeType", "VpcId", "Subnets", "SecurityGroupIds"),
            {
                "EnvironmentType": "LINUX_CONTAINER|WINDOWS_SERVER_2022_CONTAINER",
                "ComputeType": "BUILD_GENERAL1_(SMALL|MEDIUM|LARGE)",
                "VpcId": "vpc-.+",
            },
        ),
        None,
    ),
    "Test/AWS/DeviceFarm": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("AppType", "ProjectId", "App", "DevicePoolArn", "TestType"),
            (*_DEVICE_TEXTS, *_DEVICE_SWITCHES, *_DEVICE_NUMBERS),
            {
                "AppType": "iOS|Android|Web",
                "DevicePoolArn": r"arn:aws[\w-]*:devicefarm:.*:devicepool:.+",
                "TestType": "APPIUM_(WEB_)?(JAVA_JUNIT|JAVA_TESTNG|NODE|RUBY|PYTHON)|BUILTIN_FUZZ|INSTRUMENTATION"
                "|XCTEST(_UI)?",
                **dict.fromkeys(_DEVICE_SWITCHES, _BOOLEAN),
                **dict.fromkeys(_DEVICE_NUMBERS, _NUMBER),
            },
        ),
    ),
    "Deploy/AWS/S3": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("BucketName", "Extract"),
            ("ObjectKey", "KMSEncryptionKeyARN", "CannedACL", "CacheControl"),
            {
                "Extract": _BOOLEAN,
                "CannedACL": "private|public-read|public-read-write|authenticated-read|aws-exec-read"
                "|bucket-owner-read|bucket-owner-full-control|log-delivery-write",
            },
        ),
    ),
    "Deploy/AWS/CloudFormation": Provider(
        (0, 10),
        (0, 1),
        Keys(
            ("ActionMode", "StackName"),
            (
                "Capabilities",
                "ChangeSetName",
                "RoleArn",
                "TemplatePath",
                "TemplateConfiguration",
                "OutputFileName",
                "ParameterOverrides",
            ),
            {
                "ActionMode": "CREATE_UPDATE|REPLACE_ON_FAILURE|CHANGE_SET_REPLACE|CHANGE_SET_EXECUTE|DELETE_ONLY",
                "StackName": "[A-Za-z][A-Za-z0-9-]{0,127}",
                "ChangeSetName": "[A-Za-z][A-Za-z0-9-]{0,127}",
                "Capabilities": f"{_CAPABILITY}(,{_CAPABILITY})*",
                "RoleArn": _ROLE,
                "TemplatePath": "[A-Za-z0-9_-]+::.+",
                "TemplateConfiguration": "[A-Za-z0-9_-]+::.+",
            },
        ),
        None,
    ),
    "Deploy/AWS/CloudFormationStackSet": Provider(
        (1, 3),
        (0, 0),
        Keys(
            ("StackSetName", "TemplatePath"),
            (
                "Description",
                "Parameters",
                "Capabilities",
                "PermissionModel",
                "AdministrationRoleArn",
                "ExecutionRoleName",
                "OrganizationsAutoDeployment",
                *_STACK_TARGETS,
                *_STACK_TUNING,
            ),
            {
                **_STACK_VALUES,
                "TemplatePath": "[A-Za-z0-9_-]+::.+",
                "PermissionModel": "SELF_MANAGED|SERVICE_MANAGED",
                "OrganizationsAutoDeployment": "Enabled|Disabled|EnabledWithStackRetention",
                "Capabilities": f"{_CAPABILITY}(,{_CAPABILITY})*",
            },
        ),
        ("OperationId", "StackSetId"),
    ),
    "Deploy/AWS/CloudFormationStackInstances": Provider(
        (0, 3),
        (0, 0),
        Keys(
            ("StackSetName", "DeploymentTargets", "Regions"),
            ("ParameterOverrides", *_STACK_TARGETS, *_STACK_TUNING),
            _STACK_VALUES,
        ),
        ("OperationId", "StackSetId"),
    ),
    "Deploy/AWS/CodeDeploy": Provider((1, 1), (0, 0), Keys(("ApplicationName", "DeploymentGroupName"))),
    "Deploy/AWS/CodeDeployToECS": Provider(
        (1, 5),
        (0, 0),
        Keys(
            ("ApplicationName", "DeploymentGroupName", "TaskDefinitionTemplateArtifact", "AppSpecTemplateArtifact"),
            ("TaskDefinitionTemplatePath", "AppSpecTemplatePath", *_IMAGES),
        ),
    ),
    "Deploy/AWS/ECS": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("ClusterName", "ServiceName"),
            ("FileName", "DeploymentTimeout"),
            {"DeploymentTimeout": "[1-9]|[1-5][0-9]|60"},
        ),
    ),
    "Deploy/AWS/EKS": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("ClusterName",),
            (
                "ManifestFiles",
                "HelmReleaseName",
                "HelmChartLocation",
                "HelmValuesFiles",
                "Namespace",
                "Subnets",
                "SecurityGroupIds",
            ),
        ),
        ("EKSClusterName",),
    ),
    "Deploy/AWS/EC2": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("InstanceTagKey", "InstanceType"),
            (
                "InstanceTagValue",
                "TargetDirectory",
                "PostScript",
                "PreScript",
                "DeploySpec",
                "MaxBatch",
                "MaxError",
                "TargetGroupNameList",
            ),
            {"InstanceType": "EC2|SSM_MANAGED_NODE", "MaxBatch": "[0-9]+%?", "MaxError": "[0-9]+%?"},
        ),
    ),
    "Deploy/AWS/Lambda": Provider(
        (0, 1),
        (0, 0),
        Keys(
            ("FunctionName",),
            ("FunctionAlias", "PublishedTargetVersion", "DeployStrategy", "Alarms"),
            {
                "DeployStrategy": "AllAtOnce|Canary[0-9]+Percent[0-9]+Minutes?|Linear[0-9]+PercentEvery[0-9]+Minutes?",
                "Alarms": "[^,]+(,[^,]+){0,9}",
            },
        ),
        ("FunctionVersion",),
    ),
    "Deploy/AWS/ElasticBeanstalk": Provider((1, 1), (0, 0), Keys(("ApplicationName", "EnvironmentName"))),
    "Deploy/AWS/AppConfig": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("Application", "Environment", "ConfigurationProfile", "InputArtifactConfigurationPath"),
            ("DeploymentStrategy",),
        ),
    ),
    "Deploy/AWS/ServiceCatalog": Provider(
        (1, 1),
        (0, 0),
        Keys(
            ("ProductId",),
            (
                "TemplateFilePath",
                "ProductVersionName",
                "ProductType",
                "ProductVersionDescription",
                "ConfigurationFilePath",
            ),
        ),
    ),
    "Deploy/ThirdParty/AlexaSkillsKit": Provider(
        (1, 2), (0, 0), Keys(("ClientId", "ClientSecret", "RefreshToken", "SkillId"))
    ),
    "Approval/AWS/Manual": Provider(
        (0, 0),
        (0, 0),
        Keys(
            (),
            ("CustomData", "ExternalEntityLink", "NotificationArn"),
            {"NotificationArn": r"arn:aws[\w-]*:sns:[\w-]+:\d{12}:.+", "ExternalEntityLink": r"https?://\S+"},
        ),
    ),
    "Invoke/AWS/Lambda": Provider((0, 5), (0, 5), Keys(("FunctionName",), ("UserParameters",)), None),
    "Invoke/AWS/StepFunctions": Provider(
        (0, 1),
        (0, 1),
        Keys(
            ("StateMachineArn",),
            ("ExecutionNamePrefix", "InputType", "Input"),
            {"StateMachineArn": r"arn:aws[\w-]*:states:.+:stateMachine:.+", "InputType": "Literal|FilePath"},
        ),
        ("ExecutionArn", "StateMachineArn"),
    ),
    "Invoke/AWS/CodePipeline": Provider((0, 0), (0, 0), Keys(("PipelineName",), ("SourceRevisions", "Variables"))),
    "Invoke/AWS/InspectorScan": Provider(
        (0, 1),
        (1, 1),
        Keys(
            ("InspectorRunMode",),
            (
                "ECRRepositoryName",
                "ImageTag",
                "CriticalThreshold",
                "HighThreshold",
                "MediumThreshold",
                "LowThreshold",
            ),
            {
                "InspectorRunMode": "SourceCodeScan|ECRImageScan",
                **dict.fromkeys(
                    ("CriticalThreshold", "HighThreshold", "MediumThreshold", "LowThreshold"),
                    _NUMBER,
                ),
            },
        ),
        ("HighestScannedSeverity",),
    ),
    "Invoke/ThirdParty/Snyk": Provider((1, 1), (0, 1), Keys()),
}

OWN_KEYS = ("Invoke/ThirdParty/Snyk",)
"""Their configuration comes from a handshake with the vendor and is not public."""

REFUSED: Mapping[str, str] = {
    "Source/ThirdParty/GitHub": "use AWS/CodeStarSourceConnection: the OAuth source is deprecated",
    "Source/ThirdParty/CodeStarSourceConnection": "its owner is AWS",
    "Deploy/AWS/OpsWorks": "OpsWorks Stacks ended on 2024-05-26: use CodeDeploy, EC2 deploy or Systems Manager",
    "Build/ThirdParty/SolanoCI": "Solano CI is gone: use CodeBuild",
    "Test/ThirdParty/BlazeMeter": "use a CodeBuild test action that calls BlazeMeter's API",
    "Test/ThirdParty/GhostInspector": "use a CodeBuild test action that calls Ghost Inspector's API",
    "Test/ThirdParty/GhostInspectorUITesting": "use a CodeBuild test action that calls Ghost Inspector's API",
    "Test/ThirdParty/MFStormRunner": "use a CodeBuild test action that calls StormRunner's API",
    "Test/ThirdParty/Runscope": "use a CodeBuild test action that calls Runscope's API",
    "Test/ThirdParty/Nouvola": "Nouvola is gone: use a CodeBuild test action",
    "Build/ThirdParty/Jenkins": "a Jenkins provider is a custom action type: its owner is Custom",
    "Test/ThirdParty/Jenkins": "a Jenkins provider is a custom action type: its owner is Custom",
}

POLLING = "Source/AWS/CodeCommit", "Source/AWS/S3"
"""Sources that poll unless they are told not to."""

CUSTOM_COUNTS = (0, 5)
