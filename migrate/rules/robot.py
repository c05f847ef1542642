"""Results of Robot Framework: https://plugins.jenkins.io/robot/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "robot",
    title="Robot Framework",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_KEPT = "no report is made of Robot's results: let it write JUnit's form too, with --xunit, and name that as a report"


@plugin.rule(
    "hudson.plugins.robot.RobotPublisher",
    "robot",
    settings=(
        partial("outputPath", because=_KEPT, to="an output artifact"),
        *(partial(name, because="all files of the folder are archived")
          for name in ("outputFileName", "reportFileName", "logFileName", "archiveDirName")),
        partial("otherFiles", because="all files of the folder are archived"),
        gap("unstableThreshold", because="too few passed tests fail no build", default=("0.0", "0"), blocking=True),
        gap("passThreshold", because="a build has no UNSTABLE", default=("0.0", "0")),
        partial("disableArchiveOutput", because="the files are archived all the same", default="false"),
        ignored("onlyCritical", because="it says which tests the thresholds count"),
        ignored("countSkippedTests", because="it says which tests the thresholds count"),
        *(ignored(name, because="it is about Jenkins' pages")
          for name in ("enableCache", "overwriteXAxisLabel", "useArtifactManager")),
    ),
    behaviour=(partial("", because=_KEPT),),
)  # fmt: skip
def keep_results(call: Call) -> Iterator[Contribution]:
    folder = call.text("outputPath").strip().strip("/")
    if "$" in folder:
        call.gap("the folder of the results is known only when the pipeline runs", "outputPath", blocking=True)
    files = f"{folder}/**/*" if folder not in ("", ".") else "**/*"
    yield ArchiveArtifacts((files,), allow_empty=True, artifact="robot")
