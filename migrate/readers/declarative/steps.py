"""Steps, post conditions and the `when` directive."""

from __future__ import annotations

from migrate.readers.declarative.model import Branch, Invocation, PostCondition, When
from migrate.readers.declarative.values import Values
from migrate.readers.groovy import tree

POST_CONDITIONS = (
    "always",
    "changed",
    "fixed",
    "regression",
    "aborted",
    "success",
    "unsuccessful",
    "unstable",
    "failure",
    "notBuilt",
    "cleanup",
)
_NOT_AMONG_STEPS = {
    "stage": "the stage step can't be used in Declarative Pipelines",
    "properties": "the properties step can't be used in Declarative Pipelines",
    "parallel": "the parallel step can only be the only step of a stage",
}
CONDITIONS_WITH_CHILDREN = frozenset({"allOf", "anyOf", "not"})
CONDITIONS = CONDITIONS_WITH_CHILDREN | {
    "branch",
    "buildingTag",
    "changelog",
    "changeset",
    "changeRequest",
    "environment",
    "equals",
    "expression",
    "isRestartedRun",
    "tag",
    "triggeredBy",
}
_BEFORE = frozenset({"beforeAgent", "beforeInput", "beforeOptions"})


class Steps(Values):
    """Reads what runs, and when."""

    def branch(self, closure: tree.Closure, name: str = "default") -> Branch:
        """The steps of a block. Refuses an empty one."""
        steps = [step for statement in closure.body if (step := self.step(statement)) is not None]
        if not closure.body:
            self.refuse(closure, "no steps specified for branch")
        return Branch(name, steps)

    def step(self, statement: tree.Statement) -> Invocation | None:
        call = self.call_of(statement)
        if call is None:
            self.refuse(statement, self._no_step(statement))
            return None
        name = self.name_of(call)
        if name in _NOT_AMONG_STEPS:
            self.refuse(call, f'invalid step "{name}": {_NOT_AMONG_STEPS[name]}')
        if name == "$":
            self.refuse(call, "expected a step")
        block = self.block_of(call)
        arguments = self.arguments(self.plain_arguments(call), call)
        if name == "script":
            if block is None:
                self.refuse(call, "script step without a block")
                return None
            return Invocation(name, arguments, call, None, self.body_source(block))
        children = None if block is None else self._children(block)
        return self.checked(Invocation(name, arguments, call, children))

    def _children(self, block: tree.Closure) -> list[Invocation]:
        return [step for statement in block.body if (step := self.step(statement)) is not None]

    def _no_step(self, statement: tree.Statement) -> str:
        call = statement.expression if isinstance(statement, tree.Evaluate) else None
        if isinstance(call, tree.Call) and isinstance(call.function, tree.Property):
            return "method calls on objects are not allowed outside of script blocks"
        return "expected a step"

    # ---- post ----------------------------------------------------------------------------------------------------

    def post(self, call: tree.Call) -> list[PostCondition]:
        block = self.expect_block(call, "post")
        found: list[PostCondition] = []
        for statement in block.body if block else ():
            condition = self._post_condition(statement)
            if condition is not None:
                if any(one.condition == condition.condition for one in found):
                    self.refuse(condition.node, f'duplicate build condition name: "{condition.condition}"')
                found.append(condition)
        if block is not None and not found:
            self.refuse(call, "post can't be empty")
        return found

    def _post_condition(self, statement: tree.Statement) -> PostCondition | None:
        call = self.call_of(statement)
        block = self.block_of(call) if call else None
        if call is None or block is None or len(call.arguments) > 1:
            valid = ", ".join(POST_CONDITIONS)
            self.refuse(statement, f"the post section can only contain conditions with blocks; valid ones are {valid}")
            return None
        name = self.name_of(call)
        if name not in POST_CONDITIONS:
            valid = ", ".join(POST_CONDITIONS)
            self.refuse(call, f'invalid condition "{name}": valid conditions are {valid}')
        return PostCondition(name, self.branch(block), call)

    # ---- when ----------------------------------------------------------------------------------------------------

    def when(self, call: tree.Call) -> When:
        block = self.expect_block(call, "when")
        found = When([])
        for statement in block.body if block else ():
            self._when_entry(statement, found)
        if block is not None and not found.conditions:
            self.refuse(call, "empty when: remove it or add a condition")
        return found

    def _when_entry(self, statement: tree.Statement, found: When) -> None:
        call = self.call_of(statement)
        if call is None:
            self.refuse(statement, "expected a when condition")
            return
        name = self.name_of(call)
        if name not in _BEFORE:
            condition = self._condition(call)
            found.conditions += [condition] if condition else []
            return
        argument = call.arguments[0] if len(call.arguments) == 1 else None
        if isinstance(argument, tree.Constant) and isinstance(argument.value, bool):
            found.before[name] = argument.value
        else:
            self.refuse(call, f"expected a boolean with {name}")

    def _condition(self, call: tree.Call) -> Invocation | None:
        name = self.name_of(call)
        block = self.block_of(call)
        if name not in CONDITIONS:
            self.refuse(call, f"unknown conditional {name}: valid ones are {', '.join(sorted(CONDITIONS))}")
        if name == "expression":
            if block is None or len(call.arguments) > 1:
                self.refuse(call, "expected a block for expression")
                return None
            return Invocation(name, [], call, None, self.body_source(block))
        if name in CONDITIONS_WITH_CHILDREN:
            return self._nested(call, name, block)
        if block is not None:
            self.refuse(call, f"{name} can't contain nested conditions")
        arguments = self.arguments(self.plain_arguments(call), call)
        self._check_condition(call, name, [one.key for one in arguments])
        return Invocation(name, arguments, call)

    def _nested(self, call: tree.Call, name: str, block: tree.Closure | None) -> Invocation | None:
        if block is None or len(call.arguments) > 1:
            self.refuse(call, f"{name} takes nested conditions alone")
            return None
        children: list[Invocation] = []
        for statement in block.body:
            inner = self.call_of(statement)
            condition = self._condition(inner) if inner else None
            if inner is None:
                self.refuse(statement, "expected a when condition")
            children += [condition] if condition else []
        if not children or (name == "not" and len(children) > 1):
            self.refuse(call, f"{name} needs {'one nested condition' if name == 'not' else 'nested conditions'}")
        return Invocation(name, [], call, children)

    def _check_condition(self, call: tree.Call, name: str, keys: list[str | None]) -> None:
        known = _CONDITION_PARAMETERS.get(name)
        if known is None:
            return
        required, optional = known
        for key in keys:
            if key is not None and key not in required + optional:
                self.refuse(call, f'invalid parameter "{key}" of {name}')
        only = call.arguments[0] if name in CONDITION_SOLE and keys == [None] else None
        if isinstance(only, tree.Constant) and not isinstance(only.value, str | None):
            self.refuse(call, f'expecting a text for parameter "{CONDITION_SOLE[name]}" of {name}')
        missing = [key for key in required if key not in keys]
        single = keys == [None] and name in CONDITION_SOLE
        if missing and not single:
            self.refuse(call, f'missing required parameter: "{missing[0]}"')


_CONDITION_PARAMETERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "branch": (("pattern",), ("comparator",)),
    "tag": ((), ("pattern", "comparator")),
    "environment": (("name", "value"), ("ignoreCase",)),
    "equals": (("expected", "actual"), ()),
    "changelog": (("pattern",), ("caseSensitive", "multiLine", "glob")),
    "changeset": (("pattern",), ("caseSensitive", "glob", "comparator")),
    "changeRequest": (
        (),
        ("id", "target", "branch", "fork", "url", "title", "author", "authorDisplayName", "authorEmail", "comparator"),
    ),
    "triggeredBy": (("cause",), ("detail",)),
    "buildingTag": ((), ()),
    "isRestartedRun": ((), ()),
}
CONDITION_SOLE = {
    "branch": "pattern",
    "tag": "pattern",
    "changelog": "pattern",
    "changeset": "pattern",
    "triggeredBy": "cause",
}
