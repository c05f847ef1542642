"""What a provider of the catalogue says: its configuration keys, artifact counts and output variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrate.validate.finding import Finding
from migrate.validate.node import Node


@dataclass(frozen=True, slots=True)
class Keys:
    """Configuration keys. `values` are regular expressions for the keys that are not free text."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def check(self, configuration: Node, prefix: str) -> Iterator[Finding]:
        """Findings `<prefix>-required`, `<prefix>-key` and `<prefix>-value`. References are taken as they are."""
        for key in self.required:
            if key not in configuration:
                yield configuration.error(f"{prefix}-required", f"add {key}: the provider requires it")
        for key, value in configuration.items():
            if key not in self.required and key not in self.optional:
                known = ", ".join(sorted((*self.required, *self.optional))) or "no key"
                yield value.error(f"{prefix}-key", f"remove {key}: the provider takes {known}")
            elif key in self.values and value.text and "#{" not in value.text and not self._fits(key, value.text):
                yield value.error(f"{prefix}-value", f"{value.text!r} does not match {self.values[key]}")

    def _fits(self, key: str, text: str) -> bool:
        return re.fullmatch(self.values[key], text) is not None


@dataclass(frozen=True, slots=True)
class Provider:
    """`variables` are the output variables; None where the user's own build or stack names them."""

    inputs: tuple[int, int]
    outputs: tuple[int, int]
    keys: Keys
    variables: tuple[str, ...] | None = ()
