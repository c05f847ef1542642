"""Changes of jobs upstream on the page of a build: https://plugins.jenkins.io/display-upstream-changes/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "display-upstream-changes",
    title="Changes upstream",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "jenkins.plugins.displayupstreamchanges.DisplayUpstreamChangesRecorder",
    because="changes on Jenkins' pages",
)
