"""An X server without a screen: https://plugins.jenkins.io/xvfb/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Command, Contribution, WithVariables
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "xvfb",
    title="Xvfb",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_DISPLAY = 99  # what is free on a machine that runs one build


@plugin.rule(
    "org.jenkinsci.plugins.xvfb.Xvfb",
    "org.jenkinsci.plugins.xvfb.XvfbBuildWrapper",
    "xvfb",
    "Xvfb",
    slots=(Slot.STEP, Slot.WRAPPER, Slot.OPTION),
    settings=(
        partial("installationName", because="the image must have Xvfb"),
        converted("displayName", to="DISPLAY"),
        converted("screen", to="-screen"),
        converted("additionalOptions", to="options of Xvfb"),
        converted("timeout", to="a pause"),
        ignored("debug", because="it is about the log"),
        *(
            ignored(name, because="a build has a machine of its own: any display is free")
            for name in ("displayNameOffset", "autoDisplayName", "parallelBuild", "assignedLabels")
        ),
        ignored("shutdownWithBuild", because="the machine ends with the build"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    """It starts Xvfb, waits, and gives the steps DISPLAY."""
    number = round(call.number("displayName")) or _DISPLAY
    words = ["Xvfb", f":{number}", "-screen", "0", shell_word(call.text("screen") or "1024x768x24")]
    words += shell_words(call.text("additionalOptions"))
    wait = round(call.number("timeout"))
    pause = f"\nsleep {wait}" if wait else "\nsleep 1"
    yield Command(Literal(f"{' '.join(words)} < /dev/null > /dev/null 2>&1 &{pause}\nkill -0 $!"))
    yield WithVariables((("DISPLAY", Literal(f":{number}")),))
