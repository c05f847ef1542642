"""A build that keeps its own log, for what reads it in Jenkins: tasks that wait for a text, rules that tell an error.

Only a build in which something reads the log keeps it, in a file beside the workspace. Each command writes there, with
its errors in their order, and a `tail` shows what it writes: a pipe would wait for what the command leaves running, and
lose its status. What reads the log sees it as it was before it.

Of what Jenkins itself writes into the log, there is the line that a step has failed.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from migrate.assemble.patterns import find_arguments
from migrate.assemble.results import contributions_in, everything_in
from migrate.assemble.shell import single_quoted, subshell
from migrate.model import contribution as c
from migrate.model import java_regex
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedStage
from migrate.model.source import Literal

LOG = '"$CODEBUILD_SRC_DIR@tmp/log"'
BEGIN = f'( umask 077; mkdir -p "$CODEBUILD_SRC_DIR@tmp"; : > {LOG} )'
NOTE_FAILURE = (
    f'[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || echo "Build step \'Execute shell\' marked build as failure" >> {LOG}'
)
ELSEWHERE = "the steps of the job are several builds on AWS, each with a log of its own"
OF_COMMANDS = "what is read is the output of the commands: of Jenkins' own lines it has only that a step has failed"
UNTRACED = "credentials are bound, so scripts do not show in the log which commands they run"

_RULES = "LOG_PARSER_RULES"
_SECRETS = (c.WithSecrets, c.WithRole, c.WithSshKeys, c.WithRegistry)


def reads_log(plan: Plan) -> bool:
    """Whether something in the plan reads the log of its build."""
    return any(is_reader(one) for one in contributions_in(plan))


def is_reader(contribution: object) -> bool:
    return isinstance(contribution, c.RunLogTasks | c.ParseLog) or (
        isinstance(contribution, c.FindText) and contribution.log
    )


def only_looks(contribution: object) -> bool:
    """Whether it says nothing in the log that it reads."""
    return isinstance(contribution, c.ParseLog | c.FindText)


def may_show(plan: Plan) -> bool:
    """Whether scripts may tell which commands they run: not where one of them may have a credential in it."""
    environment = (one for one in plan.environment if isinstance(one, Placed))
    found = (*contributions_in(plan), *everything_in(environment), *everything_in(_environments(plan.stages)))
    return not any(isinstance(one, _SECRETS) or (isinstance(one, c.Parameter) and one.secret) for one in found)


def _environments(stages: tuple[PlannedStage, ...]) -> Iterator[Placed]:
    for stage in stages:
        yield from (one for one in stage.environment if isinstance(one, Placed))
        yield from _environments((*stage.stages, *stage.parallel))


_SIZE = f"j2cp_log_size=$(wc -c < {LOG})"


def looking(body: str) -> str:
    """A command that looks into the log as it is before it."""
    return subshell(_SIZE, body)


def recorded(body: str) -> str:
    """A complete command whose output goes into the log too; its status is kept."""
    lines = [_SIZE, f"{subshell(body)} >> {LOG} 2>&1 &", 'show_log "$!"']
    return subshell(*lines, strict=False)


def condition(texts: tuple[tuple[str, str], ...]) -> str:
    """The test whether the log has texts. Each is joined to all those before it."""
    test = ""
    for operator, pattern in texts:
        one = f"log_finds {single_quoted(java_regex.compiled(pattern).pattern)}"
        test = f"{{ {test} {'&&' if operator == 'and' else '||'} {one}; }}" if test else one
    return test or "false"


def with_secret_rules(path: str, origin: Location) -> Placed:
    """What parses the log by a file of the controller: a secret file, under the path that the job knows."""
    credential = Literal("log-parser/" + path.strip("/"))
    file = c.SecretVariable(_RULES, credential, c.SecretShape.FILE, "content", c.SecretForm.FILE_PATH)
    return Placed(c.WithSecrets((file,)), origin, (Placed(c.ParseLog(""), origin),))


def rules_word(path: str) -> str:
    """The file of the rules as a word of the shell: the secret one, or one of the workspace."""
    return single_quoted(path) if path else f'"${_RULES}"'


def found(text: c.FindText, ends: str, unstable: str, functions: dict[str, None]) -> str:
    """The command that looks for a text, and `ends` where what it finds or misses counts."""
    pattern = single_quoted(java_regex.compiled(text.pattern).pattern)
    lines = ["j2cp_found=1", *([_SIZE] if text.log else [])]
    if text.log:
        functions["line_finds"] = None
        lines.append(f'line_finds {pattern} "$j2cp_log_size" {LOG} && j2cp_found=0')
    if text.files:
        functions["files_find"] = None
        complaint = single_quoted(f"No file matches {', '.join(text.files)}")
        lines += [
            f"files_find {pattern} {find_arguments(text.files)}",
            "case $? in",
            "  0) j2cp_found=0 ;;",
            f"  2) echo {complaint} >&2; {unstable}; exit ;;",
            "esac",
        ]
    told = single_quoted(f"{'Nothing' if text.missing else 'Something'} has the text {text.pattern}")
    lines.append(f"[ $j2cp_found -{'eq' if text.missing else 'ne'} 0 ] || {{ echo {told}; {ends}; }}")
    return subshell(*lines, strict=False)


# ---- what the build defines ------------------------------------------------------------------------------------------

_SHOW_LOG = f"""\
show_log() {{  # process: print what it adds to the log, and end as it does
  tail -c +"$((j2cp_log_size + 1))" -s 0.1 -f --pid="$1" {LOG} &
  j2cp_shown=$!
  wait "$1"
  j2cp_status=$?
  wait "$j2cp_shown"
  return "$j2cp_status"
}}"""

_OR_END = """\
  case $? in
    0) return 0 ;;
    3) return 1 ;;
    *) exit 1 ;;
  esac
}"""

_LINES = r"""
def lines_of(path, size=-1):
    with open(path, "rb") as file:
        lines = re.split("\r\n|\n|\r", file.read(size).decode("utf-8", "replace"))
    return lines if lines[-1] else lines[:-1]
"""

_LOG_FINDS = f"""\
log_finds() {{  # pattern of Python's: whether it finds something in the log so far; an error ends the shell around
  python3 - "$1" {LOG} "$j2cp_log_size" <<'END'
import re, sys

with open(sys.argv[2], "rb") as file:
    text = file.read(int(sys.argv[3])).decode("utf-8", "replace")
sys.exit(0 if re.search(sys.argv[1], text, re.ASCII) else 3)
END
{_OR_END}"""

_LINE_FINDS = f"""\
line_finds() {{  # pattern of Python's, sizes and files: whether it finds something in a line; an error ends the shell
  python3 - "$@" <<'END'
import re, sys
{_LINES}
pattern, *files = sys.argv[1:]
pairs = zip(files[::2], files[1::2])
found = any(re.search(pattern, line, re.ASCII) for size, path in pairs for line in lines_of(path, int(size)))
sys.exit(0 if found else 3)
END
{_OR_END}"""

_FILES_FIND = f"""\
files_find() {{  # pattern of Python's, tests of GNU find: whether it finds something in a line of them; 2: no files
  j2cp_pattern=$1 j2cp_list=$(mktemp) || exit 1
  shift
  ordinary "$@" > "$j2cp_list"
  [ -s "$j2cp_list" ] || return 2
  python3 - "$j2cp_pattern" "$j2cp_list" <<'END'
import re, sys
{_LINES}
with open(sys.argv[2], "rb") as file:
    paths = file.read().split(b"\\0")[:-1]
sys.exit(0 if any(re.search(sys.argv[1], line, re.ASCII) for path in paths for line in lines_of(path)) else 3)
END
{_OR_END}"""

# `LogParserUtils.readParsingRules`, `skipParsingRule`, `compilePatterns` and `LineToStatus.apply`: a rule is used only
# where it has a second word, and something between slashes. Without the file nothing is parsed, and nothing fails.
_PARSE_LOG = f"""\
parse_log() {{  # file of rules: fail where the first rule that finds something in a line of the log says error
  [ -f "$1" ] || {{ echo "Cannot parse the log: there is no $1"; return 0; }}
  python3 - "$1" {LOG} "$j2cp_log_size" <<'END'
{inspect.getsource(java_regex)}

import sys
{_LINES}
def rules_of(text):
    for rule in text.split("\\n"):
        if rule[:1] in ("", "#", "\\r") or rule.startswith("\\\\s") or "$header" in rule:
            continue
        words = re.split("[ \\t\\n\\x0b\\f\\r]", rule)
        first, last = rule.find("/"), rule.rfind("/")
        if first < last and any(words[1:]):
            yield words[0].lower() == "error", compiled(rule[first + 1:last])

try:
    with open(sys.argv[1], "rb") as file:
        rules = list(rules_of(file.read().decode("utf-8", "replace")))
except ValueError as error:
    sys.exit("Not converted: " + str(error))
firsts = ((line, next((is_error for is_error, one in rules if one.search(line)), False))
          for line in lines_of(sys.argv[2], int(sys.argv[3])))
errors = [line for line, is_error in firsts if is_error]
for line in errors:
    print("An error in the log: " + ascii(line))
sys.exit(1 if errors else 0)
END
}}"""

LOG_FUNCTIONS = {
    "show_log": _SHOW_LOG,
    "log_finds": _LOG_FINDS,
    "line_finds": _LINE_FINDS,
    "files_find": _FILES_FIND,
    "parse_log": _PARSE_LOG,
}
NEEDS_OF_LOGS = {"files_find": ("matching", "ordinary")}
