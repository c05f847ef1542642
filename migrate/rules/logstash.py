"""Logstash: https://plugins.jenkins.io/logstash/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "logstash",
    title="Logstash",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.lost(
    "jenkins.plugins.logstash.LogstashBuildWrapper",
    "jenkins.plugins.logstash.ZmqBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="the log is in CloudWatch Logs alone: a subscription there can pass it on",
)
