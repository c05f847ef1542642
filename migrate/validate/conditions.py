"""Stage conditions and their rules.

https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.validate.declaration import Declaration
from migrate.validate.finding import Finding
from migrate.validate.node import Node
from migrate.validate.rule_catalogue import RULES
from migrate.validate.structure import check_command_lines, produced_before, repeated

_RESULTS = {"beforeEntry": ("FAIL", "SKIP"), "onSuccess": ("ROLLBACK", "FAIL"), "onFailure": ("ROLLBACK",)}
_ANY_RESULT = {"ROLLBACK", "FAIL", "RETRY", "SKIP"}
_FAILURE_RESULTS = "ROLLBACK", "RETRY"
_SKIP_RULES = "LambdaInvoke", "VariableCheck"
_TIME_ZONE = re.compile(r"[A-Za-z]+(/[A-Za-z0-9_+\-]+)+|UTC([+-]\d\d:\d\d)?|[A-Z]{3,5}")


def check_conditions(pipeline: Declaration) -> Iterator[Finding]:
    for index, stage in enumerate(pipeline.stages):
        yield from _failure(stage["onFailure"])
        yield from _rollbacks(pipeline, index, stage)
        for place, results in _RESULTS.items():
            for condition in stage[place]["conditions"]:
                yield from _condition(pipeline, condition, results, index)


def _failure(failure: Node) -> Iterator[Finding]:
    if not failure:
        return
    result = failure["result"]
    if not result and not failure["conditions"].entries():
        yield failure.error("conditions/empty", "give a result or conditions, or remove onFailure")
    elif result.text in ("FAIL", "SKIP"):
        yield result.error("conditions/failure-result", f"onFailure takes {' or '.join(_FAILURE_RESULTS)}")
    if failure["retryConfiguration"] and result.text != "RETRY":
        yield failure["retryConfiguration"].error("conditions/retry", "retryConfiguration goes with result RETRY only")


def _rollbacks(pipeline: Declaration, index: int, stage: Node) -> Iterator[Finding]:
    results = [stage["onFailure"]["result"]]
    results += [condition["result"] for place in _RESULTS for condition in stage[place]["conditions"]]
    for result in results:
        if result.text != "ROLLBACK":
            continue
        if pipeline.node["executionMode"].text == "PARALLEL":
            yield result.error("conditions/parallel-rollback", "a pipeline in PARALLEL mode can't roll back")
        elif index == 0:
            yield result.error("conditions/source-rollback", "the source stage can't be rolled back")


def _condition(pipeline: Declaration, condition: Node, results: tuple[str, ...], stage: int) -> Iterator[Finding]:
    result, rules = condition["result"], condition["rules"]
    if not result or (result.text in ("RETRY", "SKIP", "FAIL", "ROLLBACK") and result.text not in results):
        yield result.error("conditions/result", f"the result here is {' or '.join(results)}")
    if "rules" not in condition:
        yield condition.error("conditions/no-rules", "add a rule: the condition checks nothing")
    for name in repeated(rule["name"] for rule in rules):
        yield name.error("conditions/rule-name-unique", f"rename it: another rule is named {name.text!r}")
    for rule in rules:
        provider = rule["ruleTypeId"]["provider"]
        if result.text == "SKIP" in results and provider.text in RULES and provider.text not in _SKIP_RULES:
            yield provider.error("conditions/skip-rules", f"SKIP takes {' and '.join(_SKIP_RULES)} rules only")
        yield from _rule(rule)
        for entry in rule["inputArtifacts"]:
            yield from produced_before(pipeline, entry["name"], (stage, 1_000_000))


def _rule(rule: Node) -> Iterator[Finding]:
    provider, configuration = rule["ruleTypeId"]["provider"], rule["configuration"]
    known = RULES.get(provider.text)
    if known is None:
        yield provider.error("conditions/rule-provider", f"{provider.text!r} is none of {', '.join(RULES)}")
        return
    yield from known.check(configuration, "conditions/rule")
    if provider.text == "Commands":
        yield from check_command_lines(rule)
    elif "commands" in rule:
        yield rule["commands"].error("conditions/commands-only", "remove it: only a Commands rule takes commands")
    if provider.text == "DeploymentWindow":
        yield from _window(configuration)


def _window(configuration: Node) -> Iterator[Finding]:
    cron, zone = configuration["Cron"], configuration["TimeZone"]
    fields = cron.text.split()
    if cron.text and (len(fields) not in (6, 7) or fields[0] not in ("*", "0")):
        message = "write 6 fields and an optional year; the first, the seconds, is * or 0"
        yield cron.error("conditions/cron", message)
    if zone.text and not _TIME_ZONE.fullmatch(zone.text):
        yield zone.error("conditions/time-zone", "write Region/City, UTC+hh:mm or an abbreviation such as EST")
