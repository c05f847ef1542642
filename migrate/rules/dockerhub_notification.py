"""Docker Hub: https://plugins.jenkins.io/dockerhub-notification/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "dockerhub-notification",
    title="Docker Hub",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.registry.notification.DockerHubTrigger",
    "DockerHubTrigger",
    slots=(Slot.TRIGGER,),
    because="a push to Docker Hub starts no pipeline: a push to ECR can",
)
