"""WebLOAD: https://plugins.jenkins.io/webload/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "webload",
    title="WebLOAD",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "hudson.plugins.webload.WebLoadConsoleBuilder",
    "hudson.plugins.webload.WebLoadAnalyticsBuilder",
    slots=(Slot.STEP,),
    because="where WebLOAD is the controller knows: run it in a command of an image that has it",
)
