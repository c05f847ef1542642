"""Artifactory: https://plugins.jenkins.io/artifactory/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
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
