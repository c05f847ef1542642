"""Credential bindings in shell: a variable holds what Jenkins would have put into it, inside its block alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.assemble.workbench import Workbench
from migrate.model.contribution import SecretForm, SecretShape, SecretVariable, WithRegistry, WithSshKeys
from migrate.model.location import Location
from migrate.model.source import Literal, Value


@dataclass(frozen=True, slots=True)
class Bound:
    """Shell lines that set the variables, and the names they set."""

    lines: tuple[str, ...]
    names: tuple[str, ...]


def bind(variables: tuple[SecretVariable, ...], origin: Location, bench: Workbench, text: str) -> Bound | None:
    """Lines that bind all variables. None where a credential's id is known only when the pipeline runs.

    `text` is all that the block runs: it tells a login from a secret text where nobody else does.
    """
    resolved = [one for variable in variables for one in _resolved(variable, origin, bench, text)]
    if any(not isinstance(one.credential, Literal) for one in resolved):
        bench.gap(origin, "the id of the credential is known only when the pipeline runs")
        return None
    lines = [line for one in resolved for line in _lines(one, bench)]
    return Bound(tuple(lines), tuple(one.name for one in resolved))


def _resolved(variable: SecretVariable, origin: Location, bench: Workbench, text: str) -> Iterator[SecretVariable]:
    """The variables that `X = credentials('id')` stands for, by the kind of the credential."""
    if variable.shape is not None:
        yield variable
        return
    name, credential = variable.name, variable.credential
    shape = _shape_of(variable, origin, bench, text)
    if shape is SecretShape.USERNAME_PASSWORD:
        yield SecretVariable(name, credential, shape, form=SecretForm.USER_COLON_PASSWORD)
        yield SecretVariable(f"{name}_USR", credential, shape, "username")
        yield SecretVariable(f"{name}_PSW", credential, shape, "password")
    elif shape is SecretShape.SSH_KEY:
        yield SecretVariable(name, credential, shape, "privateKey", SecretForm.SSH_KEY_PATH)
        yield SecretVariable(f"{name}_USR", credential, shape, "username")
        yield SecretVariable(f"{name}_PSW", credential, shape, "passphrase")
    elif shape is SecretShape.FILE:
        yield SecretVariable(name, credential, shape, "content", SecretForm.FILE_PATH)
    else:
        yield SecretVariable(name, credential, shape)


_UNKNOWN = "the kind of the credential is not known here, [credentials] in migrate.toml can name it: it is taken for a"


def _shape_of(variable: SecretVariable, origin: Location, bench: Workbench, text: str) -> SecretShape:
    known = isinstance(variable.credential, Literal) and bench.facts.estate.credentials.get(
        str(variable.credential.value)
    )
    if known:
        return known
    if variable.likely:
        bench.partial(origin, f"{_UNKNOWN} {variable.likely.value}")
        return variable.likely
    if f"{variable.name}_USR" in text or f"{variable.name}_PSW" in text:
        bench.partial(origin, f"{_UNKNOWN} user name with password, as {variable.name}_USR or _PSW is used")
        return SecretShape.USERNAME_PASSWORD
    bench.partial(origin, f"{_UNKNOWN} secret text")
    return SecretShape.TEXT


def _lines(variable: SecretVariable, bench: Workbench) -> Iterator[str]:
    assert isinstance(variable.credential, Literal)
    assert variable.shape is not None
    credential, shape, name = str(variable.credential.value), variable.shape, variable.name
    if variable.form is SecretForm.USER_COLON_PASSWORD:
        user, password = (bench.secret(credential, shape, key) for key in ("username", "password"))
        yield f'export {name}="${user}:${password}"'
        return
    secret = bench.secret(credential, shape, variable.key)
    if variable.form is SecretForm.VALUE:
        yield f'export {name}="${secret}"'
        return
    bench.functions |= dict.fromkeys(("private", "remove_later"))
    decoded = " | base64 -d" if variable.form is SecretForm.FILE_PATH else ""
    file = f"${bench.secret(credential, shape, 'name')}" if shape is SecretShape.FILE else "secret"
    yield f'{name}="$(private)/{file}"; export {name}'
    yield f'remove_later "${{{name}%/*}}"'
    yield f'( umask 077; printf \'%s\\n\' "${secret}"{decoded} > "${name}" )'


# ---- logins ----------------------------------------------------------------------------------------------------------

_DOCKER_HUB = "https://index.docker.io/v1/"
_ECR = re.compile(r"ecr:([a-z0-9-]+):(.+)")


def ssh_agent(held: WithSshKeys, origin: Location, bench: Workbench) -> tuple[str, ...] | None:
    """Lines that start an agent and give it the keys."""
    bench.functions |= dict.fromkeys(("start_ssh_agent", "hold_key"))
    lines = ["start_ssh_agent"]
    for credential in held.credentials:
        name = known(credential, SecretShape.SSH_KEY, origin, bench)
        if name is None:
            return None
        key, phrase = (bench.secret(name, SecretShape.SSH_KEY, one) for one in ("privateKey", "passphrase"))
        lines.append(f'hold_key "${key}" "${phrase}"')
    return tuple(lines)


def registry_login(login: WithRegistry, word: str, origin: Location, bench: Workbench) -> tuple[str, ...] | None:
    """Lines that log docker in; `word` is the registry as a word of the shell. Nothing stands for Docker Hub."""
    bench.functions["registry_login"] = None
    url = _DOCKER_HUB if login.registry in (Literal(""), Literal(None)) else word
    if isinstance(login.credentials, Literal) and (ecr := _ECR.fullmatch(str(login.credentials.value))):
        key, secret = (bench.secret(ecr[2], SecretShape.AWS, one) for one in ("accessKeyId", "secretAccessKey"))
        keys = f'AWS_ACCESS_KEY_ID="${key}" AWS_SECRET_ACCESS_KEY="${secret}" AWS_SESSION_TOKEN='
        password = f"$({keys} aws ecr get-login-password --region {ecr[1]})"
        return f'password="{password}"', f'registry_login {url} AWS "$password"'
    name = known(login.credentials, SecretShape.USERNAME_PASSWORD, origin, bench)
    if name is None:
        return None
    user, password = (bench.secret(name, SecretShape.USERNAME_PASSWORD, one) for one in ("username", "password"))
    return (f'registry_login {url} "${user}" "${password}"',)


def known(credential: Value, shape: SecretShape, origin: Location, bench: Workbench) -> str | None:
    """The id of a credential of this kind. None, with a gap, where it is not known before the run or is another."""
    if not isinstance(credential, Literal):
        bench.gap(origin, "the id of the credential is known only when the pipeline runs")
        return None
    name = str(credential.value)
    found = bench.facts.estate.credentials.get(name, shape)
    if found is not shape or ":" in name:
        bench.gap(origin, f"the credential {name} is no {shape.value}")
        return None
    return name
