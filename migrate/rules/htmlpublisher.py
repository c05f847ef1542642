"""HTML reports: https://plugins.jenkins.io/htmlpublisher/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "htmlpublisher",
    title="HTML publisher",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)

_TO = "an output artifact of the action"
_PAGE = "it is about the page of Jenkins: the report is kept as files"
_FILES = ("reportDir", "includes", "allowMissing")
_PAGES = ("reportName", "reportFiles", "reportTitles", "keepAll", "alwaysLinkToLastBuild", "escapeUnderscores",
          "useWrapperFileDirectly", "numberOfWorkers")  # fmt: skip


@plugin.rule(
    "publishHTML",
    "htmlpublisher.HtmlPublisher",
    settings=(
        *(converted(f"{where}{name}", to=_TO) for where in ("target.", "reportTargets.", "") for name in _FILES),
        *(ignored(f"{where}{name}", because=_PAGE) for where in ("target.", "reportTargets.", "") for name in _PAGES),
        ignored("reportTargets", because="it is empty"),
    ),
    behaviour=(partial("a page for the report", because="its files are kept in an artifact, without a page"),),
    advisory=True,
)
def publish(call: Call) -> Iterator[Contribution]:
    """A step has one report, with its settings in a map or not; a publisher has a list of them."""
    reports = (*call.nested("target"), *call.nested("reportTargets"))
    for report in reports or ((call,) if call.has("reportDir") else ()):
        folder = report.text("reportDir").strip("/")
        patterns = report.globs("includes") or ("**/*",)
        files = tuple(f"{folder}/{pattern}" if folder else pattern for pattern in patterns)
        yield ArchiveArtifacts(files, allow_empty=report.flag("allowMissing"))
