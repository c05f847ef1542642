"""Artifacts of other jobs: https://plugins.jenkins.io/copyartifact/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "copyartifact",
    title="Copy artifact",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html",
)

plugin.nothing(
    "copyArtifactPermission",
    "hudson.plugins.copyartifact.CopyArtifactPermissionProperty",
    because="who may read the artifacts is decided by the policies of their bucket",
    slots=(Slot.OPTION, Slot.PROPERTY),
)
plugin.blocked(
    "copyArtifacts",
    "hudson.plugins.copyartifact.CopyArtifact",
    because="the artifacts of another pipeline are not fetched yet: let it copy them to a place of their own in S3",
)
