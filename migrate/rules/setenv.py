"""Set environment variables: https://plugins.jenkins.io/setenv/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import Contribution, WithVariables
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "setenv",
    title="Set environment variables",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.setenv.SetEnvBuildWrapper",
    slots=(Slot.WRAPPER,),
    settings=(converted("localVarText", to="variables of the build"),),
)
def around(call: Call) -> Iterator[Contribution]:
    """`NAME=value` on each line. Jenkins fills in the names of this list alone (`EnvVars.resolve`)."""
    lines = [line for line in call.text("localVarText").splitlines() if line.strip()]
    for line in lines:
        name, sign, value = line.partition("=")
        if not sign or not re.fullmatch(r"[A-Za-z_]\w*", name.strip()) or {"\\", "$"} & set(line):
            call.gap(f"«{line.strip()}» is no variable with a value", "localVarText", blocking=True)
            return
        yield WithVariables(((name.strip(), Literal(value.lstrip(" \t\f"))),))
