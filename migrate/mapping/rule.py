"""What a rule is: for each setting of a Jenkins plugin what becomes of it, and a generator of contributions.

    plugin = Plugin("junit", title="JUnit test results", aws_docs="https://docs.aws.amazon.com/…")

    @plugin.rule(
        "hudson.tasks.junit.JUnitResultArchiver",
        "junit",
        settings=(
            converted("testResults", to="buildspec reports"),
            gap("healthScaleFactor", because="…", default="1.0"),
        ),
        behaviour=(partial("failed tests mark the build unstable", because="…"),),
    )
    def publish_report(call: Call) -> Iterator[Contribution]:
        yield TestReport(files=call.globs("testResults"))

The first setting is the one that a single positional argument of the step sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from migrate.mapping.expressions import ant_patterns, expand, text_of
from migrate.model.contribution import Contribution, Patterns, Role
from migrate.model.ledger import Outcome
from migrate.model.location import Location
from migrate.model.source import Describable, Items, Literal, Reference, Setting, Slot, Template, Value, nested


@dataclass(frozen=True, slots=True)
class Promise:
    """What becomes of a setting (`name` is its path: `userRemoteConfigs.url`, `extensions[CloneOption].depth`) or, in
    `behaviour`, of something that the plugin does without any setting.

    A value equal to one of `defaults` changes nothing, so the leaf is ignored whatever the outcome says. What is
    `shown` is only for people to read: Groovy that is not understood stands there as it is. No build has what only
    `describes`: a secret in it is left out. In a `free` map the keys are the user's own.
    """

    name: str
    outcome: Outcome
    because: str = ""
    to: str = ""
    defaults: tuple[str, ...] = ()
    blocking: bool = False
    shown: bool = False
    describes: bool = False
    free: bool = False

    def __post_init__(self) -> None:
        if self.outcome is Outcome.CONVERTED and "*" in self.name and not self.free:
            raise ValueError(f"{self.name}: a wildcard can't be converted, a new setting would hide under it")
        if self.outcome is not Outcome.CONVERTED and not self.because:
            raise ValueError(f"{self.name}: {self.outcome.value} needs a reason")


def converted(name: str, *, to: str = "", default: str | tuple[str, ...] = ()) -> Promise:
    return Promise(name, Outcome.CONVERTED, to=to, defaults=_as_tuple(default))


def entries(name: str, *, to: str, deep: bool = False) -> Promise:
    """The entries of a map whose keys are the user's own: all are converted, and those of maps in it where it is
    `deep`."""
    return Promise(f"{name}.{'**' if deep else '*'}", Outcome.CONVERTED, to=to, free=True)


def shown(name: str, *, to: str) -> Promise:
    """A message: converted, or partial where a part of it is not understood."""
    return Promise(name, Outcome.CONVERTED, to=to, shown=True)


def description(name: str, *, to: str) -> Promise:
    """A text that only describes something, outside of every build."""
    return Promise(name, Outcome.CONVERTED, to=to, shown=True, describes=True)


def partial(name: str, *, because: str, to: str = "", default: str | tuple[str, ...] = ()) -> Promise:
    return Promise(name, Outcome.PARTIAL, because, to, _as_tuple(default))


def gap(name: str, *, because: str, default: str | tuple[str, ...] = (), blocking: bool = False) -> Promise:
    return Promise(name, Outcome.GAP, because, "", _as_tuple(default), blocking)


def ignored(name: str, *, because: str) -> Promise:
    return Promise(name, Outcome.IGNORED, because)


def _as_tuple(default: str | tuple[str, ...]) -> tuple[str, ...]:
    return (default,) if isinstance(default, str) else default


@dataclass(frozen=True, slots=True)
class LeafPath:
    """A setting's way down from its describable: the names, and the class that stands in each (or "")."""

    names: tuple[str, ...]
    classes: tuple[str, ...]
    whole: bool = False  # a describable itself, without settings

    def __str__(self) -> str:
        return ".".join(self.names)

    def matches(self, pattern: str) -> bool:
        """`a.b` matches whatever class stands at `a`; `a[C|d].b` only with one of these simple names; `a.**` all that
        stands below `a`, `a[C]` a C without settings, and `**` everything."""
        steps = pattern.split(".")
        if steps[-1] == "**":
            steps.pop()
            depth = len(self.names) + self.whole
            return (depth > len(steps) or not steps) and self._matches_steps(steps)
        if self.whole and not steps[-1].endswith("]"):
            return False
        return len(self.names) == len(steps) and self._matches_steps(steps)

    def _matches_steps(self, steps: list[str]) -> bool:
        return all(_matches(step, *pair) for step, pair in zip(steps, zip(self.names, self.classes, strict=True)))  # noqa: B905


def _matches(step: str, name: str, class_name: str) -> bool:
    wanted, _, classes = step.partition("[")
    if wanted not in (name, "*"):
        return False
    return not classes or class_name in classes.rstrip("]").split("|")


@dataclass(frozen=True, slots=True)
class FlatSetting:
    """The ledger's leaves at a path, with the value there (None for a nested describable without settings)."""

    path: LeafPath
    value: Value | None
    location: Location
    leaves: tuple[Location, ...]


def flatten(describable: Describable) -> Iterator[FlatSetting]:
    """Every setting of a describable, those of nested describables with their way down."""
    yield from _flatten(describable, (), ())


def _flatten(describable: Describable, names: tuple[str, ...], classes: tuple[str, ...]) -> Iterator[FlatSetting]:
    for setting in describable.settings:
        here = (*names, setting.name)
        inner = tuple(nested(setting.value))
        simple = simple_name(inner[0].name) if isinstance(setting.value, Describable) else ""
        yield FlatSetting(LeafPath(here, (*classes, simple)), setting.value, setting.location, setting.leaves)
        for one in inner:
            way = (*classes, simple_name(one.name))
            if one.leaf is not None:
                yield FlatSetting(LeafPath(here, way, whole=True), None, setting.location, (one.leaf,))
            yield from _flatten(one, here, way)


def simple_name(name: str) -> str:
    """`hudson.plugins.git.extensions.impl.CloneOption` and `a.Outer$Inner` without what stands before the last part."""
    return name.rpartition(".")[2].rpartition("$")[2]


class NotKnownError(Exception):
    """A rule needs a value now that is known only when the pipeline runs."""

    def __init__(self, setting: str) -> None:
        super().__init__(f"{setting} is known only when the pipeline runs")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Note:
    """What a rule found out about this very call: a setting (or the whole, "") is worse off than the table says."""

    setting: str
    outcome: Outcome
    because: str
    blocking: bool = False


@dataclass(slots=True)
class Call:
    """A describable as a rule sees it. It remembers which settings were read, so that no rule can forget one."""

    describable: Describable
    read: set[Location] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)
    prefix: str = ""
    handed: tuple[Describable, ...] = ()
    """What of its settings went to rules of its own."""
    around: Slot | None = None
    """Where the describable stands that has this one in a setting."""

    @property
    def name(self) -> str:
        return simple_name(self.describable.name)

    @property
    def slot(self) -> Slot:
        return self.describable.slot

    @property
    def is_published(self) -> bool:
        """Whether this is, or belongs to, a publisher of a job that is no pipeline: it fills in `${NAME}`, and a flag
        that is not there is false, whatever it is by default."""
        return (self.around or self.slot) is Slot.PUBLISHER

    def _setting(self, name: str) -> Setting | None:
        setting = self.describable.setting(name)
        if setting is not None:
            self.read.add(setting.location)
        return setting

    def has(self, name: str) -> bool:
        return self._setting(name) is not None

    def value(self, name: str, default: str = "") -> Value:
        """The setting as it stands. Raises NotKnownError where a call stands in the place of a value."""
        setting = self._setting(name)
        if setting is not None and next(nested(setting.value), None) is not None:
            raise NotKnownError(self.prefix + name)
        return Literal(default) if setting is None else setting.value

    def expanded(self, name: str, default: str = "") -> Value:
        """The setting with `${NAME}` in its text replaced by references, as Jenkins expands it before use."""
        return expand(self.value(name, default))

    def text(self, name: str, default: str = "") -> str:
        """The setting as known text. Raises NotKnownError when it isn't."""
        value = self.value(name, default)
        if not isinstance(value, Literal):
            raise NotKnownError(self.prefix + name)
        return text_of(value) if value.value is not None else default

    def flag(self, name: str, default: bool = False) -> bool:
        return self.text(name, str(default)).strip().lower() == "true"

    def number(self, name: str, default: float = 0) -> float:
        """The setting as a number. Raises NotKnownError for anything else."""
        try:
            return float(self.text(name, str(default)) or default)
        except ValueError as error:
            raise NotKnownError(self.prefix + name) from error

    def globs(self, name: str) -> tuple[str, ...]:
        """Ant patterns, separated by commas. Raises NotKnownError when a variable stands in them."""
        value = expand(self.value(name))
        if not isinstance(value, Literal):
            raise NotKnownError(self.prefix + name)
        return ant_patterns(text_of(value))

    def patterns(self, name: str) -> Patterns:
        """Ant patterns; their text where it has references of Groovy. A step itself does not fill in `${NAME}`."""
        value = self.value(name)
        if isinstance(value, Literal) or self.slot is not Slot.STEP or expand(value) != value:
            return self.globs(name)
        return self._as_patterns(name, value)

    def expanded_patterns(self, name: str) -> Patterns:
        """As `patterns`, of a plugin that fills in `${NAME}` where it publishes for a freestyle job."""
        return self._as_patterns(name, self.expanded(name)) if self.is_published else self.patterns(name)

    def _as_patterns(self, name: str, value: Value) -> Patterns:
        if isinstance(value, Literal):
            return ant_patterns(text_of(value))
        if not isinstance(value, Reference | Template):
            raise NotKnownError(self.prefix + name)
        return value

    def items(self, name: str) -> tuple[Value, ...]:
        """The items of a list; a single value is a list of one, an absent or empty setting of none."""
        setting = self._setting(name)
        if setting is None or setting.value == Literal(""):
            return ()
        return setting.value.items if isinstance(setting.value, Items) else (setting.value,)

    def texts(self, name: str) -> tuple[str, ...]:
        known = [item for item in self.items(name) if isinstance(item, Literal)]
        if len(known) < len(self.items(name)):
            raise NotKnownError(self.prefix + name)
        return tuple(text_of(item) for item in known)

    def nested(self, name: str) -> tuple[Call, ...]:
        """The describables in a setting, as calls that share this one's memory of what was read."""
        setting = self._setting(name)
        inner = () if setting is None else nested(setting.value)
        prefix, around = f"{self.prefix}{name}.", self.around or self.slot
        return tuple(Call(one, self.read, self.notes, prefix, around=around) for one in inner)

    def partial(self, because: str, setting: str = "") -> None:
        """Say that this call, or one setting of it, is converted with a difference."""
        self.notes.append(Note(setting and self.prefix + setting, Outcome.PARTIAL, because))

    def gap(self, because: str, setting: str = "", *, blocking: bool = False) -> None:
        """Say that this call, or one setting of it, is not converted. A blocking gap stops the pipeline here."""
        self.notes.append(Note(setting and self.prefix + setting, Outcome.GAP, because, blocking))


Conversion = Callable[[Call], Iterator[Contribution]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One class or step (or several that behave alike) of a plugin."""

    plugin: Plugin
    names: tuple[str, ...]
    settings: tuple[Promise, ...]
    behaviour: tuple[Promise, ...]
    slots: frozenset[Slot]
    convert: Conversion
    hands_on: tuple[tuple[str, Slot], ...] = ()
    holds: tuple[tuple[str, Slot, Role | None], ...] = ()
    advisory: bool = False
    key: str = field(init=False)
    """`junit/junit`: the plugin and the step symbol, or the simple class name where there is no step."""

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError(f"{self.plugin.id}: a rule needs the class or step that it is for")
        symbol = next((name for name in self.names if "." not in name), simple_name(self.names[0]))
        object.__setattr__(self, "key", f"{self.plugin.id}/{symbol}")

    def takes(self, slot: Slot) -> bool:
        return not self.slots or slot in self.slots

    @property
    def handed(self) -> dict[str, Slot]:
        """The settings whose describables have rules of their own."""
        return dict(self.hands_on) | {name: slot for name, slot, _ in self.holds}

    def promise(self, path: LeafPath) -> Promise | None:
        return next((one for one in self.settings if path.matches(one.name)), None)

    @property
    def sole(self) -> str:
        """The setting that a single positional argument sets."""
        return re.split(r"[.\[]", self.settings[0].name)[0].strip("*") if self.settings else ""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A Jenkins plugin and its rules. `core` is Jenkins itself, `core-triggers` a part of it; a part of another plugin
    says whose it is.

    `replaces` are classes and steps that it takes over from the rules of another plugin.
    """

    id: str
    title: str
    aws_docs: str
    replaces: tuple[str, ...] = ()
    part_of: str = ""
    rules: list[Rule] = field(default_factory=list, compare=False)

    def __post_init__(self) -> None:
        if not (self.id and self.title and self.aws_docs.startswith("https://")):
            raise ValueError(f"plugin {self.id!r}: id, title and aws_docs are not optional")

    @property
    def link(self) -> str:
        of_jenkins = self.id.partition("-")[0] == "core"
        return "https://www.jenkins.io/doc/" if of_jenkins else f"https://plugins.jenkins.io/{self.part_of or self.id}/"

    def rule(
        self,
        *names: str,
        settings: tuple[Promise, ...] = (),
        behaviour: tuple[Promise, ...] = (),
        slots: tuple[Slot, ...] = (),
        hands_on: tuple[tuple[str, Slot], ...] = (),
        holds: tuple[tuple[str, Slot, Role | None], ...] = (),
        advisory: bool = False,
    ) -> Callable[[Conversion], Conversion]:
        """Register the decorated generator for these class names and step symbols; `slots` limits where it applies.

        Describables in the settings that `hands_on` names go to rules of their own, as if they stood in that slot; what
        those yield follows what this one yields. Those in settings that it `holds` stand in the block of the scope that
        this one yields, with a role in a `Part` of it. An `advisory` rule's gaps never stop a pipeline: it only tells
        people.
        """

        def register(convert: Conversion) -> Conversion:
            within = frozenset(slots)
            self.rules.append(Rule(self, names, settings, behaviour, within, convert, hands_on, holds, advisory))
            return convert

        return register

    def nothing(self, *names: str, because: str, slots: tuple[Slot, ...] = ()) -> None:
        """Classes and steps that change nothing outside Jenkins' own pages: ignored with all their settings."""
        everything = (ignored("**", because=because),)
        self.rule(*names, settings=everything, behaviour=(ignored("", because=because),), slots=slots)(_nothing)

    def lost(self, *names: str, because: str, slots: tuple[Slot, ...] = ()) -> None:
        """Classes and steps that only tell people something, and have no twin on AWS: an advisory gap."""
        self.rule(
            *names,
            settings=(gap("**", because=because),),
            behaviour=(gap("", because=because),),
            slots=slots,
            advisory=True,
        )(_nothing)

    def blocked(self, *names: str, because: str, slots: tuple[Slot, ...] = ()) -> None:
        """Classes and steps that have an effect and no twin on AWS: a blocking gap with all their settings."""
        everything = (gap("**", because=because, blocking=True),)
        self.rule(*names, settings=everything, behaviour=(gap("", because=because, blocking=True),), slots=slots)(
            _nothing
        )


def _nothing(_: Call) -> Iterator[Contribution]:
    yield from ()
