"""Functions for tests that another service runs; its keys stand in the environment alone.

They start a test by the API of the service, wait for its end, and fail where it has failed.
"""

from __future__ import annotations

_RUNSCOPE = r"""runscope_tests() (  # URL seconds: trigger tests, and wait until each has passed
  python3 - "$@" <<'END'
import json, os, sys, time, urllib.request

def asked(url):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["RUNSCOPE_TOKEN"]})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]

end = time.time() + int(sys.argv[2])
runs = asked(sys.argv[1])["runs"]
if not runs:
    sys.exit("no test was triggered")
for run in runs:
    where = "https://api.runscope.com/buckets/{bucket_key}/tests/{test_id}/results/{test_run_id}".format(**run)
    while (result := asked(where).get("result")) not in ("pass", "fail", "canceled"):
        if time.time() > end:
            sys.exit(f"{where}: no result in time")
        time.sleep(2)
    print(where, result)
    if result != "pass":
        sys.exit(1)
END
)"""

_BLAZEMETER = r"""blazemeter_test() (  # server test [report]: start it, wait for its end, and fail where it has failed
  python3 - "$@" <<'END'
import base64, json, os, sys, time, urllib.request

server, test, *report = sys.argv[1:]
login = os.environ["BLAZEMETER_ID"] + ":" + os.environ["BLAZEMETER_SECRET"]
headers = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode(), "Content-Type": "application/json"}

def asked(path, data=None):
    request = urllib.request.Request(f"{server.rstrip('/')}/api/v4/{path}", headers=headers, data=data)
    with urllib.request.urlopen(request) as answer:
        return answer.read()

master = json.loads(asked(f"tests/{test}/start", b"{}"))["result"]["id"]
print("started", master, flush=True)
while json.loads(asked(f"masters/{master}/status"))["result"]["status"] != "ENDED":
    time.sleep(10)
if report:
    with open(report[0], "wb") as file:
        file.write(asked(f"masters/{master}/reports/thresholds?format=junit"))
told = json.loads(asked(f"masters/{master}/ci-status"))["result"]
if wrong := [*(told.get("errors") or []), *(told.get("failures") or [])]:
    sys.exit(json.dumps(wrong))
END
)"""

_GHOST_INSPECTOR = r"""ghost_inspector() (  # suite [URL]: run it, and wait until all its tests have passed
  python3 - "$@" <<'END'
import json, os, sys, urllib.parse, urllib.request

given = {"apiKey": os.environ["GHOST_INSPECTOR_KEY"], **({"startUrl": sys.argv[2]} if sys.argv[2] else {})}
url = f"https://api.ghostinspector.com/v1/suites/{sys.argv[1]}/execute/"
with urllib.request.urlopen(url, urllib.parse.urlencode(given).encode()) as answer:
    told = json.load(answer)
if told.get("code") != "SUCCESS":
    sys.exit(told.get("message") or "the suite was not run")
results = told["data"]
for one in results:
    print(one.get("testName") or one.get("name"), "passed" if one.get("passing") else "failed")
if not results or not all(one.get("passing") for one in results):
    sys.exit(1)
END
)"""

SERVICE_FUNCTIONS = {
    "runscope_tests": _RUNSCOPE,
    "blazemeter_test": _BLAZEMETER,
    "ghost_inspector": _GHOST_INSPECTOR,
}
