"""Maven around a block: https://plugins.jenkins.io/pipeline-maven/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Plain, WithVariables
from migrate.model.source import Slot

plugin = Plugin(
    "pipeline-maven",
    title="Pipeline Maven integration",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html",
)

_VERSION = "the nearest version that the image has is used"
_CONTROLLER = "a settings file of the Jenkins controller is not there in a build"
_REPORTS = "what Maven makes is not recorded by itself: archive artifacts and publish test results where you need them"


@plugin.rule(
    "withMaven",
    slots=(Slot.STEP, Slot.OPTION),
    settings=(
        partial("maven", because=_VERSION, default=""),
        partial("jdk", because=_VERSION, default=""),
        converted("mavenOpts", to="MAVEN_OPTS around the steps"),
        *(gap(name, because=_CONTROLLER, default="", blocking=True)
          for name in ("mavenSettingsConfig", "globalMavenSettingsConfig")),
        *(gap(name, because="it is not handed to mvn yet: say it in the command", default="", blocking=True)
          for name in ("mavenSettingsFilePath", "globalMavenSettingsFilePath", "mavenLocalRepo")),
        ignored("tempBinDir", because="mvn is called directly"),
        ignored("traceability", because="it is about Jenkins' log"),
        ignored("publisherStrategy", because="it chooses what Jenkins records"),
        gap("options", because=_REPORTS),
        gap("options.**", because=_REPORTS),
    ),
    behaviour=(gap("records of tests and artifacts", because=_REPORTS),),
)  # fmt: skip
def with_maven(call: Call) -> Iterator[Contribution]:
    options = call.value("mavenOpts")
    yield WithVariables((("MAVEN_OPTS", options),)) if call.has("mavenOpts") else Plain()


@plugin.rule(
    "snapshotDependencies",
    "org.jenkinsci.plugins.pipeline.maven.trigger.WorkflowJobDependencyTrigger",
    slots=(Slot.TRIGGER,),
    settings=(ignored("spec", because="it is always empty"),),
    behaviour=(gap("a new snapshot of a dependency", because="it starts no pipeline: start this one from the other"),),
)
def snapshots(call: Call) -> Iterator[Contribution]:
    yield from ()
