"""Start a build again with its parameters: https://plugins.jenkins.io/rebuild/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "rebuild",
    title="Rebuilder",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-retry.html",
)

plugin.nothing("com.sonyericsson.rebuild.RebuildSettings", because="a button on Jenkins' pages")
