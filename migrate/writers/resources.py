"""Resources that more than one template, or one template more than once, has: roles, private buckets, logical ids."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from migrate.writers.declaration import Json
from migrate.writers.yaml_text import Tagged


def logical_id(prefix: str, name: str) -> str:
    """A logical id that changes if and only if the name does."""
    words = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", name))
    return f"{prefix}{words[:40]}{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def pascal(value: Any, keep: tuple[str, ...] = ()) -> Any:
    """API names as CloudFormation writes them; below `keep` names are left as they are."""
    if isinstance(value, list):
        return [pascal(item, keep) for item in value]
    if not isinstance(value, dict):
        return value
    renamed: Json = {}
    for key, item in value.items():
        name = key[:1].upper() + key[1:]
        renamed[name] = dict(item) if name in keep else pascal(item, keep)
    return renamed


def role(description: str, service: str, policy: Json) -> Json:
    """A role that a service of AWS takes for resources of this account alone."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": own_account(),
    }
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "Description": description,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": policy}],
        },
    }


def own_account() -> Json:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    return {"StringEquals": {"aws:SourceAccount": Tagged("Ref", "AWS::AccountId")}}


_PRIVATE = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def private_bucket(logical_id: str, encryption: Json, lifecycle: Json, **more: object) -> Json:
    """A versioned bucket that nobody reads without TLS or from outside, and that outlives its stack.

    `encryption` is a ServerSideEncryptionRule, `lifecycle` a Rule without Id; `more` are further properties.
    """
    bucket = {
        **more,
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [encryption]},
        "LifecycleConfiguration": {"Rules": [{"Id": "clean-up", "Status": "Enabled", **lifecycle}]},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": dict.fromkeys(_PRIVATE, True),
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    return {
        logical_id: {
            "Type": "AWS::S3::Bucket",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": bucket,
        },
        f"{logical_id}Policy": _tls_only(logical_id),
    }


def _tls_only(bucket: str) -> Json:
    statement = {
        "Sid": "OnlyTLS",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [Tagged("GetAtt", f"{bucket}.Arn"), Tagged("Sub", f"${{{bucket}.Arn}}/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {
            "Bucket": Tagged("Ref", bucket),
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }
