"""Coverage by JaCoCo: https://plugins.jenkins.io/jacoco/

CodeBuild reads JaCoCo's XML; this plugin reads the execution data itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "jacoco",
    title="JaCoCo coverage",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/code-coverage-report.html",
)

_XML = "execution data is kept, and makes no report: let the build write JaCoCo's XML and name it as a report"
_KINDS = ("Instruction", "Branch", "Complexity", "Line", "Method", "Class")
_BOUNDS = tuple(f"{bound}{kind}Coverage" for bound in ("minimum", "maximum", "delta") for kind in _KINDS)


@plugin.rule(
    "hudson.plugins.jacoco.JacocoPublisher",
    "jacoco",
    settings=(
        partial("execPattern", because=_XML),
        gap("changeBuildStatus", because="coverage fails no build", default="false", blocking=True),
        gap("buildOverBuild", because="coverage is not compared with that of another build", default="false", blocking=True),
        *(ignored(name, because="changeBuildStatus and buildOverBuild say whether it decides about a build")
          for name in (*_BOUNDS, "healthReports.**", "deltaHealthReport.**")),
        *(ignored(name, because="it is about the pages that Jenkins makes of the execution data")
          for name in ("classPattern", "sourcePattern", "inclusionPattern", "exclusionPattern", "sourceInclusionPattern",
                       "sourceExclusionPattern", "skipCopyOfSrcFiles", "runAlways")),
    ),
    behaviour=(partial("", because=_XML),),
)  # fmt: skip
def keep_execution_data(call: Call) -> Iterator[Contribution]:
    files = call.patterns("execPattern") or ("**/**.exec",)
    yield ArchiveArtifacts(files, allow_empty=True, artifact="jacoco")
