"""foundation.yaml: what the pipelines of an estate share. Deployed once per account and Region.

Names are fixed, as in pipeline.json: bucket, key alias and topic begin with `jenkins-migration`. The bucket and the key
outlive the stack; AWS never cleans an artifact bucket up, so a lifecycle rule does.
"""

from __future__ import annotations

from migrate.writers.declaration import KEY_ALIAS, SHARED, Json
from migrate.writers.jenkins_files import action_type
from migrate.writers.resources import own_account, pascal, private_bucket
from migrate.writers.yaml_text import Tagged, dump

_DAYS_KEPT = 90
# What sends messages about pipelines and builds by itself; builds and approvals send with their own roles.
_PUBLISHERS = ["codestar-notifications.amazonaws.com", "events.amazonaws.com"]


def write_foundation(*, jenkins: bool = False) -> str:
    """The artifact bucket (encrypted, private, TLS only, versioned, cleaned up), its key, a topic for messages; and
    where stages stay on Jenkins, the action type that all pipelines have for them: an account can have it once."""
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "What the pipelines of migrated Jenkins jobs share: artifact bucket, key, notification topic",
        "Parameters": {
            "ArtifactDays": {
                "Type": "Number",
                "Description": "Days that artifacts are kept",
                "Default": _DAYS_KEPT,
                "MinValue": 1,
            },
            **(_JENKINS_URL if jenkins else {}),
        },
        "Resources": {
            "ArtifactKey": _key(),
            "ArtifactKeyAlias": {
                "Type": "AWS::KMS::Alias",
                "Properties": {"AliasName": KEY_ALIAS, "TargetKeyId": Tagged("Ref", "ArtifactKey")},
            },
            **_bucket(),
            **_topic(),
            **(_action_type() if jenkins else {}),
        },
        "Outputs": {
            "ArtifactBucket": _output("Bucket for artifacts", "ArtifactBucket", Tagged("Ref", "ArtifactBucket")),
            "ArtifactKeyArn": _output("ARN of the bucket's key", "ArtifactKeyArn", Tagged("GetAtt", "ArtifactKey.Arn")),
            "NotificationTopic": _output(
                "ARN of the topic for messages", "NotificationTopic", Tagged("Ref", "NotificationTopic")
            ),
        },
    }
    return dump(template)


_JENKINS_URL = {
    "JenkinsUrl": {
        "Type": "String",
        "Description": "Address of Jenkins, such as https://jenkins.example.com, without a slash at its end",
        "AllowedPattern": "https?://.*[^/]",
    }
}


def _action_type() -> Json:
    described = pascal(action_type("${JenkinsUrl}"))
    described["Settings"] = {key: Tagged("Sub", text) for key, text in described["Settings"].items()}
    return {"JenkinsActionType": {"Type": "AWS::CodePipeline::CustomActionType", "Properties": described}}


def _output(description: str, name: str, value: Tagged) -> Json:
    return {
        "Description": description,
        "Value": value,
        "Export": {"Name": Tagged("Sub", f"${{AWS::StackName}}-{name}")},
    }


def _key() -> Json:
    account = {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": Tagged("Sub", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    publishers = {
        "Sid": "EncryptedMessages",
        "Effect": "Allow",
        "Principal": {"Service": _PUBLISHERS},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": own_account(),
    }
    return {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": "Artifacts and messages of migrated Jenkins jobs",
            "EnableKeyRotation": True,
            "KeyPolicy": {"Version": "2012-10-17", "Statement": [account, publishers]},
        },
    }


def _bucket() -> Json:
    key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": Tagged("GetAtt", "ArtifactKey.Arn")}
    return private_bucket(
        "ArtifactBucket",
        {"ServerSideEncryptionByDefault": key, "BucketKeyEnabled": True},
        {
            "ExpirationInDays": Tagged("Ref", "ArtifactDays"),
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        },
        BucketName=Tagged("Sub", f"{SHARED}-artifacts-${{AWS::AccountId}}-${{AWS::Region}}"),
    )


def _topic() -> Json:
    publishers = {
        "Sid": "Messages",
        "Effect": "Allow",
        "Principal": {"Service": _PUBLISHERS},
        "Action": "sns:Publish",
        "Resource": Tagged("Ref", "NotificationTopic"),
        "Condition": own_account(),
    }
    return {
        "NotificationTopic": {
            "Type": "AWS::SNS::Topic",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "TopicName": f"{SHARED}-notifications",
                "KmsMasterKeyId": Tagged("Ref", "ArtifactKey"),
            },
        },
        "NotificationTopicPolicy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [Tagged("Ref", "NotificationTopic")],
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [publishers]},
            },
        },
    }
