"""Call Gradle: https://plugins.jenkins.io/gradle/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Command, Contribution, Plain
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "gradle",
    title="Gradle",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html",
)

_ALL = "build parameters are environment variables alone"


@plugin.rule(
    "hudson.plugins.gradle.Gradle",
    "gradle",
    slots=(Slot.STEP,),
    settings=(
        converted("tasks", to="a gradle command"),
        converted("switches", to="a gradle command"),
        converted("rootBuildScriptDir", to="the folder of the command"),
        converted("buildFile", to="-b"),
        converted("useWrapper", to="./gradlew"),
        converted("wrapperLocation", to="where the wrapper is"),
        converted("makeExecutable", to="chmod"),
        converted("useWorkspaceAsHome", to="GRADLE_USER_HOME"),
        converted("systemProperties", to="-D arguments"),
        converted("projectProperties", to="-P arguments"),
        gap("passAllAsSystemProperties", because=_ALL, default="false", blocking=True),
        gap("passAllAsProjectProperties", because=_ALL, default="false", blocking=True),
        partial("gradleName", because="the image's own Gradle is used", default=("", "(Default)")),
        ignored("description", because="a text on Jenkins' page"),
    ),
)
def gradle(call: Call) -> Iterator[Contribution]:
    """In the folder of the build script; the wrapper stands there unless it says where."""
    folder, place, executable = (
        call.text("rootBuildScriptDir"),
        call.text("wrapperLocation"),
        call.flag("makeExecutable"),
    )
    lines = [f"cd {shell_word(folder)}"] if folder else []
    program = "gradle"
    if call.flag("useWrapper"):
        program = f'"$WORKSPACE"/{shell_word(place.rstrip("/"))}/gradlew' if place else "./gradlew"
        lines += [f"chmod +x {program}"] if executable else []
    words = ['GRADLE_USER_HOME="$WORKSPACE"'] if call.flag("useWorkspaceAsHome") else []
    words.append(program)
    words += shell_words(call.text("switches"))
    for name, option in (("systemProperties", "-D"), ("projectProperties", "-P")):
        words += [shell_word(f"{option}{key}={value}") for key, value in properties_of(call.text(name))]
    words += shell_words(call.text("tasks"))
    words += ["-b", shell_word(call.text("buildFile"))] if call.text("buildFile") else []
    yield Command(Literal("\n".join([*lines, " ".join(words)])))


@plugin.rule("withGradle", "hudson.plugins.gradle.BuildScanBuildWrapper")
def with_gradle(call: Call) -> Iterator[Contribution]:
    """It only looks for build scans in the log."""
    yield Plain()


@plugin.rule("findBuildScans")
def find_scans(call: Call) -> Iterator[Contribution]:
    """Links on Jenkins' page."""
    yield from ()
