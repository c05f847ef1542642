"""Tests of Ghost Inspector: https://plugins.jenkins.io/ghost-inspector/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "ghost-inspector",
    title="Ghost Inspector",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html",
)

_KEY = "ghost-inspector-api-key"


@plugin.rule(
    "com.ghostinspector.jenkins.GhostInspector.GhostInspectorBuilder",
    slots=(Slot.STEP,),
    settings=(
        partial("apiKey", because=f"keep the key in the secret of {_KEY}", to="a secret"),
        converted("suiteId", to="a call of its API"),
        converted("startUrl", to="a call of its API", default=""),
        gap("params", because="further parameters are not handed on", default="", blocking=True),
    ),
    behaviour=(partial("the run", because="what the plugin does with it is taken from the service's API"),),
)
def run(call: Call) -> Iterator[Contribution]:
    """Run a suite, and wait for its results: https://ghostinspector.com/docs/api/suites/"""
    yield CallAws(
        'ghost_inspector "$suiteId" "$startUrl"',
        (("suiteId", call.expanded("suiteId")), ("startUrl", call.expanded("startUrl"))),
        functions=("ghost_inspector",),
        secrets=(SecretVariable("GHOST_INSPECTOR_KEY", Literal(_KEY), SecretShape.TEXT),),
    )
