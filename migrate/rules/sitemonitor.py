"""A build fails where a site does not answer: https://plugins.jenkins.io/sitemonitor/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "sitemonitor",
    title="Site monitor",
    aws_docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries.html",
)

plugin.blocked(
    "hudson.plugins.sitemonitor.SiteMonitorRecorder",
    because="nobody asks the sites, which decide about the build: ask them in a command, or let a canary of CloudWatch do it",
)
