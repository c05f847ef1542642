"""Pull requests of GitHub: https://plugins.jenkins.io/ghprb/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "ghprb",
    title="GitHub pull request builder",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

_NOTHING = "a pull request starts nothing here: give the pipeline a trigger for pull requests of its connection"
_WHICH = "such a trigger names the branches: say there which pull requests build"
_WHO = "as no pull request starts a build, nobody has to be kept from it"


@plugin.rule(
    "org.jenkinsci.plugins.ghprb.GhprbTrigger",
    "githubPullRequest",
    slots=(Slot.TRIGGER,),
    settings=(
        *(
            gap(f"{name}.branch", because=_WHICH, default="")
            for name in ("whiteListTargetBranches", "blackListTargetBranches")
        ),
        *(
            gap(name, because=_WHICH, default="")
            for name in ("blackListLabels", "whiteListLabels", "includedRegions", "excludedRegions", "skipBuildPhrase")
        ),
        *(
            ignored(name, because=_WHO)
            for name in ("adminlist", "allowMembersOfWhitelistedOrgsAsAdmin", "orgslist", "permitAll", "whitelist")
        ),
        gap("extensions.**", because="a pipeline does not report its state to GitHub: an EventBridge rule can"),
        ignored("**", because="it is about builds of pull requests, of which there are none here"),
    ),
    behaviour=(gap("", because=_NOTHING),),
)
def pull_requests(call: Call) -> Iterator[Contribution]:
    yield from ()


plugin.lost(
    "org.jenkinsci.plugins.ghprb.upstream.GhprbUpstreamStatus",
    slots=(Slot.WRAPPER,),
    because="a pipeline does not report its state to GitHub: an EventBridge rule can",
)
