"""Test results of MSTest: https://plugins.jenkins.io/mstest/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, TestReport

plugin = Plugin(
    "mstest",
    title="MSTest test results",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)


@plugin.rule(
    "hudson.plugins.mstest.MSTestPublisher",
    "mstest",
    settings=(
        converted("testResultsFile", to="a report group of the build"),
        partial("failOnError", because="a missing file fails the build, one that is broken or has no test does not"),
        ignored("keepLongStdio", because="it changes only what Jenkins' page shows"),
        ignored("logLevel", because="it is about lines in the log"),
    ),
    behaviour=(
        partial(
            "failed tests mark the build UNSTABLE",
            because="a build has no UNSTABLE: they show in the report group alone",
        ),
    ),
)
def publish_report(call: Call) -> Iterator[Contribution]:
    allow_empty = not call.flag("failOnError", not call.is_published)
    yield TestReport(
        call.expanded_patterns("testResultsFile") or ("**/*.trx",), "VISUALSTUDIOTRX", allow_empty=allow_empty
    )
