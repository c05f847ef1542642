"""Where the shell of a build runs: on this machine, or in the build's image with Docker."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import InputError
from migrate.rehearse.projects import Project

HOST = "host.docker.internal"  # this machine, as its containers call it


@dataclass(frozen=True, slots=True)
class Shell:
    """How a shell is started: its words, to which a script is added, and the file that runs."""

    words: Sequence[str]
    executable: str


def local_shell(project: Project) -> Shell:
    """The shell of a build on this machine. Raises InputError where it is not here."""
    wanted = project.buildspec.shell or ("powershell.exe" if project.is_windows else "")
    name = {"powershell.exe": "pwsh", "": _default(project)}.get(wanted, Path(wanted).name)
    executable = shutil.which(name)
    if executable is None:
        reason = f"the build of {project.name} runs in {name}, which is not on this machine"
        raise InputError(reason, "install it, or use --docker")
    if name == "pwsh":
        raise InputError(f"the build of {project.name} runs on Windows", "rehearse it there")
    # CodeBuild calls its default shell `sh`: one that is bash then follows POSIX.
    return Shell(("bash" if wanted == "bash" else "sh", "-c"), executable)


def _default(project: Project) -> str:
    """What `sh` is in an image: Amazon Linux has bash there."""
    return "bash" if "amazonlinux" in project.image else "sh"


def check_machine(projects: Iterable[Project], *, docker: bool) -> None:
    """Raise InputError where a build has no machine to run on."""
    if docker:
        _check_docker()
        return
    for project in projects:
        local_shell(project)


def _check_docker() -> None:
    docker = shutil.which("docker")
    if docker is None:
        raise InputError("docker is not on this machine", "install it, or leave --docker out")
    answer = subprocess.run([docker, "info"], capture_output=True, check=False)
    if answer.returncode:
        raise InputError("the engine of docker does not answer", "start it, or leave --docker out")


def docker_shell(project: Project, name: str, folder: Path, environment: Mapping[str, str]) -> Shell:
    """The shell of a build in its image; `folder` is there under its own path."""
    docker = shutil.which("docker") or "docker"
    variables = [word for one in sorted(environment) if one != "PATH" for word in ("--env", one)]
    words = ("docker", "run", "--rm", "--interactive", "--init", "--name", name, "--volume", f"{folder}:{folder}")
    place = ("--add-host", f"{HOST}:host-gateway", "--workdir", str(folder / "src"))
    shell = "bash" if project.buildspec.shell == "bash" else "sh"
    return Shell((*words, *place, *variables, project.image, shell, "-c"), docker)
