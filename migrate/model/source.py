"""What Jenkins says: a job as its config.xml or Jenkinsfile has it, lossless and Jenkins-shaped.

A freestyle builder and a pipeline step are both a Describable with data-bound settings, so both readers make the
same `Describable`, and one rule serves both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from enum import Enum

from migrate.model.location import Location

# In XML that we write and read again: XML 1.0 has no control characters, and Jenkins' 1.1 has them by their numbers.
CONTROL_STAND_INS = {code: 0x10FF00 + code for code in range(32) if code not in (9, 10)}


REDACTED = "[redacted]"  # stands where a reader has found a secret's value
SECRET_LEFT_OUT = "a secret's value stands here in the open, and is left out: keep it in Secrets Manager"


class ReferenceKind(Enum):
    """What a reference in a value names."""

    PARAMETER = "params"  # params.NAME
    ENVIRONMENT = "env"  # env.NAME, a bare NAME that Jenkins finds in the environment, ${NAME} in a freestyle setting
    BUILD = "currentBuild"  # currentBuild.NAME
    SCM = "scm"  # the job's own source, as in `checkout scm`
    VARIABLE = "variable"  # what an earlier step has kept under this name: output, a status, a choice
    DERIVED = "derived"  # what a function makes of other values
    SECRET = "secret"  # a credential of its own, in the place of a secret's value that stood in the open
    ITEM = "item"  # in an argument of a function that goes over a list: the item


@dataclass(frozen=True, slots=True)
class Literal:
    """A known value. Numbers and booleans keep their type; XML text is always `str`."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is known only when the pipeline runs. A `bare` name must be set: Groovy throws where it is not."""

    kind: ReferenceKind
    name: str
    bare: bool = field(default=False, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Derived(Reference):
    """What a function of the build makes of values: `name` is the function. Nothing but its arguments changes it.

    A `safe` one is `null` where its first argument is, as with `?.`; any other has no value then.
    """

    arguments: tuple[Value, ...] = ()
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """Text of literal pieces and references: a GString, or a freestyle setting with `${NAME}` in it.

    Jenkins substitutes the references before anything else reads the text.
    """

    parts: tuple[Literal | Reference | Opaque, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """What could not be understood, kept whole. `because` completes «not converted: …»."""

    text: str
    because: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One data-bound setting. `leaves` are the ledger's leaves below it, those of nested describables left out."""

    name: str
    value: Value
    location: Location
    leaves: tuple[Location, ...]


class Slot(Enum):
    """Where a describable stands. It decides what a missing rule means and which rule forms apply."""

    JOB = "job"
    STEP = "step"  # builders too
    PUBLISHER = "publisher"
    WRAPPER = "wrapper"  # a freestyle build wrapper: its children are what it wraps
    OPTION = "option"  # declarative `options`, at pipeline or stage level
    PROPERTY = "property"
    TRIGGER = "trigger"
    PARAMETER = "parameter"
    SCM = "scm"
    TRAIT = "trait"  # of a source of branches: which it has, and how each is checked out
    AGENT = "agent"
    TOOL = "tool"
    CONDITION = "condition"  # declarative `when`
    INPUT = "input"
    LIBRARY = "library"
    DEFINITION = "definition"
    VALUE = "value"  # nested in a setting of another describable


@dataclass(frozen=True, slots=True)
class Describable:
    """A step, builder, publisher, trigger, …: a name and its settings.

    `name` is a class (`hudson.tasks.Shell`), a symbol (`sh`), or "" for a map that names no class. `leaf` is the
    ledger's leaf for the whole (None for a nested value). `children` are the steps of a block, the builders below a
    wrapper, or the conditions below `allOf`; None where there is no block at all.
    """

    name: str
    slot: Slot
    settings: tuple[Setting, ...]
    location: Location
    leaf: Location | None = None
    children: tuple[Describable, ...] | None = None

    def setting(self, name: str) -> Setting | None:
        return next((one for one in self.settings if one.name == name), None)


Value = Literal | Reference | Template | Opaque | Items | Describable


@dataclass(frozen=True, slots=True)
class Post:
    """`post { always { … } }`; for a freestyle job the publishers, as `always`."""

    condition: str
    steps: tuple[Describable, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Axis:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclude:
    """Combinations to leave out: for every axis named, the values that match (all must match)."""

    axes: tuple[Axis, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every combination of the axes' values but those that are excluded.

    A matrix project's combinations have no stages but the steps of the stage around, and `first` are those among them
    that are built before the others.
    """

    axes: tuple[Axis, ...]
    excludes: tuple[Exclude, ...]
    stages: tuple[Stage, ...]
    first: tuple[Exclude, ...] = ()
    in_order: bool = False  # one after the other
    of_project: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage holds exactly one of `steps`, `stages`, `parallel` and `matrix`; a matrix project's has `steps` too.

    A matrix keeps agent, environment, options, post, tools and when of each cell on the stage itself, as Jenkins does.
    """

    name: str
    location: Location
    agent: Describable | None = None
    environment: tuple[Setting, ...] = ()
    options: tuple[Describable, ...] = ()
    tools: tuple[Describable, ...] = ()
    when: tuple[Describable, ...] = ()
    before_agent: bool = False
    before_input: bool = False
    input: Describable | None = None
    steps: tuple[Describable, ...] = ()
    stages: tuple[Stage, ...] = ()
    parallel: tuple[Stage, ...] = ()
    matrix: Matrix | None = None
    fail_fast: bool = False
    post: tuple[Post, ...] = ()


class JobKind(Enum):
    """What the job is, in words that a Jenkins user would use."""

    FREESTYLE = "freestyle"
    DECLARATIVE = "declarative"
    SCRIPTED = "scripted"
    MULTIBRANCH = "multibranch"
    MATRIX = "matrix"
    MAVEN = "maven"
    PROMOTION = "promotion"
    FOLDER = "folder"
    ORGANISATION = "organisation"
    LIBRARY = "library"
    VIEW = "view"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `root` holds the settings of the job itself (description, quietPeriod, …). `config` is the XML of a
    freestyle job that stays on Jenkins, without secrets."""

    name: str
    kind: JobKind
    root: Describable
    agent: Describable | None = None
    environment: tuple[Setting, ...] = ()
    options: tuple[Describable, ...] = ()
    properties: tuple[Describable, ...] = ()
    parameters: tuple[Describable, ...] = ()
    triggers: tuple[Describable, ...] = ()
    sources: tuple[Describable, ...] = ()
    tools: tuple[Describable, ...] = ()
    libraries: tuple[Describable, ...] = ()
    stages: tuple[Stage, ...] = ()
    post: tuple[Post, ...] = ()
    config: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the ledger must account for: a place and its text, secrets redacted."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an input, in one line. A fatal one is Jenkins' own refusal, or a file that can't be read."""

    location: Location
    message: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A leaf that a reader accounts for itself: metadata (`ignored`), or what it could not read (a gap)."""

    leaf: Location
    because: str
    gap: bool = False
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one input. `job` is None where the input is no job that can be converted yet.

    `credentials` are ids that the text names outside of any setting; `secrets` the places where a secret's value stood.
    """

    name: str
    kind: JobKind
    file: str
    job: Job | None
    leaves: tuple[Leaf, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    problems: tuple[Problem, ...] = ()
    secrets: tuple[Location, ...] = field(default=())


def nested(value: Value) -> Iterator[Describable]:
    """The describables that stand directly in `value`: itself, or the items of a list."""
    if isinstance(value, Describable):
        yield value
    elif isinstance(value, Items):
        for item in value.items:
            yield from nested(item)


def references(value: Value) -> Iterator[Reference]:
    """The references in a value, derived ones and those in their arguments."""
    match value:
        case Derived(arguments=parts):
            yield value
            yield from (one for part in parts for one in references(part))
        case Template(parts) | Items(parts):
            yield from (one for part in parts for one in references(part))
        case Reference():
            yield value


def leaves_by_describable(job: Job) -> dict[Location, tuple[Location, ...]]:
    """The leaves of the settings of each describable, and of what stands in them, by its own leaf, or its place where
    it has none."""
    found: dict[Location, tuple[Location, ...]] = {}
    for one in _describables(job):
        place = one.leaf or one.location  # that of a part may be that of the step around it
        own = leaves_of(replace(one, children=None))
        found[place] = (*found.get(place, ()), *(leaf for leaf in own if leaf != one.leaf))
    return found


def _describables(value: object) -> Iterator[Describable]:
    """Every describable in a job, a stage, or a tuple of them, and the steps in their blocks."""
    if isinstance(value, Describable):
        yield value
        yield from _describables(value.children)
    elif isinstance(value, tuple):
        for one in value:
            yield from _describables(one)
    elif isinstance(value, Job | Stage | Post | Matrix):
        for field_ in fields(value):
            yield from _describables(getattr(value, field_.name))


def leaves_of(describable: Describable) -> Iterator[Location]:
    """Every leaf of a describable, of its settings and of its children."""
    if describable.leaf is not None:
        yield describable.leaf
    for setting in describable.settings:
        yield from setting.leaves
        for inner in nested(setting.value):
            yield from leaves_of(inner)
    for child in describable.children or ():
        yield from leaves_of(child)
