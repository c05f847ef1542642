"""Builders under a condition: https://plugins.jenkins.io/conditional-buildstep/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "conditional-buildstep",
    title="Conditional builders",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.conditionalbuildstep.ConditionalBuilder",
    "org.jenkinsci.plugins.conditionalbuildstep.singlestep.SingleConditionalBuilder",
    because="builders under a condition are not converted yet",
)
