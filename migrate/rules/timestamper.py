"""Times in the log: https://plugins.jenkins.io/timestamper/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin
from migrate.model.contribution import Contribution, Plain

plugin = Plugin(
    "timestamper",
    title="Timestamper",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details.html",
)


@plugin.rule("hudson.plugins.timestamper.TimestamperBuildWrapper", "timestamps")
def timestamps(call: Call) -> Iterator[Contribution]:
    """CloudWatch keeps the time of every line."""
    yield Plain()
