"""Sizes of C++ sources: https://plugins.jenkins.io/cppncss/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "cppncss",
    title="CppNCSS",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

plugin.nothing(
    "hudson.plugins.cppncss.CppNCSSPublisher",
    because="figures on Jenkins' pages",
)
