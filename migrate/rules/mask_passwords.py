"""Passwords of a job: https://plugins.jenkins.io/mask-passwords/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Contribution, Plain

plugin = Plugin(
    "mask-passwords",
    title="Masked passwords",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_SECRET = "a password in the job's own configuration: keep it in Secrets Manager and bind it as a credential"


@plugin.rule(
    "com.michelin.cio.hudson.plugins.maskpasswords.MaskPasswordsBuildWrapper",
    settings=(
        gap("varPasswordPairs.**", because=_SECRET, blocking=True),
        partial("varMaskRegexes.**", because="the log hides secrets alone, not what matches an expression"),
        ignored("varPasswordPairs", because="it is empty"),
        ignored("varMaskRegexes", because="it is empty"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    yield Plain()
