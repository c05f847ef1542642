"""Notices in browsers: https://plugins.jenkins.io/html5-notifier-plugin/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "html5-notifier-plugin",
    title="HTML5 notifier",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing(
    "org.jenkins.ci.plugins.html5_notifier.JobPropertyImpl",
    because="browsers that show Jenkins' pages give a notice",
)
