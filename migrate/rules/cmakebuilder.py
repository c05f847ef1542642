"""CMake: https://plugins.jenkins.io/cmakebuilder/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, gap, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "cmakebuilder",
    title="CMake",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_OWN = "the image's own CMake and its default generator are used"


@plugin.rule(
    "hudson.plugins.cmake.CmakeBuilder",
    "cmakeBuild",
    slots=(Slot.STEP,),
    settings=(
        partial("installationName", because=_OWN, default=("InSearchPath", "")),
        converted("workingDir", to="the folder of the command"),
        converted("buildDir", to="the folder of the command"),
        converted("sourceDir", to="a cmake command"),
        converted("buildType", to="-DCMAKE_BUILD_TYPE"),
        converted("generator", to="-G"),
        converted("toolArgs", to="a cmake command"),
        converted("cmakeArgs", to="a cmake command"),
        converted("preloadScript", to="-C"),
        converted("cleanBuild", to="rm -rf of the folder"),
        gap("toolSteps", because="the steps of the build tool are not converted", default="", blocking=True),
        gap("toolSteps.**", because="the steps of the build tool are not converted", blocking=True),
        gap("steps", because="the steps of the build tool are not converted", default="", blocking=True),
        gap("steps.**", because="the steps of the build tool are not converted", blocking=True),
    ),
    behaviour=(partial("CMAKE_BUILD_TOOL", because="steps after it do not find the variable with the build tool"),),
)
def cmake(call: Call) -> Iterator[Contribution]:
    """Folders stand below the workspace, the script is found from the folder of the build; `CmakeBuilder.perform`
    cleans no folder that is the source's own."""
    folder, source = call.text("workingDir") or call.text("buildDir"), call.text("sourceDir")
    place, clean = shell_word(folder) if folder else ".", call.flag("cleanBuild") and folder != source
    lines = [f"source=$(cd {shell_word(source or '.')} && pwd)"]
    lines += [f"rm -rf {place}"] if clean and folder.strip("./") else []
    lines += [f"mkdir -p {place}", f"cd {place}"] if folder else []
    words = ["cmake", *(["-G", shell_word(call.text("generator"))] if call.text("generator") else [])]
    words += ["-C", shell_word(call.text("preloadScript"))] if call.text("preloadScript") else []
    words += [f"-DCMAKE_BUILD_TYPE={shell_word(call.text('buildType'))}"] if call.text("buildType") else []
    words += shell_words(call.text("toolArgs")) + shell_words(call.text("cmakeArgs"))
    words.append('"$source"')
    yield Command(Literal("\n".join([*lines, " ".join(words)])))
