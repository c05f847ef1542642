"""Sources: a folder of the user's in the place of what a source action fetches."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import InputError
from migrate.rehearse.artifacts import files_below, pack
from migrate.rehearse.declared import Action

_WHO = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@example.com", "-c", "commit.gpgsign=false")
_FIELDS = {"CommitId": "%H", "CommitMessage": "%B", "AuthorDate": "%aI", "CommitterDate": "%cI"}
_CLONES = "CODEBUILD_CLONE_REF"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source action gives: its variables, and a note where it is not what the user may expect."""

    variables: Mapping[str, str]
    note: str = ""


def check_folder(action: Action, folder: Path | None) -> None:
    """Raise InputError where there is no folder to take."""
    if folder is None and action.provider != "S3":
        raise InputError(f"source action {action.name} has no folder", "name a checkout with --source DIR")
    if folder is not None and not folder.is_dir():
        raise InputError(f"{folder} is no folder", "name a checkout with --source DIR")


def fetch(action: Action, folder: Path | None, scratch: Path, archive: Path, *, branch: str = "") -> Fetched:
    """Write a source artifact of the folder. With `branch`, of that branch where the folder is a repository.

    Raises InputError where there is no such branch.
    """
    work = scratch / "checkout"
    if action.provider in ("S3", "ECR") or folder is None:
        return _plain(action, folder, archive)
    is_repository = (folder / ".git").exists()
    note = _clone(folder, work, branch) if is_repository else _commit(folder, work)
    variables = _variables(action, work, branch or (_branch(folder) if is_repository else ""))
    pack(_files(work, keep_git=action.configuration.get("OutputArtifactFormat") == _CLONES), archive)
    shutil.rmtree(work)
    return Fetched(variables, note)


def commit_of(folder: Path | None, revision: str) -> str:
    """The commit of a revision in the user's repository. Raises InputError where there is none."""
    found = _git_text(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if folder else ""
    if not found:
        raise InputError(f"{folder or 'the source'} has no revision {revision}", "name one that it has with --previous")
    return found


def _plain(action: Action, folder: Path | None, archive: Path) -> Fetched:
    """Files without a repository: an S3 object holds what is uploaded, a job without sources next to nothing."""
    pack(_files(folder, keep_git=False) if folder else {}, archive)
    if action.provider == "ECR":
        tag = action.configuration.get("ImageTag", "latest")
        return Fetched({"RepositoryName": action.configuration["RepositoryName"], "ImageTag": tag})
    return Fetched({"VersionId": "rehearsal", "ETag": "rehearsal", "BucketName": action.configuration["S3Bucket"]})


def _files(folder: Path, *, keep_git: bool) -> dict[str, Path]:
    found = {file.relative_to(folder).as_posix(): file for file in files_below(folder)}
    return found if keep_git else {path: file for path, file in found.items() if path.partition("/")[0] != ".git"}


def _clone(folder: Path, work: Path, branch: str) -> str:
    """A clone on a detached commit, as CodeBuild makes one. Tells of changes that are not in it."""
    _git(folder.parent, "clone", "--quiet", "--no-local", str(folder.resolve()), str(work))
    if branch and _succeeds(work, "rev-parse", "--verify", f"origin/{branch}"):
        _git(work, "checkout", "--quiet", "--detach", f"origin/{branch}")
    elif branch and branch != _branch(folder):
        raise InputError(f"{folder} has no branch {branch}", "name one that it has with --branch")
    else:
        _git(work, "checkout", "--quiet", "--detach")
    if url := _git_text(folder, "config", "--get", "remote.origin.url"):
        _git(work, "remote", "set-url", "origin", url)
    changed = _git_text(folder, "status", "--porcelain")
    return f"{folder} has changes that are not committed: they are not in the rehearsal" if changed else ""


def _commit(folder: Path, work: Path) -> str:
    shutil.copytree(folder, work, symlinks=True)
    _git(work, "init", "--quiet", "--initial-branch", "main")
    _git(work, "add", "--all", "--force")
    _git(work, *_WHO, "commit", "--quiet", "--allow-empty", "--message", "Rehearsal")
    _git(work, "checkout", "--quiet", "--detach")
    return f"{folder} is no git repository: the rehearsal makes one with a single commit"


def _variables(action: Action, work: Path, branch: str) -> dict[str, str]:
    found = {name: _git_text(work, "log", "-1", f"--format={form}") for name, form in _FIELDS.items()}
    configuration = action.configuration
    found["BranchName"] = branch or configuration.get("BranchName") or configuration.get("Branch", "")
    for name, key in (("FullRepositoryName", "FullRepositoryId"), ("ConnectionArn", "ConnectionArn")):
        if key in configuration:
            found[name] = configuration[key]
    return found


def _branch(folder: Path) -> str:
    return _git_text(folder, "symbolic-ref", "--short", "--quiet", "HEAD")


def _git(folder: Path, *words: str) -> None:
    ended = _ran(folder, *words)
    if ended.returncode:
        said = ended.stderr.strip().splitlines()
        raise InputError(f"{folder}: git {words[0]} failed: {said[-1] if said else ended.returncode}")


def _git_text(folder: Path, *words: str) -> str:
    return _ran(folder, *words).stdout.strip()


def _succeeds(folder: Path, *words: str) -> bool:
    return _ran(folder, *words).returncode == 0


def _ran(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", "-C", str(folder), *words], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        raise InputError("git is not on this machine", "install it: sources are taken from a repository") from None
