"""Finds classes by the names that a script knows them under: its own, imported ones, and those of its package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.host import Host
from migrate.readers.groovy.evaluate.memory import Memory
from migrate.readers.groovy.evaluate.objects import Type


@dataclass(slots=True)
class Types:
    """The classes of one run; each is made once, because its static fields are shared."""

    host: Host
    memory: Memory
    made: dict[int, Type] = field(default_factory=dict)
    names: dict[tuple[int, str], Type | None] = field(default_factory=dict)

    def named(self, script: tree.Script, name: str) -> Type | None:
        """The class that a name means in a script, if its source is known."""
        key = id(script), name
        if key not in self.names:
            self.names[key] = None  # a class that extends itself
            self.names[key] = self._find(script, name)
        return self.names[key]

    def _find(self, script: tree.Script, name: str) -> Type | None:
        outer, _, inner = name.rpartition(".")
        own = _definition(script.statements, name)
        if own is None and outer and (around := self.named(script, outer)):
            own = _definition(around.body, inner)
            return self._made(around.script, own) if own else None
        if own is not None:
            return self._made(script, own)
        return next((found for one in _qualified(script, name) if (found := self._loaded(one))), None)

    def _loaded(self, qualified: str) -> Type | None:
        script = self.host.class_source(qualified)
        if script is None:
            return None
        name = qualified.rpartition(".")[2]
        definition = _definition(script.statements, name)
        return self._made(script, definition) if definition else self.of_script(script, name)

    def of_script(self, script: tree.Script, name: str) -> Type:
        """The class of a script, with its functions as methods."""
        if id(script) not in self.made:
            binding = self.memory.scope(None, shared=True)
            self.made[id(script)] = Type(name, script, script.statements, binding, is_script=True)
        return self.made[id(script)]

    def _made(self, script: tree.Script, node: tree.ClassDefinition) -> Type:
        if id(node) not in self.made:
            names = tuple(one.name for one in node.parents)
            found = [base for one in names if (base := self.named(script, one))]
            base = found[0] if found else None
            fields = self.memory.scope(base.fields if base else None, shared=True)
            constants = tuple(node.constants)
            self.made[id(node)] = Type(
                node.name, script, node.body, fields, parents=names, base=base, constants=constants
            )
        return self.made[id(node)]

    def imported(self, script: tree.Script, name: str) -> tuple[Type, str] | None:
        """What `import static` brings under a name: the class that has it, and its name there."""
        for one in script.statements:
            if not isinstance(one, tree.Import) or not one.static:
                continue
            owner, _, member = one.name.rpartition(".")
            found = self._loaded(owner) if member == "*" or (one.alias or member) == name else None
            own = name if member == "*" else member
            if found and (found.find(own) or own in _static_fields(found)):
                return found, own
        return None


def _static_fields(type_: Type) -> set[str]:
    declared = {name for one in type_.body if isinstance(one, tree.Declare) for name in one.names}
    return declared | set(type_.constants)


def _definition(statements: list[tree.Statement], name: str) -> tree.ClassDefinition | None:
    return next((one for one in statements if isinstance(one, tree.ClassDefinition) and one.name == name), None)


def _qualified(script: tree.Script, name: str) -> Iterator[str]:
    """The full names that a name may stand for, in Groovy's order."""
    imports = [one for one in script.statements if isinstance(one, tree.Import) and not one.static]
    for one in imports:
        if (one.alias or one.name.rpartition(".")[2]) == name:
            yield one.name
    package = next((one.name for one in script.statements if isinstance(one, tree.Package)), "")
    yield f"{package}.{name}" if package else name
    for one in imports:
        if one.name.endswith(".*"):
            yield one.name.removesuffix("*") + name
    yield name
