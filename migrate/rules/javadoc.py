"""Pages of Javadoc: https://plugins.jenkins.io/javadoc/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "javadoc",
    title="Javadoc",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


@plugin.rule(
    "hudson.tasks.JavadocArchiver",
    "javadoc",
    settings=(
        partial(
            "javadocDir",
            because="the files are archived under their own paths, without a link",
            to="an output artifact",
        ),
        gap("keepAll", because="each execution keeps its files, as long as the bucket does", default="true"),
    ),
)
def keep_pages(call: Call) -> Iterator[Contribution]:
    """A missing folder is no failure where the build has failed already; where it has not, it is one."""
    folder = call.text("javadocDir").strip().strip("/")
    if "$" in folder:
        call.gap("the folder of the pages is known only when the pipeline runs", "javadocDir", blocking=True)
    yield ArchiveArtifacts((f"{folder}/**/*" if folder not in ("", ".") else "**/*",), artifact="javadoc")
