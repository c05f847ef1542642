"""Tests of Runscope: https://plugins.jenkins.io/runscope/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "runscope",
    title="Runscope",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html",
)

_TOKEN = "runscope-access-token"


@plugin.rule(
    "com.runscope.jenkins.Runscope.RunscopeBuilder",
    slots=(Slot.STEP,),
    settings=(
        converted("triggerEndPoint", to="a call of its API"),
        partial("accessToken", because=f"keep the token in the secret of {_TOKEN}", to="a secret"),
        converted("timeout", to="how long is waited", default="60"),
    ),
)
def run(call: Call) -> Iterator[Contribution]:
    """Trigger the tests, and wait until each has a result: https://api.blazemeter.com/api-monitoring/"""
    yield CallAws(
        'runscope_tests "$triggerEndPoint" "$timeout"',
        (("triggerEndPoint", call.expanded("triggerEndPoint")), ("timeout", Literal(int(call.number("timeout", 60))))),
        functions=("runscope_tests",),
        secrets=(SecretVariable("RUNSCOPE_TOKEN", Literal(_TOKEN), SecretShape.TEXT),),
    )
