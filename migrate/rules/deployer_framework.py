"""A button that deploys: https://plugins.jenkins.io/deployer-framework/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "deployer-framework",
    title="Deployer framework",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)


@plugin.rule(
    "com.cloudbees.plugins.deployer.DeployNowJobProperty",
    settings=(
        gap("oneClickDeploy", because="nobody can deploy with a button", default="false"),
        ignored("hosts", because="it is empty"),
        gap("hosts.**", because="nobody deploys to these hosts"),
    ),
    behaviour=(ignored("", because="a button on Jenkins' pages"),),
)
def deploy_now(call: Call) -> Iterator[Contribution]:
    yield from ()
