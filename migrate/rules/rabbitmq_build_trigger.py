"""RabbitMQ trigger: https://plugins.jenkins.io/rabbitmq-build-trigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "rabbitmq-build-trigger",
    title="RabbitMQ trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.rabbitmqbuildtrigger.RemoteBuildTrigger",
    slots=(Slot.TRIGGER,),
    because="a message of RabbitMQ starts no pipeline",
)
