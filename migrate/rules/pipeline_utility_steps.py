"""Small steps about files: https://plugins.jenkins.io/pipeline-utility-steps/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import template
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Command, Compute, Contribution, IntoFile
from migrate.model.source import Literal, Opaque, Reference, Slot, Template

plugin = Plugin(
    "pipeline-utility-steps",
    title="Utility steps",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_STEP = (Slot.STEP,)
_VALUE = "the value of the step is lost: it is read by Groovy, which is not evaluated yet"
_NOT_YET = "this step is not converted yet: use a command of the shell"

for _name in ("findFiles", "compareVersions", "nodesByLabel"):
    plugin.nothing(_name, because="it has no effect but its value, which nobody uses here", slots=_STEP)
for _name in ("readCSV", "readManifest", "sha1", "sha256"):
    plugin.blocked(_name, because=_VALUE, slots=_STEP)
for _name in (
    *("writeCSV", "writeJSON", "writeMavenPom", "writeYaml", "prependToFile"),
    *("zip", "unzip", "tar", "untar", "verifySha1", "verifySha256"),
):
    plugin.blocked(_name, because=_NOT_YET, slots=_STEP)


@plugin.rule(
    *("readJSON", "readYaml", "readProperties", "readMavenPom"),
    slots=_STEP,
    settings=(
        converted("file", to="a variable of the build"),
        gap("text", because=_VALUE, blocking=True),
        ignored("returnPojo", because="the members are the same"),
        converted("variable", to="the name that the evaluator gives to what the step reads"),
        gap("**", because="how the file is read is not converted", blocking=True),
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
