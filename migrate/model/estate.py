"""What a whole controller tells about its jobs: kinds of credentials, libraries, labels and tools. Never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.model.contribution import SecretShape


@dataclass(frozen=True, slots=True)
class Estate:
    """`credentials` maps an id to its kind, `libraries` a global library's name to its repository."""

    credentials: Mapping[str, SecretShape] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
