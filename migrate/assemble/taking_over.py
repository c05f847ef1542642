"""What the actions of CodePipeline take over of a job, gathered while its builds are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from functools import partial

from migrate.assemble import native_actions, scopes
from migrate.assemble.layout import Step, Unit
from migrate.assemble.native import Known, everything, texts_of
from migrate.assemble.native_actions import Behind
from migrate.assemble.parameters import expanding
from migrate.assemble.workbench import JobFacts
from migrate.model.delivery import Placeholder, Proposal
from migrate.model.plan import Plan, PlannedStage, Remark
from migrate.model.source import Reference, ReferenceKind

_NOT_LAST = (
    "only what a build ends with can become an action: something comes after it, or a block or stage is around it"
)


@dataclass(slots=True)
class TakingOver:
    """`referred` gives the `#{…}` form of a value, unless its name is among those that have another one. `because` says
    of steps that end a build why no action does them, "" where one can. It knows them by their identity: the turns of a
    loop have one origin."""

    plan: Plan
    facts: JobFacts
    referred: Callable[[Set[str], Reference], str | None]
    because: dict[int, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    asked: dict[Placeholder, None] = field(default_factory=dict)

    def behind(self, step: Step, unit: Unit, *, last: bool) -> Behind | None:
        """What an action does behind the build of a unit, where the user wants that and one can."""
        known, settings = self._known(unit.stages[-1]), self.facts.settings
        one = native_actions.behind(unit, self.plan, known, settings, last=last)
        if one is None:
            inside = native_actions.blocked_by(unit, known, settings)
            self.because |= {id(inside[0].placed): inside[1]} if inside else {}
            return None
        because = native_actions.why_not(one, step, unit, self.plan, known, self.facts)
        self.because[id(one.found.placed)] = because
        if because or one.found.takeover.stays or not settings.native:
            return None
        self._take(one)
        return one

    def _take(self, one: Behind) -> None:
        to = f"an action of {one.found.takeover.provider} behind the build"
        origin = one.found.placed.origin
        self.remarks += [Remark(origin, text, to=to) for text in native_actions.differences(one.found, self.plan)]
        told = f"{to} does it, as far as that has settings for it"
        self.remarks += [Remark(placed.origin, told, whole=True, to=to) for placed in one.found.pieces]
        self.asked |= dict.fromkeys(native_actions.asked_for(one.found))

    def _known(self, stage: PlannedStage) -> Known:
        """What the pipeline knows of the values that a stage has."""
        moving = {*self.facts.set_by_steps, *expanding(self.facts.parameters)}
        secret = {one.name for one in self.facts.parameters if one.secret}
        own = scopes.names_of((*self.plan.environment, *stage.traits, *stage.environment))
        return Known(texts_of(self.plan, stage, moving), partial(self._referred, {*moving, *secret, *own}))

    def _referred(self, taken: Set[str], reference: Reference) -> str | None:
        """A parameter, or a variable of Jenkins that the pipeline hands to its builds, too, just as it is."""
        known = self.referred(taken, reference)
        if known is not None or reference.kind is not ReferenceKind.ENVIRONMENT or reference.name in taken:
            return known
        variable = self.facts.variables.get(reference.name)
        if variable is None or variable.may_be_unset or variable.difference or set(variable.shell) & set('$`"\\'):
            return None
        return variable.pipeline or variable.shell or variable.text

    def proposals(self) -> Iterator[Proposal]:
        """The steps for which CodePipeline has an action."""
        settings = self.facts.settings
        for stage, found in everything(self.plan, self._known, settings):
            because = self.because.get(id(found.placed), _NOT_LAST)
            taken = settings.native and not (found.takeover.stays or because)
            yield native_actions.proposal(stage, found, because, self.plan, taken=bool(taken))
