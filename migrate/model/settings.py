"""What only the user knows: migrate.toml, read by `migrate.config`, as every layer sees it."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from migrate.model.contribution import SecretShape


class Layout(Enum):
    """How Jenkins stages become actions: `auto` stages, but fuses where machine state would be lost."""

    AUTO = "auto"
    STAGED = "staged"
    FUSED = "fused"


class OnGap(Enum):
    """What stands in the place of a blocking gap: a failing command, or (the user's deliberate choice) a comment."""

    FAIL = "fail"
    COMMENT = "comment"


class Cache(Enum):
    """Where builds keep what tools have downloaded: in the artifact bucket, on a machine that may be used again, or
    nowhere."""

    S3 = "s3"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Compute:
    """A machine for builds. Empty fields take the defaults."""

    image: str = ""
    type: str = "LINUX_CONTAINER"
    compute: str = "BUILD_GENERAL1_SMALL"
    privileged: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """The checkout of a shared library: its folder, the version that it has, and whether every job gets the library
    without asking."""

    path: str
    ref: str = ""
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A gap that the user accepts: `key` is `rule/setting`, `reason` is the user's own."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule without code: what becomes of the classes and steps in `names`. One of `run` (a script that reads the
    settings as variables of their names), `ignore` and `stop` (reasons) is given.

    `differs` says what is not as in Jenkins; `ignored` are settings that change nothing, with their reasons; `replaces`
    takes the names over from the toolkit's own rules.
    """

    id: str
    names: tuple[str, ...]
    run: str = ""
    ignore: str = ""
    stop: str = ""
    differs: str = ""
    ignored: tuple[tuple[str, str], ...] = ()
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of migrate.toml. `containers` map the name of a container in a pod to an image, `connections` an SCM
    host to a connection ARN, `repositories` a job to a URL, `checkouts` a repository's URL to a folder of its files,
    `credentials` an id to its kind. `environment` is all that Jenkins and its agents set by themselves, if known.
    `locks` are resources that no two jobs lock. `approved_signatures` are all calls that an administrator has approved
    for scripts in the sandbox, if known. `keep` are patterns of stages that stay on Jenkins. With `native`, actions of
    CodePipeline take over steps that they can do. `rules` are the user's own without code; `rules_folder` has those
    with it."""

    account: str = ""
    region: str = ""
    layout: Layout = Layout.AUTO
    on_gap: OnGap = OnGap.FAIL
    cache: Cache = Cache.S3
    time_zone: str = "UTC"
    compute: Compute = Compute()
    labels: Mapping[str, Compute] = field(default_factory=dict)
    containers: Mapping[str, str] = field(default_factory=dict)
    connections: Mapping[str, str] = field(default_factory=dict)
    repositories: Mapping[str, str] = field(default_factory=dict)
    checkouts: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, Checkout] = field(default_factory=dict)
    credentials: Mapping[str, SecretShape] = field(default_factory=dict)
    environment: Mapping[str, str] | None = None
    locks: tuple[str, ...] = ()
    approved_signatures: tuple[str, ...] | None = None
    accepted: tuple[Acceptance, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    rules_folder: str = ""
    keep: tuple[str, ...] = ()
    native: bool = False

    def kept(self, job: str, stage: str) -> str | None:
        """The pattern of `keep` by which a stage stays on Jenkins: `job/stage`, or `job` for all of its stages."""
        return next((one for one in self.keep if keeps(one, job, stage)), None)


def keeps(pattern: str, job: str, stage: str) -> bool:
    return fnmatch.fnmatchcase(f"{job}/{stage}", pattern) or fnmatch.fnmatchcase(job, pattern)
