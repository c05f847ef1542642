"""Xvnc: https://plugins.jenkins.io/xvnc/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "xvnc",
    title="Xvnc",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.xvnc.Xvnc",
    slots=(Slot.WRAPPER,),
    because="an X server is not started: use xvfb-run in the commands",
)
