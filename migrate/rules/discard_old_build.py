"""Which builds Jenkins keeps: https://plugins.jenkins.io/discard-old-build/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "discard-old-build",
    title="Discard old builds",
    aws_docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
)

plugin.lost(
    "org.jenkinsci.plugins.discardbuild.DiscardBuildPublisher",
    because="executions are not deleted by their result or log: the log group and the bucket keep what they hold by its age",
)
