"""Coverage against complexity as a picture: https://plugins.jenkins.io/covcomplplot/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "covcomplplot",
    title="Coverage and complexity",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

plugin.nothing(
    "hudson.plugins.covcomplplot.CovComplPlotPublisher",
    because="a picture on Jenkins' pages",
)
