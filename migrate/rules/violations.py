"""Violations of Checkstyle, CPD and the like, beside the sources: https://plugins.jenkins.io/violations/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "violations",
    title="Violations",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)

_KEPT = "no report is made of violations: their files are archived"
_PAGE = "it is about Jenkins' pages"
_TYPE = "config.typeConfigs."


@plugin.rule(
    "hudson.plugins.violations.ViolationsPublisher",
    "hudson.plugins.violations.hudson.maven.ViolationsMavenReporter",
    settings=(
        partial(f"{_TYPE}value.pattern", because=_KEPT, to="an output artifact", default=""),
        partial(f"{_TYPE}value.unstable", because="a build that Jenkins marks UNSTABLE passes on AWS"),
        gap(f"{_TYPE}value.fail", because="violations fail no build: let the tool itself fail", blocking=True),
        *(ignored(f"{_TYPE}{name}", because=_PAGE)
          for name in ("key", "value.type", "value.min", "value.max", "value.usePattern")),
        *(ignored(f"config.{name}", because=_PAGE)
          for name in ("limit", "sourcePathPattern", "fauxProjectPath", "encoding", "suppressions", "suppressions.**",
                       "typeConfigs", "autoUpdateMax", "autoUpdateUnstable")),
    ),
    behaviour=(ignored("", because="violations are shown by Jenkins alone"),),
)  # fmt: skip
def keep_violations(call: Call) -> Iterator[Contribution]:
    for config in call.nested("config"):
        for one in (value for entry in config.nested("typeConfigs") for value in entry.nested("value")):
            if one.text("pattern"):
                yield ArchiveArtifacts(one.patterns("pattern"), allow_empty=True, artifact="violations")
