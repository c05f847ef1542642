"""sbt: https://plugins.jenkins.io/sbt/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "sbt",
    title="sbt",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_OWN = "the image's own sbt is used"
_OPTIONS = "sbt's own script gives them to Java, where Jenkins starts Java itself"


@plugin.rule(
    "org.jvnet.hudson.plugins.SbtPluginBuilder",
    slots=(Slot.STEP,),
    settings=(
        partial("name", because=_OWN, default=""),
        partial("jvmFlags", because=_OPTIONS, to="SBT_OPTS", default=""),
        partial("sbtFlags", because=_OPTIONS, to="SBT_OPTS", default=""),
        converted("actions", to="an sbt command"),
        converted("subdirPath", to="the folder of the command"),
    ),
)
def sbt(call: Call) -> Iterator[Contribution]:
    folder = call.text("subdirPath")
    flags = " ".join(filter(None, (call.text("jvmFlags").strip(), call.text("sbtFlags").strip())))
    words = [f"SBT_OPTS={shell_word(flags)}"] if flags else []
    words += ["sbt", *shell_words(call.text("actions"))]
    lines = [f"cd {shell_word(folder)}"] if folder else []
    yield Command(Literal("\n".join([*lines, " ".join(words)])))
