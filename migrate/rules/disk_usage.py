"""How much a job takes of the controller's disk: https://plugins.jenkins.io/disk-usage/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "disk-usage",
    title="Disk usage",
    aws_docs="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens.html",
)

plugin.nothing(
    "hudson.plugins.disk_usage.DiskUsageProperty",
    "hudson.plugins.disk_usage.project.DiskUsagePostBuildCalculation",
    because="the disk of the controller is measured",
)
