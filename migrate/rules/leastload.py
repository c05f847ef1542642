"""Which agent has the least load: https://plugins.jenkins.io/leastload/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "leastload",
    title="Least load",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.nothing(
    "org.bstick12.jenkinsci.plugins.leastload.LeastLoadDisabledProperty",
    because="each build of CodeBuild has a machine of its own",
)
