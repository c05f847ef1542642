"""Branches and pull requests of repositories on GitHub: https://plugins.jenkins.io/github-branch-source/"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from migrate.mapping.branch_filters import wildcard_filter
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import BuildsBranches, BuildsPullRequests, Checkout, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "github-branch-source",
    title="Branches on GitHub",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-github.html",
)

_SOURCE = "the source action"
_TRIGGER = "the trigger of the pipeline"
_BRANCHES = "the branches of the trigger"
_CONNECTION = "the connection reads the source"
_WITH_REQUESTS = "branches with a pull request are built as branches"
_AS_BRANCH = (
    "a pull request is built as its branch: BRANCH_NAME is that branch, CHANGE_… are not set, and it is not merged with "
    "its target"
)
_NO_FORKS = "pull requests from forks start nothing"
_NO_TAGS = "a tag starts nothing, as in Jenkins, and has no build of its own"
_TRAITS = "org.jenkinsci.plugins.github_branch_source."
_TRAIT = (Slot.TRAIT,)
_OLD = ("buildOriginBranch", "buildOriginBranchWithPR", "buildOriginPRHead", "buildOriginPRMerge")


@plugin.rule(
    f"{_TRAITS}GitHubSCMSource",
    slots=(Slot.SCM,),
    hands_on=(("traits", Slot.TRAIT),),
    settings=(
        *(converted(name, to=_SOURCE) for name in ("repositoryUrl", "repoOwner", "repository", "apiUri")),
        ignored("configuredByUrl", because="how the address was given"),
        ignored("credentialsId", because=_CONNECTION),
        ignored("checkoutCredentialsId", because=_CONNECTION),
        ignored("scanCredentialsId", because=_CONNECTION),
        ignored("id", because="a name of Jenkins' own"),
        ignored("traits", because="it is empty"),
        *(converted(name, to=_BRANCHES) for name in ("includes", "excludes")),
        converted("buildOriginBranch", to=_TRIGGER),
        partial("buildOriginBranchWithPR", because=_WITH_REQUESTS, default="true"),
        *(partial(name, because=_AS_BRANCH, default="false") for name in ("buildOriginPRHead", "buildOriginPRMerge")),
        *(gap(name, because=_NO_FORKS, default="false") for name in ("buildForkPRHead", "buildForkPRMerge")),
    ),
)
def branches_of(call: Call) -> Iterator[Contribution]:
    """The branches of a repository. Without traits it is one of version 2.1 or before, which has them as fields."""
    yield Checkout(url=Literal(_url(call)))
    if not call.has("traits"):
        if call.flag("buildOriginBranch", default=True):
            yield BuildsBranches()
        if call.flag("buildOriginPRHead") or call.flag("buildOriginPRMerge"):
            yield BuildsPullRequests()
        yield wildcard_filter(call)


def _url(call: Call) -> str:
    host = urlsplit(call.text("apiUri")).hostname or "github.com"
    host = "github.com" if host == "api.github.com" else host
    owner, repository = call.text("repoOwner"), call.text("repository")
    return call.text("repositoryUrl") or f"https://{host}/{owner}/{repository}.git"


@plugin.rule(f"{_TRAITS}BranchDiscoveryTrait", slots=_TRAIT, settings=(converted("strategyId", to=_TRIGGER),))
def discover_branches(call: Call) -> Iterator[Contribution]:
    """1: branches without a pull request, 2: branches with one, 3: all."""
    strategy = int(call.number("strategyId", 3))
    if strategy == 1:
        call.partial(_WITH_REQUESTS, "strategyId")
    yield BuildsPullRequests() if strategy == 2 else BuildsBranches()


@plugin.rule(
    f"{_TRAITS}OriginPullRequestDiscoveryTrait",
    slots=_TRAIT,
    settings=(partial("strategyId", because=_AS_BRANCH),),
)
def discover_pull_requests(call: Call) -> Iterator[Contribution]:
    yield BuildsPullRequests()


@plugin.rule(
    f"{_TRAITS}ForkPullRequestDiscoveryTrait",
    slots=_TRAIT,
    settings=(gap("**", because=_NO_FORKS),),
    behaviour=(gap("", because=_NO_FORKS),),
)
def discover_forks(call: Call) -> Iterator[Contribution]:
    yield from ()


@plugin.rule(f"{_TRAITS}TagDiscoveryTrait", slots=_TRAIT, behaviour=(partial("", because=_NO_TAGS),))
def discover_tags(call: Call) -> Iterator[Contribution]:
    yield from ()


plugin.nothing(f"{_TRAITS}SSHCheckoutTrait", because=_CONNECTION, slots=_TRAIT)
