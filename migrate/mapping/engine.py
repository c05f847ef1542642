"""Runs the rule of one describable and settles its leaves: what a rule does not list is a gap, what it forgets too.

Fail closed: wherever a blocking gap remains, a `Blocked` stands in front of what could be converted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from migrate.mapping.expressions import as_shown, opaque_parts, text_of
from migrate.mapping.open_secrets import OpenSecrets
from migrate.mapping.registry import Registry
from migrate.mapping.rule import Call, FlatSetting, LeafPath, Note, NotKnownError, Promise, Rule, flatten
from migrate.model.contribution import Blocked, Contribution, Guard, Part, Plain, Role, Scope
from migrate.model.ledger import Ledger, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.plan import Placed
from migrate.model.source import SECRET_LEFT_OUT, Describable, Items, Literal, Opaque, Slot, Value, nested

# A trigger that is lost starts nothing: it fails closed by itself.
_NEVER_BLOCKING = frozenset({Slot.TRIGGER})
_AS_GROOVY = "a part of the message that is not understood is shown as it stands in Groovy"
_SCOPES, _GUARDS = get_args(Scope), get_args(Guard)


@dataclass(frozen=True, slots=True)
class _Run:
    """What a rule yielded for one call, or why it could not."""

    contributions: tuple[Contribution, ...]
    failure: Note | None


class Engine:
    """Maps describables with the rules of a registry. `accepted` maps the key of a gap to the user's reason."""

    def __init__(self, registry: Registry, accepted: Mapping[str, str] | None = None, *, debug: bool = False) -> None:
        self._registry = registry
        self._accepted = accepted or {}
        self._debug = debug
        self.used_acceptances: set[str] = set()
        self.used_keeps: set[str] = set()  # patterns of stages that stay on Jenkins
        self._origin: Location | None = None  # the leaf that speaks for what is placed now
        self._unsaid: list[Verdict] = []  # verdicts on children without a leaf
        self.without_rule: Counter[str] = Counter()  # steps by name
        self.secrets = OpenSecrets()

    def apart(self) -> Engine:
        """An engine with the same rules, which leaves no trace in this one."""
        return Engine(self._registry, debug=self._debug)

    def place(self, describable: Describable, ledger: Ledger) -> tuple[Placed, ...]:
        """The contributions of a describable and its children; all its leaves are settled in `ledger`."""
        around, self._origin = self._origin, describable.leaf or self._origin or describable.location
        rule = self._registry.find(describable.name, describable.slot)
        before, self._unsaid = self._unsaid, []
        body = self._place_all(describable.children or (), ledger)
        if rule is None:
            placed = (*self._without_rule(describable, ledger), *body)
        else:
            placed = self._with_rule(named(describable, rule), rule, body, ledger)
        self._unsaid = before + self._unsaid
        self._origin = around
        return placed

    def _place_all(self, describables: Iterable[Describable], ledger: Ledger) -> tuple[Placed, ...]:
        return tuple(placed for one in describables for placed in self.place(one, ledger))

    def _with_rule(
        self, describable: Describable, rule: Rule, body: tuple[Placed, ...], ledger: Ledger
    ) -> tuple[Placed, ...]:
        outer, inner = describable, _inner(describable, rule.handed)
        describable = _without(outer, rule.handed) if inner else outer
        handed = self._place_all(_inner(outer, dict(rule.hands_on)), ledger)
        held = tuple(self._held(outer, rule, ledger))
        describable, unclear = _shown(describable, rule)
        describable, fetched = self.secrets.fetched(describable, rule, ledger)
        call, flats = Call(describable, handed=inner), tuple(flatten(describable))
        call.notes += [*unclear, *fetched]
        run = self._run(rule, call)
        blocked = self._settle(flats, rule, call, run, ledger)
        contributions = () if self._is_unsure(flats, rule, call) else run.contributions
        block = describable.children is not None or bool(rule.holds)
        return (*blocked, *self._placed(describable, contributions, (*handed, *held, *body), block=block))

    def _held(self, outer: Describable, rule: Rule, ledger: Ledger) -> Iterator[Placed]:
        """What stands in the block of a rule's scope, in parts or step by step. Steps that a condition needs run ahead
        of it."""
        for name, slot, role in rule.holds:
            inner = _inner(outer, {name: slot})
            if role is None and slot is Slot.STEP:
                yield from (Placed(Plain(), self._origin or outer.location, self.place(one, ledger)) for one in inner)
                continue
            placed = self._place_all(inner, ledger)
            if role is None or not inner:
                yield from placed
                continue
            ahead, placed = _split(placed) if role is Role.CONDITION else ((), placed)
            yield from [Placed(Part(Role.AHEAD), self._origin or outer.location, ahead)] if ahead else []
            yield Placed(Part(role), self._origin or outer.location, placed)

    def _run(self, rule: Rule, call: Call) -> _Run:
        try:
            return _Run(tuple(rule.convert(call)), None)
        except NotKnownError as error:
            return _Run((), Note(error.setting, Outcome.GAP, str(error), blocking=True))
        except Exception as error:  # one bad rule never stops a run; its leaves say so
            if self._debug:
                raise
            because = f"the rule {rule.key} failed: {type(error).__name__}: {error}"
            return _Run((), Note("", Outcome.GAP, because, blocking=True))

    def _placed(
        self,
        describable: Describable,
        contributions: tuple[Contribution, ...],
        body: tuple[Placed, ...],
        *,
        block: bool,
    ) -> Iterator[Placed]:
        """A block's rule yields scopes for its body, the outer first; where it yields none, the body stands for
        itself, behind what the rule yields. What a rule hands on is such a body too."""
        origin = self._origin or describable.location
        scoped = body and any(isinstance(one, _SCOPES) for one in contributions)
        if not block and not scoped:
            yield from (Placed(contribution, origin) for contribution in contributions)
            yield from body
            return
        yield from (Placed(one, origin) for one in contributions if not isinstance(one, _SCOPES))
        for scope in reversed([one for one in contributions if isinstance(one, _SCOPES)]):
            body = (Placed(scope, origin, body),)
        yield from body

    # ---- verdicts ------------------------------------------------------------------------------------------------

    def _without_rule(self, describable: Describable, ledger: Ledger) -> tuple[Placed, ...]:
        because = f"no rule for {describable.name or 'this'}"
        self.without_rule += Counter([describable.name] if describable.slot is Slot.STEP else [])
        verdict = self._accept(describable, Verdict(Outcome.GAP, describable.name, because, blocking=True))
        for flat in flatten(describable):
            settle_all(ledger, flat.leaves, replace(verdict, rule=f"{describable.name}.{flat.path}"))
        return self._block(describable, [self._settle_whole(describable, verdict, ledger)])

    def _settle(
        self, flats: tuple[FlatSetting, ...], rule: Rule, call: Call, run: _Run, ledger: Ledger
    ) -> tuple[Placed, ...]:
        describable = call.describable
        notes = [*call.notes, *([run.failure] if run.failure else [])]
        verdicts: list[Verdict] = []
        silent: list[Verdict] = []  # on settings without a leaf, which the leaf of the whole must tell
        for flat in flats:
            worst = _worst(self._judge(rule, flat, call, run), _notes_on(notes, flat, rule))
            verdict = self._accept(describable, worst, rule)
            settle_all(ledger, flat.leaves, verdict)
            if flat.leaves:
                verdicts.append(verdict)
            elif any(_opaque(flat.value)) or _is_about(run.failure, flat):
                silent.append(verdict)
        if run.failure is not None:
            verdicts, silent = self._with_failure(describable, rule, run.failure, verdicts, silent)
        told = describable.leaf is not None or ledger.is_settled(describable.location)
        self._unsaid += [*silent, *(one for one in verdicts if not told and one.outcome is not Outcome.IGNORED)]
        whole = self._accept(describable, _whole(rule, [note for note in notes if not note.setting]), rule)
        whole = self._settle_whole(describable, whole, ledger)
        return self._block(describable, [*silent, *verdicts, whole], already=run.contributions)

    def _with_failure(
        self, describable: Describable, rule: Rule, failure: Note, verdicts: list[Verdict], silent: list[Verdict]
    ) -> tuple[list[Verdict], list[Verdict]]:
        """The verdicts with the reason why nothing was converted in front; it is told in any case."""
        told = [one for one in (*verdicts, *silent) if one.because == failure.because]
        if not told and failure.setting:
            verdict = Verdict(failure.outcome, f"{rule.key}.{failure.setting}", failure.because, blocking=True)
            silent = [self._accept(describable, verdict, rule), *silent]
        return sorted(verdicts, key=lambda one: one.because != failure.because), silent

    def _judge(self, rule: Rule, flat: FlatSetting, call: Call, run: _Run) -> Verdict:
        key, promise = f"{rule.key}.{flat.path}", rule.promise(flat.path)
        if promise is None:
            because = f"{rule.plugin.id} has no setting {flat.path}"
            return Verdict(Outcome.GAP, key, because, blocking=True)
        if isinstance(flat.value, Literal) and text_of(flat.value) in promise.defaults:
            return Verdict(Outcome.IGNORED, key, "Jenkins' default, which changes nothing")
        if opaque := next(iter(_opaque(flat.value)), None):
            blocking = promise.blocking or promise.outcome in (Outcome.CONVERTED, Outcome.PARTIAL)
            return Verdict(Outcome.GAP, key, f"not understood: {opaque.because}", blocking=blocking)
        if promise.outcome is Outcome.CONVERTED and self.secrets.lost_in(flat.leaves, flat.value):
            outcome = Outcome.PARTIAL if promise.describes else Outcome.GAP
            return Verdict(outcome, key, SECRET_LEFT_OUT, blocking=not promise.describes)
        if promise.outcome is Outcome.CONVERTED and flat.location not in call.read:
            because = "the rule did not come to use it" if run.failure else "it has no effect beside the other settings"
            return Verdict(Outcome.GAP, key, because, blocking=True)
        return Verdict(promise.outcome, key, promise.because, promise.to, promise.blocking)

    def _is_unsure(self, flats: tuple[FlatSetting, ...], rule: Rule, call: Call) -> bool:
        """Whether a setting that the rule read was not understood or has lost a secret: what it yielded is wrong."""
        read = [flat for flat in flats if flat.location in call.read]
        return any(True for flat in read for _ in _opaque(flat.value)) or any(
            self.secrets.lost_in(flat.leaves, flat.value) and _does_something(rule.promise(flat.path)) for flat in read
        )

    def _settle_whole(self, describable: Describable, verdict: Verdict, ledger: Ledger) -> Verdict:
        """Settle the describable's own leaf. What has none, as a part of an expression, speaks through its parent's, or
        through a settled one at its place, as what Jenkins does by itself for a kind of job."""
        worst, self._unsaid = _worst(verdict, self._unsaid), []
        if describable.leaf is not None:
            ledger.settle(describable.leaf, worst)
            return verdict
        told = ledger.is_settled(describable.location)
        if told:
            ledger.worsen(describable.location, verdict)
        self._unsaid = [] if told and worst is verdict else [worst]
        return verdict

    def _accept(self, describable: Describable, verdict: Verdict, rule: Rule | None = None) -> Verdict:
        if verdict.blocking and (describable.slot in _NEVER_BLOCKING or (rule and rule.advisory)):
            verdict = replace(verdict, blocking=False)
        reason = self._accepted.get(verdict.rule) if verdict.outcome is Outcome.GAP else None
        if reason is None:
            return verdict
        self.used_acceptances.add(verdict.rule)
        return replace(verdict, because=f"{verdict.because} (accepted: {reason})", blocking=False)

    def _block(
        self, describable: Describable, verdicts: Iterable[Verdict], already: Iterable[Contribution] = ()
    ) -> tuple[Placed, ...]:
        """A `Blocked` for the first blocking verdict, unless the rule has yielded one itself."""
        because = next((verdict.because for verdict in verdicts if verdict.blocking), None)
        if because is None or any(isinstance(contribution, Blocked) for contribution in already):
            return ()
        return (Placed(Blocked(f"{describable.name}: {because}"), self._origin or describable.location),)


def named(describable: Describable, rule: Rule) -> Describable:
    """The describable with its single positional argument named as the rule's first setting."""
    if describable.setting("") is None or not rule.sole:
        return describable
    settings = (replace(one, name=rule.sole) if not one.name else one for one in describable.settings)
    return replace(describable, settings=tuple(settings))


def _inner(describable: Describable, handed: Mapping[str, Slot]) -> tuple[Describable, ...]:
    """What a rule leaves to other rules, in the slots where it stands for them."""
    return tuple(
        replace(one, slot=slot)
        for name, slot in handed.items()
        for setting in [describable.setting(name)]
        if setting
        for one in nested(setting.value)
    )


def _without(describable: Describable, handed: Mapping[str, Slot]) -> Describable:
    settings = (
        replace(one, value=Items(())) if one.name in handed and any(True for _ in nested(one.value)) else one
        for one in describable.settings
    )
    return replace(describable, settings=tuple(settings))


def _split(placed: Iterable[Placed]) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """The steps among conditions, in any depth, and the conditions without them."""
    steps: list[Placed] = []
    guards: list[Placed] = []
    for one in placed:
        if not isinstance(one.contribution, _GUARDS):
            steps.append(one)
            continue
        inner, body = _split(one.body)
        steps += inner
        guards.append(replace(one, body=body))
    return tuple(steps), tuple(guards)


def _shown(describable: Describable, rule: Rule) -> tuple[Describable, list[Note]]:
    """The describable with its messages as they can be shown, and what is not as in Jenkins."""
    settings, notes = list(describable.settings), []
    for position, one in enumerate(settings):
        unclear = next(_opaque(one.value), None)
        promise = rule.promise(LeafPath((one.name,), ("",))) if unclear else None
        if unclear and promise and promise.shown and (promise.describes or unclear.because != SECRET_LEFT_OUT):
            settings[position] = replace(one, value=as_shown(one.value))
            notes.append(Note(one.name, Outcome.PARTIAL, f"{_AS_GROOVY}: {unclear.because}"))
    return (replace(describable, settings=tuple(settings)) if notes else describable), notes


def settle_all(ledger: Ledger, leaves: Iterable[Location], verdict: Verdict) -> None:
    for leaf in leaves:
        ledger.settle(leaf, verdict)


def _does_something(promise: Promise | None) -> bool:
    return promise is not None and promise.outcome is Outcome.CONVERTED and not promise.describes


def _opaque(value: Value | None) -> Iterator[Opaque]:
    yield from () if value is None else opaque_parts(value)


def _notes_on(notes: Iterable[Note], flat: FlatSetting, rule: Rule) -> list[Verdict]:
    path = str(flat.path)
    return [
        Verdict(note.outcome, f"{rule.key}.{path}", note.because, blocking=note.blocking)
        for note in notes
        if note.setting == path
    ]


def _is_about(note: Note | None, flat: FlatSetting) -> bool:
    return note is not None and note.setting == str(flat.path)


def _worst(first: Verdict, others: Iterable[Verdict]) -> Verdict:
    worst = first
    for other in others:
        worst = other if other.worse_than(worst) else worst
    return worst


def _whole(rule: Rule, notes: list[Note]) -> Verdict:
    """The verdict on a describable as a whole: the worst of its behaviour and notes, with all their reasons."""
    findings: list[tuple[Outcome, str, bool]] = [
        (one.outcome, f"{one.name}: {one.because}" if one.name else one.because, one.blocking)
        for one in rule.behaviour
        if one.outcome is not Outcome.CONVERTED
    ]
    findings += [(note.outcome, note.because, note.blocking) for note in notes]
    verdict = Verdict(Outcome.CONVERTED, rule.key, to=rule.plugin.title)
    for outcome, because, blocking in findings:
        verdict = _worst(verdict, [Verdict(outcome, rule.key, because, blocking=blocking)])
    reasons = dict.fromkeys(because for _, because, _ in findings)
    return replace(verdict, because="; ".join(reasons)) if reasons else verdict
