"""Repositories that a build checks out itself, as Jenkins' git plugin does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrate.assemble import credentials
from migrate.assemble.files import EMPTY_FOLDER
from migrate.assemble.shell import literal_text, single_quoted, subshell
from migrate.assemble.source import ARTIFACT, branch_name
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import Checkout, SecretShape, WithSshKeys
from migrate.model.location import Location
from migrate.model.source import Literal, Value

_FETCHES = "the build fetches the repository: it must have access to it, and changes there start nothing"
_HOST = "the key of the host is taken as it comes at first: put known ones into the image"
_BY_SSH = ("git@", "ssh://")
SAME = "**"  # the local branch has the name of the one in the repository
_MODES = {"": "detached", SAME: "local"}
_NONE = (Literal(""), Literal(None))


def why_not(checkout: Checkout) -> str:
    """Why a build can't check the repository out; "" where it can."""
    if checkout.scm != "git":
        return f"a {checkout.scm} repository is not checked out by a build"
    if checkout.url is None or len(checkout.branches) != 1:
        return "a build checks out one branch of one repository"
    return ""


def is_own(checkout: Checkout, bench: Workbench) -> bool:
    """Whether it is the job's own source, which the workspace has from its start."""
    return checkout.job_scm or (checkout == bench.facts.own_checkout and not bench.directory)


def put_back(bench: Workbench) -> str:
    """The command that puts the job's own source where it is not any more, or into another folder; "" elsewhere.

    Jenkins clones where no repository is, and deletes all that is there before; elsewhere other files stay.
    """
    if not bench.source_gone and not bench.directory:
        return ""
    if bench.inherits:
        bench.inputs[ARTIFACT] = None
    bench.keeps_source |= not bench.inherits
    folder = f"CODEBUILD_SRC_DIR_{ARTIFACT}" if bench.inherits else "j2cp_source"
    return subshell(f"[ -e .git ] || {EMPTY_FOLDER}", f'cp -a "${folder}/." .')


def named_branch(checkout: Checkout) -> str:
    """The local branch that the job's own source is on; "" where it is a detached commit, or the name is not known."""
    if checkout.local_branch != SAME:
        return checkout.local_branch
    known = [one for one in checkout.branches if isinstance(one, Literal)]
    return branch_name(literal_text(known[0])) if len(known) == len(checkout.branches) == 1 else ""


def on_branch(checkout: Checkout, origin: Location, bench: Workbench, folder: str = ".") -> str:
    """The line that puts the work tree of the source action on its local branch; "" where it has none."""
    if name := named_branch(checkout):
        place = single_quoted(folder)
        return f"[ ! -e {place}/.git ] || git -C {place} checkout -q -B {single_quoted(name)}"
    if checkout.local_branch:
        bench.partial(origin, "the checkout is on a detached commit")
    return ""


def lines(
    checkout: Checkout, origin: Location, word: Callable[[Value], str], bench: Workbench
) -> tuple[str, ...] | None:
    """The lines of a shell of its own that check the repository out. None where the credential can't be used."""
    assert checkout.url is not None
    bench.partial(origin, _FETCHES)
    bench.functions["check_out"] = None
    login = _login(checkout, origin, bench)
    if login is None:
        return None
    before, arguments = login
    folder = word(Literal(checkout.directory))
    local = _MODES.get(checkout.local_branch) or word(Literal(f"branch:{checkout.local_branch}"))
    return (
        *([f"mkdir -p {folder} && cd {folder}"] if checkout.directory else []),
        *before,
        " ".join(["check_out", word(checkout.url), word(checkout.branches[0]), local, *arguments]),
    )


def _login(checkout: Checkout, origin: Location, bench: Workbench) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Lines that come first, and user and password as words of the shell."""
    if checkout.credentials in _NONE:
        return tuple(_of_ssh(checkout, origin, bench)), ()
    if _shape(checkout, origin, bench) is SecretShape.SSH_KEY:
        agent = credentials.ssh_agent(WithSshKeys((checkout.credentials,)), origin, bench)
        return None if agent is None else ((*agent, *_of_ssh(checkout, origin, bench, known=True)), ())
    name = credentials.known(checkout.credentials, SecretShape.USERNAME_PASSWORD, origin, bench)
    if name is None:
        return None
    keys = (bench.secret(name, SecretShape.USERNAME_PASSWORD, one) for one in ("username", "password"))
    return (), tuple(f'"${key}"' for key in keys)


def _shape(checkout: Checkout, origin: Location, bench: Workbench) -> SecretShape | None:
    """The kind of the credential; where nobody knows it, the address tells."""
    name = literal_text(checkout.credentials) if isinstance(checkout.credentials, Literal) else ""
    found = bench.facts.estate.credentials.get(name)
    if found is not None or not name:
        return found
    guessed = SecretShape.SSH_KEY if _is_by_ssh(checkout.url) else SecretShape.USERNAME_PASSWORD
    bench.partial(origin, f"the kind of the credential is not known here: it is taken for a {guessed.value}")
    return guessed


def _is_by_ssh(url: Value | None) -> bool:
    return isinstance(url, Literal) and literal_text(url).startswith(_BY_SSH)


def _of_ssh(checkout: Checkout, origin: Location, bench: Workbench, *, known: bool = False) -> Iterator[str]:
    if known or _is_by_ssh(checkout.url):
        bench.partial(origin, _HOST)
        yield "export GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=accept-new'"
