"""Pages among a build's results: https://plugins.jenkins.io/htmlpublisher/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "htmlpublisher",
    title="HTML pages",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)

_PAGE = "it is about the page on Jenkins"


def _target(prefix: str) -> tuple[Promise, ...]:
    return (
        converted(f"{prefix}reportDir", to="an output artifact of the action"),
        converted(f"{prefix}includes", to="an output artifact of the action"),
        converted(f"{prefix}allowMissing", to="whether the build fails when nothing matches"),
        partial(f"{prefix}reportName", because="the files are archived under their own paths, without a link"),
        partial(f"{prefix}reportFiles", because="all files of the folder are archived, not only these pages"),
        gap(f"{prefix}keepAll", because="each execution keeps its files, as long as the bucket does", default="true"),
        *(ignored(f"{prefix}{name}", because=_PAGE)
          for name in ("reportTitles", "alwaysLinkToLastBuild", "escapeUnderscores", "useWrapperFileDirectly",
                       "numberOfWorkers", "wrapperName", "icon")),
    )  # fmt: skip


@plugin.rule(
    "htmlpublisher.HtmlPublisher",
    settings=(*_target("reportTargets."), ignored("reportTargets", because="it is empty")),
)
def publish(call: Call) -> Iterator[Contribution]:
    for target in call.nested("reportTargets"):
        yield _archive(target)


@plugin.rule("publishHTML", settings=(*_target("target."), *_target("")))
def publish_step(call: Call) -> Iterator[Contribution]:
    """`publishHTML target: […]`, or the fields of the target themselves."""
    for target in call.nested("target") or (call,):
        yield _archive(target)


def _archive(target: Call) -> ArchiveArtifacts:
    """Everything below the folder that `includes` says. Default excludes hold, as they do for Ant."""
    folder = target.text("reportDir").strip().strip("/")
    patterns = target.globs("includes") if target.has("includes") else ("**/*",)
    files = tuple(f"{folder}/{one}" if folder not in ("", ".") else one for one in patterns)
    if "$" in folder:
        target.gap("the folder of the pages is known only when the pipeline runs", "reportDir", blocking=True)
    return ArchiveArtifacts(files, allow_empty=target.flag("allowMissing"), artifact="html")
