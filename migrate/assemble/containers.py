"""Steps in a container, as the docker plugin runs them (`WithContainerStep`): the container waits with the folder of
the steps mounted at its own path, each script is executed in it, and all other steps work on the machine around it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from migrate.assemble.shell import Expansion, in_double_quotes, literal_text, single_quoted, spliced, subshell, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import InImage
from migrate.model.delivery import BuildCommand
from migrate.model.source import Literal, Opaque, Reference, Template, Value

AS_ROOT = "the scripts run as the user of the build, which is root"
_REFERENCE = re.compile("[\ue000-\uf8ff]")


def why_not(image: InImage, bench: Workbench) -> str:
    """Why the steps can't run in this container; "" where they can."""
    if bench.in_image:
        return "a container inside of a container is not converted"
    if image.dockerfile:
        return "an image that is built from a Dockerfile is not built here yet"
    if image.registry_credentials:
        return "the login at the registry of a container among steps is not converted yet"
    return "" if options_of(image.args) is not None else "the options of the container can't be read"


def started(image: InImage, expansion: Expansion, bench: Workbench) -> tuple[str, ...]:
    """The lines that start the container."""
    bench.functions |= dict.fromkeys(("start_container", "in_container"))
    options = options_of(image.args) or []
    return (" ".join(["start_container", word(image.image, expansion), *(word(one, expansion) for one in options)]),)


def options_of(args: Value) -> list[Value] | None:
    """The options as docker gets them: split at blanks, quotes taken off. None for text that can't be split."""
    parts = args.parts if isinstance(args, Template) else (args,)
    if not all(isinstance(one, Literal | Reference) for one in parts):
        return None
    known: list[Literal | Reference] = [one for one in parts if isinstance(one, Literal | Reference)]
    text = "".join(literal_text(one) if isinstance(one, Literal) else chr(0xE000 + at) for at, one in enumerate(known))
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    return [_restored(one, known) for one in words]


def _restored(text: str, parts: list[Literal | Reference]) -> Value:
    """A word with its references where `options_of` has put signs for them."""
    pieces: list[Literal | Reference | Opaque] = []
    start = 0
    for match in _REFERENCE.finditer(text):
        pieces += [Literal(text[start : match.start()]), parts[ord(match[0]) - 0xE000]]
        start = match.end()
    return Template((*pieces, Literal(text[start:]))) if pieces else Literal(text)


def script_in_container(script: Value, expansion: Expansion, *, shown: bool = False) -> str:
    """The command that runs a script in the container: `sh -e`, or a file where its first bytes are `#!`. A script that
    is `shown` tells what it does."""
    text = spliced(script, expansion, in_double_quotes).replace("\r\n", "\n").rstrip("\n")
    quoted = f'"{text}"'
    if isinstance(script, Literal):
        quoted = single_quoted(literal_text(script).replace("\r\n", "\n"))
    if not text.startswith("#!"):
        return f"in_container sh -{'x' if shown else ''}ec {quoted}"
    return subshell(
        'script="$(private)/script"',
        f"printf '%s\\n' {quoted} > \"$script\"",
        'chmod 755 "$script"',
        'in_container "$script"',
    )


def snapshot(given: Iterable[str]) -> BuildCommand:
    """Notes the environment of the machine, which a container does not get; `given` names what the job put there."""
    names = "|".join(sorted(given))
    but = f" | grep -zvE '^({names})='" if names else ""
    return BuildCommand(
        f'machine="$(mktemp)" && env -0{but} | sort -z > "$machine"', note="what a container does not get"
    )
