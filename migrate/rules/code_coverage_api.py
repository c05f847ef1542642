"""Coverage of many tools: https://plugins.jenkins.io/code-coverage-api/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored
from migrate.model.contribution import ArchiveArtifacts, Contribution, TestReport

plugin = Plugin(
    "code-coverage-api",
    title="Coverage",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/code-coverage-report.html",
)


_PAGE = "it changes only what Jenkins' page shows"
_CHECKS = "checks are published by Jenkins alone"
_FAILS = "coverage decides about a build in Jenkins, and fails none here"
_UNREAD = "CodeBuild does not read this form: the files are archived"
_FORMS = {"JACOCO": ("JACOCOXML", "**/jacoco.xml"), "COBERTURA": ("COBERTURAXML", "**/cobertura.xml")}


@plugin.rule(
    "io.jenkins.plugins.coverage.metrics.steps.CoverageRecorder",
    "recordCoverage",
    settings=(
        converted("tools.parser", to="the format of the report"),
        converted("tools.pattern", to="a report group of the build"),
        ignored("tools.jenkins", because="a record of Jenkins alone"),
        gap("tools", because="without a tool nothing is read"),
        ignored("qualityGates", because="it is empty"),
        gap("qualityGates.**", because=_FAILS, blocking=True),
        gap("failOnError", because="a file that can't be read fails nothing", default="false", blocking=True),
        *(ignored(name, because=_PAGE)
          for name in ("id", "name", "enabledForFailure", "skipSymbolicLinks", "scm", "sourceCodeEncoding", "sourceDirectories",
                       "sourceDirectories.**", "sourceCodeRetention")),
        *(ignored(name, because=_CHECKS) for name in ("skipPublishingChecks", "checksName", "checksAnnotationScope")),
    ),
)  # fmt: skip
def record_coverage(call: Call) -> Iterator[Contribution]:
    for tool in call.nested("tools"):
        parser = tool.text("parser")
        file_format, usual = _FORMS.get(parser, ("", ""))
        if file_format:
            yield TestReport(tool.globs("pattern") or (usual,), file_format, allow_empty=True)
        else:
            tool.partial(_UNREAD, "parser")
            yield ArchiveArtifacts(tool.globs("pattern") or ("**/*.xml",), allow_empty=True, artifact="coverage")


plugin.blocked(
    "io.jenkins.plugins.coverage.CoveragePublisher",
    "publishCoverage",
    because="the step is no more, and its thresholds decide about a build: use recordCoverage first",
)
