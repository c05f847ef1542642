"""Requests over HTTP as curl makes them: https://curl.se/docs/manpage.html

Headers and body stand in files that nobody else reads: the list of processes shows no secret.
"""

from __future__ import annotations

from collections.abc import Callable

from migrate.assemble.workbench import Workbench
from migrate.model.contribution import Request
from migrate.model.source import Literal, Value

HTTP_REQUEST = """\
http_request() {  # name method connect read url body [header ...]: remember the text of the answer, and its code
  j2cp_name=$1 j2cp_answer=$(private) || return 1
  shift
  if j2cp_code=$(make_request "$j2cp_answer" "$@") && j2cp_text=$(cat "$j2cp_answer/text" && printf x); then
    remember "$j2cp_name" "${j2cp_text%x}"
    remember "${j2cp_name}_code" "$j2cp_code"
    rm -rf "$j2cp_answer"
  else
    rm -rf "$j2cp_answer"
    return 1
  fi
}"""
MAKE_REQUEST = """\
make_request() (  # folder method connect read url body [header ...]: the code of the answer, whose text is in a file
  folder=$1 method=$2 connect=$3 read=$4 url=$5
  printf %s "$6" > "$folder/body"
  : > "$folder/text"
  shift 6
  for header; do
    case $header in
      *"
"*) echo "A header with several lines" >&2; exit 1 ;;
      *": ") header="${header%: };" ;;
    esac
    printf '%s\\n' "$header"
  done > "$folder/headers"
  set -- -q --silent --show-error --globoff --location --max-redirs 20 --proto '=http,https' \\
    --proto-redir "=${url%%:*}" --header Expect: --header "@$folder/headers" --output "$folder/text"
  [ "$connect" = 0 ] || set -- "$@" --connect-timeout "$connect"
  [ "$read" = 0 ] || set -- "$@" --speed-limit 1 --speed-time "$read"
  case $method in
    GET) ;;
    POST) set -- "$@" --data-binary "@$folder/body" ;;
    *) set -- "$@" --request "$method"; [ ! -s "$folder/body" ] || set -- "$@" --data-binary "@$folder/body" ;;
  esac
  curl "$@" --write-out '%{http_code}' -- "$url"
)"""


def command(request: Request, word: Callable[[Value], str], bench: Workbench) -> str:
    """The command of a request, in the shell that reads its answer."""
    bench.functions["http_request"] = None
    connect, read = request.timeouts
    given = [
        *(request.variable, request.method, f"{connect:g}", str(max(1, round(read))) if read else "0"),
        *(word(one) for one in (request.url, request.body or Literal(""), *request.headers)),
    ]
    bench.keep(request.variable)
    bench.keep(f"{request.variable}_code")
    return " ".join(("http_request", *given))
