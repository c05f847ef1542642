"""Python scripts: https://plugins.jenkins.io/python/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "python",
    title="Python",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.python.Python",
    slots=(Slot.STEP,),
    settings=(converted("command", to="a script of Python"),),
    behaviour=(partial("python", because="it is the one of the image: the script may be for another version"),),
)
def script(call: Call) -> Iterator[Contribution]:
    """Jenkins gives the text to `python` as a file, whatever interpreter its own first line names."""
    text = re.sub(r"\A#!.*\n?", "", call.text("command"))
    yield Command(Literal(f"#!/usr/bin/env python\n{text}"))
