"""How Jenkins looks for the branches of a project: https://plugins.jenkins.io/cloudbees-folder/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "cloudbees-folder",
    title="Folders",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)


@plugin.rule(
    "com.cloudbees.hudson.plugins.folder.computed.PeriodicFolderTrigger",
    slots=(Slot.TRIGGER,),
    settings=tuple(ignored(name, because="branches are not looked for: a push tells of them")
                   for name in ("spec", "interval")),
    behaviour=(partial("", because="a change starts the pipeline at once, not when Jenkins looks for it"),),
)  # fmt: skip
def look_for_branches(call: Call) -> Iterator[Contribution]:
    yield from ()
