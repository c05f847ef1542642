"""Files that builds put into repositories, which a stand-in takes."""

from __future__ import annotations

import re
from hashlib import md5, sha1
from pathlib import Path

import pytest

from migrate.model.settings import Settings
from tests.services import Services
from tests.whole_jobs import converted, declarative

_AT = "https://nexus.example.com/repository/maven/com/acme/app"
_LOGIN = {"nexus:username": "ci", "nexus:password": "word"}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = Services(tmp_path)
    (services.workspace / "target").mkdir()
    (services.workspace / "target" / "app.jar").write_text("jar")
    (services.workspace / "target" / "src.jar").write_text("sources")
    return services


def _upload(version: str, *artifacts: tuple[str, str], login: str = "nexus") -> str:
    items = ", ".join(
        f"[artifactId: 'app', classifier: '{one}', file: '{file}', type: 'jar']" for one, file in artifacts
    )
    return (
        "steps { nexusArtifactUploader(nexusVersion: 'nexus3', protocol: 'https', nexusUrl: 'nexus.example.com', "
        f"repository: 'maven', groupId: 'com.acme', version: '{version}', credentialsId: '{login}', "
        f"artifacts: [{items}]) }}"
    )


_BOTH = ("", "target/app.jar"), ("sources", "target/src.jar")


def _spec(services: Services, steps: str) -> str:
    job = converted(services.folder, declarative(steps), Settings())
    assert not job.entries("gap") + job.entries("partial")
    return job.specs


def test_a_release_is_laid_out_as_maven_does(services: Services) -> None:
    files = {f"{_AT}/1.0/app-1.0.jar": "jar", f"{_AT}/1.0/app-1.0-sources.jar": "sources"}
    puts = {f"{url}{end}": "" for url in files for end in ("", ".sha1", ".md5")}
    ended = services.build(_spec(services, _upload("1.0", *_BOTH)), {url: [""] for url in puts}, _LOGIN)
    assert ended.succeeded, ended.output
    sent = {url: data for url, _, data in services.calls()}
    for url, text in files.items():
        sums = {".sha1": sha1(text.encode()).hexdigest(), ".md5": md5(text.encode()).hexdigest()}
        assert [sent[url + end] for end in ("", *sums)] == [text, *sums.values()]
    assert sent.keys() == puts.keys()
    assert {headers["Authorization"] for _, headers, _ in services.calls()} == {"Basic Y2k6d29yZA=="}


_METADATA = """<metadata><groupId>com.acme</groupId><artifactId>app</artifactId><version>1.0-SNAPSHOT</version>
<versioning><snapshot><timestamp>20200101.000000</timestamp><buildNumber>6</buildNumber></snapshot><snapshotVersions>
<snapshotVersion><extension>jar</extension><value>1.0-20200101.000000-6</value></snapshotVersion>
<snapshotVersion><extension>pom</extension><value>1.0-20200101.000000-6</value></snapshotVersion>
</snapshotVersions></versioning></metadata>"""


@pytest.mark.parametrize(("known", "number", "others"), [(404, 1, 0), (_METADATA, 7, 1)])
def test_a_snapshot_is_one_more_of_its_version(services: Services, known: int | str, number: int, others: int) -> None:
    answers: dict[str, list[object]] = {"*": [""], f"{_AT}/1.0-SNAPSHOT/maven-metadata.xml": [known, ""]}
    ended = services.build(_spec(services, _upload("1.0-SNAPSHOT", _BOTH[0], login="")), answers, {})
    assert ended.succeeded, ended.output
    names = [url.rpartition("/")[2] for url, _, _ in services.calls()]
    name = rf"app-1\.0-\d{{8}}\.\d{{6}}-{number}\.jar"
    metadata = "maven-metadata.xml"
    assert names[0] == metadata
    assert [bool(re.fullmatch(name + end, one)) for one, end in zip(names[1:4], ("", r"\.sha1", r"\.md5"), strict=True)]
    assert names[4:] == [metadata, f"{metadata}.sha1", f"{metadata}.md5"]
    told = services.calls()[4][2]
    assert f"<buildNumber>{number}</buildNumber>" in told
    assert len(re.findall(rf"<value>1\.0-\d+\.\d+-{number}</value>", told)) == 1
    assert told.count("20200101.000000-6") == others
    assert not any("Authorization" in headers for _, headers, _ in services.calls())


def test_nothing_is_uploaded_where_a_file_is_missing(services: Services) -> None:
    steps = _upload("1.0", _BOTH[0], ("sources", "target/none.jar"))
    ended = services.build(_spec(services, steps), {"*": [""]}, _LOGIN)
    assert not ended.succeeded
    assert "none.jar file doesn't exist" in ended.output
    assert not (services.folder / "calls").exists()


def test_a_refused_upload_fails_the_build(services: Services) -> None:
    assert not services.build(_spec(services, _upload("1.0", _BOTH[0])), {"*": [400]}, _LOGIN).succeeded
