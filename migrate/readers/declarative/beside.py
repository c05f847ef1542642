"""What stands beside the pipeline block: imports, variables and functions, and steps that run before the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrate.model.source import Describable, Dismissal, Setting, Slot
from migrate.readers.declarative.model import Pipeline
from migrate.readers.declarative.to_job import JobMaker
from migrate.readers.groovy import tree
from migrate.readers.pipeline.evaluation import libraries_of
from migrate.readers.pipeline.properties import is_known, read_properties
from migrate.readers.pipeline.steps import LOOKS

_USED = "only Groovy code that is not evaluated yet uses it; steps that call it are gaps of their own"
_KNOWN = "its value stands wherever the pipeline uses it"
_LOOKS = "it only says how the build looks in Jenkins"
_PRINTS = "it prints before the pipeline starts, where no action runs"
_RUNS = "it runs beside the pipeline block, and is not evaluated yet"
_DEFINES = (tree.Import, tree.Package, tree.Method, tree.ClassDefinition)
_HARMLESS = frozenset(("library", "libraryResource", "echo", "print", "println"))


@dataclass(slots=True)
class Beside:
    """What a script says outside of its pipeline block."""

    dismissals: list[Dismissal] = field(default_factory=list)
    environment: list[Setting] = field(default_factory=list)
    code: list[Describable] = field(default_factory=list)
    """What runs and is not evaluated: the job stops before its first step."""


@dataclass(frozen=True, slots=True)
class Before:
    """What runs before the pipeline: the ids of the statements that were understood, what they say of the job, and the
    steps that only tell something as the build runs."""

    understood: frozenset[int]
    settings: tuple[Describable, ...]
    telling: tuple[Describable, ...]


def define_before(maker: JobMaker, script: tree.Script, pipeline: Pipeline) -> Before:
    """Evaluate what runs before the pipeline: it gives names their values, and says something of the job."""
    understood = {id(one) for one in script.statements if isinstance(one, tree.Method | tree.ClassDefinition)}
    found: list[Describable] = []
    for statement in script.statements:
        if statement.start >= pipeline.node.start:
            break
        if isinstance(statement, _DEFINES) or any(libraries_of(statement)):
            continue
        if _environment_assignment(maker, statement):
            maker.evaluation.spoil(statement)
        elif (steps := maker.evaluation.before(statement, lambda said: not _said_twice(said, pipeline))) is not None:
            found += steps
            understood.add(id(statement))
    settings = tuple(one for one in found if is_known(one) or one.name in LOOKS)
    return Before(frozenset(understood), settings, tuple(one for one in found if one not in settings))


def _said_twice(said: Sequence[Describable], pipeline: Pipeline) -> bool:
    """Whether the pipeline says anew what `properties` has said: which of them holds depends on the builds before."""
    given = read_properties(one for one in said if is_known(one))
    options = {one.name for one in pipeline.options}
    clash = any(one.name in options for one in given.of(Slot.OPTION))
    parameters = bool(pipeline.parameters and given.of(Slot.PARAMETER))
    return clash or parameters or bool(pipeline.triggers and given.of(Slot.TRIGGER))


def read_beside(maker: JobMaker, script: tree.Script, pipeline: tree.Call, before: Before) -> Beside:
    found = Beside([one for step in before.telling for one in _told(step)])
    for statement in script.statements:
        if isinstance(statement, tree.Evaluate) and statement.expression is pipeline:
            continue
        if any(libraries_of(statement)):
            continue
        if id(statement) in before.understood:
            found.dismissals += maker.evaluation.account([statement], "")
            continue
        path = maker.places.path("", type(statement).__name__.lower())
        setting = _environment_entry(maker, statement, path) if statement.start < pipeline.start else None
        if setting is not None:
            found.environment.append(setting)
        elif _runs(statement):
            found.code.append(maker.groovy(statement, path, _RUNS))
        else:
            found.dismissals.append(_dismissed(maker, statement, path))
    return found


def _told(step: Describable) -> Iterator[Dismissal]:
    """Of steps that run before any action: what they print is lost."""
    leaves = [step.leaf, *(leaf for setting in step.settings for leaf in setting.leaves)]
    because, gap = (_PRINTS, True) if step.name == "echo" else (_LOOKS, False)
    yield from (Dismissal(leaf, because, gap=gap) for leaf in leaves if leaf is not None)
    for child in step.children or ():
        yield from _told(child)


def _dismissed(maker: JobMaker, statement: tree.Statement, path: str) -> Dismissal:
    leaf = maker.places.leaf(statement, path)
    if isinstance(statement, tree.Import):
        return Dismissal(leaf, "an import runs nothing")
    names = _names_given(statement)
    if names and maker.expressions.known.keys() >= names:
        return Dismissal(leaf, _KNOWN)
    return Dismissal(leaf, _USED, gap=True)


def _names_given(statement: tree.Statement) -> set[str]:
    if isinstance(statement, tree.Declare):
        return set(statement.names)
    assign = statement.expression if isinstance(statement, tree.Evaluate) else None
    target = assign.target if isinstance(assign, tree.Assign) else None
    return {target.name} if isinstance(target, tree.Name) else set()


def _environment_assignment(maker: JobMaker, statement: tree.Statement) -> tuple[str, tree.Assign] | None:
    assign = statement.expression if isinstance(statement, tree.Evaluate) else None
    if not isinstance(assign, tree.Assign) or assign.operator != "=":
        return None
    name = maker.expressions.environment_name(assign.target)
    return (name, assign) if name else None


def _environment_entry(maker: JobMaker, statement: tree.Statement, path: str) -> Setting | None:
    """`env.NAME = value` before the pipeline, as an entry of its environment."""
    found = _environment_assignment(maker, statement)
    if found is None:
        return None
    name, assign = found
    leaf = maker.places.leaf(statement, f"{path}/{name}", name)
    return Setting(name, maker.expressions.value(assign.value), leaf, (leaf,))


# ---- what runs ---------------------------------------------------------------------------------------------------


def _runs(statement: tree.Node) -> bool:
    """Whether a statement may do more than give variables their values. Methods of objects are taken to compute."""
    if isinstance(statement, (*_DEFINES, tree.Closure)):
        return False
    if isinstance(statement, tree.Return | tree.Throw | tree.Assert):
        return True
    if isinstance(statement, tree.Evaluate) and not _gives_a_value(statement.expression):
        return not _is_harmless(statement.expression)
    if isinstance(statement, tree.Call):
        return _calls_a_step(statement)
    return any(_runs(part) for part in tree.parts(statement))


def _gives_a_value(expression: tree.Expression) -> bool:
    if isinstance(expression, tree.Postfix | tree.Unary):
        return True
    target = expression.target if isinstance(expression, tree.Assign) else None
    while isinstance(target, tree.Property | tree.Index):
        target = target.object
    of_jenkins = isinstance(target, tree.Name) and target.name in ("env", "currentBuild")
    return isinstance(target, tree.Name | tree.ListLiteral) and not of_jenkins


def _calls_a_step(node: tree.Node) -> bool:
    """Whether a step or function is called by its bare name, in closures that a method is given too."""
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return not _is_harmless(node)
    return any(_calls_a_step(part) for part in tree.parts(node))


def _is_harmless(expression: tree.Expression) -> bool:
    """`_`, a library (what it brings is a gap wherever it is used), and messages."""
    if isinstance(expression, tree.Call) and isinstance(expression.function, tree.Name):
        return expression.function.name in _HARMLESS
    return isinstance(expression, tree.Name)
