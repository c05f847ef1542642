"""The sections of a pipeline, a stage and a matrix."""

from __future__ import annotations

import re

from migrate.readers.declarative.model import (
    Agent,
    Argument,
    Axis,
    EnvironmentEntry,
    Input,
    Invocation,
    Matrix,
    Tool,
    Value,
)
from migrate.readers.declarative.steps import Steps
from migrate.readers.groovy import tree

_INPUT_FIELDS = ("message", "id", "ok", "submitter", "submitterParameter")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Sections(Steps):
    """Reads single sections."""

    # ---- agent ---------------------------------------------------------------------------------------------------

    def agent(self, call: tree.Call) -> Agent | None:
        argument = call.arguments[0] if len(call.arguments) == 1 else None
        if isinstance(argument, tree.Name) and argument.name in ("any", "none"):
            return Agent(argument.name, call)
        if not isinstance(argument, tree.Closure):
            self.refuse(call, 'only "agent none", "agent any" or "agent {…}" are allowed')
            return None
        if len(argument.body) != 1:
            self.refuse(call, "only one agent type is allowed" if argument.body else "no agent type specified")
            return None
        return self._agent_type(argument.body[0], call)

    def _agent_type(self, statement: tree.Statement, call: tree.Call) -> Agent | None:
        if isinstance(statement, tree.Evaluate) and isinstance(statement.expression, tree.Name):
            return Agent(statement.expression.name, call)
        inner = self.call_of(statement)
        if inner is None:
            self.refuse(statement, "expected an agent")
            return None
        name, block = self.name_of(inner), self.block_of(inner)
        if block is not None:
            return Agent("node" if name == "label" else name, call, None, self._agent_arguments(block))
        arguments = self.arguments(inner.arguments, inner)
        if len(arguments) == 1 and arguments[0].key is None and isinstance(arguments[0].value, Value):
            return Agent(name, call, arguments[0].value)
        return Agent(name, call, None, arguments)

    def _agent_arguments(self, block: tree.Closure) -> list[Argument]:
        found: list[Argument] = []
        for statement in block.body:
            inner = self.call_of(statement)
            if inner is None:
                self.refuse(statement, 'expected to find «key "value"»')
                continue
            nested = self.block_of(inner)
            key = self.name_of(inner)
            if nested is not None:
                found.append(Argument(key, self._agent_arguments(nested)))
            elif len(inner.arguments) == 1 and not isinstance(inner.arguments[0], tree.Entry):
                found.append(Argument(key, self.value(inner.arguments[0])))
            else:
                self.refuse(
                    inner, f'{"too many arguments" if inner.arguments else "no argument"} for agent key "{key}"'
                )
        return found

    # ---- environment, tools, libraries ---------------------------------------------------------------------------

    def environment(self, call: tree.Call) -> list[EnvironmentEntry]:
        block = self.expect_block(call, "environment")
        found: list[EnvironmentEntry] = []
        for statement in block.body if block else ():
            entry = self._environment_entry(statement)
            if entry is not None:
                if any(one.key == entry.key for one in found):
                    self.refuse(entry.node, f'duplicate environment variable name: "{entry.key}"')
                found.append(entry)
        if block is not None and not block.body:
            self.refuse(call, "no variables specified for environment")
        return found

    def _environment_entry(self, statement: tree.Statement) -> EnvironmentEntry | None:
        assign = statement.expression if isinstance(statement, tree.Evaluate) else None
        if not isinstance(assign, tree.Assign) or assign.operator != "=":
            self.refuse(
                statement, f'"{self.source(statement)[:60]}" is not a valid environment expression: use name = value'
            )
            return None
        target = assign.target
        if not isinstance(target, tree.Name) or not _VARIABLE.fullmatch(target.name):
            self.refuse(assign, f'"{self.source(target)}" is not a valid environment name')
            return None
        return EnvironmentEntry(target.name, self._environment_value(assign.value), assign)

    def _environment_value(self, node: tree.Expression) -> Value | Invocation:
        if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == "credentials":
            for argument in node.arguments:
                if not isinstance(argument, tree.Constant | tree.GString):
                    self.refuse(node, "parameters of internal functions must be strings")
            return Invocation("credentials", self.arguments(node.arguments, node), node)
        self._check_environment(node)
        return self.value(node)

    def _check_environment(self, node: tree.Expression) -> None:
        """Texts, numbers, calls, and texts joined with `+`."""
        if isinstance(node, tree.Binary) and node.operator == "+":
            for side in (node.left, node.right):
                if not isinstance(side, tree.Binary):
                    self._check_joined(side)
                else:
                    self._check_environment(side)
        elif isinstance(node, tree.Binary):
            self.refuse(node, "environment values can only be joined with «+»")
        elif isinstance(
            node, tree.Ternary | tree.ListLiteral | tree.MapLiteral | tree.Closure | tree.Assign | tree.Name
        ):
            self.refuse(node, "environment values must be quoted texts or function calls")

    def _check_joined(self, node: tree.Expression) -> None:
        if not isinstance(node, tree.GString | tree.Call | tree.Property | tree.Name) and not (
            isinstance(node, tree.Constant) and isinstance(node.value, str)
        ):
            self.refuse(node, "environment values that are joined must be quoted texts")
        if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == "credentials":
            self.refuse(node, "environment values that are joined must be quoted texts")

    def tools(self, call: tree.Call) -> list[Tool]:
        block = self.expect_block(call, "tools")
        found: list[Tool] = []
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            if inner is None or self.block_of(inner):
                self.refuse(statement, 'expected to find «someTool "someVersion"»')
            elif len(inner.arguments) != 1 or isinstance(inner.arguments[0], tree.Entry):
                amount = "too many arguments" if inner.arguments else "no argument"
                self.refuse(inner, f'{amount} for tool "{self.name_of(inner)}"')
            else:
                found.append(Tool(self.name_of(inner), self.value(inner.arguments[0]), inner))
        if block is not None and not block.body:
            self.refuse(call, "no tools specified")
        return found

    def libraries(self, call: tree.Call) -> list[Value]:
        block = self.expect_block(call, "libraries")
        found: list[Value] = []
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            if inner is None or self.name_of(inner) != "lib" or len(inner.arguments) != 1:
                self.refuse(statement, f'expected a "lib(…)" but got {self.source(statement)[:40]}')
            elif not isinstance(inner.arguments[0], tree.Entry):
                found.append(self.value(inner.arguments[0]))
        if block is not None and not found:
            self.refuse(call, "libraries can't be empty")
        return found

    # ---- options, parameters, triggers ---------------------------------------------------------------------------

    def method_calls(self, call: tree.Call, section: str, what: str) -> list[Invocation]:
        """The calls of a section; each name once, but for parameters."""
        block = self.expect_block(call, section)
        found: list[Invocation] = []
        for statement in block.body if block else ():
            one = self.method_call(statement, what)
            if one is not None:
                if section != "parameters" and any(other.name == one.name for other in found):
                    self.refuse(one.node, f'duplicate {what} name: "{one.name}"')
                found.append(one)
        if block is not None and not block.body:
            self.refuse(call, f"{section} can't be empty")
        return found

    def input(self, call: tree.Call) -> Input | None:
        block = self.block_of(call)
        if block is None or len(call.arguments) > 1:
            self.refuse(call, "expected a block for input")
            return None
        found = Input(call)
        for statement in block.body:
            self._input_field(statement, found)
        if "message" not in found.fields:
            self.refuse(call, 'missing required parameter: "message"')
        return found

    def _input_field(self, statement: tree.Statement, found: Input) -> None:
        inner = self.call_of(statement)
        if inner is None:
            self.refuse(statement, f'not a valid field for input: "{self.source(statement)[:40]}"')
            return
        name = self.name_of(inner)
        if name == "parameters":
            found.parameters = self.method_calls(inner, "parameters", "build parameter definition")
        elif name not in _INPUT_FIELDS:
            self.refuse(inner, f'not a valid field for input: "{name}"')
        elif name in found.fields:
            self.refuse(inner, f"multiple occurrences of the {name} section")
        elif len(inner.arguments) == 1 and not isinstance(inner.arguments[0], tree.Entry | tree.Closure):
            found.fields[name] = self.value(inner.arguments[0])
        else:
            self.refuse(inner, f'{"too many arguments" if inner.arguments else "no argument"} for field "{name}"')

    # ---- matrix --------------------------------------------------------------------------------------------------

    def axes(self, call: tree.Call, *, exclude: bool = False) -> list[Axis]:
        what = "exclude" if exclude else "axes"
        block = self.expect_block(call, what)
        found: list[Axis] = []
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            if inner is None or self.name_of(inner) != "axis":
                self.refuse(statement, "expected an axis")
            elif axis := self._axis(inner, exclude=exclude):
                found.append(axis)
        self._refuse_repeated([axis.name for axis in found], "axis name")
        if block is not None and not block.body:
            self.refuse(call, f"{what} can't be empty")
        return found

    def _axis(self, call: tree.Call, *, exclude: bool) -> Axis | None:
        block = self.expect_block(call, "axis")
        name: Value | None = None
        values: list[Value] | None = None
        inverse = False
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            key = self.name_of(inner) if inner else ""
            if inner is not None and key == "name" and len(inner.arguments) == 1:
                name = self._axis_text(inner.arguments[0])
            elif inner is not None and (key == "values" or (exclude and key == "notValues")):
                if values is not None:
                    self.refuse(inner, 'an axis of an exclude has either "values" or "notValues"')
                values, inverse = [self._axis_text(one) for one in inner.arguments], key == "notValues"
            else:
                self.refuse(statement, "expected a name or values of the axis")
        if name is None or not values:
            self.refuse(call, f"missing required section: {'name' if name is None else 'values'} of the axis")
            return None
        if name.literal and not _VARIABLE.fullmatch(str(name.value)):
            self.refuse(name.node, f'"{name.value}" is not a valid identifier: it can\'t name a variable')
        self._refuse_repeated(values, "axis value")
        return Axis(name, values, inverse)

    def _refuse_repeated(self, values: list[Value], what: str) -> None:
        seen: set[tuple[type, object]] = set()  # 1 and true are equal to Python
        for value in values:
            key = (type(value.value), value.value)
            if value.value != "" and key in seen:
                self.refuse(value.node, f'duplicate {what}: "{value.value}"')
            seen.add(key)

    def _axis_text(self, node: tree.Expression | tree.Entry) -> Value:
        if not isinstance(node, tree.Constant):
            self.refuse(node, f"expected string literal but got {self.source(node)[:40]}")
        return self.value(node.value if isinstance(node, tree.Entry) else node)

    def excludes(self, call: tree.Call) -> list[list[Axis]]:
        block = self.expect_block(call, "excludes")
        found: list[list[Axis]] = []
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            if inner is None or self.name_of(inner) != "exclude":
                self.refuse(statement, "expected an exclude")
            else:
                found.append(self.axes(inner, exclude=True))
        if block is not None and not block.body:
            self.refuse(call, "excludes can't be empty")
        return found


__all__ = ["Matrix", "Sections"]
