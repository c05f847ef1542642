"""What builds keep for later ones: which folders, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from migrate.app import convert
from migrate.model.settings import Cache, Settings
from migrate.validate.output import validate_job
from tests.whole_jobs import Converted, converted, declarative


def _paths(job: Converted) -> list[str]:
    return list(yaml.safe_load(job.specs).get("cache", {}).get("paths", []))


def _project(job: Converted) -> dict[str, Any]:
    (project,) = job.folder.glob("projects/*.json")
    found: dict[str, Any] = json.loads(project.read_text())
    return found


@pytest.mark.parametrize(
    ("script", "folders"),
    [
        ("mvn -B verify", ["/root/.m2/repository", "/root/.m2/wrapper"]),
        ("cd app && ./mvnw package", ["/root/.m2/repository", "/root/.m2/wrapper"]),
        ("./gradlew build", ["/root/.gradle/caches", "/root/.gradle/wrapper"]),
        ("npm ci", ["/root/.npm"]),
        ("pip3 install -r requirements.txt", ["/root/.cache/pip"]),
        ("sbt test", ["/root/.cache/coursier", "/root/.ivy2/cache", "/root/.sbt/boot"]),
        ("go test ./...", ["/go/pkg/mod", "/root/.cache/go-build"]),
        ("cargo build", ["/root/.cargo/registry", "/usr/local/cargo/registry"]),
        ("composer install", ["/root/.cache/composer", "/root/.composer/cache"]),
        ("dotnet restore", ["/root/.nuget/packages"]),
        ("(npm test; mvn deploy)", ["/root/.m2/repository", "/root/.m2/wrapper", "/root/.npm"]),
        ("docker run -v /root/.m2:/root/.m2 maven:3 mvn verify", ["/root/.m2/repository", "/root/.m2/wrapper"]),
        ("make -C go-tools", []),
        ("cat mvn.log npm-debug.log", []),
        ("# mvn verify\nmake", []),
    ],
)
def test_what_tools_download_is_kept(tmp_path: Path, script: str, folders: list[str]) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh '''{script}''' }}"))
    assert _paths(job) == [f"{one}/**/*" for one in folders]
    assert bool(_project(job).get("cache")) is bool(folders)
    assert not list(validate_job(job.folder))


@pytest.mark.parametrize(("mount", "keeps"), [("", False), ("-v $HOME/.m2:/root/.m2", True)])
def test_a_container_keeps_what_it_has_of_the_machine(tmp_path: Path, mount: str, keeps: bool) -> None:
    inside = f"docker.image('maven:3').inside('{mount}') {{ sh 'mvn verify' }}"
    job = converted(tmp_path, f"node {{ {inside} }}")
    assert bool(_paths(job)) is keeps


def test_the_cache_stands_among_the_artifacts_of_the_pipeline(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { sh 'mvn verify' }"))
    location = "jenkins-migration-artifacts-111111111111-us-east-1/job/caches/job-S0"
    assert _project(job)["cache"] == {"type": "S3", "location": location}
    assert "Location: !Sub ${ArtifactBucket}/job/caches/job-S0" in (job.folder / "template.yaml").read_text()
    assert "Builds find /root/.m2/repository, /root/.m2/wrapper" in (job.folder / "gap-report.md").read_text()


def test_a_user_chooses_the_cache(tmp_path: Path) -> None:
    jenkinsfile = declarative("steps { sh 'mvn verify' }")
    (tmp_path / "a").mkdir()
    local = converted(tmp_path / "a", jenkinsfile, Settings(cache=Cache.LOCAL))
    assert _project(local)["cache"] == {"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]}
    assert not list(validate_job(local.folder))
    (tmp_path / "b").mkdir()
    none = converted(tmp_path / "b", jenkinsfile, Settings(cache=Cache.NONE))
    assert "cache" not in _project(none)
    assert not _paths(none)


def test_the_same_job_gives_the_same_bytes(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { sh 'npm ci && mvn verify' }"))
    convert([tmp_path / "jobs"], Settings(), out=tmp_path / "again")
    for file in (one for one in job.folder.rglob("*") if one.is_file()):
        assert file.read_bytes() == (tmp_path / "again" / "job" / file.relative_to(job.folder)).read_bytes()
