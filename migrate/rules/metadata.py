"""Notes about a job: https://plugins.jenkins.io/metadata/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, flatten, ignored
from migrate.model.contribution import Contribution
from migrate.model.source import Literal

plugin = Plugin(
    "metadata",
    title="Metadata",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)


_NOTES = "notes about the job on Jenkins' pages"


@plugin.rule("job-metadata", settings=(ignored("**", because=_NOTES),), behaviour=(ignored("", because=_NOTES),))
def note(call: Call) -> Iterator[Contribution]:
    """A note that is exposed is a variable of the build."""
    for flat in flatten(call.describable):
        if flat.path.names[-1] == "exposedToEnvironment" and flat.value != Literal("false"):
            call.gap("a note that builds have as a variable is not one on AWS", blocking=True)
    yield from ()
