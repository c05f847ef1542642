"""Build parameters as pipeline variables, and how a build receives them.

A default of CodePipeline has 1 to 1000 characters on one line. One that has not is stored as `(default)`, and the build
puts the true one in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.assemble.shell import Expansion, in_double_quotes, literal_text, single_quoted, spliced
from migrate.model.contribution import Parameter
from migrate.model.delivery import PipelineVariable
from migrate.model.plan import Placed, Plan, Remark
from migrate.model.source import Literal, Reference, ReferenceKind, Template, Value

STAND_IN = "(default)"
_MOST = 50
_NAMED = re.compile(r"\$(\w+|\{[\w.]+\}|\$)", re.ASCII)  # as Util.replaceMacro reads a text


def parameters_of(plan: Plan) -> tuple[tuple[Parameter, ...], tuple[Remark, ...]]:
    """The job's parameters, each name once, and what CodePipeline can't take."""
    found: dict[str, Parameter] = {}
    remarks: list[Remark] = []
    for placed in plan.traits:
        if isinstance(placed.contribution, Parameter):
            remarks += _accept(placed, placed.contribution, found)
    return tuple(found.values()), tuple(remarks)


def _accept(placed: Placed, parameter: Parameter, found: dict[str, Parameter]) -> Iterator[Remark]:
    if not parameter.name.replace("_", "a").isalnum() or parameter.name[:1].isdigit() or not parameter.name.isascii():
        yield Remark(placed.origin, f"«{parameter.name}» can't be a variable of a build", gap=True, blocking=True)
    elif len(found) == _MOST:
        yield Remark(placed.origin, f"a pipeline has {_MOST} variables at most", gap=True, blocking=True)
    else:
        if not _is_known(parameter.default):
            yield Remark(placed.origin, "the default is known only when the job runs: it is empty here")
            parameter = replace(parameter, default=Literal(""))
        found[parameter.name] = parameter


def _is_known(default: Value | None) -> bool:
    """Whether a build can tell the default: a text, with values of secrets in it or not."""
    parts = default.parts if isinstance(default, Template) else (default,)
    return all(
        one is None or isinstance(one, Literal) or (isinstance(one, Reference) and one.kind is ReferenceKind.SECRET)
        for one in parts
    )


def pipeline_variables(parameters: Iterable[Parameter]) -> tuple[PipelineVariable, ...]:
    return tuple(PipelineVariable(one.name, _stored(one), _description(one)) for one in parameters)


def default_of(parameter: Parameter) -> str:
    text = literal_text(parameter.default) if isinstance(parameter.default, Literal) else ""
    return text.strip() if parameter.trim else text


def _stored(parameter: Parameter) -> str:
    default = default_of(parameter)
    return default if 0 < len(default) <= 1000 and default.isprintable() else STAND_IN


def has_stand_in(parameter: Parameter) -> bool:
    """Whether the pipeline knows only that the parameter has its default, not what that is."""
    return _stored(parameter) == STAND_IN


def _description(parameter: Parameter) -> str:
    choices = f" One of: {', '.join(parameter.choices)}." if parameter.choices else ""
    text = " ".join((parameter.description + choices).split())
    return text if len(text) <= 200 else text[:199] + "…"


def expanding(parameters: Iterable[Parameter]) -> list[str]:
    """The parameters whose defaults name other variables: Jenkins puts the values of those that it knows in their
    places, in the order of the names (`EnvVars.resolve`). `params.NAME` stays as it was."""
    return sorted((one.name for one in parameters if _NAMED.search(default_of(one))), key=str.lower)


def named_in(parameter: Parameter) -> set[str]:
    """The variables that a default names."""
    return {found[1].strip("{}") for found in _NAMED.finditer(default_of(parameter))} - {"$"}


def restore_defaults(parameters: Iterable[Parameter], expansion: Expansion) -> Iterator[str]:
    """Shell lines that put the true default in the place of `(default)`."""
    for one in parameters:
        if has_stand_in(one):
            yield f'[ "${one.name}" != "{STAND_IN}" ] || export {one.name}={_true_default(one, expansion)}'


def _true_default(parameter: Parameter, expansion: Expansion) -> str:
    if isinstance(parameter.default, Template):
        return f'"{spliced(parameter.default, expansion, in_double_quotes)}"'
    return single_quoted(default_of(parameter))
