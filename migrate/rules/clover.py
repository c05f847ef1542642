"""Coverage in Clover's form: https://plugins.jenkins.io/clover/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution, TestReport

plugin = Plugin(
    "clover",
    title="Clover coverage",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/code-coverage-report.html",
)


@plugin.rule(
    "hudson.plugins.clover.CloverPublisher",
    "clover",
    settings=(
        converted("cloverReportDir", to="a report group of the build, and an output artifact with the pages"),
        converted("cloverReportFileName", to="a report group of the build"),
        ignored("reportId", because="it tells reports apart on Jenkins' pages"),
        *(ignored(name, because="it is empty") for name in ("healthyTarget", "unhealthyTarget", "failingTarget")),
        ignored("healthyTarget.**", because="a build has no health"),
        ignored("unhealthyTarget.**", because="a build has no health"),
        partial("failingTarget.**", because="a target that is missed marks a build as UNSTABLE, which passes on AWS"),
    ),
    behaviour=(
        partial(
            "what is not in the folder is looked for one folder deeper", because="the report must be in its folder"
        ),
    ),
)
def publish_coverage(call: Call) -> Iterator[Contribution]:
    folder = call.text("cloverReportDir").strip().strip("/")
    if "$" in folder:
        call.gap("the folder of the report is known only when the pipeline runs", "cloverReportDir", blocking=True)
    inside = f"{folder}/" if folder not in ("", ".") else ""
    file = call.text("cloverReportFileName").strip() or "clover.xml"
    yield TestReport((f"{inside}{file}",), "CLOVERXML", allow_empty=True)
    yield ArchiveArtifacts((f"{inside}**/*",), allow_empty=True, artifact="clover")
