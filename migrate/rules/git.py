"""Checkout of git repositories: https://plugins.jenkins.io/git/"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from migrate.mapping.branch_filters import wildcard_filter
from migrate.mapping.expressions import opaque_parts, text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import BuildsBranches, Checkout, Contribution
from migrate.model.source import Literal, Reference, ReferenceKind, Slot, Value

plugin = Plugin(
    "git",
    title="Git",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
)

_CREDENTIALS = "the connection or the build's role reads the source; a build that fetches another repository logs in"
_CLEAN = "each build starts with a clean checkout"
_FULL = "the build has a full clone"
_PAGE = "a page of Jenkins"
_SUBMODULES = "the source action does not fetch submodules"
_FILTER = "changes that Jenkins would not build start the pipeline"
_IDENTITY = "commits of the build have no author: set GIT_AUTHOR_NAME and the like"
_DETACHED = "its name is known only when the job runs: the checkout is on a detached commit"
_SAME_NAME = "the branch has the name of the one in the repository"
_SAME = "**"  # as GitSCM.checkout reads it, and an empty name too
_NOTICED = "a change starts the pipeline however it is noticed"
_MERGE = "the merge before the build is not made"
_CHOICE = "another choice of what to build is not converted"
_OFF = ("false", "")
_NO_BRANCH = re.compile(r"(refs/)?tags/|[0-9a-f]{40}$")

# How the plugin stored its extensions before 2.0: `GitSCM.readBackFromLegacy` still reads it.
_LEGACY = (
    *(ignored(name, because=_CLEAN) for name in ("clean", "wipeOutWorkspace", "pruneBranches")),
    *(ignored(name, because=_FULL) for name in ("useShallowClone", "reference")),
    *(ignored(name, because=_PAGE) for name in ("authorOrCommitter", "scmName")),
    *(partial(name, because=_NOTICED, default=_OFF) for name in ("remotePoll", "ignoreNotifyCommit")),
    ignored("disableSubmodules", because="the source action does not fetch submodules"),
    gap("recursiveSubmodules", because=_SUBMODULES, default=_OFF, blocking=True),
    gap("skipTag", because="builds are not tagged", default=("true", "")),
    *(gap(name, because=_IDENTITY, default="") for name in ("gitConfigName", "gitConfigEmail")),
    *(gap(name, because=_FILTER, default="", blocking=True)
      for name in ("excludedRegions", "includedRegions", "excludedUsers", "excludedMessages")),
    ignored("buildChooser[DefaultBuildChooser].**", because="it is the default"),
    gap("buildChooser.**", because=_CHOICE, blocking=True),
    converted("relativeTargetDir", to="a move of the checkout"),
    converted("localBranch", to="a branch of the checkout"),
    gap("mergeOptions.**", because=_MERGE, blocking=True),
    gap("userMergeOptions.**", because=_MERGE, blocking=True),
)  # fmt: skip


def _of(classes: str) -> str:
    return f"extensions[{classes}]"


_EXTENSIONS = (
    ignored("extensions", because="it is empty"),
    *(ignored(f"{_of(name)}.**", because=_CLEAN)
      for name in ("CleanBeforeCheckout|cleanBeforeCheckout", "CleanCheckout|cleanAfterCheckout", "WipeWorkspace",
                   "PruneStaleBranch|pruneStaleBranch", "PruneStaleTag|pruneTags")),
    ignored(f"{_of('CloneOption|cloneOption')}.**", because=_FULL),
    ignored(f"{_of('CheckoutOption|checkoutOption')}.**", because="CodePipeline has its own time-out"),
    *(ignored(f"{_of(name)}.**", because=_PAGE)
      for name in ("AuthorInChangelog|authorInChangelog", "ChangelogToBranch|changelogToBranch",
                   "FirstBuildChangelog|firstBuildChangelog", "ScmName")),
    ignored(f"{_of('BuildSingleRevisionOnly|buildSingleRevisionOnly')}.**", because="a pipeline builds one revision"),
    *(partial(f"{_of(name)}.**", because=_NOTICED) for name in ("DisableRemotePoll", "IgnoreNotifyCommit")),
    converted(f"{_of('LocalBranch|localBranch')}.localBranch", to="a branch of the checkout"),
    ignored(_of("LocalBranch|localBranch"), because=_SAME_NAME),
    partial(f"{_of('SparseCheckoutPaths|sparseCheckout')}.**", because="all files of the repository are there"),
    converted(f"{_of('RelativeTargetDirectory')}.relativeTargetDir", to="a move of the checkout"),
    gap(f"{_of('SubmoduleOption|submodule')}.disableSubmodules", because=_SUBMODULES, default="true"),
    gap(f"{_of('SubmoduleOption|submodule')}.**", because=_SUBMODULES),
    gap(f"{_of('GitLFSPull|lfs')}.**", because="the files in large file storage are not fetched", blocking=True),
    gap(f"{_of('UserIdentity')}.**", because=_IDENTITY),
    gap(f"{_of('PerBuildTag|perBuildTag')}.**", because="builds are not tagged"),
    gap(f"{_of('PreBuildMerge')}.**", because=_MERGE, blocking=True),
    *(gap(f"{_of(name)}.**", because=_FILTER, default="", blocking=True)
      for name in ("MessageExclusion", "PathRestriction", "UserExclusion")),
    ignored(f"{_of('BuildChooserSetting')}.buildChooser[DefaultBuildChooser].**", because="it is the default"),
    gap(f"{_of('BuildChooserSetting')}.**", because=_CHOICE, blocking=True),
    gap("extensions.**", because="this extension of the checkout is not converted", blocking=True),
)  # fmt: skip


@plugin.rule(
    "hudson.plugins.git.GitSCM",
    "scmGit",
    "gitSCM",
    slots=(Slot.SCM,),
    settings=(
        converted("userRemoteConfigs.url", to="the source action"),
        converted("userRemoteConfigs", to="the source action"),
        ignored("userRemoteConfigs.credentialsId", because=_CREDENTIALS),
        partial("userRemoteConfigs.name", because="the remote is called origin", default=("origin", "")),
        partial("userRemoteConfigs.refspec", because="the source action fetches branches alone",
                default=("", "+refs/heads/*:refs/remotes/origin/*")),
        converted("branches.name", to="the source action"),
        converted("branches", to="the source action"),
        ignored("configVersion", because="the form of the file"),
        gap("doGenerateSubmoduleConfigurations", because="git no longer has this", default=_OFF),
        ignored("submoduleCfg", because="it is empty"),
        gap("submoduleCfg.**", because=_SUBMODULES, blocking=True),
        ignored("gitTool", because="the image's own git is used"),
        ignored("browser", because="a link on Jenkins' pages"),
        ignored("browser.**", because="a link on Jenkins' pages"),
        *_EXTENSIONS,
        *_LEGACY,
    ),
)  # fmt: skip
def git_scm(call: Call) -> Iterator[Contribution]:
    """The job's own source, or a further one; `scm.userRemoteConfigs` and the like are those of the job's own."""
    directory, local = _folder(call), _local_branch(call) if call.text("localBranch") else ""
    for one in call.nested("extensions"):
        directory = _folder(one) if one.has("relativeTargetDir") else directory
        local = _local_branch(one) if one.name in ("LocalBranch", "localBranch") else local
        if one.name in ("SubmoduleOption", "submodule") and not one.flag("disableSubmodules"):
            call.gap(_SUBMODULES, blocking=True)
    if _is_own(call.items("userRemoteConfigs")) and _is_own(call.items("branches")):
        yield Checkout(job_scm=True, directory=directory)
        return
    remotes = call.nested("userRemoteConfigs")
    if len(remotes) != 1:
        call.gap("a source action has one repository, no more and no less", blocking=True)
    url = remotes[0].expanded("url") if remotes else None
    remote = remotes[0].text("name") if remotes else ""
    branches = tuple(_branch(one, remote) for one in call.nested("branches"))
    login = _login(remotes[0]) if remotes else Literal("")
    yield Checkout(url=url, branches=branches, credentials=login, directory=directory, local_branch=local)


def _local_branch(call: Call) -> str:
    """The name of the branch to be on, where it is known."""
    name = call.expanded("localBranch")
    if isinstance(name, Literal):
        return text_of(name).strip() or _SAME
    call.partial(_DETACHED, "localBranch")
    return ""


def _login(call: Call) -> Value:
    """The credential. Raises NotKnownError where it was not understood: the ledger does not stop for what it ignores."""
    login = call.value("credentialsId")
    if any(True for _ in opaque_parts(login)):
        raise NotKnownError(f"{call.prefix}credentialsId")
    return login


def _folder(call: Call) -> str:
    """The folder of the checkout. Jenkins fills in variables, which are known only when the job runs."""
    if not isinstance(call.expanded("relativeTargetDir"), Literal):
        raise NotKnownError(f"{call.prefix}relativeTargetDir")
    return call.text("relativeTargetDir")


def _branch(call: Call, remote: str) -> Value:
    """The branch, its remote's own name left out."""
    branch = call.expanded("name")
    if not isinstance(branch, Literal):
        return branch
    name = text_of(branch).strip()
    if _NO_BRANCH.match(name):
        call.gap("a source action builds a branch, not a tag or a commit", "name", blocking=True)
    return Literal(name.removeprefix(f"{remote}/") if remote else name)


def _is_own(values: tuple[Value, ...]) -> bool:
    return any(isinstance(one, Reference) and one.kind is ReferenceKind.SCM for one in values)


@plugin.rule(
    "git",
    slots=(Slot.STEP, Slot.SCM),
    settings=(
        converted("url", to="the source action"),
        converted("branch", to="the source action"),
        ignored("credentialsId", because=_CREDENTIALS),
        ignored("changelog", because=_PAGE),
        partial("poll", because="changes of the source start the pipeline", default="true"),
    ),
)
def git_step(call: Call) -> Iterator[Contribution]:
    branch = call.value("branch") if call.has("branch") else Literal("master")
    yield Checkout(url=call.value("url"), branches=(branch,), credentials=_login(call), local_branch=_SAME)


plugin.blocked(
    "hudson.plugins.git.GitPublisher",
    because="what Jenkins pushes to the repository after the build is not pushed: a push needs a credential of its own",
)


# ---- sources of branches ---------------------------------------------------------------------------------------------

_TRAIT = (Slot.TRAIT,)
_LINK = "a link on Jenkins' pages"


@plugin.rule(
    "jenkins.plugins.git.GitSCMSource",
    slots=(Slot.SCM,),
    hands_on=(("traits", Slot.TRAIT),),
    settings=(
        converted("remote", to="the source action"),
        converted("includes", to="the branches of the trigger"),
        converted("excludes", to="the branches of the trigger"),
        ignored("id", because="a name of Jenkins' own"),
        ignored("credentialsId", because=_CREDENTIALS),
        ignored("traits", because="it is empty"),
        partial("ignoreOnPushNotifications", because=_NOTICED, default=_OFF),
        *(ignored(name, because=_LINK) for name in ("browser", "browser.**")),
        ignored("gitTool", because="the image's own git is used"),
        partial("remoteName", because="the remote is called origin", default=("origin", "")),
        partial("rawRefSpecs", because="the source action fetches branches alone",
                default=("", "+refs/heads/*:refs/remotes/origin/*")),
        ignored("extensions", because="it is empty"),
        gap("extensions.**", because="this extension of the checkout is not converted", blocking=True),
    ),
)  # fmt: skip
def branches_of(call: Call) -> Iterator[Contribution]:
    """Every branch of a repository. Without traits it is one of version 3.3 or before, which has them as fields."""
    yield Checkout(url=call.value("remote"), credentials=_login(call))
    if not call.has("traits"):
        yield BuildsBranches()
        yield wildcard_filter(call)


@plugin.rule("jenkins.plugins.git.traits.BranchDiscoveryTrait", slots=_TRAIT)
def discover_branches(call: Call) -> Iterator[Contribution]:
    yield BuildsBranches()


def _traits(*names: str) -> tuple[str, ...]:
    return tuple(f"jenkins.plugins.git.traits.{name}Trait" for name in names)


_CHECKOUTS = (
    (
        _CLEAN,
        _traits("CleanBeforeCheckout", "CleanAfterCheckout", "WipeWorkspace", "PruneStaleBranch", "PruneStaleTag"),
    ),
    (_FULL, _traits("CloneOption")),
    ("CodePipeline has its own time-out", _traits("CheckoutOption")),
    (_PAGE, _traits("AuthorInChangelog", "FirstBuildChangelog")),
    (_LINK, _traits("GitBrowserSCMSource")),
    ("the image's own git is used", _traits("GitToolSCMSource")),
)
for _because, _names in _CHECKOUTS:
    plugin.nothing(*_names, because=_because, slots=_TRAIT)


def _differing(promise: Promise, *names: str, bare: bool = False) -> None:
    """Traits that change the checkout, or what is built, in a way that a source action has not. Those that are `bare`
    have no settings."""
    settings = () if bare else (replace(promise, name="**"),)
    plugin.rule(*_traits(*names), slots=_TRAIT, settings=settings, behaviour=(promise,))(_no_more)


def _no_more(_: Call) -> Iterator[Contribution]:
    yield from ()


_NO_LFS = "the files in large file storage are not fetched"
_differing(partial("", because=_DETACHED), "LocalBranch")
_differing(partial("", because="all files of the repository are there"), "SparseCheckoutPaths")
_differing(partial("", because="the source action fetches branches alone"), "RefSpecsSCMSource", "DiscoverOtherRefs")
_differing(partial("", because="the remote is called origin"), "RemoteNameSCMSource")
_differing(partial("", because=_NOTICED), "IgnoreOnPushNotification", bare=True)
_differing(
    partial("", because="a tag starts nothing, as in Jenkins, and has no build of its own"), "TagDiscovery", bare=True
)
_differing(gap("", because=_IDENTITY), "UserIdentity")
_differing(gap("", because=_SUBMODULES, blocking=True), "SubmoduleOption")
_differing(gap("", because=_NO_LFS, blocking=True), "GitLFSPull")
