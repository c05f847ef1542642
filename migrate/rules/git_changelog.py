"""A changelog from the commits: https://plugins.jenkins.io/git-changelog/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "git-changelog",
    title="Changelogs from git",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.lost(
    "org.jenkinsci.plugins.gitchangelog.GitChangelogRecorder",
    because="a changelog of the commits is not written",
)
