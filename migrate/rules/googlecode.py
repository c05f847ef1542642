"""Links to Google Code: https://plugins.jenkins.io/googlecode/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "googlecode",
    title="Google Code",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "hudson.plugins.googlecode.GoogleCodeProjectProperty",
    because="links on Jenkins' pages",
)
