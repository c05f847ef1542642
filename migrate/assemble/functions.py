"""Shell functions that a buildspec defines when its commands call them. GNU find and the AWS CLI are in every image."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.assemble.aws_functions import AWS_FUNCTIONS, NEEDS_OF_AWS
from migrate.assemble.build_log import LOG_FUNCTIONS, NEEDS_OF_LOGS
from migrate.assemble.device_functions import DEVICE_FUNCTIONS
from migrate.assemble.earlier_builds import ASKING_FUNCTIONS, NEEDS_OF_ASKING
from migrate.assemble.git_functions import CHECK_OUT
from migrate.assemble.injection import INJECT_VARIABLES
from migrate.assemble.json_functions import JSON_FUNCTIONS
from migrate.assemble.names import pipeline_name
from migrate.assemble.patterns import ANT_REGEX
from migrate.assemble.regex_functions import REGEX_FUNCTIONS
from migrate.assemble.repository_functions import REPOSITORY_FUNCTIONS
from migrate.assemble.requests import HTTP_REQUEST, MAKE_REQUEST
from migrate.assemble.service_functions import SERVICE_FUNCTIONS
from migrate.assemble.shell import single_quoted
from migrate.assemble.sonarqube import SONARQUBE_FUNCTIONS
from migrate.assemble.start_functions import START_WITH_FILES, VARIABLES_JSON
from migrate.assemble.text_functions import NEEDS, TEXT_FUNCTIONS
from migrate.assemble.transfer_functions import TRANSFER_FUNCTIONS
from migrate.model.ant_patterns import DEFAULT_EXCLUDES

KEPT = ".j2cp"  # in the workspace: what actions hand on beside it
_VARIABLES = f'"$CODEBUILD_SRC_DIR/{KEPT}/variables"'  # a file for each that steps have set
FAILED = f'"$CODEBUILD_SRC_DIR/{KEPT}/failed"'  # there where the build goes on, and fails in the end
_RESULT = f'"$CODEBUILD_SRC_DIR/{KEPT}/result"'
FAILURE = f'"$CODEBUILD_SRC_DIR/{KEPT}/failure"'  # the message of what has failed, if that says one
INTERRUPTED = f'"$CODEBUILD_SRC_DIR/{KEPT}/interrupted"'  # there where what has failed ran out of time
STOPPED = f'"$CODEBUILD_SRC_DIR/{KEPT}/stopped"'  # there where something was not converted

_FUNCTIONS = {
    "matches": """\
matches() (  # value, arguments of grep: whether the whole value is one line that matches
  value=$1
  shift
  case $value in
    *"
"*) return 1 ;;
  esac
  printf '%s\\n' "$value" | grep -qx "$@"
)""",
    "unpack": f"""\
unpack() {{  # folder of a stash: its files come here, without the mark that keeps it from being empty
  cp -a "$1/." .
  rm -f {KEPT}/keep
  [ . -ef "$CODEBUILD_SRC_DIR" ] || rmdir {KEPT} 2> /dev/null || true
}}""",
    "stop_build": f"""\
stop_build() {{  # mark that no catch or retry around goes on
  mkdir -p "$CODEBUILD_SRC_DIR/{KEPT}"
  touch {STOPPED}
}}""",
    "expand_parameter": r"""expand_parameter() {  # name [known ...]: with the values of those that it names
  j2cp_text=$(awk -v known=" $* " -v any="$(($# == 1))" 'BEGIN {
    name = substr(known, 2, index(substr(known, 2), " ") - 1)
    rest = ENVIRON[name]
    while (match(rest, /[$]([A-Za-z0-9_]+|[{][A-Za-z0-9_.]+[}]|[$])/)) {
      value = named = substr(rest, RSTART, RLENGTH)
      gsub(/[${}]/, "", named)
      if (named == "") value = "$"
      else if ((any || index(known, " " named " ")) && named in ENVIRON) value = ENVIRON[named]
      printf "%s%s", substr(rest, 1, RSTART - 1), value
      rest = substr(rest, RSTART + RLENGTH)
    }
    printf "%sx", rest
  }')
  export "$1=${j2cp_text%x}"
}""",
    "fail_with": f"""\
fail_with() {{  # message: for the log, and for the catch that takes it
  printf '%s\\n' "$1" >&2
  mkdir -p "$CODEBUILD_SRC_DIR/{KEPT}"
  printf %s "$1" > {FAILURE}
}}""",
    "failure": f"""\
failure() {{  # name status: remember the message of what has failed
  if [ -e {FAILURE} ]; then
    j2cp_text=$(cat {FAILURE}; printf x)
    remember "$1" "${{j2cp_text%x}}"
    rm {FAILURE}
  else
    remember "$1" "script returned exit code $2"
  fi
}}""",
    "branch_failed": f"""\
branch_failed() {{  # folder status: note how a branch has failed, if none has before
  mkdir "$1/noted" 2> /dev/null || return 0
  printf %s "$2" > "$1/status"
  [ ! -e {FAILURE} ] || mv {FAILURE} "$1/message"
}}""",
    "first_failure": f"""\
first_failure() {{  # folder: fail as the branch that was the first to do so, with its message
  [ -e "$1/status" ] || return 0
  rm -f {FAILURE}
  [ ! -e "$1/message" ] || mv "$1/message" {FAILURE}
  return "$(cat "$1/status")"
}}""",
    "interrupt": f"""\
interrupt() {{  # mark for the catches around that a time-out has ended what fails
  mkdir -p "$CODEBUILD_SRC_DIR/{KEPT}"
  touch {INTERRUPTED}
}}""",
    "interrupted": f"""\
interrupted() {{  # name: remember whether a time-out has ended what has failed
  if [ -e {INTERRUPTED} ]; then
    remember "$1" true
    rm {INTERRUPTED}
  else
    remember "$1" false
  fi
}}""",
    "fits": """\
fits() {  # value, command of GNU sed: whether it finds in the value, as a whole, what it looks for
  printf '%s\\0' "$1" | sed -z -n -E -e "$2"
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
    "numbers": """\
numbers() {  # number sign number: whether that is so; what is no number stops the shell around
  awk 'BEGIN {
    number = "^[ \\t\\r\\n]*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?[fFdD]?[ \\t\\r\\n]*$"
    if (ARGV[1] !~ number || ARGV[3] !~ number) exit 2
    one = ARGV[1] + 0; other = ARGV[3] + 0; sign = ARGV[2]
    if (sign == "<") exit !(one < other)
    if (sign == "<=") exit !(one <= other)
    exit sign == "==" ? one != other : one == other
  }' "$@" && return 0
  [ $? -ne 1 ] || return 1
  echo "No numbers: $1 $2 $3" >&2
  exit 1
}""",
    "worsen": f"""\
worsen() (  # result: the build has it from here on, unless it has a worse one; for Jenkins other words are FAILURE
  mkdir -p "$CODEBUILD_SRC_DIR/{KEPT}"
  case $(printf %s "$1" | tr a-z A-Z) in
    SUCCESS) set SUCCESS ;;
    UNSTABLE) set UNSTABLE ;;
    NOT_BUILT) set NOT_BUILT ;;
    ABORTED) set ABORTED ;;
    *) set FAILURE ;;
  esac
  for one in ABORTED NOT_BUILT FAILURE UNSTABLE SUCCESS; do
    if [ "$1" = "$one" ] || grep -qsx "$one" {_RESULT}; then break; fi
  done
  echo "$one" > {_RESULT}
  case $one in SUCCESS | UNSTABLE) ;; *) touch {FAILED} ;; esac
)""",
    "build_result": f"""\
build_result() {{  # word: what the build would end as now; the word where no step has set it
  j2cp_known=${{CODEBUILD_BUILD_SUCCEEDING:-1}}${{j2cp_post_failed:-0}}
  if [ "$j2cp_known" != 10 ] && ! grep -qsxE 'NOT_BUILT|ABORTED' {_RESULT}; then
    echo FAILURE
  elif [ -e {_RESULT} ]; then
    cat {_RESULT}
  else
    echo "$1"
  fi
}}""",
    "remember": f"""\
remember() {{  # name value: a variable for all shells and builds that come after in this workspace
  export "$1=$2"
  mkdir -p {_VARIABLES}
  {{
    printf "export %s='" "$1"
    printf %s "$2" | sed "s/'/'\\\\\\\\''/g"
    printf "'\\n"
  }} > {_VARIABLES}/"$1"
}}""",
    "recall": f"""\
recall() {{  # [name ...]: take over what was remembered, by default all; the status is that of the command before
  j2cp_before=$?
  [ $# -gt 0 ] || set -- $(ls {_VARIABLES} 2> /dev/null)
  while [ $# -gt 0 ]; do
    [ ! -f {_VARIABLES}/"$1" ] || . {_VARIABLES}/"$1"
    shift
  done
  return "$j2cp_before"
}}""",
    "inject_variables": INJECT_VARIABLES,
    "recall_injected": f"""\
recall_injected() {{  # [name ...]: recall them, and all that files have set so far; the status is that of before
  j2cp_ended=$?
  [ ! -f {_VARIABLES}/j2cp_injected ] || . {_VARIABLES}/j2cp_injected
  recall j2cp_injected $j2cp_injected "$@"
  return "$j2cp_ended"
}}""",
    "text_readFile": """\
text_readFile() {  # name file: remember its text
  j2cp_text=$(cat < "$2" && printf x) || return 1
  remember "$1" "${j2cp_text%x}"
}""",
    "text_readProperties": """\
text_readProperties() {  # name file: remember its text as java.util.Properties reads it; without the file there is none
  j2cp_text=x
  if [ -f "$2" ]; then
    j2cp_text=$(iconv -f ISO-8859-1 -t UTF-8 < "$2" && printf x) || return 1
  else
    echo "warning: no file $2, omitting from properties gathering"
  fi
  remember "$1" "${j2cp_text%x}"
}""",
    "text_sha1": """\
text_sha1() {  # name file: remember its checksum
  j2cp_text=$(sha1sum < "$2") || return 1
  remember "$1" "${j2cp_text%% *}"
}""",
    "text_sha256": """\
text_sha256() {  # name file: remember its checksum
  j2cp_text=$(sha256sum < "$2") || return 1
  remember "$1" "${j2cp_text%% *}"
}""",
    "found_files": """\
found_files() {  # name, tests of GNU find: remember the files that match, as JSON
  j2cp_name=$1
  shift
  j2cp_text=$(ordinary "$@" | files_json) || return 1
  remember "$j2cp_name" "$j2cp_text"
}""",
    "unchanged": """\
unchanged() {  # file checksum: fail where the file is not what it was when the pipeline was converted
  j2cp_text=$(sha256sum < "$1") && [ "${j2cp_text%% *}" = "$2" ] && return 0
  echo "$1 has changed since the pipeline was converted: convert again" >&2
  return 1
}""",
    "own_jenkinsfile": """\
own_jenkinsfile() {  # path checksum: fail where a branch has another one than was converted
  [ -f "$1" ] || return 0
  j2cp_text=$(tr -d '\\r' < "$1" | sha256sum) && [ "${j2cp_text%% *}" = "$2" ] && return 0
  echo "$1 is not the one that was converted: convert the project again, or remove it" >&2
  return 1
}""",
    "exists_still": """\
exists_still() {  # path true|false: fail where it is there, or not, other than when the pipeline was converted
  if [ -e "$1" ]; then j2cp_text=true; else j2cp_text=false; fi
  [ "$j2cp_text" != "$2" ] || return 0
  echo "Whether $1 is there has changed since the pipeline was converted: convert again" >&2
  return 1
}""",
    "unchanged_files": """\
unchanged_files() {  # patterns paths, tests of GNU find: fail where others match than when the pipeline was converted
  j2cp_patterns=$1 j2cp_paths=$2
  shift 2
  j2cp_text=$(ordinary "$@" | tr '\\0' '\\n' | sed 's|^\\./||' | LC_ALL=C sort) || return 1
  [ "$j2cp_text" != "$j2cp_paths" ] || return 0
  echo "Other files match $j2cp_patterns than when the pipeline was converted: convert again" >&2
  return 1
}""",
    "text_fileExists": """\
text_fileExists() {  # name path: remember whether it is there; Jenkins takes no path for the current folder
  if [ -e "${2:-.}" ]; then remember "$1" true; else remember "$1" false; fi
}""",
    "text_pwd": """\
text_pwd() {  # name: remember the current folder
  remember "$1" "$PWD"
}""",
    "text_pwd_tmp": """\
text_pwd_tmp() {  # name: remember the folder for temporary files beside the current one
  mkdir -p "$PWD@tmp" && remember "$1" "$PWD@tmp"
}""",
    "http_request": HTTP_REQUEST,
    "make_request": MAKE_REQUEST,
    "at_end": """\
at_end() {  # run a command when the shell that asks for it ends; each shell starts with no `endings`
  endings="$1
$endings"
  trap 'eval "$endings"' EXIT
  trap 'exit 143' TERM
}""",
    "private": """\
private() {  # a new folder that nobody else reads, beside the workspace
  ( umask 077; mkdir -p "$CODEBUILD_SRC_DIR@tmp"; mktemp -d -p "$CODEBUILD_SRC_DIR@tmp" )
}""",
    "remove_later": """\
remove_later() {  # delete a folder when the shell that asked for it ends
  at_end "rm -rf '$1'"
}""",
    "start_ssh_agent": """\
start_ssh_agent() {  # an agent without keys, until the shell that asked for it ends
  j2cp_agent=$(ssh-agent -s) || return 1
  eval "$j2cp_agent" > /dev/null
  at_end 'ssh-agent -k > /dev/null'
}""",
    "hold_key": """\
hold_key() (  # private key, passphrase: give it to the agent
  folder=$(private) added=0
  printf '%s\\n' "$1" > "$folder/key"
  chmod 600 "$folder/key"
  printf '#!/bin/sh\\nmkdir "$0-d" && printf %%s "$KEY_PASSPHRASE"\\n' > "$folder/ask"  # it answers once
  chmod 700 "$folder/ask"
  KEY_PASSPHRASE=$2 SSH_ASKPASS=$folder/ask SSH_ASKPASS_REQUIRE=force DISPLAY=:0 \\
    ssh-add "$folder/key" < /dev/null || added=$?
  rm -rf "$folder"
  return "$added"
)""",
    "registry_login": """\
registry_login() {  # registry user password: docker knows this login until the shell that asked for it ends
  j2cp_logins=${DOCKER_CONFIG:-$HOME/.docker}
  DOCKER_CONFIG=$(private) || return 1
  export DOCKER_CONFIG
  remove_later "$DOCKER_CONFIG"
  [ ! -f "$j2cp_logins/config.json" ] || cp "$j2cp_logins/config.json" "$DOCKER_CONFIG"
  printf %s "$3" | docker login --username "$2" --password-stdin "$1"
}""",
    "start_container": """\
start_container() {  # image, options of docker run: a container that waits until the shell that asked for it ends
  image=$1
  shift
  docker inspect -f . "$image" > /dev/null 2>&1 || docker pull "$image" || return 1
  ( umask 077; mkdir -p "$CODEBUILD_SRC_DIR@tmp" )
  container=$(docker run -t -d -u "$(id -u):$(id -g)" "$@" -w "$PWD" -v "$PWD:$PWD:rw,z" \\
    -v "$CODEBUILD_SRC_DIR@tmp:$CODEBUILD_SRC_DIR@tmp:rw,z" "$image" cat) || return 1
  at_end "docker rm -f --volumes $container > /dev/null"
}""",
    "join_pod": """\
join_pod() {  # variable, options of docker run, image, command: a container beside the shell that asked for it, until
  j2cp_variable=$1  # that ends; it has the shell's network and the workspace
  shift
  ( umask 077; mkdir -p "$CODEBUILD_SRC_DIR@tmp" )
  j2cp_container=$(docker run -d --network host -w "$CODEBUILD_SRC_DIR" \\
    -v "$CODEBUILD_SRC_DIR:$CODEBUILD_SRC_DIR:rw,z" -v "$CODEBUILD_SRC_DIR@tmp:$CODEBUILD_SRC_DIR@tmp:rw,z" "$@") ||
    return 1
  eval "$j2cp_variable=\\$j2cp_container"
  at_end "docker rm -f --volumes $j2cp_container > /dev/null"
}""",
    "in_container": """\
in_container() {  # command: run it in the container, here, with what the job has put into the environment
  { j2cp_status=$(  # the command's own, which xargs does not tell
    {
      env -0 | sort -z | comm -z -13 "$machine" - | cut -z -d = -f 1 |
        grep -zvxE 'PATH|PWD|OLDPWD|SHLVL|_|CODEBUILD_.*' | sed -z 's/^/--env=/'
      printf '%s\\0' "$container" "$@"
    } | xargs -0 -n 100000 -x sh -c 'docker exec "$@" >&3 3>&-; echo "$?"' sh --workdir "$PWD"
  ); } 3>&1
  return "${j2cp_status:-1}"
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
end_after() {  # seconds process: end the process, and fail, if it still runs then
  left=$1
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$2" 2> /dev/null || return 0
    left=$((left - 1))
  done
  echo "Timeout after $1 s" >&2
  end_all "$2"
  return 1
}""",
    "end_when_quiet": """\
end_when_quiet() {  # seconds process file: end the process, and fail, if the file gets no further line for so long
  lines=0 left=$1
  while [ "$left" -gt 0 ]; do
    sleep 1
    kill -0 "$2" 2> /dev/null || return 0
    now=$(wc -l < "$3")
    if [ "$now" -gt "$lines" ]; then lines=$now left=$1; else left=$((left - 1)); fi
  done
  echo "Timeout after $1 s without output" >&2
  end_all "$2"
  return 1
}""",
    "matching": f"""\
matching() {{  # files below the current folder that match, NUL-separated; arguments are tests of GNU find
  find . -regextype posix-extended -path ./{KEPT} -prune -o \\( -type f -o -type l \\) "$@" -print0
}}""",
    "check_out": CHECK_OUT,
    "ant_regex": ANT_REGEX,
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
    "copy_artifacts": r"""copy_artifacts() (  # pipeline must|may whole|flat folder, tests of GNU find
  pipeline=$1 must=$2 form=$3 folder=$4  # copies what the last good execution of the pipeline has archived
  shift 4
  query="sort_by(pipelineExecutionSummaries[?status=='Succeeded'], &startTime)[-1].pipelineExecutionId"
  execution=$(aws codepipeline list-pipeline-executions --pipeline-name "$pipeline" --output json \
    --query "$query") || return 1
  if [ "$execution" = null ]; then
    echo "No execution of $pipeline has succeeded" >&2
    [ "$must" = may ]
    return
  fi
  execution=${execution#?} execution=${execution%?}
  query="sort_by(actionExecutionDetails[?status=='Succeeded'], &startTime)[].output.outputArtifacts[]"
  query="$query | [?ends_with(name, '_archive') && !contains(name, '_stash_')].[s3location.bucket, s3location.key]"
  objects=$(aws codepipeline list-action-executions --pipeline-name "$pipeline" --output text \
    --filter "pipelineExecutionId=$execution" --query "$query") || return 1
  fetched=$(mktemp -d)
  mkdir -p "$fetched/files" "$folder" && folder=$(cd "$folder" && pwd) && cd "$fetched/files" || return 1
  printf '%s\n' "$objects" | while read -r bucket key; do
    [ -n "$key" ] || continue
    aws s3 cp --only-show-errors "s3://$bucket/$key" ../zip && unzip -q -o ../zip || exit 1
  done || return 1
  rm -f .keep
  find . -regextype posix-extended \( -type f -o -type l \) "$@" -print0 > ../found || return 1
  if [ "$form" = flat ]; then
    xargs -0 -r -n 1 cp -a -t "$folder" < ../found
  else
    xargs -0 -r cp -a --parents -t "$folder" < ../found
  fi || return 1
  count=$(($(tr -dc '\000' < ../found | wc -c)))
  rm -rf "$fetched"
  echo "Copied $count files from $pipeline $execution"
  [ "$count" -gt 0 ] || [ "$must" = may ]
)""",
    "present": """\
present() {  # complaint: fail when no file is listed on standard input
  grep -qz . || { echo "$1" >&2; return 1; }
}""",
    "start_with_files": START_WITH_FILES,
    "variables_json": VARIABLES_JSON,
    "run_pipeline": """\
run_pipeline() (  # name start|wait|end [name=N,value=V ...]: start a pipeline, and wait for its success, or its end
  pipeline=$1 mode=$2
  shift 2
  execution=$(aws codepipeline start-pipeline-execution --name "$pipeline" ${1:+--variables "$@"} \\
    --query pipelineExecutionId --output text) || return 1
  echo "Started $pipeline: $execution"
  [ "$mode" != start ] || return 0
  while :; do
    sleep 10
    state=$(aws codepipeline get-pipeline-execution --pipeline-name "$pipeline" \\
      --pipeline-execution-id "$execution" --query pipelineExecution.status --output text) || return 1
    case $state in
      InProgress) ;;
      Succeeded) return 0 ;;
      *) echo "$pipeline: $state" >&2; [ "$mode" = end ]; return ;;
    esac
  done
)""",
}


_NEEDS = {
    **NEEDS,
    **NEEDS_OF_ASKING,
    **NEEDS_OF_AWS,
    **NEEDS_OF_LOGS,
    "found_files": ("files_json", "matching", "ordinary"),
    "unchanged_files": ("matching", "ordinary"),
    "http_request": ("private", "make_request"),
    "inject_variables": ("remember", "recall", "recall_injected"),
    "remove_later": ("at_end",),
    "start_ssh_agent": ("at_end",),
    "start_with_files": ("map_put", "properties_json", "run_pipeline", "variables_json"),
    "hold_key": ("private",),
    "start_container": ("at_end",),
    "join_pod": ("at_end",),
    "in_container": ("private",),
    "registry_login": ("private", "remove_later"),
}


def with_needs(names: Iterable[str]) -> tuple[str, ...]:
    """The functions with those that they call."""
    return tuple(dict.fromkeys(one for name in names for one in (*with_needs(_NEEDS.get(name, ())), name)))


def definition(name: str) -> str:
    """The text of a function. Raises KeyError for one that does not exist."""
    of_services = AWS_FUNCTIONS | SERVICE_FUNCTIONS | SONARQUBE_FUNCTIONS | REPOSITORY_FUNCTIONS | DEVICE_FUNCTIONS
    known = _FUNCTIONS | TRANSFER_FUNCTIONS | of_services
    return (known | LOG_FUNCTIONS | TEXT_FUNCTIONS | JSON_FUNCTIONS | REGEX_FUNCTIONS | ASKING_FUNCTIONS)[name]


def pipeline_of(job: str, current: str) -> str:
    """The pipeline of a job that is named as Jenkins resolves names."""
    return pipeline_name(full_name_of(job, current))


def full_name_of(job: str, current: str) -> str:
    """The full name of a job that is named relative to the folder of the current job."""
    if job.startswith("/"):
        return job.lstrip("/")
    folder = current.split("/")[:-1]
    for part in job.split("/"):
        if part == "..":
            folder = folder[:-1]
        elif part != ".":
            folder.append(part)
    return "/".join(folder)
