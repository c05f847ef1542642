"""CloudFormation stacks: https://plugins.jenkins.io/jenkins-cloudformation-plugin/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "jenkins-cloudformation-plugin",
    title="CloudFormation stacks",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "com.syncapse.jenkinsci.plugins.awscloudformationwrapper.CloudFormationBuildWrapper",
    slots=(Slot.WRAPPER,),
    because="a stack around a build is not made: deploy it with an action of CloudFormation",
)
