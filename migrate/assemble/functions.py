"""Shell functions that a buildspec defines when its commands call them. GNU find and the AWS CLI are in every image."""

from __future__ import annotations

from migrate.assemble.names import pipeline_name
from migrate.assemble.patterns import DEFAULT_EXCLUDES
from migrate.assemble.shell import single_quoted

KEPT = ".j2cp"  # in the workspace: what actions hand on beside it

_FUNCTIONS = {
    "matches": """\
matches() {  # value, arguments of grep: whether the whole value is one line that matches
  value=$1
  shift
  case $value in
    *"
"*) return 1 ;;
  esac
  printf '%s\\n' "$value" | grep -qx "$@"
}""",
    "equals_without_case": """\
equals_without_case() {  # value expected
  [ "$1" = "$2" ] || { matches "$2" -e '.*' && matches "$1" -iF -e "$2"; }
}""",
    "contains": """\
contains() {  # value part
  case $1 in
    *"$2"*) return 0 ;;
  esac
  return 1
}""",
    "remove_later": """\
remove_later() {  # delete a folder when the shell that asked for it ends
  temporary="$temporary $1"
  trap 'rm -rf $temporary' EXIT
}""",
    "end_all": """\
end_all() {  # end a process and all below it; without a terminal dash has no process groups
  below=
  for stat in /proc/[0-9]*/stat; do
    read -r line < "$stat" || continue
    line=${line##*) ? }
    [ "${line%% *}" != "$1" ] || below="$below ${stat%/stat}"
  done 2> /dev/null
  kill "$1" 2> /dev/null
  for process in $below; do ( end_all "${process#/proc/}" ); done
}""",
    "end_after": """\
end_after() {  # seconds process: end the process if it still runs then
  left=$1
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$2" 2> /dev/null || return 0
    left=$((left - 1))
  done
  echo "Timeout after $1 s" >&2
  end_all "$2"
}""",
    "matching": f"""\
matching() {{  # files below the current folder that match, NUL-separated; arguments are tests of GNU find
  find . -regextype posix-extended -path ./{KEPT} -prune -o \\( -type f -o -type l \\) "$@" -print0
}}""",
    "ordinary": f"""\
ordinary() {{  # as matching, without the files that Ant leaves out by default
  matching "$@" ! -regex {single_quoted(DEFAULT_EXCLUDES)}
}}""",
    "keep": """\
keep() {  # folder [complaint]: copy the NUL-separated files of standard input into it; fail when there are none
  mkdir -p "$1"
  cat > "$1/.list"
  if [ ! -s "$1/.list" ]; then
    echo "${2:-Nothing matches.}" >&2
    rm "$1/.list"
    [ -z "$2" ]
    return
  fi
  xargs -0 cp -a --parents -t "$1" < "$1/.list"
  rm "$1/.list"
}""",
    "present": """\
present() {  # complaint: fail when no file is listed on standard input
  grep -qz . || { echo "$1" >&2; return 1; }
}""",
    "run_pipeline": """\
run_pipeline() {  # name wait|start [name=N,value=V ...]: start a pipeline, and wait for its success
  pipeline=$1 mode=$2
  shift 2
  execution=$(aws codepipeline start-pipeline-execution --name "$pipeline" ${1:+--variables "$@"} \\
    --query pipelineExecutionId --output text) || return 1
  echo "Started $pipeline: $execution"
  [ "$mode" = wait ] || return 0
  while :; do
    sleep 10
    state=$(aws codepipeline get-pipeline-execution --pipeline-name "$pipeline" \\
      --pipeline-execution-id "$execution" --query pipelineExecution.status --output text) || return 1
    case $state in
      InProgress) ;;
      Succeeded) return 0 ;;
      *) echo "$pipeline: $state" >&2; return 1 ;;
    esac
  done
}""",
}


def definition(name: str) -> str:
    """The text of a function. Raises KeyError for one that does not exist."""
    return _FUNCTIONS[name]


def pipeline_of(job: str, current: str) -> str:
    """The pipeline of a job that is named as Jenkins resolves names: relative to the folder of the current job."""
    if job.startswith("/"):
        return pipeline_name(job.lstrip("/"))
    folder = current.split("/")[:-1]
    for part in job.split("/"):
        if part == "..":
            folder = folder[:-1]
        elif part != ".":
            folder.append(part)
    return pipeline_name("/".join(folder))
