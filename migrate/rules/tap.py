"""Test results in the form of the Test Anything Protocol: https://plugins.jenkins.io/tap/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "tap",
    title="TAP",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_KEPT = "no report is made of TAP: let the tests write JUnit's form too, and name that as a report"
_SHOWN = ("outputTapToConsole", "enableSubtests", "discardOldReports", "includeCommentDiagnostics", "verbose", "showOnlyFailures",
          "stripSingleParents", "flattenTapResult", "removeYamlIfCorrupted")  # fmt: skip


@plugin.rule(
    "org.tap4j.plugin.TapPublisher",
    settings=(
        partial("testResults", because=_KEPT, to="an output artifact"),
        partial("failIfNoResults", because=_KEPT),
        gap("failedTestsMarkBuildAsFailure", because="failed tests fail no build", default="false", blocking=True),
        gap("validateNumberOfTests", because="nobody counts the tests", default="false", blocking=True),
        gap("planRequired", because="nobody looks for the plan in the files", default=("false", "true")),
        ignored("todoIsFailure", because="it says which tests count as failed"),
        partial("skipIfBuildNotOk", because="the files are archived whatever became of the build", default="false"),
        *(ignored(name, because="it changes only what Jenkins' page shows") for name in _SHOWN),
    ),
    behaviour=(partial("", because=_KEPT),),
)
def keep_results(call: Call) -> Iterator[Contribution]:
    allow_empty = not call.flag("failIfNoResults")
    yield ArchiveArtifacts(call.patterns("testResults"), allow_empty=allow_empty, artifact="tap")
