"""`make corpus CORPUS=folder`: converts real jobs that are not part of the project, and prints what fell short.

The folder is laid out as `jobs/<repository>/<path>/{config.xml,Jenkinsfile}`, libraries beside it. Nothing is kept.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from migrate import app
from migrate.model.settings import Settings
from migrate.readers.groovy import parse
from migrate.readers.jenkins_home import find_inputs
from tests.corpus.measure import Measured, measure
from tests.corpus.printing import print_gaps, print_measures, print_statuses


def main(folder: Path) -> None:
    jobs = folder / "jobs" if (folder / "jobs").is_dir() else folder
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "out"
        started = time.perf_counter()
        run = app.convert([jobs], Settings(), out=out, processes=app.processes())
        rate = len(run.jobs) / (time.perf_counter() - started)
        print(f"{len(run.jobs)} jobs of {len(list(jobs.iterdir()))} repositories, {rate:.0f} a second")
        print_statuses(run)
        print_gaps(out)
        print_measures(_measured(run, jobs, out))
        findings = app.validate(out, jobs="*", quick=True)
        wrong = Counter(one.rule for one in findings if one.severity == "error")
        print(f"validate: {wrong.total()} errors {dict(wrong)}, {len(findings) - wrong.total()} warnings")
    _print_parsing(folder)


def _measured(run: app.Run, jobs: Path, out: Path) -> list[Measured]:
    """What each job that was read became; those that failed have no ledger."""
    pairs = zip(find_inputs(jobs), run.summaries, strict=True)
    tasks = [(one, summary) for one, summary in pairs if any(path.endswith("ledger.json") for path in summary.outputs)]
    with ProcessPoolExecutor(app.processes()) as pool:
        return list(pool.map(partial(measure, out=out), *zip(*tasks, strict=True), chunksize=16))


def _print_parsing(folder: Path) -> None:
    patterns = ("jobs/**/Jenkinsfile", "libraries/**/*.groovy")
    files = [path for pattern in patterns for path in folder.glob(pattern) if path.is_file()]
    texts = [path.read_text("utf-8", "replace") for path in sorted(files)]
    started = time.perf_counter()
    wrong = sum(bool(parse(text).problems) for text in texts)
    seconds = time.perf_counter() - started
    size = sum(map(len, texts)) / 1e6
    print(f"Groovy: {len(texts)} files, {wrong} with problems, parsed at {size / seconds:.1f} MB/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
