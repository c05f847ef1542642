"""`pytest --accept` writes what the code makes into the golden files; read the diff before you commit it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(scope="session", autouse=True)
def aws_cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The AWS CLI of the environment of the tests in the search path, and nothing else of it."""
    folder = tmp_path_factory.mktemp("aws-cli")
    (folder / "aws").symlink_to(Path(sys.executable).parent / "aws")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        yield
