"""`make bench`: rates of the converter on an estate that is made for it. Timings are noisy: compare ratios."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from migrate import app
from migrate.mapping.engine import Engine
from migrate.mapping.planner import plan_job
from migrate.mapping.registry import built_in
from migrate.model.settings import Settings
from migrate.readers.config_xml import read_config_xml
from migrate.readers.groovy import parse
from migrate.readers.jenkinsfile import read_jenkinsfile

ACME = Path(__file__).parent.parent / "fixtures" / "estates" / "acme"
JOBS = 1000


@contextmanager
def timed(name: str, amount: float, unit: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{name:<28} {amount / (time.perf_counter() - started):10.1f} {unit}/s")


def main() -> None:
    pipelines = [path.read_text("utf-8") for path in sorted(ACME.glob("checkouts/*/**/Jenkinsfile"))]
    configs = [path.read_bytes() for path in sorted(ACME.glob("jobs/**/config.xml"))]
    size = sum(map(len, pipelines)) * 50 / 1e6
    _each("parse Groovy", size, "MB", pipelines, parse)
    _each(
        "read Jenkinsfiles", len(pipelines) * 50, "files", pipelines, lambda t: read_jenkinsfile(t, name="x", file="x")
    )
    _each("evaluate and map pipelines", size * 1000, "KB", pipelines, _mapped)
    _each("read config.xml", len(configs) * 50, "files", configs, lambda d: read_config_xml(d, name="x", file="x"))
    with tempfile.TemporaryDirectory() as folder:
        _estate(Path(folder) / "jobs", configs)
        for label in ("convert", "convert again"):
            with timed(label, JOBS, "jobs"):
                app.convert([Path(folder) / "jobs"], Settings(), out=Path(folder) / "out", processes=app.processes())
    kilobytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{'peak memory of a process':<28} {kilobytes / 1024:10.1f} MB")


def _mapped(text: str) -> object:
    """Groovy through parse, evaluation and mapping, on one core."""
    return plan_job(read_jenkinsfile(text, name="x", file="x"), Engine(built_in()))


def _each(name: str, amount: float, unit: str, inputs: list[Any], work: Callable[[Any], object]) -> None:
    with timed(name, amount, unit):
        for _ in range(50):
            for one in inputs:
                work(one)


def _estate(folder: Path, configs: list[bytes]) -> None:
    for number in range(JOBS):
        path = folder / f"job-{number:05}" / "config.xml"
        path.parent.mkdir(parents=True)
        path.write_bytes(configs[number % len(configs)])


if __name__ == "__main__":
    sys.exit(main())
