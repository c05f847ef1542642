"""Calls of AWS by scripts of ours, with the permissions that they need, and steps that act as another role.

https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from migrate.assemble.credentials import bind, known
from migrate.assemble.files import SUCCESSFUL, tests_of
from migrate.assemble.shell import Expansion, subshell, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import ROLE_KEYS, CallAws, Need, SecretShape, WithParameterStore, WithRole
from migrate.model.location import Location
from migrate.model.source import Literal, Value

_NOTHING = (Literal(""), Literal(None))


def called(call: CallAws, origin: Location, bench: Workbench) -> str:
    """The command that runs the script; "" where there is nothing to run but something to be allowed."""
    expansion = partial(bench.expansion, origin)
    _allow(call.needs, bench)
    bench.functions |= dict.fromkeys(call.functions)
    if not call.script:
        return ""
    bound = bind(call.secrets, origin, bench, "")
    if bound is None:
        return subshell("echo 'Not converted: the id of a credential' >&2", bench.stop_all(), "exit 1")
    lines = [*bound.lines]
    lines += [f"{name}={_value(value, expansion)}" for name, value in call.inputs]
    lines += [" ".join(("set --", *(word(one, expansion) for one in call.words)))] if call.words else []
    lines += [] if call.directory in _NOTHING else [f"cd {word(call.directory, expansion)}"]
    if call.files:
        bench.functions |= dict.fromkeys(("matching", "ordinary"))
        lines += ['files="$(mktemp)"', f'ordinary {tests_of(call.files, call.excludes, expansion, bench)} > "$files"']
    text = subshell(*lines, call.script)
    return f"if {SUCCESSFUL}; then\n{text}\nfi" if call.only_if_successful else text


def with_parameters(store: WithParameterStore, origin: Location, bench: Workbench) -> tuple[str, ...] | None:
    """The lines from which on parameters are in the environment. None where a credential is known only to the run."""
    expansion = partial(bench.expansion, origin)
    bench.functions |= dict.fromkeys(("export_parameters", "stored_parameters"))
    keys: tuple[str, ...] = ("", "")
    if store.credentials in _NOTHING:
        _allow(store.needs, bench)
    elif (name := known(store.credentials, SecretShape.AWS, origin, bench)) is None:
        return None
    else:
        keys = (
            bench.secret(name, SecretShape.AWS, "accessKeyId"),
            bench.secret(name, SecretShape.AWS, "secretAccessKey"),
        )
    words = [f'"${key}"' if key else "''" for key in keys]
    words += [_value(one, expansion) or "''" for one in (store.region, store.path)]
    words += ["recursive" if store.recursive else "no-recursive", store.naming]
    words.append(_value(store.prefixes, expansion) or "''")
    return (" ".join(("export_parameters", *words)),)


def _value(value: Value, expansion: Expansion) -> str:
    return "" if value in _NOTHING else word(value, expansion)


def _allow(needs: tuple[Need, ...], bench: Workbench) -> None:
    """Let the role of the build do this, unless the call has keys of its own."""
    if ROLE_KEYS[0] not in bench.defined:
        for need in needs:
            bench.permit(need.actions, (need.resource,))


def acting_as(role: WithRole, worded: Callable[[Value], str], bench: Workbench) -> str:
    """The line from which on commands act as the role."""
    bench.functions["assume_role"] = None
    bench.secret_names |= {*ROLE_KEYS}
    if role.arn:
        _allow((Need(("sts:AssumeRole",), role.arn),), bench)
    words = [worded(role.role), worded(role.account) or "''", worded(role.session), str(role.seconds)]
    for option, value in (("--external-id", role.external_id), ("--policy", role.policy)):
        words += [] if value is None else [option, worded(value)]
    return " ".join(("assume_role", *words))
