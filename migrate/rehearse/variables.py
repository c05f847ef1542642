"""`#{namespace.name}`: https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_REFERENCE = re.compile(r"#\{([^{}]+)\}")


class UnresolvedError(Exception):
    """A reference to a variable that has no value: CodePipeline fails such an action."""


@dataclass(slots=True)
class Variables:
    """What an execution knows so far, by `namespace.name`."""

    known: dict[str, str] = field(default_factory=dict)

    def add(self, namespace: str, values: Mapping[str, str]) -> None:
        self.known |= {f"{namespace}.{name}": value for name, value in values.items()}

    def resolved(self, text: str) -> str:
        """The text with the values of its references. Raises UnresolvedError for one that has none."""
        return _REFERENCE.sub(lambda match: self._value(match[1]), text)

    def all_resolved(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {name: self.resolved(text) for name, text in texts.items()}

    def _value(self, name: str) -> str:
        if name not in self.known:
            raise UnresolvedError(f"#{{{name}}} has no value: no action that has run gives one")
        return self.known[name]
