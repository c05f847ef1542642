"""Tests on devices: https://plugins.jenkins.io/aws-device-farm/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "aws-device-farm",
    title="AWS Device Farm",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-DeviceFarm.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.awsdevicefarm.AWSDeviceFarmRecorder",
    "devicefarm",
    because="the action DeviceFarm of CodePipeline needs the ids of the project and the device pool, of which the job has "
    "the names alone: add it to the pipeline by hand",
)
