"""Jobs that start when all jobs downstream have ended: https://plugins.jenkins.io/join/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "join",
    title="Join",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.blocked(
    "join.JoinTrigger",
    because="no pipeline starts when several others have ended: start and wait for them in one pipeline",
)
