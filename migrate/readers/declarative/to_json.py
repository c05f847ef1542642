"""The model in Jenkins' own JSON, the form of its pipeline-model-converter."""

from __future__ import annotations

from typing import Any

from migrate.readers.declarative.model import (
    Agent,
    Argument,
    Axis,
    Body,
    Branch,
    Input,
    Invocation,
    Pipeline,
    PostCondition,
    Stage,
    Value,
    When,
)
from migrate.readers.declarative.step_names import sole_argument

Json = dict[str, Any]


def to_json(pipeline: Pipeline) -> Json:
    """`{"pipeline": {…}}`; sections that are not there are left out."""
    found = {"stages": [_stage(stage) for stage in pipeline.stages], **_body(pipeline)}
    for name in ("parameters", "triggers"):
        calls: list[Invocation] = getattr(pipeline, name)
        if calls:
            found[name] = {name: [_method(call) for call in calls]}
    if pipeline.libraries:
        found["libraries"] = {"libraries": [_value(one) for one in pipeline.libraries]}
    return {"pipeline": found}


def _body(body: Body) -> Json:
    found: Json = {}
    if body.agent:
        found["agent"] = _agent(body.agent)
    if body.environment:
        found["environment"] = [{"key": one.key, "value": _method_value(one.value)} for one in body.environment]
    if body.options:
        found["options"] = {"options": [_method(one) for one in body.options]}
    if body.tools:
        found["tools"] = [{"key": one.kind, "value": _value(one.version)} for one in body.tools]
    if body.post:
        found["post"] = {"conditions": [_post(one) for one in body.post]}
    if body.when:
        found["when"] = _when(body.when)
    if body.input:
        found["input"] = _input(body.input)
    return found


def _stage(stage: Stage) -> Json:
    found: Json = {"name": stage.name, **_body(stage)}
    if stage.branches:
        found["branches"] = [_branch(branch) for branch in stage.branches]
    if stage.stages:
        found["stages"] = [_stage(inner) for inner in stage.stages]
    if stage.parallel:
        found["parallel"] = [_stage(inner) for inner in stage.parallel]
    if stage.matrix and stage.cell:
        found["matrix"] = {
            "axes": [_axis(axis) for axis in stage.matrix.axes],
            "stages": [_stage(inner) for inner in stage.cell.stages],
            **_body(stage.cell),
        }
        if stage.matrix.excludes:
            found["matrix"]["excludes"] = [[_exclude(axis) for axis in one] for one in stage.matrix.excludes]
    if stage.fail_fast is not None:
        found["failFast"] = stage.fail_fast
    return found


def _value(value: Value) -> Json:
    return {"isLiteral": value.literal, "value": value.value}


def _named(key: str, value: Any) -> Json:
    return {"key": key, "value": value}


def _agent(agent: Agent) -> Json:
    found: Json = {"type": agent.type}
    if agent.argument is not None:
        found["argument"] = _value(agent.argument)
    if agent.arguments is not None:
        found["arguments"] = _agent_arguments(agent.arguments)
    return found


def _agent_arguments(arguments: list[Argument]) -> list[Json]:
    return [
        _named(str(one.key), _agent_arguments(one.value) if isinstance(one.value, list) else _method_value(one.value))
        for one in arguments
    ]


def _method_value(value: Value | Invocation | list[Argument]) -> Any:
    if isinstance(value, Value):
        return _value(value)
    return _method(value) if isinstance(value, Invocation) else _agent_arguments(value)


def _method(call: Invocation) -> Json:
    """An option, parameter or trigger: its arguments are values, calls, or named ones."""
    arguments = [
        _method_value(one.value) if one.key is None else _named(one.key, _method_value(one.value))
        for one in call.arguments
    ]
    return {"name": call.name, "arguments": arguments}


def _branch(branch: Branch) -> Json:
    return {"name": branch.name, "steps": [_step(step) for step in branch.steps]}


def _step(step: Invocation) -> Json:
    found: Json = {"name": step.name, "arguments": _step_arguments(step)}
    if step.children is not None:
        found["children"] = [_step(child) for child in step.children]
    return found


def _step_arguments(step: Invocation) -> Any:
    """A single value takes the name of the step's only required argument, where that is known."""
    if step.block is not None:
        return [_named("scriptBlock", _value(step.block))]
    if len(step.arguments) == 1 and step.arguments[0].key is None:
        name = "" if step.children is not None else sole_argument(step.name)
        value = _method_value(step.arguments[0].value)
        return [_named(name, value)] if name else value
    return [
        _method_value(one.value) if one.key is None else _named(one.key, _method_value(one.value))
        for one in step.arguments
    ]


def _post(condition: PostCondition) -> Json:
    return {"condition": condition.condition, "branch": _branch(condition.branch)}


def _when(when: When) -> Json:
    return {"conditions": [_condition(one) for one in when.conditions], **when.before}


def _condition(condition: Invocation) -> Json:
    found: Json = {"name": condition.name}
    if condition.children is not None:
        found["children"] = [_condition(child) for child in condition.children]
    else:
        found["arguments"] = _step_arguments(condition)
    return found


def _input(found: Input) -> Json:
    fields: Json = {name: _value(value) for name, value in found.fields.items()}
    if found.parameters:
        fields["parameters"] = {"parameters": [_method(one) for one in found.parameters]}
    return fields


def _axis(axis: Axis) -> Json:
    return {"name": axis.name.value, "values": [_value(one) for one in axis.values]}


def _exclude(axis: Axis) -> Json:
    return {**_axis(axis), "inverse": axis.inverse} if axis.inverse else _axis(axis)
