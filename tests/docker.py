#!/usr/bin/env python3
"""Stands in for docker where tests run builds: containers are processes with the environment that docker would give.

Every call is noted in the file that CALLS names. An image is pulled before it runs; a removed container runs nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOME = Path(os.environ["CALLS"]).parent
NOTES = HOME / "containers"


def main(arguments: list[str]) -> int:
    with Path(os.environ["CALLS"]).open("a") as calls:
        calls.write(" ".join(arguments) + "\n")
    command, *rest = arguments
    NOTES.mkdir(exist_ok=True)
    return _COMMANDS[command](rest)


def _image(name: str) -> Path:
    return NOTES / f"image-{name.replace('/', '-')}"


def _inspect(words: list[str]) -> int:
    return 0 if _image(words[-1]).exists() else 1


def _pull(words: list[str]) -> int:
    _image(words[-1]).touch()
    sys.stdout.write(f"pulled {words[-1]}\n")
    return 1 if "missing" in words[-1] else 0


def _build(words: list[str]) -> int:
    _image(words[words.index("-t") + 1]).touch()
    return 0 if "-f" not in words or Path(words[words.index("-f") + 1]).exists() else 1


def _tag(words: list[str]) -> int:
    if not _image(words[0]).exists():
        return 1
    _image(words[1]).touch()
    return 0


def _push(words: list[str]) -> int:
    return 0 if _image(words[0]).exists() else 1


def _port(words: list[str]) -> int:
    sys.stdout.write(f"0.0.0.0:1{words[1]}\n")
    return 0 if (NOTES / words[0]).exists() else 1


def _stop(words: list[str]) -> int:
    return 0 if (NOTES / words[0]).exists() else 1


def _run(words: list[str]) -> int:
    options = list(_options(words))
    image = words[sum(map(len, options))]
    if not _image(image).exists() and _pull_quietly(image):
        return 125
    name = f"container{len(list(NOTES.glob('*container*')))}"
    mounts = [value[0].split(":")[0] for option, *value in options if option == "-v"]
    given = [value[0] for option, *value in options if option == "-e"]
    (NOTES / name).write_text(json.dumps({"mounts": mounts, "environment": given}))
    sys.stdout.write(f"{name}\n")
    return 0


def _options(words: list[str]) -> Iterator[list[str]]:
    while words[0].startswith("-"):
        size = 1 if "=" in words[0] or words[0] in ("-t", "-d", "--privileged") else 2
        yield words[:size]
        words = words[size:]


def _pull_quietly(image: str) -> bool:
    """As docker itself does before it runs an image. Whether that fails."""
    if "missing" not in image:
        _image(image).touch()
    return "missing" in image


def _exec(words: list[str]) -> int:
    assert words[0] == "--workdir"
    folder, words = words[1], words[2:]
    names = [word.removeprefix("--env=") for word in words if word.startswith("--env=")]
    name, *command = words[len(names) :]
    container = json.loads((NOTES / name).read_text())
    if not any(folder == mount or folder.startswith(f"{mount}/") for mount in container["mounts"]):
        sys.stderr.write(f"OCI runtime exec failed: {folder} is no folder of the container\n")
        return 126
    own = dict(one.split("=", 1) for one in container["environment"] if "=" in one)
    environment = own | {one: os.environ[one] for one in names} | {"PATH": os.environ["PATH"], "CONTAINER": name}
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


def _remove(words: list[str]) -> int:
    (NOTES / words[-1]).rename(NOTES / f"removed-{words[-1]}")
    return 0


_COMMANDS = {
    "inspect": _inspect,
    "pull": _pull,
    "run": _run,
    "exec": _exec,
    "rm": _remove,
    "build": _build,
    "tag": _tag,
    "push": _push,
    "port": _port,
    "stop": _stop,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
