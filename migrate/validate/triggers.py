"""Triggers of a V2 pipeline: https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.validate.declaration import Declaration
from migrate.validate.finding import Finding
from migrate.validate.node import Node
from migrate.validate.structure import repeated

_MOST_BYTES = 200 * 1024
_CRITERIA = "tags", "branches", "filePaths"


def check_triggers(pipeline: Declaration) -> Iterator[Finding]:
    triggers = pipeline.node["triggers"]
    yield from _source_actions(pipeline, triggers)
    for trigger in triggers:
        git = trigger["gitConfiguration"]
        if not git["push"].entries() and not git["pullRequest"].entries():
            yield git.error("triggers/needs-filter", "add push or pullRequest: a trigger without filters is refused")
        yield from _push(git["push"])
        yield from _pull_request(git["pullRequest"])
        yield from _criteria(git)
    if len(json.dumps(triggers.value)) > _MOST_BYTES:
        yield triggers.error("triggers/size", "triggers take 200 KB at most: use fewer or shorter patterns")


def _source_actions(pipeline: Declaration, triggers: Node) -> Iterator[Finding]:
    sources = {
        action.name
        for action in pipeline.actions
        if action.category == "Source" and action.provider == "CodeStarSourceConnection"
    }
    names = [trigger["gitConfiguration"]["sourceActionName"] for trigger in triggers]
    for name in names:
        if name.text and name.text not in sources:
            yield name.error("triggers/source-action", f"{name.text!r} is no CodeStarSourceConnection source action")
    for name in repeated(names):
        yield name.error("triggers/one-per-source", f"{name.text!r} has a trigger already: put the filters together")


def _push(filters: Node) -> Iterator[Finding]:
    for entry in filters:
        if "tags" not in entry and "branches" not in entry:
            yield entry.error("triggers/push-filter", "a push filter needs tags or branches")
        elif "filePaths" in entry and "branches" not in entry:
            yield entry.error("triggers/file-paths", "filePaths need branches beside them")


def _pull_request(filters: Node) -> Iterator[Finding]:
    for entry in filters:
        if "branches" not in entry:
            yield entry.error("triggers/pull-request-branches", "a pullRequest filter needs branches")


def _criteria(git: Node) -> Iterator[Finding]:
    for filters in (git["push"], git["pullRequest"]):
        seen: list[object] = []
        for entry in filters:
            if entry.value in seen:
                yield entry.error("triggers/duplicate-filter", "remove it: the same filter stands before it")
            seen.append(entry.value)
            for key in _CRITERIA:
                if key in entry and not entry[key]["includes"].entries() and not entry[key]["excludes"].entries():
                    yield entry[key].error("triggers/empty-criteria", "add includes or excludes")
