"""Asks Groovy's own compiler, the version inside Jenkins, what it makes of texts. Needs Debian's groovy and a JDK."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).parent
_JARS = "/usr/share/groovy/lib/*"
VERSION = "2.4.21"

AVAILABLE = (Path("/usr/share/groovy/lib") / f"groovy-{VERSION}.jar").exists() and shutil.which("javac") is not None


def verdicts(texts: Sequence[str]) -> list[bool]:
    """For each text whether the compiler accepts its syntax."""
    return [found is not None for found in _ask(texts)]


def trees(texts: Sequence[str]) -> list[Counter[str] | None]:
    """For each text what stands in the compiler's tree, in the words of `facts.facts_of`; None where it refuses."""
    return _ask(texts, "facts")


def deletions(texts: Sequence[str], count: int, *, seed: int) -> list[str]:
    """Texts of which one character, chosen by chance, is missing."""
    chance = random.Random(seed)
    chosen = [chance.choice(texts) for _ in range(count)]
    places = [chance.randrange(len(text)) for text in chosen]
    return [text[:at] + text[at + 1 :] for text, at in zip(chosen, places, strict=True)]


def _ask(texts: Sequence[str], *arguments: str) -> list[Counter[str] | None]:
    with tempfile.TemporaryDirectory() as folder:
        _run(["javac", "-nowarn", "-cp", _JARS, "-d", folder, *map(str, sorted(_HERE.glob("*.java")))])
        paths = [Path(folder) / f"{number}.groovy" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8", newline="")
        command = ["java", "-Xss16m", "-cp", f"{folder}:{_JARS}", "Oracle", *arguments]
        return _answers(_run(command, "\n".join(map(str, paths))))


def _run(command: list[str], given: str = "") -> str:
    return subprocess.run(command, input=given, check=True, capture_output=True, encoding="utf-8").stdout


def _answers(output: str) -> list[Counter[str] | None]:
    found: list[Counter[str] | None] = []
    for line in output.split("\n")[:-1]:
        if not line.startswith("\t"):
            found.append(Counter() if line == "1" else None)
        elif (last := found[-1]) is not None:
            last[line[1:]] += 1
    return found
