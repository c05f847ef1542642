"""Node.js on the path of the steps: https://plugins.jenkins.io/nodejs/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import template
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Command, Contribution, Plain, UseTool
from migrate.model.source import Literal, Opaque, Reference, Slot, Template

plugin = Plugin(
    "nodejs",
    title="NodeJS",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html",
)

_VERSION = "the nearest version that the image has is used"
_SETTINGS = (
    partial("nodeJSInstallationName", because=_VERSION),
    gap("configId", because="an npmrc file of Jenkins is not there in a build", default="", blocking=True),
    ignored("cacheLocationStrategy", because="nothing is kept between builds"),
    ignored("cacheLocationStrategy.**", because="nothing is kept between builds"),
)


@plugin.rule("nodejs", slots=(Slot.TOOL,), settings=(partial("name", because=_VERSION),))
def tool(call: Call) -> Iterator[Contribution]:
    yield UseTool("nodejs", call.value("name"))


@plugin.rule(
    "nodejs",
    "jenkins.plugins.nodejs.NodeJSBuildWrapper",
    slots=(Slot.STEP, Slot.WRAPPER, Slot.OPTION),
    settings=_SETTINGS,
)
def wrapper(call: Call) -> Iterator[Contribution]:
    """The image's own Node.js stands for it."""
    call.value("nodeJSInstallationName")
    yield Plain()


@plugin.rule(
    "nodejsci",
    "jenkins.plugins.nodejs.NodeJSCommandInterpreter",
    slots=(Slot.STEP,),
    settings=(
        converted("command", to="a command of the build phase"),
        *_SETTINGS,
        ignored("configuredLocalRules", because="it is empty"),
        gap("configuredLocalRules.**", because="filters of environment variables have no equivalent", blocking=True),
    ),
)
def script(call: Call) -> Iterator[Contribution]:
    value = call.value("command")
    parts = value.parts if isinstance(value, Template) else (value,)
    known = [part for part in parts if isinstance(part, Literal | Reference | Opaque)]
    yield Command(template([Literal("#!/usr/bin/env node\n"), *known]))
