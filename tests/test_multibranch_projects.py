"""Multibranch projects: one pipeline for all branches, started by pushes, that knows which branch it builds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.model.settings import Settings
from tests.rehearsed_jobs import ConvertedJob, branch, converted, repository, written

MULTIBRANCH = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
_URL = "https://github.com/acme/shop.git"
_ALL = "<jenkins.plugins.git.traits.BranchDiscoveryTrait/>"
_GITHUB = "org.jenkinsci.plugins.github__branch__source."
_WORK = "pipeline { agent any; stages { stage('Build') { steps { sh 'make' } } } }"


def _wildcards(includes: str, excludes: str = "") -> str:
    name = "jenkins.scm.impl.trait.WildcardSCMHeadFilterTrait"
    return f"<{name}><includes>{includes}</includes><excludes>{excludes}</excludes></{name}>"


def _regex(regex: str) -> str:
    name = "jenkins.scm.impl.trait.RegexSCMHeadFilterTrait"
    return f"<{name}><regex>{regex}</regex></{name}>"


def _config(traits: str = _ALL, *, url: str = _URL, more: str = "") -> str:
    source = (
        f'<source class="jenkins.plugins.git.GitSCMSource"><remote>{url}</remote><traits>{traits}</traits></source>'
    )
    return (
        f"<{MULTIBRANCH}>{more}"
        '<sources class="jenkins.branch.MultiBranchProject$BranchSourceList">'
        f"<data><jenkins.branch.BranchSource>{source}</jenkins.branch.BranchSource></data></sources></{MULTIBRANCH}>"
    )


def _project(
    tmp_path: Path, jenkinsfile: str = _WORK, config: str = "", settings: Settings | None = None
) -> ConvertedJob:
    files = {"config.xml": config or _config(), "source/Jenkinsfile": jenkinsfile}
    return converted(written(tmp_path / "jobs/shop", files), tmp_path / "out", settings)


def _trigger(job: ConvertedJob) -> dict[str, Any]:
    found = job.pipeline.get("triggers") or [{"gitConfiguration": {}}]
    configuration: dict[str, Any] = dict(found[0]["gitConfiguration"])
    configuration.pop("sourceActionName", None)
    return configuration


def _pushes(job: ConvertedJob) -> list[Any]:
    return [one["branches"] for one in _trigger(job).get("push", [])]


# ---- the Jenkinsfile -------------------------------------------------------------------------------------------------


def test_a_project_without_its_jenkinsfile_is_a_gap_that_says_where_to_name_it(tmp_path: Path) -> None:
    job = converted(written(tmp_path / "jobs/shop", {"config.xml": _config()}), tmp_path / "out")
    assert job.kind == "multibranch"
    assert job.blocking
    assert "Jenkinsfile is not here: name its checkout under [checkouts]" in job.reasons("gap")


@pytest.mark.parametrize("url", [_URL, _URL.removesuffix(".git"), _URL.removesuffix(".git") + "/"])
def test_the_jenkinsfile_comes_from_the_checkout_that_the_user_names(url: str, tmp_path: Path) -> None:
    checkout = written(tmp_path / "shop", {"ci/Jenkinsfile": _WORK.replace("make", "make all")})
    factory = "org.jenkinsci.plugins.workflow.multibranch.WorkflowBranchProjectFactory"
    more = f'<factory class="{factory}"><scriptPath>ci/Jenkinsfile</scriptPath></factory>'
    folder = written(tmp_path / "jobs/shop", {"config.xml": _config(more=more)})
    job = converted(folder, tmp_path / "out", Settings(checkouts={url: str(checkout)}))
    assert "make all" in job.specs
    assert any("the Jenkinsfile of one branch" in one for one in job.reasons("partial"))


@pytest.mark.parametrize(
    ("files", "runs"),
    [
        ({"Jenkinsfile": "node { sh 'true' }\n"}, True),
        ({"Jenkinsfile": "node { sh 'true' }\r\n"}, True),
        ({}, True),
        ({"Jenkinsfile": "node { sh 'make' }\n"}, False),
    ],
)
def test_a_branch_runs_unless_it_has_another_jenkinsfile(files: dict[str, str], runs: bool, tmp_path: Path) -> None:
    job = _project(tmp_path, "node { sh 'true' }\n")
    source = repository(tmp_path / "shop", {"x": "", **files})
    assert job.rehearse(source, tmp_path / "run").rehearsal.succeeded is runs


def test_two_sources_stop_the_pipeline(tmp_path: Path) -> None:
    config = _config()
    one = config[config.index("<jenkins.branch.BranchSource>") : config.index("</data>")]
    job = _project(tmp_path, config=config.replace(one, one + one))
    assert job.blocking
    assert "exit 1" in job.specs


# ---- what starts the pipeline ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("traits", "pushes"),
    [
        (_ALL, [{"includes": ["**"]}]),
        (_ALL + _wildcards("*"), [{"includes": ["**"]}]),
        (_ALL + _wildcards("main rel-*", "*-x"), [{"includes": ["main", "rel-**"], "excludes": ["**-x"]}]),
        (_ALL + _regex("(?:main|release/.*)"), [{"includes": ["main", "release/**"]}]),
        (_ALL + _regex(r"^v1\.[^/]*$|main"), [{"includes": ["v1.*", "main"]}]),
        (_ALL + _wildcards("*", "a") + _regex("main"), [{"includes": ["main"], "excludes": ["a"]}]),
        (_wildcards("main"), []),  # nothing discovers branches
        ("", []),
    ],
)
def test_traits_become_the_filters_of_a_trigger(traits: str, pushes: list[Any], tmp_path: Path) -> None:
    job = _project(tmp_path, config=_config(traits))
    assert not job.reasons("gap")
    assert _pushes(job) == pushes
    assert job.pipeline["stages"][0]["actions"][0]["configuration"]["DetectChanges"] == ("true" if pushes else "false")


def test_more_names_than_a_filter_may_have_stand_in_several(tmp_path: Path) -> None:
    names = [f"b{number}" for number in range(10)]
    job = _project(tmp_path, config=_config(_ALL + _wildcards(" ".join(names), "x")))
    assert _pushes(job) == [{"includes": names[:8], "excludes": ["x"]}, {"includes": names[8:], "excludes": ["x"]}]


@pytest.mark.parametrize(
    "filters",
    [
        _regex(r"release-\d+"),
        _regex("(?i)main"),
        _regex("a.c"),
        _regex("feature-.+"),
        _regex("(a|b)(c|d)"),
        _regex("a|(b|c)"),
        _wildcards("what?"),
        _wildcards("*", "[a]"),
        _wildcards("a*") + _wildcards("*b"),
        _wildcards(" ".join(f"b{number}" for number in range(30))),
        _wildcards("*", " ".join(f"b{number}" for number in range(9))),
    ],
)
def test_where_globs_do_not_say_the_same_nothing_starts_the_pipeline(filters: str, tmp_path: Path) -> None:
    job = _project(tmp_path, config=_config(_ALL + filters))
    assert _pushes(job) == []
    assert any("pushes start nothing" in one for one in job.reasons("gap"))
    assert not job.blocking


def _github(tmp_path: Path, traits: str) -> ConvertedJob:
    source = (
        '<source class="org.jenkinsci.plugins.github_branch_source.GitHubSCMSource"><repoOwner>acme</repoOwner>'
        f"<repository>shop</repository><traits>{traits}</traits></source>"
    )
    config = _config()
    old = config[config.index("<source ") : config.index("</source>") + len("</source>")]
    return _project(tmp_path, config=config.replace(old, source))


def _trait(name: str, strategy: int) -> str:
    return f"<{_GITHUB}{name}><strategyId>{strategy}</strategyId></{_GITHUB}{name}>"


def test_pull_requests_start_it_where_branches_do_not(tmp_path: Path) -> None:
    job = _github(tmp_path, _trait("OriginPullRequestDiscoveryTrait", 1))
    assert _trigger(job) == {"pullRequest": [{"events": ["OPEN", "UPDATED"], "branches": {"includes": ["**"]}}]}
    assert any("a pull request is built as its branch" in one for one in job.reasons("partial"))


def test_where_branches_start_it_pull_requests_do_not_start_it_twice(tmp_path: Path) -> None:
    traits = _trait("BranchDiscoveryTrait", 1) + _trait("OriginPullRequestDiscoveryTrait", 1)
    job = _github(tmp_path, traits)
    assert list(_trigger(job)) == ["push"]
    assert job.pipeline["stages"][0]["actions"][0]["configuration"]["FullRepositoryId"] == "acme/shop"


def test_branches_with_pull_requests_alone_are_built_as_these(tmp_path: Path) -> None:
    assert list(_trigger(_github(tmp_path, _trait("BranchDiscoveryTrait", 2)))) == ["pullRequest"]


def test_a_repository_without_triggers_for_branches_is_a_gap(tmp_path: Path) -> None:
    url = "https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop"
    job = _project(tmp_path, config=_config(url=url))
    assert any("pushes to other branches" in one for one in job.reasons("gap"))


def test_a_timer_and_modes_say_what_they_do_not_do_for_each_branch(tmp_path: Path) -> None:
    head = "options { disableConcurrentBuilds(abortPrevious: true) }; triggers { cron('H 4 * * *') }"
    job = _project(tmp_path, _WORK.replace("agent any", f"agent any; {head}"))
    assert job.pipeline["executionMode"] == "QUEUED"
    assert "it starts the branch of the source action, where Jenkins starts each branch" in job.reasons("partial")
    assert any("is not ended: builds wait" in one for one in job.reasons("partial"))


def test_the_branch_of_a_start_by_hand_is_a_parameter(tmp_path: Path) -> None:
    job = _project(tmp_path)
    assert "SourceBranch" in (job.folder / "template.yaml").read_text("utf-8")
    assert any(one.startswith("a start by hand") for one in job.reasons("partial"))


# ---- what a branch does ----------------------------------------------------------------------------------------------

_SAYS = """
pipeline {
  agent any
  stages {
    stage('Say') { steps {
      echo "primary: ${env.BRANCH_IS_PRIMARY}"
      sh 'echo "$JOB_NAME $JOB_BASE_NAME $BRANCH_NAME $GIT_BRANCH ${BRANCH_IS_PRIMARY-unset}"'
      sh 'case $BUILD_TAG in jenkins-shop-*) echo "tag ${BUILD_TAG%-*}" ;; esac'
    } }
    stage('Primary') { when { environment name: 'BRANCH_IS_PRIMARY', value: 'true' }
      steps { sh 'echo only on the primary one' } }
    stage('Feature') { when { branch 'feature/*' }
      steps { sh 'echo only on a feature' } }
  }
}
"""


@pytest.mark.parametrize(
    ("name", "job_name", "said", "not_said"),
    [
        ("main", "main", ["primary: true", "main main true", "only on the primary one"], ["only on a feature"]),
        (
            "feature/a#1",
            "feature%2Fa%231",
            ["primary: null", "unset", "only on a feature"],
            ["only on the primary one"],
        ),
    ],
)
def test_a_branch_knows_its_names(
    name: str, job_name: str, said: list[str], not_said: list[str], tmp_path: Path
) -> None:
    job = _project(tmp_path, _SAYS)
    source = repository(tmp_path / "repository", {"file": ""})
    branch(source, "feature/a#1", {"file": "1"})
    found = job.rehearse(source, tmp_path / "run", branch=name)
    assert found.rehearsal.succeeded
    lines = [one.strip() for one in found.logs.splitlines()]
    assert f"tag jenkins-shop-{job_name}" in found.logs
    assert f"shop/{job_name} {job_name} {name} {name}" in found.logs
    assert all(any(line.endswith(text) for line in lines) for text in said), found.logs
    assert not any(line.endswith(text) for line in lines for text in not_said)


def test_a_script_chooses_by_its_branch(tmp_path: Path) -> None:
    script = "node { if (env.BRANCH_NAME == 'main') { sh 'echo main' } else { sh 'echo other; exit 1' } }"
    job = _project(tmp_path, script)
    source = repository(tmp_path / "repository", {"file": ""})
    branch(source, "other", {"file": "1"})
    assert job.rehearse(source, tmp_path / "run").rehearsal.succeeded
    assert not job.rehearse(source, tmp_path / "run", branch="other").rehearsal.succeeded
