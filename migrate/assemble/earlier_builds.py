"""What a build asks CodePipeline: how the execution before it ended, at which commit, and what has started its own.

The last 100 executions are looked at, one call's worth. Superseded ones have run nothing, and a rollback builds nothing
new: Jenkins knows neither. https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html
"""

from __future__ import annotations

EXECUTION_ID = "PIPELINE_EXECUTION_ID"  # the variable of a build that has the id of its execution
_LIST, _GET = ("codepipeline:ListPipelineExecutions",), ("codepipeline:GetPipelineExecution",)

# The permissions that each function needs.
ASKING = {
    "earlier_build": _LIST,
    "previous_build": _LIST,
    "changes_fit": _LIST,
    "started_by": _GET,
    "build_causes": _GET,
}

# Those of them that only the executions of one and the same job can tell.
OF_THE_JOB = frozenset({"earlier_build", "previous_build", "changes_fit"})

OF_ALL_BRANCHES = "the pipeline builds all branches, and no execution tells of which branch the ones before it were"
WITHOUT_COMMITS = "the job has no Git source whose commits would tell what has changed"

FROM_EXECUTIONS = (
    "the build before is the pipeline's execution before: none is there at first, a stopped one counts as ABORTED, and "
    "none is UNSTABLE"
)
BY_COMMITS = (
    "what has changed is what the commits since the pipeline's execution before say: in the first one nothing has"
)
BY_TRIGGER = (
    "CodePipeline tells a person's start, a schedule, another pipeline and a change of the source apart, not the users "
    "and plugins of Jenkins"
)

# A call that fails must not look like an execution that is not there: it ends the function that asks.
ASKING_FUNCTIONS = {
    "earlier_build": r"""earlier_build() (  # result|completed|commit|good_commit of the last execution before this one
  pipeline=${CODEBUILD_INITIATOR#codepipeline/}
  query="pipelineExecutionSummaries[?executionType!='ROLLBACK']"
  query="$query.[pipelineExecutionId, status, sourceRevisions[?actionName=='Source'].revisionId | [0]]"
  executions=$(aws codepipeline list-pipeline-executions --no-paginate --pipeline-name "$pipeline" --output text \
    --query "$query") || exit 1
  printf '%s\n' "$executions" | {
    while read -r id status commit && [ "$id" != "$PIPELINE_EXECUTION_ID" ]; do :; done
    [ -n "$id" ] || { echo "$PIPELINE_EXECUTION_ID is none of the last executions of $pipeline" >&2; exit 1; }
    while read -r id status commit; do
      case $status in
        Superseded) continue ;;
        Succeeded) result=SUCCESS ;;
        Failed) result=FAILURE ;;
        Stopped | Cancelled) result=ABORTED ;;
        *) result=null ;;
      esac
      case $1-$result in
        result-* | completed-[!n]*) echo "$result"; exit ;;
        commit-* | good_commit-SUCCESS) echo "$commit"; exit ;;
      esac
    done
  }
)""",
    "previous_build": """\
previous_build() {  # result|completed: the build before this one as JSON
  j2cp_text=$(earlier_build "$1") || return 1
  case $j2cp_text in
    "") printf null ;;
    null) printf '{"result":null}' ;;
    *) printf '{"result":"%s"}' "$j2cp_text" ;;
  esac
}""",
    "turned": """\
turned() {  # changed|fixed|regression, result of the build before: whether this build, as it stands, is so
  j2cp_now=$(build_result SUCCESS)
  case $j2cp_post_failed-$j2cp_now in 1-SUCCESS | 1-UNSTABLE) j2cp_now=FAILURE ;; esac
  case $1-$2-$j2cp_now in
    *-unknown-*) false ;;
    changed-*) [ "$2" != "$j2cp_now" ] ;;
    fixed-FAILURE-SUCCESS | regression-SUCCESS-[!S]* | regression-FAILURE-NOT_BUILT | regression-FAILURE-ABORTED) ;;
    *) false ;;
  esac
}""",
    "changes_fit": r"""changes_fit() (  # files|messages expression [i]: true where a commit since the build before fits
  before=$(earlier_build commit) && cd "$CODEBUILD_SRC_DIR" || exit 1
  [ -n "$before" ] || exit 0
  mark=$(printf '\036')  # stands for the end of a line in a message
  if [ "$1" = files ]; then
    found=$(git -c core.quotePath=false log --no-merges --no-renames --name-only --format= "$before..HEAD") || exit 1
  else
    found=$(git log --no-merges -z --format=%B "$before..HEAD" -- . > "$CODEBUILD_SRC_DIR@messages" &&
      tr '\n\0' '\036\n' < "$CODEBUILD_SRC_DIR@messages") || exit 1
    rm "$CODEBUILD_SRC_DIR@messages"
    [ -n "$found" ] || exit 0
    if printf '%s\n' "$found" | cut -d "$mark" -f 1 | grep -qxE -e "$2"; then printf true; exit; fi
    set -- messages "[^$mark]*($2)[^$mark]*"
  fi
  [ -n "$found" ] || exit 0
  printf '%s\n' "$found" | grep -qx"$3"E -e "$2"
  case $? in 0) printf true ;; 1) ;; *) exit 1 ;; esac
)""",
    "started_by": r"""started_by() (  # timer, user, upstream, change or other: what has started this execution
  started=$(aws codepipeline get-pipeline-execution --pipeline-name "${CODEBUILD_INITIATOR#codepipeline/}" \
    --pipeline-execution-id "$PIPELINE_EXECUTION_ID" --output text \
    --query 'pipelineExecution.trigger.[triggerType, triggerDetail]') || exit 1
  rule=${started%-*}
  case $started in
    StartPipelineExecution*:assumed-role/*StartSchedulerRole*) printf timer ;;
    StartPipelineExecution*/AWSCodeBuild-*) printf upstream ;;
    StartPipelineExecution*) printf user ;;
    CloudWatchEvent*) case ${rule##*-} in After*) printf upstream ;; *) printf change ;; esac ;;
    Webhook* | PollForSourceChanges* | PutActionRevision*) printf change ;;
    *) printf other ;;
  esac
)""",
    "build_causes": r"""build_causes() (  # kind class: a JSON list of the cause of this execution, if it is of the kind
  kind=$(started_by) || exit 1
  [ "$kind" = "$1" ] || { printf '[]'; exit; }
  printf '[{"_class":"%s","shortDescription":"Started by %s"}]' "$2" "$kind"
)""",
}

NEEDS_OF_ASKING = {
    "previous_build": ("earlier_build",),
    "changes_fit": ("earlier_build",),
    "build_causes": ("started_by",),
    "turned": ("build_result",),
}
REMARKS_OF_ASKING = {
    "previous_build": FROM_EXECUTIONS,
    "changes_fit": BY_COMMITS,
    "started_by": BY_TRIGGER,
    "build_causes": BY_TRIGGER,
}
