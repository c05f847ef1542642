"""The jobs that a real Jenkins has run, in `../shared/truth` where that folder exists."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "truth"
MISSING = "../shared/truth, what a real Jenkins did, is not here"


def pipeline_text(job: Path) -> str:
    """The Jenkinsfile of a job's folder, or the script that its configuration holds; "" where there is none."""
    file = job / "source" / "Jenkinsfile"
    if file.exists():
        return file.read_text("utf-8")
    data = (job / "config.xml").read_bytes().replace(b"version='1.1'", b"version='1.0'", 1)
    return etree.fromstring(data).findtext(".//definition/script") or ""
