"""Files to and from Artifactory, in builds that find a stand-in for the JFrog CLI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from migrate.app import convert
from migrate.model.settings import Layout, Settings
from migrate.validate.output import validate_job
from tests.services import Services
from tests.whole_jobs import Converted, converted, declarative, write_files

# Notes its words, the password that it is given, and the specification.
_JF = """#!/bin/sh
for word; do
  case $word in
    --spec=*) cat "${word#--spec=}" >> "$CALLS.specs" ;;
    *) printf '%s|' "$word" ;;
  esac
done >> "$CALLS.words"
echo >> "$CALLS.words"
case $1 in config) cat > "$CALLS.password" ;; esac
[ "$2" != "$REFUSED" ]
"""
_SECRETS = {f"artifactory-server-main:{key}": key for key in ("url", "username", "password")}
_LOGIN = "config|add|artifactory|--artifactory-url=url|--user=username|--password-stdin|"
_LOGIN += "--interactive=false|--overwrite=true|"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    services = Services(tmp_path)
    services.tool("jf", _JF)
    return services


def _words(services: Services) -> list[str]:
    file = services.folder / "calls.words"
    return file.read_text().splitlines() if file.exists() else []


def _specs(services: Services) -> list[dict[str, Any]]:
    return [json.loads(line)["files"] for line in (services.folder / "calls.specs").read_text().splitlines()]


def _job(services: Services, *stages: str) -> Converted:
    job = converted(services.folder, declarative(*stages), Settings(layout=Layout.FUSED))
    assert not list(validate_job(job.folder))
    return job


def test_files_go_by_a_specification(services: Services) -> None:
    upload = """{"files": [{"pattern": "a/*", "target": "libs/${BUILD_NUMBER}/", "props": "x=y"},
        {"pattern": "b", "target": "libs/", "flat": "false"}]}"""
    download = '{"files": [{"pattern": "libs/a", "target": "in/", "props": "x=y"}]}'
    steps = f"""rtServer(id: 'main', url: 'https://repo.example.com')
        rtUpload(serverId: 'main', spec: '''{upload}''', failNoOp: true)
        rtDownload(serverId: 'main', spec: '{download}', buildName: 'other', buildNumber: '3')
        rtPublishBuildInfo(serverId: 'main')"""
    ended = services.build(_job(services, f"steps {{ {steps} }}").specs, {}, _SECRETS)
    assert ended.succeeded, ended.output
    files = "--build-name={}|--build-number={}|"
    assert _words(services) == [
        *(_LOGIN, f"rt|upload|{files.format('job', 1)}--fail-no-op=true|"),
        *(_LOGIN, f"rt|download|{files.format('other', 3)}"),
        *(_LOGIN, "rt|build-publish|job|1|"),
    ]
    assert (services.folder / "calls.password").read_text() == "password"
    assert _specs(services) == [
        [
            {"pattern": "a/*", "target": "libs/1/", "flat": "true", "targetProps": "x=y"},
            {"pattern": "b", "target": "libs/", "flat": "false"},
        ],
        [{"pattern": "libs/a", "target": "in/", "props": "x=y"}],
    ]


@pytest.mark.parametrize(
    ("spec", "because"),
    [
        ('{"files": [{"pattern": "a", "target": "b", "excludePatterns": ["c"]}]}', "excludePatterns are no more"),
        ('{"files": [{"pattern": "$NOWHERE", "target": "b"}]}', "NOWHERE is not known"),
    ],
)
def test_what_the_cli_would_read_otherwise_fails(services: Services, spec: str, because: str) -> None:
    (services.workspace / "up.json").write_text(spec)
    ended = services.build(
        _job(services, "steps { rtUpload(serverId: 'main', specPath: 'up.json') }").specs, {}, _SECRETS
    )
    assert not ended.succeeded
    assert because in ended.output
    assert not _words(services)


_FREESTYLE = """<project><buildWrappers><org.jfrog.hudson.generic.ArtifactoryGenericConfigurator>
<details><artifactoryName>main</artifactoryName><artifactoryUrl>https://repo.example.com</artifactoryUrl></details>
<useSpecs>true</useSpecs>
<uploadSpec><spec>{"files": [{"pattern": "made", "target": "libs/"}]}</spec></uploadSpec>
<downloadSpec><spec>{"files": [{"pattern": "libs/a", "target": "in/"}]}</spec></downloadSpec>
<deployBuildInfo>true</deployBuildInfo>
</org.jfrog.hudson.generic.ArtifactoryGenericConfigurator></buildWrappers>
<builders><hudson.tasks.Shell><command>echo builder &gt;&gt; "$CALLS.words"; COMMAND</command></hudson.tasks.Shell>
</builders></project>"""


@pytest.mark.parametrize("passes", [True, False])
def test_files_come_before_the_builders_of_a_freestyle_job_and_go_behind_them(services: Services, passes: bool) -> None:
    jobs = services.folder / "jobs" / "team" / "app"
    jobs.mkdir(parents=True)
    write_files(jobs, {"config.xml": _FREESTYLE.replace("COMMAND", "true" if passes else "false")})
    convert([services.folder / "jobs"], Settings(), out=services.folder / "out")
    job = Converted(services.folder / "out" / "team" / "app", services.folder)
    assert not list(validate_job(job.folder))
    assert services.build(job.specs, {}, _SECRETS).succeeded is passes
    build = "--build-name=team :: app|--build-number=1|"
    after = [_LOGIN, f"rt|upload|{build}", _LOGIN, "rt|build-publish|team :: app|1|"]
    assert _words(services) == [_LOGIN, f"rt|download|{build}", "builder", *(after if passes else [])]


def test_an_upload_that_fails_fails_the_build(services: Services) -> None:
    services.tool("jf", _JF.replace("$REFUSED", "upload"))
    steps = "rtUpload(serverId: 'main', spec: '{\"files\": []}')\nsh 'touch seen'"
    assert not services.build(_job(services, f"steps {{ {steps} }}").specs, {}, _SECRETS).succeeded
    assert not (services.workspace / "seen").exists()
