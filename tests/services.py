"""A stand-in for services that builds ask over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.model import contribution as c
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import Ended, run_build
from tests.plans import built, placed, plan_of, stage

# What Python loads by itself: answers each address, or any other ("*"), from a file, in order, and the last again, a
# number by failing with that status; nobody waits.
_STAND_IN = """
import io, json, os, time, urllib.error, urllib.request

time.sleep = lambda seconds: None

def urlopen(request, data=None):
    url, headers = (request, {}) if isinstance(request, str) else (request.full_url, dict(request.header_items()))
    data = data if isinstance(request, str) else request.data
    data = data.read() if hasattr(data, "read") else data
    with open(os.environ["CALLS"], "a") as log:
        log.write(json.dumps([url, headers, (data or b"").decode()]) + "\\n")
    with open(os.environ["ANSWERS"]) as file:
        answers = json.load(file)
    mine = answers.get(url) or answers["*"]
    answer = mine.pop(0) if len(mine) > 1 else mine[0]
    with open(os.environ["ANSWERS"], "w") as file:
        json.dump(answers, file)
    if isinstance(answer, int):
        raise urllib.error.HTTPError(url, answer, "", {}, None)
    return io.BytesIO(answer.encode() if isinstance(answer, str) else json.dumps(answer).encode())

urllib.request.urlopen = urlopen
"""


class Services:
    """A workspace, and what its builds have asked services."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workspace = folder, folder / "w"
        self.workspace.mkdir()
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(_STAND_IN)

    def run(self, call: c.CallAws, answers: dict[str, list[Any]], **secrets: str) -> Ended:
        return self.build(
            write_buildspec(built(plan_of(stage("Build", placed(call)))).project.buildspec), answers, secrets
        )

    def build(self, spec: str, answers: dict[str, list[Any]], secrets: Mapping[str, str]) -> Ended:
        (self.folder / "answers").write_text(json.dumps(answers))
        variables = {
            "PYTHONPATH": str(self.folder / "site"),
            "CALLS": str(self.folder / "calls"),
            "ANSWERS": str(self.folder / "answers"),
        }
        kept = {f"jenkins/{name}": text for name, text in secrets.items()}
        tools = str(self.folder / "tools")
        scratch = self.folder / "scratch"
        return run_build(spec, self.workspace, scratch, variables=variables, secrets=kept, path=tools)

    def tool(self, name: str, script: str) -> None:
        """A program that the build finds under this name."""
        path = self.folder / "tools" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)

    def calls(self) -> list[tuple[str, dict[str, str], str]]:
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]
