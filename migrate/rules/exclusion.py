"""Critical blocks: https://plugins.jenkins.io/Exclusion/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "Exclusion",
    title="Critical blocks",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jvnet.hudson.plugins.exclusion.IdAllocator",
    slots=(Slot.WRAPPER,),
    because="builds do not keep each other out here",
)
plugin.blocked(
    "org.jvnet.hudson.plugins.exclusion.CriticalBlockStart",
    "org.jvnet.hudson.plugins.exclusion.CriticalBlockEnd",
    slots=(Slot.STEP,),
    because="builds do not keep each other out here",
)
