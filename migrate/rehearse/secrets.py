"""Secrets of the user's own file in the place of Secrets Manager and Parameter Store.

The file maps the id of a Jenkins credential, or the name of a secret, to its fields: those of the credential in Jenkins
or those of the secret. A plain text is the whole secret.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.errors import InputError

_FORM = '{"id": {"username": "…", "password": "…"}}'
_JENKINS_NAMES = {"name": "fileName"}  # keys of a secret that Jenkins calls otherwise


class MissingSecretError(Exception):
    """A build needs a secret that is not given; the message says which and how to give it."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """`given` is what the user's file holds; `credentials` the id of the credential of each secret's name."""

    given: Mapping[str, Any]
    credentials: Mapping[str, str]
    file: str = ""

    def value(self, reference: str) -> str:
        """The value of `name:key:stage:version`, of which all but the name may be left out."""
        name, key = split(reference)
        fields = self._fields(name, reference)
        if isinstance(fields, str) and not key:
            return fields
        if not key:
            return str(fields["secret"]) if set(fields) == {"secret"} else json.dumps(fields)
        value = _of_fields(fields, key) if isinstance(fields, Mapping) else None
        if value is None:
            raise MissingSecretError(f"the secret {name} has no {key}: give it in {self._where(name)}")
        return value

    def _fields(self, name: str, reference: str) -> Any:
        for one in (name, self.credentials.get(name, ""), name.rpartition("/")[2]):
            if one in self.given:
                return self.given[one]
        raise MissingSecretError(f"there is no secret {reference}: give it in {self._where(name)}")

    def _where(self, name: str) -> str:
        credential = self.credentials.get(name) or name.rpartition("/")[2]
        return f"{self.file or 'a file for --secrets'} under {json.dumps(credential)}"


def split(reference: str) -> tuple[str, str]:
    """The name, or ARN, and the key of a reference to a secret."""
    parts = reference.split(":")
    count = 7 if parts[0] == "arn" else 1
    return ":".join(parts[:count]), parts[count] if len(parts) > count else ""


def _of_fields(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key, fields.get(_JENKINS_NAMES.get(key, key)))
    if value is not None and key == "content" and "fileName" in fields:  # as Jenkins has it; the secret is base64
        return base64.b64encode(str(value).encode()).decode()
    return None if value is None else str(value)


def read_secrets(file: Path | None, job: Path) -> Secrets:
    """Read the user's file and the job's secrets.csv. Raises InputError for one that can't be read."""
    return Secrets(_given(file) if file else {}, _credentials(job / "secrets.csv"), str(file or ""))


def _given(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}", "name a JSON file with the secrets") from None
    except ValueError as error:
        raise InputError(f"{file}: not JSON: {error}", f"write it as {_FORM}") from None
    if not isinstance(found, dict) or not all(isinstance(one, str | dict) for one in found.values()):
        raise InputError(f"{file}: not a map of credentials", f"write it as {_FORM}")
    return found


def _credentials(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["secret"]: row["credential"] for row in csv.DictReader(rows)}
