"""Rules for the log of a build: https://plugins.jenkins.io/log-parser/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "log-parser",
    title="Log parser",
    aws_docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
)

_PAGE = "a page of Jenkins about the log"


@plugin.rule(
    "hudson.plugins.logparser.LogParserPublisher",
    "logParser",
    settings=(
        gap("failBuildOnError", because="errors in the log fail nothing", default="false", blocking=True),
        gap("unstableOnWarning", because="a build has no UNSTABLE", default="false"),
        *(ignored(name, because=_PAGE)
          for name in ("parsingRulesPath", "projectRulePath", "useProjectRule", "showGraphs", "sandbox")),
    ),
    behaviour=(ignored("", because=_PAGE),),
)  # fmt: skip
def parse_log(call: Call) -> Iterator[Contribution]:
    yield from ()
