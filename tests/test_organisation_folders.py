"""Organisation folders: what they find is converted where it is here, and told where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.app import JobResult, convert
from migrate.model.settings import Settings
from tests.rehearsed_jobs import written

_MULTIBRANCH = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject"
_ORGANISATION = "jenkins.branch.OrganizationFolder"
_NAVIGATORS = {
    "GitHub": (
        "<org.jenkinsci.plugins.github__branch__source.GitHubSCMNavigator><repoOwner>acme</repoOwner><traits/>"
        "</org.jenkinsci.plugins.github__branch__source.GitHubSCMNavigator>",
        "each repository of acme that",
    ),
    "GitLab": (
        "<io.jenkins.plugins.gitlabbranchsource.GitLabSCMNavigator><projectOwner>acme/shop</projectOwner>"
        "</io.jenkins.plugins.gitlabbranchsource.GitLabSCMNavigator>",
        "each repository of acme/shop that",
    ),
    "Bitbucket": (
        "<com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMNavigator><serverUrl>https://git.acme.com</serverUrl>"
        "<repoOwner>SHOP</repoOwner></com.cloudbees.jenkins.plugins.bitbucket.BitbucketSCMNavigator>",
        "each repository of https://git.acme.com, SHOP that",
    ),
    "nobody knows": ("<com.acme.Navigator><place>x</place></com.acme.Navigator>", "each repository that"),
}


def _folder(navigator: str) -> str:
    return (
        f"<{_ORGANISATION}><description>all</description><properties/><folderViews><a>1</a></folderViews>"
        f"<navigators>{navigator}</navigators><projectFactories><{_MULTIBRANCH}Factory><scriptPath>Jenkinsfile</scriptPath>"
        f"</{_MULTIBRANCH}Factory></projectFactories></{_ORGANISATION}>"
    )


def _converted(tmp_path: Path, navigator: str, *projects: str) -> dict[str, JobResult]:
    source = (
        '<sources><data><jenkins.branch.BranchSource><source class="jenkins.plugins.git.GitSCMSource">'
        "<remote>https://github.com/acme/shop.git</remote><traits><jenkins.plugins.git.traits.BranchDiscoveryTrait/>"
        "</traits></source></jenkins.branch.BranchSource></data></sources>"
    )
    files = {"jobs/acme/config.xml": _folder(navigator)}
    for name in projects:
        files[f"jobs/acme/jobs/{name}/config.xml"] = f"<{_MULTIBRANCH}>{source}</{_MULTIBRANCH}>"
        files[f"jobs/acme/jobs/{name}/source/Jenkinsfile"] = "node { sh 'make' }"
    run = convert([written(tmp_path / "home", files)], Settings(), out=tmp_path / "out")
    return {one.summary.name: one for one in run.jobs}


def _ledger(result: JobResult) -> str:
    return next(text for name, text in result.files.items() if name.endswith("/ledger.json"))


@pytest.mark.parametrize("host", _NAVIGATORS)
def test_a_folder_whose_projects_are_not_here_is_unsupported(host: str, tmp_path: Path) -> None:
    navigator, told = _NAVIGATORS[host]
    folder = _converted(tmp_path, navigator)["acme"]
    assert (folder.summary.kind, folder.summary.status) == ("organisation", "unsupported")
    assert folder.summary.blocking
    assert told in _ledger(folder)
    assert "convert a checkout of each repository" in _ledger(folder)


def test_projects_that_are_here_are_converted_and_later_ones_told(tmp_path: Path) -> None:
    jobs = _converted(tmp_path, _NAVIGATORS["GitHub"][0], "shop")
    assert (jobs["acme"].summary.kind, jobs["acme"].summary.status) == ("folder", "partial")
    assert not jobs["acme"].summary.blocking
    assert "that comes later" in _ledger(jobs["acme"])
    shop = jobs["acme/shop"].summary
    assert (shop.kind, shop.status, shop.blocking) == ("multibranch", "partial", 0)
    assert any(name.endswith("/pipeline.json") for name in jobs["acme/shop"].files)


def test_a_folder_that_looks_for_nothing_is_no_gap(tmp_path: Path) -> None:
    text = f"<{_ORGANISATION}><description>all</description><healthMetrics/></{_ORGANISATION}>"
    home = written(tmp_path / "home", {"jobs/acme/config.xml": text})
    (folder,) = convert([home], Settings(), out=tmp_path / "out").jobs
    assert not folder.summary.blocking
