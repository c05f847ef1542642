"""Shell functions that start pipelines with parameters from properties files."""

from __future__ import annotations

START_WITH_FILES = r"""start_with_files() (  # pipeline start|wait|end any|some, parameters, of which later ones win
  pipeline=$1 mode=$2 needs=$3  # NAME=VALUE, -f and a properties file, or -F and one without which nothing is started
  shift 3
  found={}
  while [ $# -gt 0 ]; do
    case $1 in
      -[fF])
        case $2 in
          *,*) echo "Not converted: the files $2 under one name" >&2; return 1 ;;
        esac
        if [ -f "$2" ]; then
          text=$(cat "$2") || return 1
          if printf '%s\n' "$text" | grep -qE '\$([A-Za-z0-9_]|\{[A-Za-z0-9_.]+\}|\$)'; then
            echo "Not converted: $2 names variables, which Jenkins expands" >&2
            return 1
          fi
          found=$(properties_json "$text" "$found") || return 1
        else
          echo "Properties file $2 did not exist."
          [ "$1" = -f ] || return 0
        fi
        shift ;;
      *) found=$(map_put "$found" "${1%%=*}" "${1#*=}") || return 1 ;;
    esac
    shift
  done
  if [ "$found" != {} ]; then
    run_pipeline "$pipeline" "$mode" "$(variables_json "$found")"
  elif [ "$needs" = any ]; then
    run_pipeline "$pipeline" "$mode"
  else
    echo "$pipeline is not started: there are no parameters"
  fi
)"""

VARIABLES_JSON = r"""variables_json() {  # map: as variables of a pipeline that is started, in JSON
  python3 -c '
import json, sys

print(json.dumps([{"name": name, "value": value} for name, value in json.loads(sys.argv[1]).items()]))' "$1"
}"""
