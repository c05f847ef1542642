"""Shell functions for what takes more than one call of the AWS CLI: https://docs.aws.amazon.com/cli/latest/reference/

What they find out stands on standard output; what they tell people, on standard error.
"""

from __future__ import annotations

_ASSUME_ROLE = r"""assume_role() {  # role, account, session, seconds, options: what comes after acts as this role
  j2cp_role=$1
  case $1 in
    arn:*) ;;
    *)
      j2cp_own=$(aws sts get-caller-identity --query Arn --output text) || return 1
      j2cp_own=${j2cp_own#arn:}
      j2cp_account=${2:-$(aws sts get-caller-identity --query Account --output text)}
      j2cp_role=arn:${j2cp_own%%:*}:iam::$j2cp_account:role/$1
      ;;
  esac
  j2cp_session=$(printf %s "$3" | tr '/\\()' '[-*]' | tr -d "\"' " | cut -c 1-64)
  j2cp_seconds=$4
  shift 4
  j2cp_keys=$(aws sts assume-role --role-arn "$j2cp_role" --role-session-name "$j2cp_session" \
    --duration-seconds "$j2cp_seconds" "$@" --output text \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') || return 1
  set -- $j2cp_keys
  export AWS_ACCESS_KEY_ID="$1" AWS_SECRET_ACCESS_KEY="$2" AWS_SESSION_TOKEN="$3"
}"""

# The JSON that the CLI takes: values with commas or quotes have no other form.
_AWS_JSON = r"""aws_json() {  # map|list|tags|parameters|previous, KEY=VALUE ...: as JSON
  python3 - "$@" <<'END'
import json, sys

form, items = sys.argv[1], sys.argv[2:]
pairs = [one.partition("=") for one in items]
if wrong := [key for key, equals, _ in pairs if not equals and form not in ("list", "previous")]:
    sys.exit(f"Missing = in {wrong[0]}")
made = {
    "map": {key: value for key, _, value in pairs},
    "list": items,
    "tags": [{"Key": key, "Value": value} for key, _, value in pairs],
    "parameters": [{"ParameterKey": key, "ParameterValue": value} for key, _, value in pairs],
    "previous": [{"ParameterKey": key, "UsePreviousValue": True} for key in items],
}
print(json.dumps(made[form]))
END
}"""

_JOINED_JSON = r"""joined_json() {  # JSON lists: one list of their items
  python3 -c 'import json, sys; print(json.dumps([one for text in sys.argv[1:] for one in json.loads(text)]))' "$@"
}"""

_PARAMETERS_OF_FILE = r"""parameters_of_file() {  # file: the parameters of a stack that stand in it, JSON or YAML
  python3 - "$1" <<'END'
import json, sys

with open(sys.argv[1], encoding="utf-8") as file:
    if sys.argv[1].endswith(".json"):
        made = json.load(file)
    elif sys.argv[1].endswith(".yaml"):
        import yaml
        text = lambda value: json.dumps(value) if isinstance(value, bool) else str(value)
        plain = lambda value: ",".join(map(text, value)) if isinstance(value, list) else text(value)
        made = [{"ParameterKey": key, "ParameterValue": plain(value)} for key, value in yaml.safe_load(file).items()]
    else:
        sys.exit("Invalid file extension for parameter file (supports json/yaml)")
print(json.dumps(made))
END
}"""

# `describe-stacks` fails for a stack that is not there, and for much else.
_STACK_STATUS = r"""stack_status() {  # stack: its status, "" where there is none
  j2cp_status=$(aws cloudformation describe-stacks --stack-name "$1" \
    --query 'Stacks[0].StackStatus' --output text 2>&1) || {
    case $j2cp_status in
      *"does not exist"*) return 0 ;;
    esac
    printf '%s\n' "$j2cp_status" >&2
    return 1
  }
  printf '%s\n' "$j2cp_status"
}"""

_STACK_DONE = r"""stack_done() {  # stack interval seconds statuses: wait until it rests, and fail for any other
  j2cp_left=$3
  while :; do
    j2cp_now=$(stack_status "$1") || return 1
    case $j2cp_now in
      *_IN_PROGRESS) ;;
      *) break ;;
    esac
    if [ "$j2cp_left" -le 0 ]; then
      echo "$1 is not done after $3 s: $j2cp_now" >&2
      return 1
    fi
    sleep "$2"
    j2cp_left=$((j2cp_left - $2))
  done
  echo "$1: ${j2cp_now:-there is no such stack}" >&2
  case " $4 " in
    *" ${j2cp_now:-GONE} "*) return 0 ;;
  esac
  aws cloudformation describe-stack-events --stack-name "$1" --output text --query \
    "StackEvents[?ends_with(ResourceStatus, 'FAILED')].[LogicalResourceId,ResourceStatusReason]" >&2 || true
  return 1
}"""

_STACK_OUTPUTS = r"""stack_outputs() {  # stack [KEY=VALUE]: its outputs as a map
  j2cp_json=$(aws cloudformation describe-stacks --stack-name "$1" \
    --query 'Stacks[0].Outputs' --output json) || return 1
  python3 - "$j2cp_json" "${2:-}" <<'END'
import json, sys

made = {one["OutputKey"]: one["OutputValue"] for one in json.loads(sys.argv[1]) or []}
if sys.argv[2]:
    key, _, value = sys.argv[2].partition("=")
    made[key] = value
print(json.dumps(made, separators=(",", ":")))
END
}"""

# Variables of the script around are what the step has been told.
_STACK_OPTIONS = r"""stack_options() {  # KEY=VALUE parameters: what a stack is made of, NUL-separated in `$options`
  j2cp_parameters=$(aws_json parameters "$@") || return 1
  if [ -n "${paramsFile:-}" ]; then
    j2cp_file=$(parameters_of_file "$paramsFile") || return 1
    j2cp_parameters=$(joined_json "$j2cp_file" "$j2cp_parameters") || return 1
  fi
  if [ -n "$there" ]; then
    j2cp_parameters=$(joined_json "$j2cp_parameters" "${kept:-[]}") || return 1
  fi
  if [ -n "${tagsFile:-}" ]; then
    tags=$(joined_json "${tags:-[]}" "$(cat "$tagsFile")") || return 1
  fi
  options=$(mktemp)
  printf '%s\0' --stack-name "$stack" --parameters "$j2cp_parameters" \
    --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND > "$options"
  if [ -n "${template:-}" ]; then
    printf '%s\0' --template-body "$template"
  elif [ -n "${file:-}" ]; then
    printf '%s\0' --template-body "file://$file"
  elif [ -n "${url:-}" ]; then
    printf '%s\0' --template-url "$url"
  elif [ -n "$there" ]; then
    printf '%s\0' --use-previous-template
  else
    echo "Either a file or url for the template must be specified" >&2
    return 1
  fi >> "$options" || return 1
  for j2cp_option in roleArn:role-arn tags:tags arns:notification-arns; do
    eval "j2cp_value=\${${j2cp_option%%:*}:-}"
    [ -z "$j2cp_value" ] || printf '%s\0' "--${j2cp_option#*:}" "$j2cp_value" >> "$options"
  done
}"""

_CHANGE_STACK = r"""change_stack() {  # KEY=VALUE parameters: make or update the stack; `changed`: false for no change
  changed=true
  there=$(stack_status "$stack") || return 1
  if [ -z "$there" ] && [ "${create:-true}" = false ]; then
    echo "No stack found with the name and skipped creation due to configuration." >&2
    changed=
    return
  fi
  stack_options "$@" || return 1
  if [ -n "$there" ]; then
    printf '%s\0' --rollback-configuration "$rollback" >> "$options"
    if j2cp_text=$(xargs -0 -n 1000 -x aws cloudformation update-stack < "$options" 2>&1); then
      stack_done "$stack" "$interval" "$seconds" UPDATE_COMPLETE
      return
    fi
    printf '%s\n' "$j2cp_text" >&2
    case $j2cp_text in
      *"No updates are to be performed"*) changed=false ;;
      *) return 1 ;;
    esac
  else
    printf '%s\0' --on-failure "${onFailure:-DELETE}" --timeout-in-minutes $((seconds / 60 > 0 ? seconds / 60 : 1)) \
      >> "$options"
    [ "${protected:-}" != true ] || printf '%s\0' --enable-termination-protection >> "$options"
    xargs -0 -n 1000 -x aws cloudformation create-stack < "$options" >&2 || return 1
    stack_done "$stack" "$interval" "$seconds" CREATE_COMPLETE
  fi
}"""

_CHANGE_SET_TOLD = r"""change_set_told() {  # stack, change set: its status, EMPTY where it changes nothing
  j2cp_text=$(aws cloudformation describe-change-set --stack-name "$1" --change-set-name "$2" \
    --query '[Status,StatusReason]' --output text) || return 1
  case $j2cp_text in
    FAILED*"didn't contain changes"* | FAILED*"o updates are to be performed"*) echo EMPTY ;;
    FAILED*)
      printf '%s\n' "$j2cp_text" >&2
      echo FAILED
      ;;
    *) printf '%s\n' "${j2cp_text%%[[:space:]]*}" ;;
  esac
}"""

_DEPLOYMENT_DONE = r"""deployment_done() {  # id [interval seconds]: wait for a deployment of CodeDeploy
  j2cp_left=${3:-}
  while :; do
    j2cp_status=$(aws deploy get-deployment --deployment-id "$1" \
      --query deploymentInfo.status --output text) || return 1
    echo "$1: $j2cp_status" >&2
    case $j2cp_status in
      Succeeded) return 0 ;;
      Failed | Stopped)
        aws deploy get-deployment --deployment-id "$1" --query deploymentInfo.errorInformation.message --output text >&2
        return 1
        ;;
    esac
    if [ -n "$j2cp_left" ] && [ "$j2cp_left" -le 0 ]; then
      echo "$1 is not done after $3 s" >&2
      return 1
    fi
    sleep "${2:-10}"
    [ -z "$j2cp_left" ] || j2cp_left=$((j2cp_left - $2))
  done
}"""

_INVOKE = r"""invoke_function() (  # name payload: call a function of Lambda, print its log and what it gives
  answer=$(mktemp)
  set -- --function-name "$1" ${2:+--payload "$2"}
  told=$(aws lambda invoke "$@" --cli-binary-format raw-in-base64-out --log-type Tail \
    --query '[FunctionError,LogResult]' --output text "$answer") || return 1
  printf '%s\n' "$told" | cut -f 2 | base64 -d >&2
  case $told in
    None*) cat "$answer" ;;
    *)
      echo "Invoke lambda failed! $(cat "$answer")" >&2
      return 1
      ;;
  esac
)"""

_SNS_ATTRIBUTES = r"""sns_attributes() {  # KEY=VALUE ...: attributes of a message as JSON, all of them text
  python3 - "$@" <<'END'
import json, sys

pairs = [one.partition("=") for one in sys.argv[1:]]
print(json.dumps({key: {"DataType": "String", "StringValue": value} for key, _, value in pairs}))
END
}"""

_SAFE_NAMES = r"""safe_names() {  # JSON of accounts: the same with names of small letters, digits and dashes
  python3 - "$1" <<'END'
import json, re, sys

accounts = json.loads(sys.argv[1])
for one in accounts:
    one["safeName"] = re.sub("-+", "-", re.sub("[^A-Za-z0-9-]", "-", one["name"])).lower()
print(json.dumps(accounts, separators=(",", ":")))
END
}"""

_MAP_OF = r"""map_of() {  # JSON list of pairs: a map
  python3 -c 'import json, sys; print(json.dumps(dict(json.loads(sys.argv[1])), separators=(",", ":")))' "$1"
}"""

_RUN_BUILD = r"""run_build() {  # project, options of start-build: start it, and wait for its success
  j2cp_project=$1
  shift
  j2cp_build=$(aws codebuild start-build --project-name "$j2cp_project" "$@" --query build.id --output text) || return 1
  echo "Started $j2cp_build"
  while :; do
    sleep 10
    j2cp_status=$(aws codebuild batch-get-builds --ids "$j2cp_build" \
      --query 'builds[0].buildStatus' --output text) || return 1
    case $j2cp_status in
      IN_PROGRESS) ;;
      SUCCEEDED) return 0 ;;
      *) echo "$j2cp_build: $j2cp_status" >&2; return 1 ;;
    esac
  done
}"""

_BUILD_VARIABLES = r"""build_variables() {  # TYPE:NAME=VALUE ...: variables of a build as JSON
  python3 - "$@" <<'END'
import json, sys

made = []
for one in sys.argv[1:]:
    kind, _, rest = one.partition(":")
    name, _, value = rest.partition("=")
    made.append({"name": name, "value": value, "type": kind})
print(json.dumps(made))
END
}"""

# Variables of the script around are what the step has been told; `$files` are those of an archive.
_BEANSTALK_VERSION = r"""beanstalk_version() {  # [archive]: a version, of this archive or of the files
  j2cp_archive=${1:-}
  if [ -z "$j2cp_archive" ]; then
    j2cp_archive=$(mktemp -d)/archive.zip
    xargs -0 zip -q "$j2cp_archive" < "$files" || return 1
  fi
  if [ -z "$bucketName" ]; then
    bucketName=$(aws elasticbeanstalk create-storage-location --query S3Bucket --output text) || return 1
  fi
  j2cp_key=${keyPrefix:+$keyPrefix/}$applicationName-$versionLabelFormat.zip
  aws s3 cp --only-show-errors "$j2cp_archive" "s3://$bucketName/$j2cp_key" || return 1
  aws elasticbeanstalk create-application-version --application-name "$applicationName" \
    --version-label "$versionLabelFormat" --source-bundle "S3Bucket=$bucketName,S3Key=$j2cp_key" \
    ${versionDescriptionFormat:+--description "$versionDescriptionFormat"}
}"""

_BEANSTALK_UPDATE = r"""beanstalk_update() {  # environment tries seconds [Green]: give it the version, and wait
  aws elasticbeanstalk update-environment --application-name "$applicationName" \
    --environment-name "$1" --version-label "$versionLabelFormat" || return 1
  j2cp_tries=$2
  while [ "$j2cp_tries" -gt 0 ]; do
    sleep "$3"
    j2cp_now=$(aws elasticbeanstalk describe-environments --application-name "$applicationName" --output text \
      --environment-names "$1" --query 'Environments[0].[Status,Health,VersionLabel]') || return 1
    echo "$1: $j2cp_now"
    case $j2cp_now in
      Ready*"${4:-}"*"$versionLabelFormat") return 0 ;;
    esac
    j2cp_tries=$((j2cp_tries - 1))
  done
  echo "$1 is not ready" >&2
  return 1
}"""

_EXPORT_PARAMETERS = r"""export_parameters() {  # key, its secret, Region, what stored_parameters takes: export them
  j2cp_exports=$(
    [ -z "$1" ] || { unset AWS_SESSION_TOKEN; export AWS_ACCESS_KEY_ID="$1" AWS_SECRET_ACCESS_KEY="$2"; }
    export AWS_REGION="$3" AWS_DEFAULT_REGION="$3"
    shift 3
    stored_parameters "$@"
  ) || return 1
  eval "$j2cp_exports"
  unset j2cp_exports
}"""

# Names as `AwsParameterStoreService.toEnvironmentVariable` makes them.
_STORED_PARAMETERS = r"""stored_parameters() (  # path recursive|no-recursive naming prefixes: them as lines that export
  if [ -n "$1" ]; then
    found=$(aws ssm get-parameters-by-path --path "$1" "--$2" --with-decryption --output json \
      --query Parameters) || exit 1
  else
    begins=${4:+"Key=Name,Option=BeginsWith,Values=$4"}
    names=$(aws ssm describe-parameters ${begins:+--parameter-filters "$begins"} --output text \
      --query 'Parameters[].[Name]') || exit 1
    found=$(for name in $names; do
      aws ssm get-parameter --name "$name" --with-decryption --output json --query '[Parameter]' || exit 1
    done) || exit 1
  fi
  printf %s "$found" | python3 -c '
import json, re, shlex, sys

(path, naming), text = sys.argv[1:], sys.stdin.read().strip()

def variable(name):
    start = name.rfind("/") + 1
    if not path:
        start = 0
    elif naming == "absolute":
        start = 1
    elif naming == "relative":
        start = len(path) if len(name) > len(path) else 0
    return re.sub("[^A-Z0-9]", "_", (name[start + 1 :] if name[start] == "/" else name[start:]).upper())

while text:
    found, end = json.JSONDecoder().raw_decode(text)
    text = text[end:].strip()
    for one in found:
        name = variable(one["Name"])
        if name[:1].isdigit():
            print(one["Name"], "is no name for a variable of the shell", file=sys.stderr)
        else:
            print("export " + name + "=" + shlex.quote(one["Value"]))
' "$1" "$3"
)"""

AWS_FUNCTIONS = {
    "export_parameters": _EXPORT_PARAMETERS,
    "stored_parameters": _STORED_PARAMETERS,
    "beanstalk_version": _BEANSTALK_VERSION,
    "beanstalk_update": _BEANSTALK_UPDATE,
    "run_build": _RUN_BUILD,
    "build_variables": _BUILD_VARIABLES,
    "sns_attributes": _SNS_ATTRIBUTES,
    "safe_names": _SAFE_NAMES,
    "map_of": _MAP_OF,
    "assume_role": _ASSUME_ROLE,
    "aws_json": _AWS_JSON,
    "joined_json": _JOINED_JSON,
    "parameters_of_file": _PARAMETERS_OF_FILE,
    "stack_status": _STACK_STATUS,
    "stack_done": _STACK_DONE,
    "stack_outputs": _STACK_OUTPUTS,
    "stack_options": _STACK_OPTIONS,
    "change_stack": _CHANGE_STACK,
    "change_set_told": _CHANGE_SET_TOLD,
    "deployment_done": _DEPLOYMENT_DONE,
    "invoke_function": _INVOKE,
}
NEEDS_OF_AWS = {
    "stack_done": ("stack_status",),
    "stack_options": ("aws_json", "joined_json", "parameters_of_file"),
    "change_stack": ("stack_done", "stack_options"),
}
