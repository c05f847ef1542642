"""Plans as the rules make them, in few words: what the assembly's tests assemble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from migrate.assemble.builds import Built, Order, build
from migrate.assemble.layout import Unit
from migrate.assemble.results import results_of
from migrate.assemble.variables import Surroundings, jenkins_variables
from migrate.assemble.workbench import JobFacts
from migrate.model import contribution as c
from migrate.model.estate import Estate
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedPost, PlannedStage, Variable
from migrate.model.settings import Settings
from migrate.model.source import JobKind, Literal, Reference, ReferenceKind, Template, Value

_lines = count(1)


def at(path: str = "") -> Location:
    """A place that no other call gives."""
    line = next(_lines)
    return Location("Jenkinsfile", line, 5, path or f"place/{line}")


def placed(contribution: c.Contribution, *body: Placed) -> Placed:
    return Placed(contribution, at(type(contribution).__name__ + f"/{next(_lines)}"), body)


def sh(script: str) -> Placed:
    return placed(c.Command(Literal(script)))


def param(name: str) -> Reference:
    return Reference(ReferenceKind.PARAMETER, name)


def env(name: str) -> Reference:
    return Reference(ReferenceKind.ENVIRONMENT, name)


def text(*parts: str | Reference) -> Template:
    """A GString."""
    return Template(tuple(Literal(part) if isinstance(part, str) else part for part in parts))


def variable(name: str, value: Value | str) -> Variable:
    return Variable(name, Literal(value) if isinstance(value, str) else value, at(f"environment/{name}/{next(_lines)}"))


def post(condition: str, *work: Placed) -> PlannedPost:
    return PlannedPost(condition, work, at(f"post/{condition}/{next(_lines)}"))


def stage(name: str, *work: Placed, **more: object) -> PlannedStage:
    return PlannedStage(name, at(f"stages/{name}/{next(_lines)}"), work=work, **more)  # type: ignore[arg-type]


def git(url: str = "https://github.com/team/app.git") -> Placed:
    return placed(c.Checkout(url=Literal(url), branches=(Literal("*/main"),)))


def plan_of(*stages: PlannedStage, kind: JobKind = JobKind.DECLARATIVE, **more: object) -> Plan:
    fields: dict[str, object] = {
        "machine": None,
        "environment": (),
        "traits": (),
        "sources": (git(),),
        "post": (),
        **more,
    }
    return Plan("team/app", kind, at("pipeline"), stages=stages, **fields)  # type: ignore[arg-type]


def facts_of(
    parameters: Iterable[c.Parameter] = (),
    *,
    settings: Settings | None = None,
    credentials: Mapping[str, c.SecretShape] | None = None,
) -> JobFacts:
    around = Surroundings("team/app", "team-app", "https://github.com/team/app.git", True, False)
    estate = Estate(credentials or {})
    return JobFacts(
        "team/app", "team-app", settings or Settings(), estate, tuple(parameters), jenkins_variables(around)
    )


def built(plan: Plan, facts: JobFacts | None = None, **order: object) -> Built:
    """All stages of a plan as the only build of its pipeline."""
    unit = Unit("Build", plan.stages, plan.machine, fresh=True)
    fields: dict[str, object] = {"last": True, **order}
    facts = replace(facts or facts_of(), results=results_of(plan))
    return build(Order(unit, plan, facts, **fields))  # type: ignore[arg-type]
