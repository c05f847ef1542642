"""Figures of builds as pictures: https://plugins.jenkins.io/plot/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "plot",
    title="Plots",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/monitoring-metrics.html",
)

plugin.nothing(
    "hudson.plugins.plot.PlotPublisher",
    "plot",
    because="a picture on Jenkins' pages: write the figures as metrics of CloudWatch",
)
