"""SCons: https://plugins.jenkins.io/scons/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "scons",
    title="SCons",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_OWN = "the image's own SCons is used"


@plugin.rule(
    "com.thalesgroup.hudson.plugins.scons.SConsBuilderScriptFile",
    slots=(Slot.STEP,),
    settings=(
        converted("options", to="a scons command"),
        converted("variables", to="a scons command"),
        converted("targets", to="a scons command"),
        converted("rootSconsscriptDirectory", to="the folder of the command"),
        converted("sconsscript", to="-f"),
        partial("sconsName", because=_OWN, default=("", "(Default)")),
    ),
)
def scons(call: Call) -> Iterator[Contribution]:
    folder = call.text("rootSconsscriptDirectory")
    words = ["scons", *(["-f", shell_word(call.text("sconsscript"))] if call.text("sconsscript") else [])]
    for name in ("options", "variables", "targets"):
        if "$" in call.text(name):
            call.gap("SCons is given the dollar sign as it stands", name, blocking=True)
        words += shell_words(call.text(name))
    lines = [f"cd {shell_word(folder)}"] if folder else []
    yield Command(Literal("\n".join([*lines, " ".join(words)])))


plugin.blocked(
    "com.thalesgroup.hudson.plugins.scons.SConsBuilderCommand",
    slots=(Slot.STEP,),
    because="a script for SCons that stands in the job is not converted: keep it in the repository",
)
