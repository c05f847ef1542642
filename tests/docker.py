#!/usr/bin/env python3
"""Stands in for docker where tests run builds: containers are processes with the environment that docker would give.

Every call is noted in the file that CALLS names. An image is pulled before it runs; a removed container runs nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

HOME = Path(os.environ["CALLS"]).parent
NOTES = HOME / "containers"


def main(arguments: list[str]) -> int:
    with Path(os.environ["CALLS"]).open("a") as calls:
        calls.write(" ".join(arguments) + "\n")
    command, *rest = arguments
    NOTES.mkdir(exist_ok=True)
    return {"inspect": _inspect, "pull": _pull, "run": _run, "exec": _exec, "rm": _remove, "build": _build}[command](
        rest
    )


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
    return 0 if Path(words[words.index("-f") + 1]).exists() else 1


def _run(words: list[str]) -> int:
    image, cat = words[-2:]
    assert cat == "cat"
    assert _image(image).exists(), "run before pull"
    name = f"container{len(list(NOTES.glob('container*')))}"
    mounts = [word.split(":")[0] for option, word in pairwise(words) if option == "-v"]
    (NOTES / name).write_text("\n".join(mounts))
    sys.stdout.write(f"{name}\n")
    return 0


def _exec(words: list[str]) -> int:
    assert words[0] == "--workdir"
    folder, words = words[1], words[2:]
    names = [word.removeprefix("--env=") for word in words if word.startswith("--env=")]
    name, *command = words[len(names) :]
    mounts = (NOTES / name).read_text().split("\n")
    if not any(folder == mount or folder.startswith(f"{mount}/") for mount in mounts):
        sys.stderr.write(f"OCI runtime exec failed: {folder} is no folder of the container\n")
        return 126
    environment = {one: os.environ[one] for one in names} | {"PATH": os.environ["PATH"], "CONTAINER": name}
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


def _remove(words: list[str]) -> int:
    (NOTES / words[-1]).rename(NOTES / f"removed-{words[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
