"""What a rule does not list is a gap, what it forgets too, and a blocking gap always stops the build at its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrate.mapping.engine import Engine
from migrate.mapping.open_secrets import OpenSecrets
from migrate.mapping.registry import DuplicateRuleError, Registry, built_in
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.ledger import Entry, Ledger
from migrate.model.location import Location
from migrate.model.plan import Placed
from migrate.model.source import Describable, Items, Leaf, Literal, Opaque, Setting, Slot, Value

DOCS = "https://docs.aws.amazon.com/"


def plugin_with(*promises: object, **options: object) -> Plugin:
    plugin = Plugin("demo", title="Demo", aws_docs=DOCS)

    @plugin.rule("a.b.Demo", "demo", settings=promises, **options)  # type: ignore[arg-type]
    def convert(call: Call) -> Iterator[Contribution]:
        yield c.Command(call.value("command"))

    return plugin


def place(path: str) -> Location:
    return Location("config.xml", len(path), 0, path)


def step(name: str = "demo", slot: Slot = Slot.STEP, **settings: Value) -> Describable:
    found = tuple(Setting(key, value, place(key), (place(key),)) for key, value in settings.items())
    return Describable(name, slot, found, place("step"), place("step"))


def run(engine: Engine, describable: Describable) -> tuple[tuple[Placed, ...], dict[str, Entry]]:
    leaves = [Leaf(place("step"), "")] + [Leaf(one.leaves[0], "") for one in describable.settings]
    ledger = Ledger(leaves)
    placed = engine.place(describable, ledger)
    return placed, {entry.leaf.location.path: entry for entry in ledger.close()}


def outcome(entries: dict[str, Entry], path: str) -> tuple[str, str]:
    return entries[path].verdict.outcome.value, entries[path].verdict.because


def test_a_setting_that_no_rule_lists_is_a_blocking_gap() -> None:
    engine = Engine(Registry([plugin_with(converted("command"))]))
    placed, entries = run(engine, step(command=Literal("ls"), brandNew=Literal("x")))
    assert outcome(entries, "brandNew") == ("gap", "demo has no setting brandNew")
    assert isinstance(placed[0].contribution, c.Blocked)
    assert isinstance(placed[1].contribution, c.Command)


def test_a_setting_that_its_rule_promises_and_forgets_is_a_gap() -> None:
    engine = Engine(Registry([plugin_with(converted("command"), converted("forgotten"))]))
    _, entries = run(engine, step(command=Literal("ls"), forgotten=Literal("x")))
    assert outcome(entries, "forgotten")[0] == "gap"


def test_a_class_without_a_rule_is_a_gap_with_all_its_leaves() -> None:
    placed, entries = run(Engine(Registry([])), step("x.Unknown", command=Literal("ls")))
    assert {outcome(entries, path) for path in entries} == {("gap", "no rule for x.Unknown")}
    assert [type(one.contribution) for one in placed] == [c.Blocked]


def test_a_lost_trigger_stops_nothing() -> None:
    placed, entries = run(Engine(Registry([])), step("x.Unknown", Slot.TRIGGER))
    assert placed == ()
    assert not entries["step"].verdict.blocking


def test_a_default_changes_nothing() -> None:
    engine = Engine(Registry([plugin_with(converted("command"), gap("scale", because="no scale", default="1.0"))]))
    assert outcome(run(engine, step(command=Literal("x"), scale=Literal("1.0")))[1], "scale")[0] == "ignored"
    assert outcome(run(engine, step(command=Literal("x"), scale=Literal("2.0")))[1], "scale") == ("gap", "no scale")


def test_what_nobody_understood_is_never_run() -> None:
    engine = Engine(Registry([plugin_with(converted("command"))]))
    placed, entries = run(engine, step(command=Opaque("foo()", "it calls a function")))
    assert outcome(entries, "command") == ("gap", "not understood: it calls a function")
    assert [type(one.contribution) for one in placed] == [c.Blocked]


@pytest.mark.parametrize("blocking", [True, False])
def test_a_gap_stops_the_pipeline_whether_or_not_its_value_is_understood(blocking: bool) -> None:
    promises = (gap("bindings", because="computed", blocking=blocking), converted("command"))
    engine = Engine(Registry([plugin_with(*promises)]))
    placed, entries = run(engine, step(command=Literal("ls"), bindings=Opaque("foo()", "it calls a function")))
    assert outcome(entries, "bindings") == ("gap", "not understood: it calls a function")
    assert entries["bindings"].verdict.blocking is blocking
    assert [type(one.contribution) for one in placed] == [*([c.Blocked] if blocking else []), c.Command]


def test_a_text_that_has_lost_a_secret_without_a_mark_is_never_run() -> None:
    engine = Engine(Registry([plugin_with(converted("command"))]))
    engine.secrets = OpenSecrets("job", frozenset({place("command")}))
    placed, entries = run(engine, step(command=Literal("curl -u me:… x")))
    assert entries["command"].verdict.blocking
    assert [type(one.contribution) for one in placed] == [c.Blocked]


def test_a_rule_that_raises_makes_gaps_that_name_it() -> None:
    plugin = Plugin("demo", title="Demo", aws_docs=DOCS)

    @plugin.rule("demo", settings=(converted("command"),))
    def convert(call: Call) -> Iterator[Contribution]:
        raise ZeroDivisionError("oops")
        yield

    _, entries = run(Engine(Registry([plugin])), step(command=Literal("x")))
    assert outcome(entries, "step") == ("gap", "the rule demo/demo failed: ZeroDivisionError: oops")
    with pytest.raises(ZeroDivisionError):
        run(Engine(Registry([plugin]), debug=True), step(command=Literal("x")))


def test_an_accepted_gap_stops_nothing_and_is_counted_as_used() -> None:
    engine = Engine(Registry([plugin_with(converted("command"))]), {"demo/demo.extra": "we never used it"})
    placed, entries = run(engine, step(command=Literal("ls"), extra=Literal("x")))
    assert [type(one.contribution) for one in placed] == [c.Command]
    assert outcome(entries, "extra") == ("gap", "demo has no setting extra (accepted: we never used it)")
    assert engine.used_acceptances == {"demo/demo.extra"}


def test_a_single_positional_argument_is_the_first_setting() -> None:
    engine = Engine(Registry([plugin_with(converted("command"))]))
    setting = Setting("", Literal("ls"), place("value"), (place("value"),))
    describable = Describable("demo", Slot.STEP, (setting,), place("step"), place("step"))
    placed, entries = run(engine, describable)
    assert placed[0].contribution == c.Command(Literal("ls"))
    assert outcome(entries, "value")[0] == "converted"


def test_the_worst_of_behaviour_and_notes_is_the_verdict_on_the_whole() -> None:
    behaviour = (partial("colour", because="it is grey"),)
    engine = Engine(Registry([plugin_with(converted("command"), behaviour=behaviour)]))
    assert outcome(run(engine, step(command=Literal("x")))[1], "step") == ("partial", "colour: it is grey")


def test_a_blocks_rule_puts_its_scope_around_the_children() -> None:
    plugin = plugin_with(converted("command"))

    @plugin.rule("around")
    def around(call: Call) -> Iterator[Contribution]:
        yield c.WithRetry(3)

    inner = step(command=Literal("ls"))
    outer = Describable("around", Slot.STEP, (), place("outer"), place("outer"), (inner,))
    ledger = Ledger([Leaf(place(path), "") for path in ("outer", "step", "command")])
    placed = Engine(Registry([plugin])).place(outer, ledger)
    assert [one.contribution for one in placed] == [c.WithRetry(3)]
    assert [one.contribution for one in placed[0].body] == [c.Command(Literal("ls"))]
    ledger.close()


def test_an_empty_list_is_no_unknown_item_of_it() -> None:
    promises = (
        converted("command"),
        ignored("items", because="it is empty"),
        gap("items.**", because="unknown item", blocking=True),
    )
    engine = Engine(Registry([plugin_with(*promises)]))
    assert outcome(run(engine, step(command=Literal("x"), items=Items(())))[1], "items") == ("ignored", "it is empty")
    unknown = Describable("x.Unknown", Slot.VALUE, (), place("items/x"), place("items/x"))
    setting = Setting("items", Items((unknown,)), place("items"), ())
    describable = Describable("demo", Slot.STEP, (setting,), place("step"), place("step"))
    ledger = Ledger([Leaf(place("step"), ""), Leaf(place("items/x"), "")])
    engine.place(describable, ledger)
    assert {entry.verdict.because for entry in ledger.close()} >= {"unknown item"}


def test_two_rules_for_one_name_are_refused() -> None:
    with pytest.raises(DuplicateRuleError, match=r"demo and demo both have a rule for a.b.Demo"):
        Registry([plugin_with(), plugin_with()])


def test_a_wildcard_can_not_be_converted() -> None:
    with pytest.raises(ValueError, match="a wildcard can't be converted"):
        converted("scm.**")


def test_every_built_in_rule_gives_reasons() -> None:
    for plugin in built_in().plugins:
        for rule in plugin.rules:
            for promise in (*rule.settings, *rule.behaviour):
                assert promise.because or promise.outcome.value == "converted", (plugin.id, promise.name)
