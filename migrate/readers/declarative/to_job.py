"""A declarative pipeline as a job of the source model, every leaf with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypedDict

from migrate.model.location import Location
from migrate.model.source import (
    SECRET_LEFT_OUT,
    Axis,
    Describable,
    Dismissal,
    Exclude,
    Job,
    JobKind,
    Literal,
    Matrix,
    Opaque,
    Post,
    Setting,
    Slot,
    Stage,
)
from migrate.readers.declarative import model
from migrate.readers.declarative.expressions import (
    Expressions,
    Places,
    arguments_of,
    inner_describable,
    name_of,
    opaque_in,
)
from migrate.readers.declarative.names import Names
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.pipeline.evaluation import Evaluation
from migrate.readers.pipeline.steps import GIVES, PRINTS, READS_ITS_BLOCK
from migrate.readers.secrets import redact

_CONDITION = "the Groovy of a condition is not understood"


class _When(TypedDict):
    when: tuple[Describable, ...]
    before_agent: bool
    before_input: bool


class JobMaker:
    """Turns the model of one pipeline into a job."""

    def __init__(self, places: Places, names: Names, evaluation: Evaluation) -> None:
        self.places = places
        self.names = names
        self.evaluation = evaluation
        self.expressions = Expressions(places, names, evaluation)
        self.dismissals: list[Dismissal] = []
        self.booleans: frozenset[str] = frozenset()
        self.checkout: PurePosixPath | None = None  # where Jenkins itself checks the source out
        self.ahead: tuple[Describable, ...] | None = None  # steps of the condition; None where it can have none

    def job(self, name: str, pipeline: model.Pipeline) -> Job:
        self.booleans = frozenset(_names_of(pipeline.parameters, "booleanParam"))
        for kind in {call.name for call in pipeline.parameters}:
            self.evaluation.declare(kind, _names_of(pipeline.parameters, kind))
        names = [one for call in pipeline.parameters for one in _names_of([call], call.name)]
        if names and len(names) == len(pipeline.parameters):
            self.evaluation.declare_all(names)
        self._load(pipeline.libraries)
        root = self.places.leaf_of_head(pipeline.node, "pipeline")
        self.checkout = _checkout_of(pipeline)
        self.evaluation.workspace.start(self.checkout if _has_machine(pipeline.agent) else None)
        return Job(
            name=name,
            kind=JobKind.DECLARATIVE,
            root=Describable("pipeline", Slot.JOB, (), root, root),
            agent=self._agent(pipeline.agent, ""),
            environment=self._environment(pipeline.environment, ""),
            options=self._calls(pipeline.options, Slot.OPTION, "options"),
            parameters=self._calls(pipeline.parameters, Slot.PARAMETER, "parameters"),
            triggers=self._calls(pipeline.triggers, Slot.TRIGGER, "triggers"),
            tools=self._tools(pipeline.tools, ""),
            stages=tuple(self._stage(stage, "stages") for stage in pipeline.stages),
            post=self._post(pipeline.post, ""),
            libraries=self.evaluation.libraries(),  # last: steps may have asked for more
        )

    # ---- stages --------------------------------------------------------------------------------------------------

    def _stage(self, stage: model.Stage, parent: str) -> Stage:
        cell = stage.cell or stage
        with self.evaluation.maybe(doubtful=bool(stage.when or cell.when or stage.parallel or stage.matrix)):
            agent = stage.agent or cell.agent
            if agent is None:
                return self._whole_stage(stage, parent)
            checkout = self.checkout if _has_machine(agent) and not _skips_checkout(stage.options) else None
            with self.evaluation.workspace.on_machine(checkout):
                return self._whole_stage(stage, parent)

    def _whole_stage(self, stage: model.Stage, parent: str) -> Stage:
        path = self.places.path(parent, stage.name.replace("/", "-"))
        location = self.places.leaf_of_head(stage.node, path)
        if stage.cell is None or not (stage.when or stage.post or stage.input):
            return self._inner_stage(stage, stage.cell or stage, path, location)
        conditions = self._when(stage, stage.when or model.When([]), path)
        approval = self._input(stage.input, path)
        cells = self._inner_stage(stage, stage.cell, path, location)
        post = self._post(stage.post, path)
        return replace(Stage(stage.name, location, input=approval, stages=(cells,), post=post), **conditions)

    def _when(self, stage: model.Stage, when: model.When, path: str) -> _When:
        return {
            "when": tuple(self._conditions(when, f"{path}/when", asks=_may_ask(stage, when))),
            "before_agent": when.before.get("beforeAgent", False),
            "before_input": when.before.get("beforeInput", False),
        }

    def _inner_stage(self, stage: model.Stage, cell: model.Body, path: str, location: Location) -> Stage:
        """A stage, or the cells of a matrix: what its stage says of `when`, `input` and `post` holds once, around all
        of them."""
        matrix = self._matrix(stage, path) if stage.matrix and stage.cell else None
        branches = (
            stage.branches
            if len(stage.branches) > 1 or (stage.branches and stage.branches[0].name != "default")
            else []
        )
        made = Stage(
            name=stage.name,
            location=location,
            agent=self._agent(stage.agent or cell.agent, path),
            environment=self._environment([*stage.environment, *(cell.environment if stage.cell else ())], path),
            options=self._calls(
                [*stage.options, *(cell.options if stage.cell else ())], Slot.OPTION, f"{path}/options"
            ),
            tools=self._tools([*stage.tools, *(cell.tools if stage.cell else ())], path),
        )
        made = replace(made, **self._when(stage, cell.when or model.When([]), path))
        return replace(
            made,
            input=self._input(cell.input, path),
            steps=() if branches else self._steps(stage.branches[0].steps if stage.branches else [], f"{path}/steps"),
            stages=tuple(self._stage(one, path) for one in stage.stages),
            parallel=tuple(self._beside(one, path) for one in stage.parallel)
            or tuple(self._branch(one, stage.node, path) for one in branches),
            matrix=matrix,
            fail_fast=bool(stage.fail_fast),
            post=self._post(cell.post, path),
        )

    def _beside(self, stage: model.Stage, parent: str) -> Stage:
        """A stage that runs beside others: none of them knows what it has set."""
        with self.evaluation.maybe(doubtful=True):
            return self._stage(stage, parent)

    def _branch(self, branch: model.Branch, node: tree.Node, parent: str) -> Stage:
        """A branch of the old `steps { parallel(a: { … }) }`."""
        path = self.places.path(parent, branch.name.replace("/", "-"))
        location = self.places.leaf_of_head(node, path)
        return Stage(branch.name, location, steps=self._steps(branch.steps, path))

    def _matrix(self, stage: model.Stage, path: str) -> Matrix:
        assert stage.matrix is not None
        assert stage.cell is not None
        axes = tuple(Axis(_text(axis.name), tuple(map(_text, axis.values))) for axis in stage.matrix.axes)
        known = {axis.name: axis.values for axis in axes}
        excludes = tuple(Exclude(tuple(_excluded(axis, known) for axis in one)) for one in stage.matrix.excludes)
        return Matrix(axes, excludes, tuple(self._stage(one, path) for one in stage.cell.stages))

    def _post(self, conditions: list[model.PostCondition], parent: str) -> tuple[Post, ...]:
        found: list[Post] = []
        for one in conditions:
            path = self.places.path(f"{parent}/post" if parent else "post", one.condition)
            location = self.places.leaf_of_head(one.node, path)
            found.append(Post(one.condition, self._steps(one.branch.steps, path), location))
        return tuple(found)

    # ---- steps and calls -----------------------------------------------------------------------------------------

    def _steps(self, steps: list[model.Invocation], parent: str) -> tuple[Describable, ...]:
        return tuple(self._step(step, parent) for step in steps)

    def _step(self, step: model.Invocation, parent: str) -> Describable:
        assert isinstance(step.node, tree.Call)
        path = self.places.path(parent, step.name)
        if step.block is not None:
            return self._script(step, path)
        own_code = step.name in self.expressions.names.bound or self.evaluation.knows(step.name)
        is_code = own_code or step.name in PRINTS  # what every Groovy script has
        if is_code or (step.name in READS_ITS_BLOCK and step.children is not None):
            leaf = self.places.leaf_of_head(step.node, path)
            return Describable("script", Slot.STEP, (), leaf, leaf, self.evaluation.steps(step.node, path))
        inner = inner_describable(step.node) if step.name in ("step", "wrap") else None
        name = name_of(inner) if inner is not None else step.name
        arguments = arguments_of(inner) if isinstance(inner, tree.Call) else arguments_of(step.node)
        if isinstance(inner, tree.MapLiteral):
            call = tree.Call(inner.start, inner.end, tree.Name(inner.start, inner.start, ""), list(inner.entries))
            arguments = [(key, value) for key, value in arguments_of(call) if key != "$class"]
        given = [self._argument(key, value, path) for key, value in arguments]
        values = {setting.name: setting.value for _, setting in given}
        with self.evaluation.workspace.inside(name, values):
            children = None if step.children is None else self._block(step.node, step.children, path)
        self.evaluation.workspace.after(name, values)
        leaf = self.places.leaf_of_head(step.node, path)
        found = Describable(name, Slot.STEP, tuple(setting for _, setting in given), leaf, leaf, children)
        ahead = tuple(one for steps, _ in given for one in steps)
        return Describable("script", Slot.STEP, (), leaf, None, (*ahead, found)) if ahead else found

    def _argument(self, name: str, node: tree.Expression, path: str) -> tuple[tuple[Describable, ...], Setting]:
        """An argument, behind the steps that must give its value, as in `echo readFile('x')`."""
        found = self.evaluation.value_after_steps(node, path) if self._is_asked(node) else None
        if found is None:
            return (), self.expressions.setting(name, node, path)
        leaf = self.places.leaf(node, self.places.path(path, name or "value"), name)
        return found[0], Setting(name, found[1], leaf, (leaf,))

    def _is_asked(self, node: tree.Expression) -> bool:
        """Whether a value is that of a step, or is not known without the steps in it."""
        if not _asks(node):
            return False
        opaque = opaque_in(self.expressions.value(node))
        itself = isinstance(node, tree.Call) and isinstance(node.function, tree.Name)
        return itself or (bool(opaque) and all(one.because != SECRET_LEFT_OUT for one in opaque))

    def _block(self, call: tree.Call, steps: list[model.Invocation], path: str) -> tuple[Describable, ...]:
        """The steps of a block, in which its parameters are known."""
        outer = self.expressions
        self.expressions = outer.where(outer.names.with_parameters(call.arguments[-1]))
        found = self._steps(steps, path)
        self.expressions = outer
        return found

    def _script(self, step: model.Invocation, path: str) -> Describable:
        assert isinstance(step.node, tree.Call)
        block = step.node.arguments[-1]
        assert isinstance(block, tree.Closure)
        leaf = self.places.leaf_of_head(step.node, path)
        children = self.evaluation.steps(block, path)
        self.dismissals += self.evaluation.account(block.body, path)
        return Describable("script", Slot.STEP, (), leaf, leaf, children)

    def groovy(self, node: tree.Node, path: str, because: str, text: str = "") -> Describable:
        """Code that is not evaluated, as one leaf with its whole text: the lines in it are not lost."""
        leaf = self.places.leaf(node, path)
        code = redact(text or self.places.script.source(node))[0]
        setting = Setting("scriptBlock", Opaque(code, because), leaf, ())
        return Describable("script", Slot.STEP, (setting,), leaf, leaf)

    def _calls(self, calls: list[model.Invocation], slot: Slot, parent: str) -> tuple[Describable, ...]:
        return tuple(self._call(call, slot, parent) for call in calls)

    def _call(self, call: model.Invocation, slot: Slot, parent: str) -> Describable:
        assert isinstance(call.node, tree.Call)
        path = self.places.path(parent, call.name)
        settings = tuple(self.expressions.setting(key, value, path) for key, value in arguments_of(call.node))
        leaf = self.places.leaf_of_head(call.node, path)
        return Describable(call.name, slot, settings, leaf, leaf)

    def _load(self, libraries: list[model.Value]) -> None:
        for one in libraries:
            self.evaluation.library(str(one.value), self.places.leaf(one.node, self.places.path("libraries", "lib")))

    def _tools(self, tools: list[model.Tool], parent: str) -> tuple[Describable, ...]:
        return tuple(self._tool(tool, f"{parent}/tools" if parent else "tools") for tool in tools)

    def _tool(self, tool: model.Tool, parent: str) -> Describable:
        assert isinstance(tool.node, tree.Call)
        path = self.places.path(parent, tool.kind)
        settings = tuple(self.expressions.setting("name", value, path) for _, value in arguments_of(tool.node))
        leaf = self.places.leaf_of_head(tool.node, path)
        return Describable(tool.kind, Slot.TOOL, settings, leaf, leaf)

    # ---- agent, environment, when, input -------------------------------------------------------------------------

    def _agent(self, agent: model.Agent | None, parent: str) -> Describable | None:
        if agent is None:
            return None
        path = self.places.path(parent, "agent")
        leaf = self.places.leaf_of_head(agent.node, path)
        settings: tuple[Setting, ...] = ()
        if agent.argument is not None:
            settings = (self._agent_setting("", agent.argument, path),)
        elif agent.arguments is not None:
            settings = tuple(self._agent_setting(str(one.key), one.value, path) for one in agent.arguments)
            settings += tuple(self._text_of_file(one) for one in settings if one.name == "yamlFile")
        return Describable(agent.type, Slot.AGENT, settings, leaf, leaf)

    def _text_of_file(self, setting: Setting) -> Setting:
        """What stands in the file that a setting names, or null where it is not here."""
        path = setting.value.value if isinstance(setting.value, Literal) else None
        text = self.evaluation.file_text(path) if isinstance(path, str) and path else None
        text, secret = redact(text) if text is not None else (None, False)
        if secret:
            self.places.secrets += setting.leaves
        return Setting("textOfYamlFile", Literal(text), setting.location, ())

    def _agent_setting(self, name: str, value: object, parent: str) -> Setting:
        if isinstance(value, model.Value):
            assert isinstance(value.node, tree.Expression)
            return self.expressions.setting(name, value.node, parent)
        path = self.places.path(parent, name)
        nested = value if isinstance(value, list) else []
        settings = tuple(self._agent_setting(str(one.key), one.value, path) for one in nested)
        location = settings[0].location if settings else Location(self.places.file, 0, 0, path)
        return Setting(name, Describable("", Slot.VALUE, settings, location), location, ())

    def _environment(self, entries: list[model.EnvironmentEntry], parent: str) -> tuple[Setting, ...]:
        keys, parent = {entry.key for entry in entries}, f"{parent}/environment" if parent else "environment"
        return tuple(one for entry in entries for one in self._entry(entry, parent, keys - {entry.key}))

    def _entry(self, entry: model.EnvironmentEntry, parent: str, others: set[str]) -> Iterator[Setting]:
        """An entry, behind the steps that it needs. In its value the other entries of the block win over variables of
        the script."""
        path = self.places.path(parent, entry.key)
        leaf = self.places.leaf(entry.node, path, entry.key)
        assert isinstance(entry.node, tree.Assign)
        if not isinstance(entry.value, model.Invocation):
            yield from self._computed(entry.key, entry.node.value, others, leaf)
            return
        assert isinstance(entry.value.node, tree.Call)
        argument = entry.value.node.arguments[0] if entry.value.node.arguments else None
        credential = (
            Literal("") if argument is None or isinstance(argument, tree.Entry) else self.expressions.value(argument)
        )
        settings = (
            Setting("credentialsId", credential, leaf, ()),
            Setting("variable", Literal(entry.key), leaf, ()),
        )
        yield Setting(entry.key, Describable("credentials", Slot.VALUE, settings, leaf, leaf), leaf, ())

    def _computed(self, name: str, node: tree.Expression, others: set[str], leaf: Location) -> Iterator[Setting]:
        expressions = self.expressions.where(self.names.without(others))
        value = expressions.value(node)
        hides = {one.name for one in walk(node) if isinstance(one, tree.Name)} & others & self.names.bound
        secret = any(one.because == SECRET_LEFT_OUT for one in opaque_in(value))
        if opaque_in(value) and not secret and not hides:
            steps, value = self.evaluation.value_after_steps(node, leaf.path) or ((), value)
            if steps:
                yield Setting("", _ahead(steps, leaf), leaf, ())
        yield Setting(name, value, leaf, (leaf,))

    def _conditions(self, when: model.When, parent: str, *, asks: bool) -> Iterator[Describable]:
        """The conditions, each behind the steps that it needs, where its build can run them."""
        for one in when.conditions:
            self.ahead = () if asks else None
            condition = self._condition(one, parent)
            yield from [_ahead(self.ahead, condition.location)] if self.ahead else []
            yield condition
        self.ahead = None

    def _condition(self, condition: model.Invocation, parent: str) -> Describable:
        assert isinstance(condition.node, tree.Call)
        path = self.places.path(parent, condition.name)
        if condition.block is not None:
            return self._expression(condition, path)
        settings = tuple(self.expressions.setting(key, value, path) for key, value in arguments_of(condition.node))
        children = None
        if condition.children is not None:
            children = tuple(self._inner_conditions(condition.children, path))
        leaf = self.places.leaf_of_head(condition.node, path)
        return Describable(condition.name, Slot.CONDITION, settings, leaf, leaf, children)

    def _inner_conditions(self, conditions: list[model.Invocation], parent: str) -> Iterator[Describable]:
        """Only the first is asked in any case: steps of the others may not have to run."""
        for one in conditions:
            yield self._condition(one, parent)
            self.ahead = self.ahead or None

    def _expression(self, condition: model.Invocation, path: str) -> Describable:
        leaf = self.places.leaf(condition.node, path)
        assert condition.block is not None
        assert isinstance(condition.block.node, tree.Closure)
        found = self.evaluation.condition(condition.block.node, leaf)
        if found is not None:
            return Describable(found.name, found.slot, found.settings, leaf, leaf, found.children)
        if self.ahead == () and (asked := self.evaluation.condition_after_steps(condition.block.node, leaf)):
            self.ahead, found = asked
            return Describable(found.name, found.slot, found.settings, leaf, leaf, found.children)
        text = Opaque(redact(str(condition.block.value))[0], _CONDITION)
        return Describable("expression", Slot.CONDITION, (Setting("expression", text, leaf, ()),), leaf, leaf)

    def _input(self, found: model.Input | None, parent: str) -> Describable | None:
        if found is None:
            return None
        path = self.places.path(parent, "input")
        settings: list[Setting] = []
        for name, value in found.fields.items():
            assert isinstance(value.node, tree.Expression)
            settings.append(self.expressions.setting(name, value.node, path))
        inner = self._calls(found.parameters, Slot.VALUE, f"{path}/parameters")
        leaf = self.places.leaf_of_head(found.node, path)
        settings += [Setting("parameters", one, one.location, ()) for one in inner]
        return Describable("input", Slot.INPUT, tuple(settings), leaf, leaf)


def _has_machine(agent: model.Agent | None) -> bool:
    return agent is not None and agent.type != "none"


def _checkout_of(pipeline: model.Pipeline) -> PurePosixPath | None:
    """The folder of the workspace that Jenkins itself checks the source out into; None where it does not."""
    if _skips_checkout(pipeline.options):
        return None
    folders = [one for one in pipeline.options if one.name == "checkoutToSubdirectory"]
    values = [one.value.value for call in folders for one in call.arguments if isinstance(one.value, model.Value)]
    return PurePosixPath(*(str(one) for one in values))


def _skips_checkout(options: list[model.Invocation]) -> bool:
    return any(one.name == "skipDefaultCheckout" for one in options)


def _asks(node: tree.Expression) -> bool:
    """Whether steps give something of a value, and no other function does."""
    calls = [one.function for one in walk(node) if isinstance(one, tree.Call)]
    names = {one.name for one in calls if isinstance(one, tree.Name)}
    return bool(names) and names <= GIVES


def _may_ask(stage: model.Stage, when: model.When) -> bool:
    """Whether the conditions of a stage are asked on the machine of its steps, once."""
    own = (stage.agent is not None and when.before.get("beforeAgent", False)) or stage.input is not None
    return not own and stage.matrix is None


def _ahead(steps: tuple[Describable, ...], location: Location) -> Describable:
    return Describable("value.ahead", Slot.STEP, (), location, None, steps)


def _text(value: model.Value) -> str:
    return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)


def _excluded(axis: model.Axis, known: dict[str, tuple[str, ...]]) -> Axis:
    """The values that an exclude names; `notValues` are all others."""
    values = tuple(map(_text, axis.values))
    if axis.inverse:
        values = tuple(value for value in known.get(_text(axis.name), ()) if value not in values)
    return Axis(_text(axis.name), values)


def _names_of(calls: list[model.Invocation], kind: str) -> list[str]:
    """The names of the parameters of a kind."""
    found: list[str] = []
    for call in calls:
        for argument in call.arguments if call.name == kind else ():
            if argument.key in (None, "name") and isinstance(argument.value, model.Value):
                found.append(str(argument.value.value))
    return found
