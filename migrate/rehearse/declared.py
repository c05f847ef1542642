"""What pipeline.json declares, as CodePipeline understands it.

Field names and defaults: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a condition. `commands` and `inputs` are those of a Commands rule."""

    name: str
    provider: str
    configuration: Mapping[str, str]
    commands: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """All rules must hold, or the stage gets `result`: FAIL, SKIP or ROLLBACK."""

    result: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class OnFailure:
    """What a stage does that has failed. `result` is RETRY, ROLLBACK, FAIL or SKIP; `retries` FAILED_ACTIONS or
    ALL_ACTIONS."""

    result: str = ""
    retries: str = "FAILED_ACTIONS"
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """`inputs` and `outputs` name artifacts. A Commands action has `commands`, `files` (by output), `environment` and
    `exported`."""

    name: str
    category: str
    provider: str
    run_order: int
    configuration: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    namespace: str = ""
    commands: tuple[str, ...] = ()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environment: tuple[Mapping[str, str], ...] = ()
    exported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    actions: tuple[Action, ...]
    before_entry: tuple[Condition, ...] = ()
    on_success: tuple[Condition, ...] = ()
    on_failure: OnFailure = OnFailure()

    def groups(self) -> list[list[Action]]:
        """The actions that start together, in the order of their groups."""
        orders = sorted({one.run_order for one in self.actions})
        return [[one for one in self.actions if one.run_order == order] for order in orders]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`variables` maps names to defaults; None where a start must give a value."""

    name: str
    stages: tuple[Stage, ...]
    variables: Mapping[str, str | None]

    @property
    def actions(self) -> Iterable[Action]:
        return (action for stage in self.stages for action in stage.actions)


def read_pipeline(document: Any) -> Pipeline:
    """Read what a pipeline.json holds. It must be valid: `j2cp validate` says whether it is."""
    pipeline = document["pipeline"]
    return Pipeline(
        name=pipeline["name"],
        stages=tuple(map(_stage, pipeline["stages"])),
        variables={one["name"]: one.get("defaultValue") for one in pipeline.get("variables") or ()},
    )


def _stage(stage: Any) -> Stage:
    return Stage(
        name=stage["name"],
        actions=tuple(map(_action, stage["actions"])),
        before_entry=_conditions(stage.get("beforeEntry")),
        on_success=_conditions(stage.get("onSuccess")),
        on_failure=_on_failure(stage.get("onFailure") or {}),
    )


def _on_failure(given: Any) -> OnFailure:
    retries = (given.get("retryConfiguration") or {}).get("retryMode", "FAILED_ACTIONS")
    return OnFailure(given.get("result", ""), retries, _conditions(given))


def _conditions(given: Any) -> tuple[Condition, ...]:
    return tuple(
        Condition(one.get("result", "FAIL"), tuple(map(_rule, one["rules"])))
        for one in (given or {}).get("conditions") or ()
    )


def _rule(rule: Any) -> Rule:
    return Rule(
        name=rule["name"],
        provider=rule["ruleTypeId"]["provider"],
        configuration=rule.get("configuration") or {},
        commands=tuple(rule.get("commands") or ()),
        inputs=_names(rule.get("inputArtifacts")),
    )


def _action(action: Any) -> Action:
    outputs = action.get("outputArtifacts") or ()
    return Action(
        name=action["name"],
        category=action["actionTypeId"]["category"],
        provider=action["actionTypeId"]["provider"],
        run_order=action.get("runOrder", 1),
        configuration=action.get("configuration") or {},
        inputs=_names(action.get("inputArtifacts")),
        outputs=_names(outputs),
        namespace=action.get("namespace", ""),
        commands=tuple(action.get("commands") or ()),
        files={one["name"]: tuple(one.get("files") or ()) for one in outputs},
        environment=tuple(action.get("environmentVariables") or ()),
        exported=tuple(action.get("outputVariables") or ()),
    )


def _names(artifacts: Any) -> tuple[str, ...]:
    return tuple(one["name"] for one in artifacts or ())
