"""PowerShell scripts: https://plugins.jenkins.io/powershell/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Command, Contribution, Interpreter
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "powershell",
    title="PowerShell",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.powershell.PowerShell",
    slots=(Slot.STEP,),
    settings=(
        converted("command", to="a command of the build phase"),
        converted("stopOnError", to="$ErrorActionPreference"),
        partial("useProfile", because="no profile is read", default="false"),
        ignored("configuredLocalRules", because="it is empty"),
        gap("configuredLocalRules.**", because="filters of environment variables have no equivalent", blocking=True),
    ),
)
def script(call: Call) -> Iterator[Contribution]:
    """The plugin ends the script with the status of its last program, and with `stopOnError` has it stop at an error."""
    head = '$ErrorActionPreference="Stop"\n' if call.flag("stopOnError") else ""
    yield Command(Literal(f"{head}{call.text('command')}\nexit $LastExitCode"), Interpreter.POWERSHELL)
