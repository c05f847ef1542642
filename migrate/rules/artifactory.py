"""Artifactory: https://plugins.jenkins.io/artifactory/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution, Plain
from migrate.model.source import Slot

plugin = Plugin(
    "artifactory",
    title="Artifactory",
    aws_docs="https://docs.aws.amazon.com/codeartifact/latest/ug/welcome.html",
)

for _name in (
    *(
        "rtServer",
        "rtUpload",
        "rtDownload",
        "rtPublishBuildInfo",
        "rtBuildInfo",
        "rtPromote",
        "rtAddInteractivePromotion",
    ),
    *("rtMavenDeployer", "rtMavenResolver", "rtMavenRun", "rtGradleDeployer", "rtGradleResolver", "rtGradleRun"),
    *("rtNpmDeployer", "rtNpmResolver", "rtNpmInstall", "rtNpmPublish", "rtDockerPush", "rtDockerPull", "rtSetProps"),
    *("rtDeleteProps", "rtCollectIssues", "rtConanClient", "rtConanRun", "xrayScan", "jf"),
):
    plugin.blocked(
        _name,
        because="a step of Artifactory is not converted yet: use the jf command line with a bound credential",
        slots=(Slot.STEP,),
    )


_FILES = "files are not copied from or to Artifactory: use the jf command line with a bound credential"


@plugin.rule(
    "org.jfrog.hudson.generic.ArtifactoryGenericConfigurator",
    slots=(Slot.WRAPPER,),
    settings=(
        *(gap(f"{name}.spec", because=_FILES, default="", blocking=True) for name in ("uploadSpec", "downloadSpec")),
        *(gap(f"{name}.filePath", because=_FILES, default="", blocking=True) for name in ("uploadSpec", "downloadSpec")),
        *(gap(name, because=_FILES, default="", blocking=True)
          for name in ("deployPattern", "resolvePattern", "publishedArtifacts", "buildsToResolve")),
        gap("deployBuildInfo", because="Artifactory is not told of the build", default="false"),
        ignored("**", because="it is about files that are copied, and what Artifactory knows of the build"),
    ),
)  # fmt: skip
def around(call: Call) -> Iterator[Contribution]:
    """Without a pattern or a specification it copies nothing."""
    yield Plain()


plugin.blocked(
    "org.jfrog.hudson.maven3.ArtifactoryMaven3Configurator",
    "org.jfrog.hudson.maven3.ArtifactoryMaven3NativeConfigurator",
    "org.jfrog.hudson.gradle.ArtifactoryGradleConfigurator",
    "org.jfrog.hudson.ivy.ArtifactoryIvyFreeStyleConfigurator",
    slots=(Slot.WRAPPER,),
    because="Artifactory does not take part in the build: name its repositories in the settings of the build tool",
)
plugin.blocked("org.jfrog.hudson.maven3.Maven3Builder", slots=(Slot.STEP,),
               because="Maven with Artifactory is not converted: run mvn in a command")  # fmt: skip
plugin.blocked("org.jfrog.hudson.ArtifactoryRedeployPublisher", slots=(Slot.PUBLISHER,), because=_FILES)
plugin.lost("org.jfrog.hudson.trigger.ArtifactoryTrigger", slots=(Slot.TRIGGER,),
            because="a new file in Artifactory starts no pipeline")  # fmt: skip
