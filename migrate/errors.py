"""What can stop a run. Each error is the user's to mend, carries a remedy, and has an exit code of its own."""

from __future__ import annotations


class MigrateError(Exception):
    """The base of all of them; `message` is one line, `remedy` says what to do."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}: {remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy


class UsageError(MigrateError):
    """The command line or migrate.toml asks for something that does not exist."""

    exit_code = 2


class InputError(MigrateError):
    """A file of the user's can't be read as what it should be."""

    exit_code = 4


class OutputError(MigrateError):
    """The output folder can't be written, or holds something that is not ours."""

    exit_code = 5
