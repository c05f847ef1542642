"""Checkout of git repositories: https://plugins.jenkins.io/git/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "git",
    title="Git",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
)

_CREDENTIALS = "the connection or the build's role reads the repository"
_FULL_CLONE = "the build has a full clone"

SETTINGS = (
    converted("userRemoteConfigs.url", to="the source action"),
    ignored("userRemoteConfigs.credentialsId", because=_CREDENTIALS),
    partial("userRemoteConfigs.name", because="the remote is called origin", default=("origin", "")),
    partial("userRemoteConfigs.refspec", because="the source action fetches branches alone", default=""),
    converted("branches.name", to="the source action"),
    ignored("configVersion", because="the form of the file"),
    gap("doGenerateSubmoduleConfigurations", because="git no longer has this", default="false"),
    ignored("submoduleCfg", because="it is empty"),
    ignored("gitTool", because="the image's own git is used"),
    ignored("browser", because="a link on Jenkins' pages"),
    ignored("browser.**", because="a link on Jenkins' pages"),
    ignored("extensions", because="it is empty"),
    *(ignored(f"extensions[{name}]", because="each build starts with a clean checkout")
      for name in ("CleanBeforeCheckout|cleanBeforeCheckout", "CleanCheckout|cleanAfterCheckout", "WipeWorkspace|wipeWorkspace",
                   "PruneStaleBranch|pruneStaleBranch", "PruneStaleTag|pruneTags")),
    *(ignored(f"extensions[{name}].**", because="each build starts with a clean checkout")
      for name in ("CleanBeforeCheckout|cleanBeforeCheckout", "CleanCheckout|cleanAfterCheckout", "PruneStaleTag|pruneTags")),
    *(ignored(f"extensions[CloneOption|cloneOption].{name}", because=_FULL_CLONE)
      for name in ("shallow", "depth", "noTags", "reference", "timeout", "honorRefspec")),
    ignored("extensions[CheckoutOption|checkoutOption].**", because="CodePipeline has its own time-out"),
    ignored("extensions[AuthorInChangelog|authorInChangelog|ChangelogToBranch|FirstBuildChangelog].**", because="a page of Jenkins"),
    ignored("extensions[AuthorInChangelog|authorInChangelog|ScmName|IgnoreNotifyCommit|DisableRemotePoll]", because="it is about Jenkins alone"),
    ignored("extensions[ScmName].**", because="a name inside Jenkins"),
    partial("extensions[LocalBranch|localBranch].localBranch", because="the checkout is on a detached commit"),
    partial("extensions[LocalBranch|localBranch]", because="the checkout is on a detached commit"),
    converted("extensions[RelativeTargetDirectory|relativeTargetDirectory].relativeTargetDir", to="a move of the checkout"),
    gap("extensions[SubmoduleOption|submodule].**", because="the source action does not fetch submodules", blocking=True),
    gap("extensions.**", because="this extension of the checkout is not converted", blocking=True),
)  # fmt: skip


@plugin.rule("hudson.plugins.git.GitSCM", "scmGit", "gitSCM", "GitSCM", slots=(Slot.SCM, Slot.VALUE), settings=SETTINGS)
def git_scm(call: Call) -> Iterator[Contribution]:
    yield checkout(call)


def checkout(call: Call) -> c.Checkout:
    remotes = call.nested("userRemoteConfigs")
    if len(remotes) > 1:
        call.gap("a source action has one repository: the further remotes are left out", blocking=True)
    url = remotes[0].expanded("url") if remotes else None
    branches = tuple(one.expanded("name") for one in call.nested("branches"))
    directory = next(
        (one.text("relativeTargetDir") for one in call.nested("extensions") if one.has("relativeTargetDir")), ""
    )
    return c.Checkout(url=url, branches=branches, directory=directory)


@plugin.rule(
    "git",
    slots=(Slot.STEP,),
    settings=(
        converted("url", to="the source action"),
        converted("branch", to="the source action"),
        ignored("credentialsId", because=_CREDENTIALS),
        ignored("changelog", because="a page of Jenkins"),
        partial("poll", because="changes of the source start the pipeline", default="true"),
    ),
)
def git_step(call: Call) -> Iterator[Contribution]:
    branch = call.value("branch") if call.has("branch") else Literal("master")
    yield c.Checkout(url=call.value("url"), branches=(branch,))
