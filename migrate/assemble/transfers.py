"""Files that go to a server, and commands there: what the plugins of the family `publish-over` do.

https://github.com/jenkinsci/publish-over-plugin (`BPTransfer`, `BPBuildInfo`): the path of a file must begin with the
prefix that is removed, `flatten` takes no two files of one name, and `$NAME` in a command is `Util.replaceMacro`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.assemble.files import tests_of
from migrate.assemble.shell import Expansion, subshell
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import Protocol, SecretShape, Transfer
from migrate.model.source import Literal, Value

_SHAPES = {Protocol.SFTP: SecretShape.SSH_SERVER, Protocol.FTP: SecretShape.FTP_SERVER}


def command(transfer: Transfer, word: Callable[[Value], str], expansion: Expansion, bench: Workbench) -> str:
    """The files first, then the command; a private key stands in a file of its own meanwhile."""
    lines = [*_files(transfer, word, expansion, bench), *_there(transfer, word, bench)]
    return subshell(*(_key(transfer, bench) if transfer.protocol is Protocol.SFTP else ()), *lines)


def _key(transfer: Transfer, bench: Workbench) -> Iterator[str]:
    bench.functions |= dict.fromkeys(("private", "remove_later"))
    yield "endings="
    yield 'key="$(private)/key"'
    yield 'remove_later "${key%/*}"'
    yield f'( umask 077; printf \'%s\\n\' "${_secret(transfer, "privateKey", bench)}" > "$key" )'


def _files(transfer: Transfer, word: Callable[[Value], str], expansion: Expansion, bench: Workbench) -> Iterator[str]:
    if not transfer.files:
        return
    which = "ordinary" if transfer.default_excludes else "matching"
    bench.functions |= dict.fromkeys(("matching", which, "with_places"))
    found = f"{which} {tests_of(transfer.files, transfer.excludes, expansion, bench)}"
    flat = " flat" if transfer.flat else ""
    yield f"places=$({found} | with_places {word(transfer.folder)} {word(transfer.prefix)}{flat})"
    host, port, folder = (f'"${_secret(transfer, key, bench)}"' for key in ("host", "port", "directory"))
    user = f'"${_secret(transfer, "username", bench)}"'
    if transfer.protocol is Protocol.SFTP:
        bench.functions["put_by_sftp"] = None
        yield f'put_by_sftp "$key" {host} {port} {user} {folder} "$places"'
        return
    bench.functions["put_by_ftp"] = None
    password = f'"${_secret(transfer, "password", bench)}"'
    yield f'put_by_ftp {host} {port} {user} {password} {folder} "$places"'


def _there(transfer: Transfer, word: Callable[[Value], str], bench: Workbench) -> Iterator[str]:
    if transfer.command == Literal(""):
        return
    bench.functions["run_there"] = None
    host, port, user = (f'"${_secret(transfer, key, bench)}"' for key in ("host", "port", "username"))
    terminal = "tty" if transfer.terminal else "''"
    yield f'run_there "$key" {host} {port} {user} {transfer.seconds} {terminal} {word(transfer.command)}'


def _secret(transfer: Transfer, key: str, bench: Workbench) -> str:
    return bench.secret(f"{transfer.protocol.value}/{transfer.server}", _SHAPES[transfer.protocol], key)
