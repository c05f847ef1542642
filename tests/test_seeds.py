"""Seeds make jobs of Jenkins: what they have made is told, and their scripts are not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.app import JobResult, convert
from migrate.model.settings import Settings
from tests.rehearsed_jobs import written

_P = "javaposse.jobdsl.plugin"
_DSL = f"<{_P}.ExecuteDslScripts><targets>a.groovy</targets></{_P}.ExecuteDslScripts>"


def _kept(*jobs: str, seed: str = "seed") -> str:
    reference = f"<{_P}.SeedReference><seedJobName>{seed}</seedJobName><digest>1</digest></{_P}.SeedReference>"
    entries = "".join(f"<entry><string>{one}</string>{reference}</entry>" for one in jobs)
    return f"<{_P}.DescriptorImpl><generatedJobMap>{entries}</generatedJobMap></{_P}.DescriptorImpl>"


def _seed(tmp_path: Path, builders: str, *here: str, kept: str = "") -> JobResult:
    files = {f"jobs/{one}/config.xml": "<project/>" for one in here}
    files["jobs/seed/config.xml"] = f"<project><builders>{builders}</builders></project>"
    files |= {f"{_P}.ExecuteDslScripts.xml": kept} if kept else {}
    home = written(tmp_path / "home", files)
    (result,) = convert([home], Settings(), out=tmp_path / "out", jobs="seed").jobs
    return result


def _told(result: JobResult) -> Iterator[str]:
    yield from (text for name, text in result.files.items() if name.endswith("/ledger.json"))


@pytest.mark.parametrize(
    ("here", "kept", "told"),
    [
        ((), "", "those that it has made are converted where the JENKINS_HOME has them"),
        ((), "<broken", "those that it has made are converted where"),
        ((), _kept("app", seed="other"), "those that it has made are converted where"),
        (("app",), _kept("app"), "nothing runs it here: app is converted apart;"),
        (("app", "web"), _kept("app", "/web"), "app, /web are converted apart;"),
        (("app",), _kept("app", "team/web", "x"), "app is converted apart, team/web, x are not here;"),
        ((), _kept(*map(str, range(12))), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more are not here;"),
    ],
)
def test_a_seed_tells_what_it_has_made(here: tuple[str, ...], kept: str, told: str, tmp_path: Path) -> None:
    result = _seed(tmp_path, _DSL, *here, kept=kept)
    assert result.summary.blocking
    assert told in "".join(_told(result))


@pytest.mark.parametrize(
    ("command", "makes"),
    [
        ("jenkins-jobs --conf jobs.ini update jobs/", True),
        ("jenkins-jobs --conf jobs.ini test jobs/", False),
        ("pip install jenkins-jobs\nupdate jobs", False),
        ("./jenkins-jobs-of-ours update", False),
        ("jenkins-jobs --conf jobs.ini \\\n  update jobs/", True),
    ],
)
def test_jenkins_job_builder_is_told(command: str, makes: bool, tmp_path: Path) -> None:
    result = _seed(tmp_path, f"<hudson.tasks.Shell><command>{command}</command></hudson.tasks.Shell>")
    assert ("Jenkins Job Builder" in "".join(_told(result))) == makes
    assert not result.summary.blocking
