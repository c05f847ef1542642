"""A figure of how well we agree with Jenkins: so many of so many, and by name what does not; or a rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`least` is the count that is good enough; `rest` names the others, with reasons. A rate has no total."""

    name: str
    count: float
    total: float = 0
    least: float = 0
    rest: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        return self.count >= self.least

    def lines(self) -> list[str]:
        share = f" of {self.total:.4g} ({self.count / self.total:.1%})" if self.total else ""
        bar = f", at least {self.least:.4g}: {'good' if self.is_good else 'TOO FEW'}" if self.least else ""
        return [f"{self.name}: {self.count:.4g}{share}{bar}", *(f"    {one}" for one in self.rest)]
