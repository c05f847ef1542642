"""Selenium suites: https://plugins.jenkins.io/seleniumhq/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "seleniumhq",
    title="Selenium suites",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.seleniumhq.SeleniumhqBuilder",
    slots=(Slot.STEP,),
    because="Selenium is not started here: run the tests in a command",
)
