"""Runs a buildspec as CodeBuild does, as far as the tests of the assembly need it: one shell for all commands.

A command that fails ends its phase; `post_build` runs after a failed `build`, but not after a failed `pre_build`.
Variables of the action win over those of the buildspec.
https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from migrate.assemble.shell import single_quoted
from migrate.rehearse.artifacts import NothingToUploadError, unpack, upload
from migrate.rehearse.buildspec import Buildspec, read_buildspec

# Both shells that CodeBuild's images have.
SHELLS = [
    pytest.param(one, marks=pytest.mark.skipif(shutil.which(one) is None, reason=f"{one} is not installed"))
    for one in ("bash", "dash")
]
# No function and no condition stands around a command: the shell would ignore its `set -e`.
_DRIVER = """\
export CODEBUILD_BUILD_SUCCEEDING=1
cd "$CODEBUILD_SRC_DIR"
for phase in pre_build build post_build; do
  for item in "$JOURNAL/$phase"/*; do
    [ -e "$item" ] || continue
    echo "$item" > "$JOURNAL/running"
    eval "$(cat "$item")"
    if [ $? -ne 0 ]; then CODEBUILD_BUILD_SUCCEEDING=0; break; fi
  done
  if [ "$phase" = pre_build ] && [ "$CODEBUILD_BUILD_SUCCEEDING" = 0 ]; then break; fi
done
for name in $EXPORTED; do eval "printf %s \"\\${$name-}\"" > "$JOURNAL/exported/$name"; done
echo "$CODEBUILD_BUILD_SUCCEEDING" > "$JOURNAL/succeeding"
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """A build that has ended. `output` is what it printed on both streams; `artifacts` maps a name to its folder."""

    succeeded: bool
    output: str
    workspace: Path
    artifacts: Mapping[str, Path]
    exported: Mapping[str, str] = field(default_factory=dict)


def run_build(
    buildspec: str,
    workspace: Path,
    scratch: Path,
    *,
    shell: str = "bash",
    variables: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    outputs: Iterable[str] = (),
    path: str = "",
) -> Ended:
    """Run the phases in `workspace`; what is uploaded goes below `scratch`. `secrets` holds `name` and `name:key`.

    Raises AssertionError where a command ends the shell that all share.
    """
    spec = yaml.safe_load(buildspec)
    unknown = set(spec.get("env", {}).get("secrets-manager", {}).values()) - (secrets or {}).keys()
    if unknown:
        return Ended(False, f"there is no secret {', '.join(sorted(unknown))}", workspace, {})
    home, journal = scratch / "home", scratch / "journal"
    home.mkdir(parents=True)
    for phase in ("pre_build", "build", "post_build"):
        (journal / phase).mkdir(parents=True)
        for number, command in enumerate(spec.get("phases", {}).get(phase, {}).get("commands", [])):
            (journal / phase / f"{number:03}").write_text(command, "utf-8")
    environment = _environment(spec, workspace, home, secrets or {}) | dict(variables or {}) | {"JOURNAL": str(journal)}
    (journal / "exported").mkdir()
    environment["EXPORTED"] = " ".join(spec.get("env", {}).get("exported-variables", []))
    environment["PATH"] = f"{path}:{os.environ['PATH']}" if path else os.environ["PATH"]
    command = [shell, "-c", _DRIVER]
    with (scratch / "log").open("wb") as log:
        subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    output = (scratch / "log").read_text("utf-8", "replace")
    mark = journal / "succeeding"
    running = journal / "running"
    assert mark.exists(), f"{running.read_text() if running.exists() else 'start'} ended the shell of all:\n{output}"
    succeeded = mark.read_text().strip() == "1"
    try:
        artifacts = _upload(read_buildspec(buildspec), workspace, scratch / "artifacts", list(outputs))
    except NothingToUploadError as error:
        return Ended(False, f"{output}\n{error}", workspace, {})
    exported = {file.name: file.read_text("utf-8") for file in sorted((journal / "exported").iterdir())}
    return Ended(succeeded, output, workspace, artifacts, exported)


def _environment(spec: Any, workspace: Path, home: Path, secrets: Mapping[str, str]) -> dict[str, str]:
    own = spec.get("env", {})
    bound = {name: secrets[where] for name, where in own.get("secrets-manager", {}).items()}
    return {
        **{name: str(value) for name, value in own.get("variables", {}).items()},
        **bound,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "AWS_REGION": "us-east-1",
        "CODEBUILD_SRC_DIR": str(workspace),
        "CODEBUILD_BUILD_NUMBER": "1",
        "CODEBUILD_BUILD_URL": "https://console.aws.amazon.com/codebuild/build",
    }


def _upload(spec: Buildspec, workspace: Path, target: Path, outputs: list[str]) -> dict[str, Path]:
    """The output artifacts, unpacked: an archive keeps no empty folder."""
    named = spec.secondary or ({outputs[0] if outputs else "primary": spec.artifacts} if spec.artifacts else {})
    for name, files in named.items():
        upload(files, workspace, target / f"{name}.zip")
        unpack(target / f"{name}.zip", target / name)
    return {name: target / name for name in named}


def shown(*words: str) -> str:
    """A script that prints each of the words on a line, exactly."""
    return "printf '%s\\n' " + " ".join(single_quoted(one) for one in words)
