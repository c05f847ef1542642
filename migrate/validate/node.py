"""A value read from JSON or YAML, with its place. Nothing about its form is known: a wrong type reads as empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.validate.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Node:
    value: object
    path: str = ""

    def __getitem__(self, key: str) -> Node:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, f"{self.path}.{key}" if self.path else key)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __iter__(self) -> Iterator[Node]:
        return iter(self.entries())

    def __bool__(self) -> bool:
        return self.value is not None

    def entries(self) -> list[Node]:
        """The items of a list."""
        if not isinstance(self.value, list):
            return []
        return [Node(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def items(self) -> list[tuple[str, Node]]:
        """The members of a map."""
        if not isinstance(self.value, dict):
            return []
        return [(str(key), self[key]) for key in self.value]

    def leaves(self) -> Iterator[Node]:
        """Every string below this node."""
        if isinstance(self.value, str):
            yield self
        for child in (*self.entries(), *(value for _, value in self.items())):
            yield from child.leaves()

    def keys(self) -> list[str]:
        return [str(key) for key in self.value] if isinstance(self.value, dict) else []

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def texts(self) -> list[str]:
        """The strings of a list."""
        return [value for value in self.value if isinstance(value, str)] if isinstance(self.value, list) else []

    def number(self, default: int = 0) -> int:
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else default

    def error(self, rule: str, message: str) -> Finding:
        return Finding("", self.path, rule, message)

    def warning(self, rule: str, message: str) -> Finding:
        return Finding("", self.path, rule, message, Severity.WARNING)
