"""Which CodeBuild environment stands for a Jenkins agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from migrate.assemble.shell import spliced
from migrate.model.contribution import InImage, InPod, Interpreter, Machine, SecretShape
from migrate.model.estate import Estate
from migrate.model.plan import Placed, PlannedStage, Remark
from migrate.model.settings import Compute, Settings
from migrate.model.source import Derived, Literal, Reference, Template, Value

LINUX_IMAGE = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
WINDOWS = Compute("aws/codebuild/windows-base:2022-1.0", "WINDOWS_SERVER_2022_CONTAINER", "BUILD_GENERAL1_MEDIUM")


_WINDOWS_POD = "the containers of a pod are not started on Windows"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The environment of a build, the label or image that chose it, and what is to be said about the choice."""

    compute: Compute
    label: str
    remarks: tuple[Remark, ...] = ()
    stop: str = ""
    login: str = ""  # the Jenkins id of the login at the image's registry


def choose(
    machine: Placed | None, known: Mapping[str, str], settings: Settings, estate: Estate, *, windows: bool
) -> Chosen:
    """The environment for an agent. `known` are environment variables whose values the job fixes."""
    default = replace(settings.compute, image=settings.compute.image or LINUX_IMAGE)
    default = WINDOWS if windows else default
    match machine and machine.contribution:
        case InImage() as image:
            assert machine is not None
            return _container(image, machine, known, settings, estate, default)
        case InPod() if windows and machine:
            return Chosen(default, "windows", (Remark(machine.origin, _WINDOWS_POD, True, True),), _WINDOWS_POD)
        case Machine(label=label) if label is not None and label != Literal(""):
            assert machine is not None
            return _labelled(label, machine, known, settings, default)
        case _:
            return Chosen(default, "windows" if windows else "default")


def _labelled(label: Value, machine: Placed, known: Mapping[str, str], settings: Settings, default: Compute) -> Chosen:
    name = resolve(label, known)
    if name is None:
        because = "the label is known only when the pipeline runs"
        return Chosen(default, "default", (Remark(machine.origin, because, True, True),), because)
    mapped = settings.labels.get(name)
    if mapped is not None:
        return Chosen(replace(mapped, image=mapped.image or default.image), name)
    because = f"agents labelled «{name}» become the default build image: name another under [labels] in migrate.toml"
    return Chosen(default, name, (Remark(machine.origin, because),))


def _container(
    image: InImage, machine: Placed, known: Mapping[str, str], settings: Settings, estate: Estate, default: Compute
) -> Chosen:
    """The image of the agent on the machine of its label."""
    name = resolve(image.image, known)
    because = _why_not(image, name, estate)
    if because:
        return Chosen(default, "default", (Remark(machine.origin, because, True, True),), because)
    around = Chosen(default, "")
    if image.label is not None and image.label != Literal(""):
        around = _labelled(image.label, machine, known, settings, default)
    login = "" if _in_ecr(str(name)) else image.registry_credentials
    return replace(around, compute=replace(around.compute, image=str(name)), label=str(name), login=login)


def _why_not(image: InImage, name: str | None, estate: Estate) -> str:
    if image.dockerfile:
        return "an agent that is built from a Dockerfile needs its image in a registry first"
    if name is None:
        return "the image of the agent is known only when the pipeline runs"
    login = image.registry_credentials
    if _in_ecr(name) or not login:
        return ""
    found = estate.credentials.get(login, SecretShape.USERNAME_PASSWORD)
    known = found is SecretShape.USERNAME_PASSWORD and ":" not in login
    return "" if known else f"the credential {login} is no {SecretShape.USERNAME_PASSWORD.value}"


def _in_ecr(image: str) -> bool:
    """Whether the image lies in ECR, where the role of the build pulls it without a login."""
    return ".dkr.ecr." in image.partition("/")[0]


def resolve(value: Value, known: Mapping[str, str]) -> str | None:
    """The text of a value whose references the job itself fixes; None where one is open."""
    parts = value.parts if isinstance(value, Template) else (value,)
    references = [one for one in parts if isinstance(one, Reference)]
    if any(isinstance(one, Derived) or one.name not in known for one in references):
        return None
    if not isinstance(value, Literal | Reference | Template):
        return None
    return spliced(value, lambda reference: known[reference.name], str)


def why_not_here(label: Value | None, machine: str, settings: Settings) -> tuple[str, bool]:
    """What is to be said where steps for a label run on the machine that another label, or an image, has chosen; and
    whether they can't, since the user has said that these machines differ. "" for the same label."""
    name = resolve(label, {}) if label is not None else ""
    if name is None:
        return "the label is known only when the pipeline runs", True
    if name in ("", machine):
        return "", False
    if name in settings.labels or machine in settings.labels:
        return f"agents labelled «{name}» are other machines than that of the build around", True
    return f"the steps run on the machine of the build around, not on one labelled «{name}»", False


def needs_windows(stages: tuple[PlannedStage, ...]) -> bool:
    """Whether the stages run batch files: those run on Windows alone."""
    work = [placed for stage in stages for placed in (*stage.work, *(one for post in stage.post for one in post.work))]
    inner = [one for stage in stages for one in (*stage.stages, *stage.parallel)]
    return any(_is_windows(placed) for placed in work) or (bool(inner) and needs_windows(tuple(inner)))


def _is_windows(placed: Placed) -> bool:
    interpreter = getattr(placed.contribution, "interpreter", None)
    return interpreter in (Interpreter.BATCH, Interpreter.POWERSHELL) or any(_is_windows(one) for one in placed.body)
