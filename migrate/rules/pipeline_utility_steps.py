"""Small steps about files: https://plugins.jenkins.io/pipeline-utility-steps/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import template
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap
from migrate.model.contribution import Command, Contribution
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
for _name in ("readCSV", "readJSON", "readManifest", "readMavenPom", "readProperties", "readYaml", "sha1", "sha256"):
    plugin.blocked(_name, because=_VALUE, slots=_STEP)
for _name in (
    *("writeCSV", "writeJSON", "writeMavenPom", "writeYaml", "prependToFile", "tee"),
    *("zip", "unzip", "tar", "untar", "verifySha1", "verifySha256"),
):
    plugin.blocked(_name, because=_NOT_YET, slots=_STEP)


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
