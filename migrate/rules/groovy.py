"""Groovy scripts: https://plugins.jenkins.io/groovy/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "groovy",
    title="Groovy scripts",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.groovy.SystemGroovy",
    slots=(Slot.STEP,),
    because="a script that runs inside of Jenkins has no equivalent",
)
plugin.blocked(
    "hudson.plugins.groovy.Groovy",
    slots=(Slot.STEP,),
    because="where Groovy is the controller knows: run it in a command of an image that has it",
)
