"""Figures of builds in InfluxDB: https://plugins.jenkins.io/influxdb/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "influxdb",
    title="InfluxDB",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/monitoring-metrics.html",
)

plugin.lost(
    "jenkinsci.plugins.influxdb.InfluxDbPublisher",
    "influxDbPublisher",
    because="InfluxDB is told nothing of builds: CodeBuild has metrics in CloudWatch",
)
