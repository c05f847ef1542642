"""`pytest --accept` writes what the code makes into the golden files; read the diff before you commit it."""

from __future__ import annotations

import hypothesis
import pytest

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)  # a slow machine is no fault
hypothesis.settings.register_profile("search", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite golden files in place")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--accept"))
