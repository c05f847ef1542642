"""The batch section: https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.validate.finding import Finding
from migrate.validate.grammar import Form, Kind, check_form
from migrate.validate.node import Node
from migrate.validate.structure import repeated

_FORMS = "build-list", "build-graph", "build-matrix", "build-fanout"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,127}")
_TEXT, _TEXTS, _SWITCH = Form(Kind.TEXT), Form(Kind.TEXTS), Form(Kind.SWITCH)
_ENVIRONMENT: Mapping[str, Form] = {
    "compute-type": _TEXT,
    "fleet": _TEXT,
    "image": _TEXT,
    "privileged-mode": _SWITCH,
    "type": _TEXT,
    "variables": Form(Kind.VALUES),
}
_TASK: Mapping[str, Form] = {
    "identifier": Form(Kind.TEXT, required=True),
    "buildspec": _TEXT,
    "debug-session": _SWITCH,
    "env": Form(Kind.MAP, _ENVIRONMENT),
    "ignore-failure": _SWITCH,
}
_MATRIX: Mapping[str, Form] = {
    "static": Form(
        Kind.MAP,
        {"ignore-failure": _SWITCH, "env": Form(Kind.MAP, {"privileged-mode": _SWITCH, "type": _TEXT})},
    ),
    "dynamic": Form(
        Kind.MAP,
        {
            "buildspec": _TEXTS,
            "env": Form(Kind.MAP, {"compute-type": _TEXTS, "image": _TEXTS, "variables": Form(Kind.ANY)}),
        },
    ),
}
_BATCH = Form(
    Kind.MAP,
    {
        "fast-fail": _SWITCH,
        "build-list": Form(Kind.LIST, _TASK),
        "build-graph": Form(Kind.LIST, {**_TASK, "depend-on": _TEXTS}),
        "build-matrix": Form(Kind.MAP, _MATRIX),
        "build-fanout": Form(Kind.MAP, {"parallelism": Form(Kind.NUMBER, required=True), "ignore-failure": _SWITCH}),
    },
)


def check_batch(root: Node) -> Iterator[Finding]:
    batch = root["batch"]
    if not batch:
        return
    yield from check_form(batch, _BATCH, "batch")
    if sum(form in batch for form in _FORMS) != 1:
        yield batch.error("batch/one-form", f"give exactly one of {', '.join(_FORMS)}")
    for form in ("build-list", "build-graph"):
        yield from _tasks(batch[form])
    yield from _dependencies(batch["build-graph"])
    for name, values in batch["build-matrix"]["dynamic"]["env"]["variables"].items():
        if not values.entries():
            yield values.error("batch/matrix-values", f"{name} is a list of values")


def _tasks(tasks: Node) -> Iterator[Finding]:
    names = [task["identifier"] for task in tasks]
    for name in names:
        if name.text and not _IDENTIFIER.fullmatch(name.text):
            yield name.error("batch/identifier", "use letters, digits and _, 127 at most")
    for name in repeated(names):
        yield name.error("batch/identifier-unique", f"rename it: another task is named {name.text!r}")
    for task in tasks:
        if "compute-type" in task["env"] and "fleet" in task["env"]:
            yield task["env"].error("batch/fleet", "give compute-type or fleet, not both")


def _dependencies(tasks: Node) -> Iterator[Finding]:
    needs = {task["identifier"].text: task["depend-on"].texts for task in tasks}
    for task in tasks:
        for entry in task["depend-on"]:
            if entry.text and entry.text not in needs:
                yield entry.error("batch/depend-on", f"no task is named {entry.text!r}")
        if _reaches(needs, task["identifier"].text):
            yield task.error("batch/cycle", "the task waits for itself: break the circle of depend-on")


def _reaches(needs: Mapping[str, list[str]], start: str) -> bool:
    waiting, seen = list(needs.get(start, [])), set[str]()
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, [])
    return False
