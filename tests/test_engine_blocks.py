"""Blocks with several scopes, and parts of an expression, which have no leaf to speak for them."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.engine import Engine
from migrate.mapping.registry import Registry
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.ledger import Ledger, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.plan import Placed
from migrate.model.source import Describable, Leaf, Literal, Opaque, Setting, Slot, Value

PLACE = Location("Jenkinsfile", 1, 1, "step")
plugin = Plugin("demo", title="Demo", aws_docs="https://docs.aws.amazon.com/")


@plugin.rule("both")
def both(call: Call) -> Iterator[Contribution]:
    yield c.Print(Literal("in front"))
    yield c.InDirectory(Literal("a"))
    yield c.WithLock(Literal("b"))


@plugin.rule("stopped")
def stopped(call: Call) -> Iterator[Contribution]:
    yield c.Blocked("no")


@plugin.rule("group", slots=(Slot.CONDITION,))
def group(call: Call) -> Iterator[Contribution]:
    yield c.NotAny()


@plugin.rule("check", slots=(Slot.CONDITION,), settings=(converted("value"),))
def check(call: Call) -> Iterator[Contribution]:
    if call.text("value") == "odd":
        call.gap("odd", blocking=True)
    if call.text("value") == "unknown":
        raise NotKnownError("value")
    yield c.Constant(True)


def run(describable: Describable) -> tuple[tuple[Placed, ...], Verdict]:
    ledger = Ledger([Leaf(PLACE, "")])
    placed = Engine(Registry([plugin])).place(describable, ledger)
    return placed, ledger.close()[0].verdict


def condition(value: Value, leaf: Location | None = None) -> Describable:
    return Describable("check", Slot.CONDITION, (Setting("value", value, PLACE, ()),), PLACE, leaf)


def around(child: Describable) -> Describable:
    return Describable("group", Slot.CONDITION, (), PLACE, PLACE, (child,))


def kinds(placed: tuple[Placed, ...]) -> list[type]:
    return [type(one.contribution) for one in placed]


def test_scopes_of_one_rule_nest_and_the_rest_stands_in_front() -> None:
    placed, _ = run(Describable("both", Slot.STEP, (), PLACE, PLACE, (Describable("stopped", Slot.STEP, (), PLACE),)))
    assert kinds(placed) == [c.Print, c.InDirectory]
    assert kinds(placed[1].body) == [c.WithLock]
    assert kinds(placed[1].body[0].body) == [c.Blocked]


def test_a_stop_hides_no_children() -> None:
    child = Describable("both", Slot.STEP, (), PLACE)
    placed, _ = run(Describable("stopped", Slot.STEP, (), PLACE, PLACE, (child,)))
    assert kinds(placed) == [c.Blocked, c.Print, c.InDirectory, c.WithLock]


def test_what_a_part_without_a_leaf_loses_is_told_by_the_leaf_around_it() -> None:
    for value in (Literal("odd"), Literal("unknown"), Opaque("x()", "code")):
        placed, verdict = run(around(condition(value)))
        assert (verdict.outcome, verdict.blocking) == (Outcome.GAP, True), value
        assert kinds(placed) == [c.NotAny]
        assert c.Blocked in kinds(placed[0].body), value


def test_a_part_in_order_leaves_the_leaf_around_it_alone() -> None:
    assert run(around(condition(Literal("even"))))[1].outcome is Outcome.CONVERTED


def test_a_setting_without_a_leaf_is_told_by_the_leaf_of_its_step() -> None:
    for value in (Literal("unknown"), Opaque("x()", "code")):
        placed, verdict = run(condition(value, PLACE))
        assert (verdict.outcome, verdict.blocking) == (Outcome.GAP, True), value
        assert kinds(placed) == [c.Blocked]
