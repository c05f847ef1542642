"""SonarQube as its plugin works with it: scanners find the server in their environment, and the report that one leaves
in the workspace says which analysis a quality gate waits for.

https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/
"""

from __future__ import annotations

from migrate.assemble.credentials import bind
from migrate.assemble.results import contributions_in
from migrate.assemble.shell import Expansion, single_quoted, subshell
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import (
    SONARQUBE_TASK,
    QualityGate,
    SecretShape,
    SecretVariable,
    SonarScan,
    WithSonarQube,
)
from migrate.model.estate import SonarServer
from migrate.model.location import Location
from migrate.model.plan import Plan
from migrate.model.source import Literal, Reference, ReferenceKind, Value

# Servers before 10.0 know tokens as logins (`SonarUtils.getTokenProperty`).
_SERVER = r"""sonar_server() {  # name goal arguments [KEY=VALUE ...]: what scanners read, beside address and token
  export SONAR_CONFIG_NAME="$1" SONAR_MAVEN_GOAL="$2" SONAR_EXTRA_PROPS="$3"
  shift 3
  SONARQUBE_SCANNER_PARAMS=$(python3 - "$@" <<'END'
import json, os, sys, urllib.error, urllib.request

server, token = os.environ["SONAR_HOST_URL"], os.environ["SONAR_AUTH_TOKEN"]
given = {"sonar.host.url": server}
if token:
    name = "sonar.token"
    if not server.startswith("https://sonarcloud.io"):
        try:
            with urllib.request.urlopen(server.rstrip("/") + "/api/server/version") as answer:
                version = answer.read().decode()
        except urllib.error.URLError as error:
            print(f"SonarQube does not tell its version: {error}", file=sys.stderr)
            version = "0"
        name = "sonar.token" if int(version.partition(".")[0]) >= 10 else "sonar.login"
    given[name] = token
pairs = [one.split("=") for one in sys.argv[1:]]
print(json.dumps(given | {one[0]: one[1] for one in pairs if len(one) == 2}))
END
  ) || return 1
  export SONARQUBE_SCANNER_PARAMS
}"""
_TASK = r"""sonar_task() (  # the analysis of the newest report in the workspace
  report=$(find . -name report-task.txt -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
  [ -n "$report" ] || { echo 'There is no report-task.txt: no quality gate can be asked for' >&2; exit 0; }
  sed -n 's/\r$//; s/^ceTaskId=//p' "$report"
)"""
_GATE = r"""quality_gate() (  # task [abort]: wait for SonarQube's verdict; with abort only OK passes
  python3 - "$@" <<'END'
import base64, json, os, sys, time, urllib.parse, urllib.request

task, *aborts = sys.argv[1:]
server, token = os.environ["SONAR_HOST_URL"].rstrip("/"), os.environ["SONAR_AUTH_TOKEN"]
login = {"Authorization": "Basic " + base64.b64encode(f"{token}:".encode()).decode()} if token else {}

def asked(path, value):
    request = urllib.request.Request(f"{server}/api/{path}={urllib.parse.quote(value, safe='')}", headers=login)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

if not task:
    sys.exit("No analysis of SonarQube was found")
while (found := asked("ce/task?id", task)["task"])["status"] != "SUCCESS":
    if found["status"] in ("FAILED", "CANCELED"):
        sys.exit(f"SonarQube analysis '{task}' failed: {found['status']}")
    time.sleep(5)
status = asked("qualitygates/project_status?analysisId", found["analysisId"])["projectStatus"]["status"]
print(f"SonarQube task '{task}' completed. Quality gate is '{status}'", file=sys.stderr)
if aborts and status != "OK":
    sys.exit(f"Pipeline aborted due to quality gate failure: {status}")
print(json.dumps({"status": status}))
END
)"""

# As the plugin sonar-quality-gates asks (`QualityGatesProvider`): every 10 seconds, for 5 minutes.
_GATE_OF_PROJECT = r"""quality_gate_of() (  # project [told]: wait for its verdict, which is told or must be OK
  python3 - "$@" <<'END'
import base64, json, os, sys, time, urllib.parse, urllib.request

project, *told = sys.argv[1:]
server = os.environ["SONAR_HOST_URL"].rstrip("/")
login = "Basic " + base64.b64encode((os.environ["SONAR_AUTH_TOKEN"] + ":").encode()).decode()

def asked(path):
    where = f"{server}/api/{path}={urllib.parse.quote(project, safe='')}"
    with urllib.request.urlopen(urllib.request.Request(where, headers={"Authorization": login})) as answer:
        return json.load(answer)

if not project:
    sys.exit("Empty project key.")
for _ in range(31):
    found = asked("ce/component?component")
    if not found.get("queue") and found.get("current", {}).get("status") == "SUCCESS":
        break
    time.sleep(10)
else:
    sys.exit("Max time to wait sonar job!")
status = asked("qualitygates/project_status?projectKey")["projectStatus"]["status"]
print(f"Quality gate of {project} is '{status}'")
if status != "OK" and not told:
    sys.exit(1)
END
)"""

SONARQUBE_FUNCTIONS = {
    "sonar_server": _SERVER,
    "sonar_task": _TASK,
    "quality_gate": _GATE,
    "quality_gate_of": _GATE_OF_PROJECT,
}

_UNKNOWN = (
    "address and token of the server are a secret of its name: fill it in; what else the controller tells scanners is "
    "not known here"
)


def analyses_in(plan: Plan) -> tuple[WithSonarQube, ...]:
    """The servers that a quality gate may ask, with the credentials for each."""
    found = (one for one in contributions_in(plan) if isinstance(one, WithSonarQube | SonarScan))
    scopes = (WithSonarQube(one.server) if isinstance(one, SonarScan) else one for one in found)
    return tuple(dict.fromkeys(one for one in scopes if one.finds))


def found(scope: WithSonarQube, origin: Location, bench: Workbench) -> tuple[str, ...] | None:
    """The lines from which on scanners find the server. None where the credential is known only to the run."""
    server = _known(scope.server, bench)
    if server is None:
        bench.partial(origin, _UNKNOWN)
    login = _login(scope, server, origin, bench)
    if login is None:
        return None
    bench.functions["sonar_server"] = None
    bench.secret_names |= {"SONAR_AUTH_TOKEN", "SONARQUBE_SCANNER_PARAMS"}
    server = server or SonarServer(scope.server, "")
    arguments = " ".join(filter(None, (*(f"-D{one}" for one in server.properties), server.arguments)))
    more = [server.name, server.maven_goal, arguments, *server.properties]
    return (*login, " ".join(("sonar_server", *map(single_quoted, more))))


def _known(name: str, bench: Workbench) -> SonarServer | None:
    """The server as the controller has it, where that is known and the build can have the same address."""
    servers = bench.facts.estate.sonar_servers
    server = next((one for one in servers if name in ("", one.name)), None)
    return None if server is None or "$" in server.url + server.arguments + "".join(server.properties) else server


def _login(
    scope: WithSonarQube, server: SonarServer | None, origin: Location, bench: Workbench
) -> tuple[str, ...] | None:
    """The lines with address and token."""
    place = Literal(f"sonarqube-server-{scope.server or 'first'}")
    lines: tuple[str, ...] = ()
    variables: list[SecretVariable] = []
    if server is None:
        variables.append(SecretVariable("SONAR_HOST_URL", place, SecretShape.SONARQUBE_SERVER, "url"))
    else:
        lines = (f"export SONAR_HOST_URL={single_quoted(server.url or 'http://localhost:9000')}",)
    token: Value = Literal(server.credentials) if server else place
    shape = SecretShape.TEXT if server else SecretShape.SONARQUBE_SERVER
    if scope.credentials != Literal(""):
        token, shape = scope.credentials, SecretShape.TEXT
    if token == Literal(""):
        lines = (*lines, "export SONAR_AUTH_TOKEN=")
    else:
        key = "token" if shape is SecretShape.SONARQUBE_SERVER else ""
        variables.append(SecretVariable("SONAR_AUTH_TOKEN", token, shape, key))
    bound = bind(tuple(variables), origin, bench, "")
    return None if bound is None else (*lines, *bound.lines)


def noted(bench: Workbench) -> str:
    """The line that notes the analysis of the steps before it."""
    bench.functions["sonar_task"] = None
    bench.keep(SONARQUBE_TASK)
    return f'remember {SONARQUBE_TASK} "$(sonar_task)"'


def why_not(bench: Workbench) -> str:
    """Why a quality gate can't be waited for; "" where it can."""
    servers = bench.facts.analyses
    if not servers:
        return "which server to ask is not known: no withSonarQubeEnv stands around an analysis in this job"
    return "" if len(servers) == 1 else "which server to ask is not known: the job analyses with several"


def asked(gate: QualityGate, origin: Location, expansion: Expansion, bench: Workbench) -> str | None:
    """The command that waits for the verdict. None where the credential is known only to the run."""
    (scope,) = bench.facts.analyses
    login = _login(scope, _known(scope.server, bench), origin, bench)
    if login is None:
        return None
    bench.functions["quality_gate"] = None
    task = expansion(Reference(ReferenceKind.VARIABLE, SONARQUBE_TASK))
    words = ["quality_gate", f'"{task}"', *(["abort"] if gate.aborts else [])]
    return subshell(*login, " ".join(words) + ("" if gate.variable else " > /dev/null"))
