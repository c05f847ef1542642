"""What a build keeps for later ones, as an agent that has built before has it: folders into which tools download.

They hold what comes from repositories, and no settings or logins. A cache is put on top of what the image has:
https://docs.aws.amazon.com/codebuild/latest/userguide/build-caching.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from migrate.model.delivery import BuildCommand

# Commands of a tool, and the folders of CodeBuild's user, which is root in every image.
_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mvnw?", ("/root/.m2/repository", "/root/.m2/wrapper")),
    ("gradlew?", ("/root/.gradle/caches", "/root/.gradle/wrapper")),
    ("npm|npx", ("/root/.npm",)),
    ("yarn", ("/usr/local/share/.cache/yarn",)),
    ("pnpm", ("/root/.local/share/pnpm/store",)),
    (r"pip[\d.]*|pipenv|tox", ("/root/.cache/pip",)),
    ("poetry", ("/root/.cache/pypoetry/cache",)),
    ("sbt", ("/root/.cache/coursier", "/root/.ivy2/cache", "/root/.sbt/boot")),
    ("go", ("/go/pkg/mod", "/root/.cache/go-build")),
    ("cargo", ("/root/.cargo/registry", "/usr/local/cargo/registry")),
    ("composer", ("/root/.cache/composer", "/root/.composer/cache")),
    ("dotnet|nuget", ("/root/.nuget/packages",)),
)
_COMMAND = r"(?m)(?:^|[\s;&|(`'\"]|\./)(?:{})(?=[\s;&|)'\"]|$)"
_COMMENT = re.compile(r"(?m)^\s*#.*$")
_IN_CONTAINER = "in_container "


def cached_by(commands: Iterable[BuildCommand]) -> tuple[str, ...]:
    """The folders that the commands of a build fill, as patterns of a buildspec."""
    scripts = [_COMMENT.sub("", one.script) for one in commands]
    everything = "\n".join(scripts)
    plain = "\n".join(one for one in scripts if _IN_CONTAINER not in one)
    inside = "\n".join(one for one in scripts if _IN_CONTAINER in one)
    found: list[str] = []
    for names, folders in _TOOLS:
        command = re.compile(_COMMAND.format(names))
        mounted = any("/" + folder.split("/")[2] in everything for folder in folders)
        if command.search(plain) or (mounted and command.search(inside)):
            found += folders
    return tuple(f"{folder}/**/*" for folder in found)
