"""Small steps about files: https://plugins.jenkins.io/pipeline-utility-steps/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import template
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import (
    CheckExists,
    CheckFile,
    CheckFiles,
    Command,
    Compute,
    Contribution,
    FindFiles,
    IntoFile,
    WriteFile,
)
from migrate.model.source import Derived, Literal, Opaque, Reference, Slot, Template

plugin = Plugin(
    "pipeline-utility-steps",
    title="Utility steps",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_STEP = (Slot.STEP,)
_VALUE = "the value of the step is lost: it is read by Groovy, which is not evaluated yet"
_HOW = "how the file is read is not converted"
_KEPT = converted("variable", to="the name that the evaluator gives to what the step reads")
_NOT_YET = "this step is not converted yet: use a command of the shell"

for _name in ("compareVersions", "nodesByLabel"):
    plugin.nothing(_name, because="it has no effect but its value, which nobody uses here", slots=_STEP)
for _name in ("readCSV", "readManifest"):
    plugin.blocked(_name, because=_VALUE, slots=_STEP)
for _name in (
    *("writeCSV", "writeMavenPom", "writeYaml", "prependToFile"),
    *("zip", "unzip", "tar", "untar", "verifySha1", "verifySha256"),
):
    plugin.blocked(_name, because=_NOT_YET, slots=_STEP)


@plugin.rule(
    *("readJSON", "readYaml", "readMavenPom"),
    slots=_STEP,
    settings=(
        converted("file", to="a variable of the build"),
        gap("text", because=_VALUE, blocking=True),
        ignored("returnPojo", because="the members are the same"),
        _KEPT,
        gap("**", because=_HOW, blocking=True),
    ),
)
def read_object(call: Call) -> Iterator[Contribution]:
    """The text of the file is kept: what uses a member of the object looks it up in that."""
    file = call.value("file", "pom.xml" if call.describable.name == "readMavenPom" else "")
    if call.has("variable") and file != Literal(""):
        yield Compute(call.text("variable"), "readFile", file)
    else:
        call.gap(_VALUE, blocking=True)


@plugin.rule(
    "readProperties",
    slots=_STEP,
    settings=(
        converted("file", to="a variable of the build"),
        gap("text", because=_VALUE, blocking=True),
        *(converted(name, to="how the text is read") for name in ("defaults", "interpolate")),
        _KEPT,
        gap("**", because=_HOW, blocking=True),
    ),
)
def read_properties(call: Call) -> Iterator[Contribution]:
    """A file that is not there has no properties. How they are read, the evaluator has given to what uses them."""
    call.value("defaults")
    call.flag("interpolate")
    yield from _computed(call, "readProperties")


def _computed(call: Call, function: str) -> Iterator[Contribution]:
    """What a function makes of a file, where the evaluator has given that a name."""
    file = call.value("file")
    if call.has("variable") and file != Literal(""):
        yield Compute(call.text("variable"), function, file)
    else:
        call.gap(_VALUE, blocking=True)


@plugin.rule(
    *("sha1", "sha256"),
    slots=_STEP,
    settings=(converted("file", to="a variable of the build"), _KEPT),
    behaviour=(partial("a missing file", because="a file that is not there stops the build: Groovy gets null"),),
)
def hash_file(call: Call) -> Iterator[Contribution]:
    """The checksum in hexadecimal digits."""
    yield from _computed(call, call.describable.name)


_ORDER = partial("the order", because="files come in the order of their paths, and not as a disk lists them")


@plugin.rule(
    "findFiles",
    slots=_STEP,
    settings=(
        converted("glob", to="a list of files, in a variable of the build"),
        converted("excludes", to="a list of files, in a variable of the build"),
        _KEPT,
    ),
    behaviour=(_ORDER,),
)
def find_files(call: Call) -> Iterator[Contribution]:
    """The list is JSON, whose members are those of Jenkins' FileWrapper. Without a pattern, folders are in it too."""
    if call.value("glob") == Literal(""):
        call.gap("without a pattern, what stands in the folder itself is found, and folders too", blocking=True)
    elif call.has("variable"):
        yield FindFiles(call.text("variable"), call.patterns("glob"), call.patterns("excludes"))


_AHEAD = (
    partial(
        "",
        because="what it gives was read from the repository when the pipeline was converted: a change there stops the "
        "build until it is converted again",
    ),
)


@plugin.rule(
    "file.unchanged",
    slots=_STEP,
    settings=(
        converted("file", to="the file that is checked"),
        converted("checksum", to="a check that the file is as it was"),
        ignored("returnPojo", because="the evaluator has read the file so"),
        ignored("encoding", because="the evaluator has read the file so"),
    ),
    behaviour=_AHEAD,
)
def unchanged_file(call: Call) -> Iterator[Contribution]:
    """In the place of `readFile`, `readJSON`, `readYaml` or `readProperties`, where the evaluator has read the file."""
    yield CheckFile(call.value("file"), call.text("checksum"))


@plugin.rule(
    "file.exists",
    slots=_STEP,
    settings=(
        converted("file", to="the file that is looked for"),
        converted("exists", to="a check that it is there, or not"),
    ),
    behaviour=_AHEAD,
)
def same_file(call: Call) -> Iterator[Contribution]:
    """In the place of `fileExists`, where the evaluator has looked."""
    yield CheckExists(call.value("file"), call.flag("exists"))


@plugin.rule(
    "files.found",
    slots=_STEP,
    settings=(
        converted("glob", to="the files that are looked for"),
        converted("excludes", to="the files that are looked for"),
        converted("paths", to="a check that these are found"),
        _KEPT,
    ),
    behaviour=(*_AHEAD, _ORDER),
)
def unchanged_files(call: Call) -> Iterator[Contribution]:
    """In the place of `findFiles`, where the evaluator has found them. Their sizes and times are those of the build."""
    files, excludes = call.patterns("glob"), call.patterns("excludes")
    yield FindFiles(call.text("variable"), files, excludes)
    yield CheckFiles(files, excludes, tuple(call.text("paths").split("\n")))


@plugin.rule(
    "writeJSON",
    slots=_STEP,
    settings=(
        converted("file", to="a file that a command writes"),
        converted("json", to="a file that a command writes"),
        converted("pretty", to="the form of the JSON"),
        gap("returnText", because=_VALUE, default="false", blocking=True),
    ),
)
def write_json(call: Call) -> Iterator[Contribution]:
    """The evaluator has made the text, in the form that is asked for."""
    file, text = call.value("file"), call.value("json")
    call.number("pretty")
    if isinstance(text, Derived) and text.name == "json_saved" and file != Literal(""):
        yield WriteFile(file, text)
    else:
        call.gap("what is written is no JSON, as far as is known", blocking=True)


@plugin.rule(
    "tee",
    slots=_STEP,
    settings=(converted("file", to="a tee command"),),
    behaviour=(
        partial(
            "the file has the commands of scripts too",
            because="a build does not print them, so the file has what they print alone",
        ),
    ),
)
def into_file(call: Call) -> Iterator[Contribution]:
    yield IntoFile(call.value("file"))


@plugin.rule(
    "touch",
    slots=_STEP,
    settings=(
        converted("file", to="a touch command"),
        gap("timestamp", because="the file gets the time of the build", blocking=True),
    ),
)
def touch(call: Call) -> Iterator[Contribution]:
    file = call.value("file")
    parts = file.parts if isinstance(file, Template) else (file,)
    if any(isinstance(part, Literal) and set(str(part.value)) & set('"$`\\') for part in parts):
        raise NotKnownError("file")
    known = [part for part in parts if isinstance(part, Literal | Reference | Opaque)]
    yield Command(template([Literal('touch "'), *known, Literal('"')]))
