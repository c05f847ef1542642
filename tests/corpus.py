"""`make corpus CORPUS=folder`: converts real jobs that are not part of the project, and prints what fell short.

The folder is laid out as `jobs/<repository>/<path>/{config.xml,Jenkinsfile}`, libraries beside it. Nothing is kept.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from lxml import etree

from migrate import app
from migrate.model.settings import Settings
from migrate.readers.groovy import parse
from migrate.readers.secrets import redact


def main(folder: Path) -> None:
    jobs = folder / "jobs" if (folder / "jobs").is_dir() else folder
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "out"
        started = time.perf_counter()
        run = app.convert([jobs], Settings(), out=out, processes=app.processes())
        seconds = time.perf_counter() - started
        print(
            f"{len(run.jobs)} jobs of {len(list(jobs.iterdir()))} repositories, {len(run.jobs) / seconds:.0f} a second"
        )
        _print_statuses(run)
        _print_gaps(out)
        _print_shell_lines(run, out, jobs)
        findings = app.validate(out, jobs="*", quick=True)
        wrong = Counter(one.rule for one in findings if one.severity == "error")
        print(f"validate: {sum(wrong.values())} errors {dict(wrong)}, {len(findings) - sum(wrong.values())} warnings")
    _print_groovy(folder)


def _print_statuses(run: app.Run) -> None:
    for (kind, status), count in sorted(Counter((job.kind, job.status) for job in run.summaries).items()):
        print(f"  {count:5} {kind or 'unreadable'} {status}")
    totals: Counter[str] = Counter()
    for job in run.summaries:
        totals.update(job.counts)
    print("leaves:", ", ".join(f"{count} {name}" for name, count in totals.items()))
    for job in run.summaries:
        if "a bug of j2cp" in job.error:
            print(f"  {job.source}: {job.error}")


def _print_gaps(out: Path) -> None:
    gaps: Counter[str] = Counter()
    for path in out.rglob("ledger.json"):
        for entry in json.loads(path.read_text("utf-8"))["entries"]:
            if entry["outcome"] == "gap":
                gaps[entry["because"][:90]] += 1
    print("most frequent gaps:")
    for because, count in gaps.most_common(30):
        print(f"  {count:6} {because}")


def _print_shell_lines(run: app.Run, out: Path, jobs: Path) -> None:
    """How many shell lines of the inputs stand in an output, how many in a ledger, and how many are lost."""
    found: Counter[str] = Counter()
    for job in run.summaries:
        folder = next(
            (out / path).parent for path in (*job.outputs, "none/x") if path.endswith(("ledger.json", "none/x"))
        )
        if not (folder / "ledger.json").exists():
            continue
        ledger = json.loads((folder / "ledger.json").read_text("utf-8"))
        entries = _flat(" ".join(entry["text"] for entry in ledger["entries"]))
        specs = _flat(" ".join(path.read_text("utf-8") for path in folder.glob("buildspecs/*.yml")))
        for line in _shell_lines(jobs / job.source.partition("#")[0]):
            key = _flat(line)
            found["buildspec" if key in specs else "ledger" if key in entries else "lost"] += 1
    total = sum(found.values()) or 1
    print(
        "shell lines:",
        ", ".join(f"{found[key] / total:.1%} {key}" for key in ("buildspec", "ledger", "lost")),
        f"of {total}",
    )


def _flat(text: str) -> str:
    """Letters, digits and a few signs alone: quoting and indentation differ between the forms."""
    return re.sub(r"[^A-Za-z0-9_./=-]+", "", text)


def _shell_lines(path: Path) -> list[str]:
    """Lines of scripts: `command` in XML, the texts of `sh` steps in a Jenkinsfile."""
    try:
        data = path.read_bytes()
    except OSError:
        return []
    texts: list[str] = []
    if path.suffix == ".xml":
        root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True))
        texts = [one.text or "" for one in root.iter("command")] if root is not None else []
    else:
        text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", data.decode("utf-8", "replace"), flags=re.S)
        texts = [
            a or b or c
            for a, b, c in re.findall(
                r"\bsh\s*\(?\s*(?:'''(.*?)'''|'((?:\\.|[^'\\\n])*)'|\"\"\"([^$\\]*?)\"\"\")", text, re.S
            )
        ]
    texts = [redact(text)[0] for text in texts]  # what is a secret must be lost
    return [
        line
        for text in texts
        for line in text.splitlines()
        if len(_flat(line)) > 3 and not line.lstrip().startswith("#")
    ]


def _print_groovy(folder: Path) -> None:
    files = [
        path
        for pattern in ("jobs/**/Jenkinsfile", "libraries/**/*.groovy")
        for path in folder.glob(pattern)
        if path.is_file()
    ]
    texts = [path.read_text("utf-8", "replace") for path in sorted(files)]
    started = time.perf_counter()
    wrong = sum(bool(parse(text).problems) for text in texts)
    seconds = time.perf_counter() - started
    size = sum(map(len, texts)) / 1e6
    print(f"Groovy: {len(texts)} files, {wrong} with problems, {size / seconds:.1f} MB/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
