"""Functions that test on devices of AWS Device Farm, which is in one Region alone.

https://docs.aws.amazon.com/cli/latest/reference/devicefarm/
"""

from __future__ import annotations

_ARN = r"""farm_arn() (  # name, operation, list, more words: the ARN of what has that name
  name=$1 operation=$2 list=$3
  shift 3
  found=$(aws devicefarm "$operation" "$@" --output text --query "$list[].[arn, name]") || exit 1
  arn=$(printf '%s\n' "$found" | awk -F '\t' -v name="$name" '$2 == name { print $1; exit }')
  [ -n "$arn" ] || { echo "$operation has no $name" >&2; exit 1; }
  printf %s "$arn"
)"""

_FILE = r"""farm_file() (  # pattern: the only file that matches
  python3 - "$1" <<'END'
import glob, sys

found = [one for one in glob.glob(sys.argv[1], recursive=True)] if sys.argv[1] else []
if len(found) != 1:
    sys.exit(f"{len(found)} files match {sys.argv[1]!r}, and not one")
print(found[0])
END
)"""

_UPLOAD = r"""farm_upload() (  # project file type: the ARN of the file, once Device Farm has taken it
  made=$(aws devicefarm create-upload --project-arn "$1" --name "$(basename "$2")" --type "$3" \
    --content-type application/octet-stream --output text --query 'upload.[arn, url]') || exit 1
  arn=$(printf %s "$made" | cut -f 1)
  url=$(printf %s "$made" | cut -f 2)
  curl -fsS -o /dev/null -H 'Content-Type: application/octet-stream' -T "$2" "$url" >&2 || exit 1
  while :; do
    status=$(aws devicefarm get-upload --arn "$arn" --output text --query upload.status) || exit 1
    case $status in
      SUCCEEDED) break ;;
      FAILED) echo "Upload $2 failed!" >&2; exit 1 ;;
    esac
    sleep 5
  done
  printf %s "$arn"
)"""

_RUN = r"""device_farm() (  # project pool app run kind package filter execution configuration [NAME=VALUE ...]: test
  export AWS_REGION=us-west-2 AWS_DEFAULT_REGION=us-west-2
  project=$(farm_arn "${AWSDEVICEFARM_PROJECT:-$1}" list-projects projects) || exit 1
  pool=$(farm_arn "${AWSDEVICEFARM_DEVICE_POOL-$2}" list-device-pools devicePools --arn "$project") || exit 1
  app= package= name=$4 kind=$5 filter=$7 execution=$8 configuration=$9
  if [ -n "$3" ]; then
    file=$(farm_file "$3") || exit 1
    case $file in
      *.[Aa][Pp][Kk]) app=$(farm_upload "$project" "$file" ANDROID_APP) || exit 1 ;;
      *.[Ii][Pp][Aa] | *.[Zz][Ii][Pp]) app=$(farm_upload "$project" "$file" IOS_APP) || exit 1 ;;
      *) echo "Unknown app artifact to upload: $file" >&2; exit 1 ;;
    esac
  fi
  if [ -n "$6" ]; then
    file=$(farm_file "$6") || exit 1
    package=$(farm_upload "$project" "$file" "${kind}_TEST_PACKAGE") || exit 1
  fi
  shift 9
  test=$(python3 - "$kind" "$package" "$filter" "$@" <<'END'
import json, sys

kind, package, chosen, *pairs = sys.argv[1:]
parameters = dict(one.split("=", 1) for one in pairs)
made = {"type": kind, "testPackageArn": package, "filter": chosen, "parameters": parameters}
print(json.dumps({key: value for key, value in made.items() if value}))
END
  ) || exit 1
  run=$(aws devicefarm schedule-run --project-arn "$project" ${app:+--app-arn "$app"} --device-pool-arn "$pool" \
    --name "$name" --test "$test" --execution-configuration "$execution" --configuration "$configuration" \
    --output text --query run.arn) || exit 1
  while :; do
    told=$(aws devicefarm get-run --arn "$run" --output text \
      --query 'run.[status, result, counters.skipped]') || exit 1
    echo "$run $told"
    case $told in COMPLETED*) break ;; esac
    sleep 30
  done
  case $(printf %s "$told" | cut -f 2-3 | tr '\t' ' ') in
    "PASSED 0" | "WARNED 0") ;;
    *) exit 1 ;;
  esac
)"""

DEVICE_FUNCTIONS = {"farm_arn": _ARN, "farm_file": _FILE, "farm_upload": _UPLOAD, "device_farm": _RUN}
