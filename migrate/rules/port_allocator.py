"""Ports for a build: https://plugins.jenkins.io/port-allocator/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Contribution, WithVariables
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "port-allocator",
    title="Ports",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_FIRST = 20000
_NAME = re.compile(r"[A-Za-z_]\w*", re.A)


@plugin.rule(
    "org.jvnet.hudson.plugins.port_allocator.PortAllocator",
    slots=(Slot.WRAPPER,),
    settings=(
        partial(
            "ports[PooledPortType|DefaultPortType].name",
            because="a build has a machine of its own: the port is a fixed one",
        ),
        ignored("ports", because="it is empty"),
        gap("ports.**", because="a port that ends a server after the build is not converted", blocking=True),
        ignored("pool.**", because="it repeats the ports"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    """A name becomes a variable with a port; a number is a port that builds of one machine do not share."""
    ports = call.nested("ports")
    names = [one.text("name") for one in ports if one.name in ("PooledPortType", "DefaultPortType")]
    names = [one for one in names if not one.isdecimal()]
    for one in names:
        if not _NAME.fullmatch(one):
            call.partial(f"«{one}» can't be a variable of a shell: no command has it, as in Jenkins")
    names = [one for one in names if _NAME.fullmatch(one)]
    if names:
        yield WithVariables(tuple((name, Literal(str(_FIRST + index))) for index, name in enumerate(names)))
