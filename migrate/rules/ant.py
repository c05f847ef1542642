"""Call Ant: https://plugins.jenkins.io/ant/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Command, Contribution, Plain
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "ant",
    title="Ant",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html",
)

_OWN = "the image's own Ant is used"


@plugin.rule(
    "hudson.tasks.Ant",
    "ant",
    slots=(Slot.STEP,),
    settings=(
        converted("targets", to="an ant command"),
        converted("buildFile", to="-file"),
        converted("properties", to="-D arguments"),
        converted("antOpts", to="ANT_OPTS"),
        partial("antName", because=_OWN, default=("", "(Default)")),
    ),
    behaviour=(
        partial("build parameters are Ant properties", because="they are environment variables alone: use ${env.NAME}"),
    ),
)
def ant(call: Call) -> Iterator[Contribution]:
    words = [f"ANT_OPTS={shell_word(call.text('antOpts'))}"] if call.text("antOpts") else []
    words += ["ant", *(["-file", shell_word(call.text("buildFile"))] if call.text("buildFile") else [])]
    words += [shell_word(f"-D{name}={value}") for name, value in properties_of(call.text("properties"))]
    words += shell_words(call.text("targets"))
    yield Command(Literal(" ".join(words)))


@plugin.rule(
    "hudson.tasks.AntWrapper",
    "withAnt",
    settings=(partial("installation", because=_OWN, default=""), partial("jdk", because="the image's own JDK is used")),
)
def with_ant(call: Call) -> Iterator[Contribution]:
    yield Plain()
