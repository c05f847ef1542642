"""foundation.yaml: what the pipelines of an estate share. Deployed once per account and Region."""

from __future__ import annotations

from migrate.writers.declaration import Json
from migrate.writers.yaml_text import Tagged, dump

_DAYS_KEPT = 90


def write_foundation() -> str:
    """The artifact bucket (encrypted, private, TLS only, versioned, cleaned up), its key, a topic for messages."""
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "What the pipelines of migrated Jenkins jobs share: artifact bucket, key, notification topic",
        "Resources": {
            "ArtifactKey": _key(),
            "ArtifactBucket": _bucket(),
            "ArtifactBucketPolicy": _bucket_policy(),
            "NotificationTopic": {
                "Type": "AWS::SNS::Topic",
                "Properties": {"KmsMasterKeyId": Tagged("Ref", "ArtifactKey")},
            },
        },
        "Outputs": {
            "ArtifactBucket": _output("Bucket for artifacts", Tagged("Ref", "ArtifactBucket")),
            "ArtifactKeyArn": _output("ARN of the bucket's key", Tagged("GetAtt", "ArtifactKey.Arn")),
            "NotificationTopic": _output("ARN of the topic for messages", Tagged("Ref", "NotificationTopic")),
        },
    }
    return dump(template)


def _output(description: str, value: Tagged) -> Json:
    return {"Description": description, "Value": value}


def _key() -> Json:
    administration = {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": Tagged("Sub", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    return {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": "Artifacts and messages of migrated Jenkins jobs",
            "EnableKeyRotation": True,
            "KeyPolicy": {"Version": "2012-10-17", "Statement": [administration]},
        },
    }


def _bucket() -> Json:
    expiry = {
        "Id": "remove-old-artifacts",
        "Status": "Enabled",
        "ExpirationInDays": _DAYS_KEPT,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
    encryption = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": Tagged("GetAtt", "ArtifactKey.Arn")}
    private = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"ServerSideEncryptionByDefault": encryption, "BucketKeyEnabled": True}
                ]
            },
            "LifecycleConfiguration": {"Rules": [expiry]},
            "PublicAccessBlockConfiguration": dict.fromkeys(private, True),
            "VersioningConfiguration": {"Status": "Enabled"},
        },
    }


def _bucket_policy() -> Json:
    statement = {
        "Sid": "OnlyTLS",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [Tagged("GetAtt", "ArtifactBucket.Arn"), Tagged("Sub", "${ArtifactBucket.Arn}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": Tagged("Ref", "ArtifactBucket"),
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }
