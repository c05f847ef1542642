"""Variables in their scopes, and their state at a moment: where the run decides the way, both ways start from one.

A journal notes what each change has replaced, so that a moment costs nothing, and going back costs what has changed
since. It notes only what is older than the last moment: nothing goes back to before a variable existed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary, ref

from migrate.readers.groovy.evaluate.kinds import Json
from migrate.readers.groovy.evaluate.values import NotFoldedError, Unknown, Value

UNSET: Any = object()  # what a name holds that is not set
Target = Any  # the names of a scope, or a list or map
Key = tuple[int, str]  # a target by its identity, and a name of it: "" for the contents of a list or map


class Names(dict[str, Value]):
    """The names of one scope; their memory notes what changes them, and keeps none that nothing else holds.

    `kept` has, by name, the variable in which the build has at any time what that holds.
    """

    __slots__ = ("__weakref__", "born", "kept", "memory")

    def __init__(self, memory: Memory, born: int, kept: dict[str, str] | None = None) -> None:
        self.memory, self.born, self.kept = memory, born, {} if kept is None else kept

    def __setitem__(self, name: str, value: Value) -> None:
        self.memory.note(self, name, value)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self.memory.note(self, name, UNSET)
        super().__delitem__(name)


@dataclass(slots=True, eq=False)
class Scope:
    """Names of one block, function or script, and the scope around it. The outermost one is the script's binding.

    `shared` are the fields of an object and the binding of a script. A closure's scope may have a `delegate`, in which
    names are looked up that are no variable of a block around; one that has `any_name` has null for what it lacks.
    """

    parent: Scope | None
    names: dict[str, Value]  # Names; a map, where that is a delegate
    shared: bool = False
    delegate: Scope | None = None
    delegate_first: bool = False
    any_name: bool = False

    def holder(self, name: str) -> Scope | None:
        """The scope that has the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            if scope.delegate is not None:
                return scope._variable(name) or scope._member(name)
            scope = scope.parent
        return scope

    def _variable(self, name: str) -> Scope | None:
        """The block around that has the name: a closure knows its variables before anything is looked up."""
        scope: Scope | None = self
        while scope is not None and not scope.shared:
            if name in scope.names:
                return scope
            scope = scope.parent
        return None

    def _member(self, name: str) -> Scope | None:
        """What is looked up by name: in the delegates of the closures around, and in the fields and binding."""
        if self.shared and (self.any_name or name in self.names):
            return self
        outer = self.parent
        if self.delegate is None:
            return outer._member(name) if outer else None
        if self.delegate_first:
            return self.delegate._member(name) or (outer._member(name) if outer else None)
        return (outer._member(name) if outer else None) or self.delegate._member(name)

    def outermost(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True, slots=True)
class Change:
    """What a name, or a list or map, held at one moment and holds at a later one."""

    target: Target
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class State:
    """All variables at one moment: the length of the journal, and how they differ from what they were then.

    `number` counts the moments: what is born later is no part of the state.
    """

    length: int
    number: int
    changes: dict[Key, Change] = field(default_factory=dict)


class Memory:
    """All variables of a run."""

    def __init__(self) -> None:
        self._journal: list[tuple[int, Target, str, Any]] = []  # what is changed, when it was born, what it held
        self._moments = 0
        self._fresh: list[Any] = []  # values that may bring lists and maps which are not known yet
        self._known: dict[int, tuple[int, Any]] = {}  # lists and maps that variables hold, and since which moment
        self._noted: set[int] = set()  # those that are in the journal since the last moment
        self._holders: dict[int, list[tuple[ref[Names], str]]] = {}
        self._of_run = WeakValueDictionary[int, Names]()  # those that ever held a value of the run, or a list or map
        self._set: dict[int, int] = {}  # lists and maps that a script has set something in, and at which moment
        self._copied: dict[int, Any] = {}  # lists that a variable has a copy of, by what it may stand for as well
        self.binding = self.scope(None, shared=True)

    def scope(self, parent: Scope | None, *, shared: bool = False) -> Scope:
        return Scope(parent, Names(self, self._moments), shared)

    def kept_names(self, kept: dict[str, str]) -> Names:
        """Names of their own, with variables of the build for what they hold."""
        return Names(self, self._moments, kept)

    # ---- changes -------------------------------------------------------------------------------------------------

    def note(self, names: Names, name: str, value: Value) -> None:
        """Note that a name is about to get a value."""
        if names.born < self._moments:
            self._journal.append((names.born, names, name, names.get(name, UNSET)))
        if isinstance(value, list | dict):
            self._fresh.append(value)
            self._holders.setdefault(id(value), []).append((ref(names), name))
        if isinstance(value, list | dict | Unknown):
            self._of_run[id(names)] = names

    def changing(self, value: Any) -> None:
        """Note that a value is about to be changed in place, if it is a list or map."""
        known = self._known.get(id(value))
        if known is not None and id(value) not in self._noted:
            self._noted.add(id(value))
            self._fresh.append(value)
            self._journal.append((known[0], value, "", value.copy()))

    def copied(self, value: Any) -> None:
        """Note that the run keeps a copy in the place of a list or of JSON: from here on that must not change."""
        if isinstance(value, list | Unknown):
            self._copied[id(value)] = value

    def setting(self, value: Any) -> None:
        """Note that a script sets something in a list or map. Raises NotFoldedError where not all would see it, and for
        JSON, which takes what is put into it apart."""
        if isinstance(value, Json):
            raise NotFoldedError("JSON that is read when converting is changed")
        if id(value) in self._copied:
            raise NotFoldedError("something that may have another name in the run is changed")
        self._set[id(value)] = self._moments

    def was_set_since(self, value: Any, state: State) -> bool:
        """Whether a script has set something in a list or map since: what it held in between is not known."""
        return self._set.get(id(value), -1) > state.number

    def assign(self, scope: Scope, name: str, value: Value) -> None:
        """Give a name its value in the scope that has it."""
        self.changing(scope.names)
        scope.names[name] = value

    def put(self, target: Target, name: str, value: Any) -> None:
        """Give a name its value, or a list or map its contents."""
        if not isinstance(target, Names):
            self.changing(target)
            _write(target, name, value)
        elif value is not UNSET:
            target[name] = value
        elif name in target:
            del target[name]

    def held_by(self, value: Any) -> list[tuple[Names, str]]:
        """The names that hold this very list or map."""
        found = {(id(names), name): names for names, name in _alive(self._holders.get(id(value), ()))}
        return [(names, name) for (_, name), names in found.items() if names.get(name) is value]

    def names_of(self, value: Any) -> list[tuple[Names, str]]:
        """The names that hold this very list, map or value of the run."""
        if not isinstance(value, Unknown):
            return self.held_by(value)
        return [(names, name) for names, name, held in self.of_run() if held is value]

    def is_within_another(self, value: Any) -> bool:
        """Whether a list or map that a variable leads to holds this very value."""
        roots = {id(root): root for root in self._roots()}
        return any(item is value for root in roots.values() for one in _within(root) for item in _items(one))

    def sole_holder(self, value: Any) -> tuple[Names, str] | None:
        """The only name that leads to this list or map, if it is the only one."""
        found = self.names_of(value)
        return found[0] if len(found) == 1 and not self.is_within_another(value) else None

    def of_run(self) -> list[tuple[Names, str, Value]]:
        """All variables in whose values there may be one that only the run knows."""
        return [(names, name, value) for names in list(self._of_run.values()) for name, value in names.items()]

    def is_held(self, value: Any) -> bool:
        """Whether a variable leads to this very list or map, through others or directly."""
        if self.held_by(value):
            return True
        return any(one is value for root in self._roots() for one in _within(root))

    def _roots(self) -> Iterator[Any]:
        """What the names hold that ever held a list or map."""
        return (names.get(name) for held in self._holders.values() for names, name in _alive(held))

    # ---- moments -------------------------------------------------------------------------------------------------

    def state(self) -> State:
        """This moment."""
        for value in self._fresh:
            self._know(value, again=True)
        self._fresh.clear()
        self._noted.clear()
        self._moments += 1
        return State(len(self._journal), self._moments - 1)

    def _know(self, value: Any, *, again: bool = False) -> None:
        if not isinstance(value, list | dict) or (id(value) in self._known and not again):
            return
        self._known.setdefault(id(value), (self._moments, value))
        for inner in _items(value):
            self._know(inner)

    def since(self, state: State) -> State:
        """The variables as they are, told by what has changed since the moment that a state is told from."""
        changes: dict[Key, Change] = {}
        for born, target, name, held in self._journal[state.length :]:
            key = (id(target), name)
            if born <= state.number and key not in changes:
                changes[key] = Change(target, name, held, _read(target, name))
        return State(state.length, state.number, changes)

    def restore(self, state: State) -> None:
        """Make the variables what they are in a state."""
        for born, target, name, held in reversed(self._journal[state.length :]):
            if born <= state.number:
                _write(target, name, held)
        del self._journal[state.length :]
        self._noted.clear()
        for change in state.changes.values():
            self.put(change.target, change.name, change.after)


def between(first: State, second: State) -> list[Change]:
    """What may differ between two states that are told from the same moment: variables, then lists and maps."""
    found: list[Change] = []
    for key, change in {**first.changes, **second.changes}.items():
        one, other = (state.changes[key].after if key in state.changes else change.before for state in (first, second))
        found.append(Change(change.target, change.name, one, other))
    return sorted(found, key=lambda one: not isinstance(one.target, Names))


def _alive(holders: Iterable[tuple[ref[Names], str]]) -> Iterator[tuple[Names, str]]:
    return ((names, name) for known, name in holders if (names := known()) is not None)


def _within(value: Any) -> Iterator[Any]:
    """The lists and maps in a value, itself too."""
    if isinstance(value, list | dict):
        yield value
        for one in _items(value):
            yield from _within(one)


def _items(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _read(target: Target, name: str) -> Any:
    return target.get(name, UNSET) if isinstance(target, Names) else target.copy()


def _write(target: Target, name: str, value: Any) -> None:
    """Write past the journal."""
    if isinstance(target, Names):
        if value is UNSET:
            dict.pop(target, name, None)
        else:
            dict.__setitem__(target, name, value)
    elif isinstance(target, dict):
        target.clear()
        target.update(value)
    else:
        target[:] = value
