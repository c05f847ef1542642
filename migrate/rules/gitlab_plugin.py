"""GitLab: https://plugins.jenkins.io/gitlab-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, Plain, PushTrigger
from migrate.model.source import Slot

plugin = Plugin(
    "gitlab-plugin",
    title="GitLab",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/connections-gitlab.html",
)

_STATE = "no pipeline reports its state to GitLab"
_MERGE = "merge requests start no pipeline: it is started by pushes to branches"
_ALL = "every push to the branch of the source starts the pipeline"
_PLACE = "it is about pages of GitLab and Jenkins"

plugin.nothing(
    "gitLabConnection",
    "com.dabsquared.gitlabjenkins.connection.GitLabConnectionProperty",
    because="the connection of the source knows the server",
    slots=(Slot.OPTION, Slot.PROPERTY),
)


@plugin.rule(
    "gitlab",
    "com.dabsquared.gitlabjenkins.GitLabPushTrigger",
    slots=(Slot.TRIGGER,),
    settings=(
        converted("triggerOnPush", to="change detection of the source action"),
        *(gap(name, because=_MERGE, default=("false", "never"))
          for name in ("triggerOnMergeRequest", "triggerOnAcceptedMergeRequest", "triggerOnClosedMergeRequest", "triggerOnApprovedMergeRequest",
                       "triggerOnNoteRequest", "triggerOnPipelineEvent", "triggerOpenMergeRequestOnPush", "triggerToBranchDeleteRequest",
                       "acceptMergeRequestOnSuccess")),
        *(ignored(name, because=_MERGE)
          for name in ("triggerOnlyIfNewCommitsPushed", "noteRegex", "skipWorkInProgressMergeRequest", "labelsThatForcesBuildIfAdded",
                       "mergeRequestLabelFilterConfig", "mergeRequestLabelFilterConfig.**", "cancelPendingBuildsOnUpdate",
                       "addNoteOnMergeRequest", "addVoteOnMergeRequest", "sourceBranchRegex", "lastBranchFilterName")),
        *(partial(name, because=_ALL, default=("", "All"))
          for name in ("branchFilterType", "branchFilterName", "includeBranchesSpec", "excludeBranchesSpec", "targetBranchRegex")),
        partial("ciSkip", because="a commit says [skip ci] to the connection's own rules", default="false"),
        *(ignored(name, because=_PLACE) for name in ("setBuildDescription", "addCiMessage", "pendingBuildName")),
        ignored("secretToken", because="the connection has a webhook of its own"),
        ignored("spec", because="it is always empty"),
    ),
)  # fmt: skip
def push(call: Call) -> Iterator[Contribution]:
    if call.flag("triggerOnPush", True):
        yield PushTrigger()


for _name in ("gitlabCommitStatus", "gitlabBuilds"):

    @plugin.rule(
        _name,
        slots=(Slot.STEP, Slot.OPTION),
        settings=(gap("**", because=_STATE),),
        behaviour=(gap("", because=_STATE),),
    )
    def state(call: Call) -> Iterator[Contribution]:
        yield Plain()


for _name in ("updateGitlabCommitStatus", "addGitLabMRComment"):

    @plugin.rule(_name, slots=(Slot.STEP,), settings=(gap("**", because=_STATE),), behaviour=(gap("", because=_STATE),))
    def report(call: Call) -> Iterator[Contribution]:
        yield from ()


plugin.blocked(
    "acceptGitLabMR",
    because="a merge request is not accepted by a build: let the build do it with GitLab's API",
    slots=(Slot.STEP,),
)
