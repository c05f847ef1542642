"""Files that the controller keeps: https://plugins.jenkins.io/config-file-provider/

The reader has put the text of a file beside its id, where the files of the controller are here; the build writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.expressions import expand, template
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored
from migrate.model.contribution import Contribution, Plain, SetVariable, WithVariables, WriteFile
from migrate.model.source import Describable, Literal, Opaque, Reference, ReferenceKind, Slot, Template, Value

plugin = Plugin(
    "config-file-provider",
    title="Config file provider",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_CLASSES = "org.jenkinsci.plugins.configfiles"
_NOT_HERE = (
    "a file of the Jenkins controller is not there in a build: convert the JENKINS_HOME that has it, keep it in "
)
_ELSEWHERE = _NOT_HERE + "the repository, or as a secret"
_FILLED = "Jenkins puts credentials into the file: write it in the build with bound credentials"
_TOKENS = "what is to be replaced in the text of the file is not: write it in the build"
_STAGES = "around stages, the file is not handed to each of their builds: write it where it is read"
_UNKNOWN = "where the file lies is known only in the build, which the variable can't tell"
_STAGE = ("stage", "node")
_FOLDER = re.compile(r"(\.(?=\Z)|.*(?=/\.?\Z))", re.S)  # `.`, or what ends in a slash


def _settings() -> Iterator[Promise]:
    yield converted("managedFiles.fileId", to="the file of this id, written in the build")
    yield converted("managedFiles.text", to="the file, written in the build")
    yield converted("managedFiles.targetLocation", to="where the file is written")
    yield converted("managedFiles.variable", to="a variable with the path of the file")
    yield converted("managedFiles.replaceTokens", to="the text of the file, which has none")
    yield ignored("managedFiles.fileName", because="the reader tells it, for a target that is a folder")
    yield ignored("managedFiles.filled", because="the reader tells whether Jenkins puts credentials into it")
    yield gap("managedFiles", because="which files it asks for is not understood", default="", blocking=True)


@plugin.rule(
    "configFileProvider",
    f"{_CLASSES}.buildwrapper.ConfigFileBuildWrapper",
    settings=tuple(_settings()),
    slots=(Slot.STEP, Slot.WRAPPER),
)
def around_steps(call: Call) -> Iterator[Contribution]:
    """The files are there before the block begins, and their variables within it."""
    if _holds_stages(call.describable):
        call.gap(_STAGES, blocking=True)
    variables: list[tuple[str, Value]] = []
    for one in call.nested("managedFiles"):
        yield from _written(one)
        variables += _variable(one)
    yield WithVariables(tuple(variables)) if variables else Plain()


@plugin.rule(f"{_CLASSES}.builder.ConfigFileBuildStep", slots=(Slot.STEP,), settings=tuple(_settings()))
def between_steps(call: Call) -> Iterator[Contribution]:
    """A builder: the variables are there for all that follows."""
    for one in call.nested("managedFiles"):
        yield from _written(one)
        yield from (SetVariable(name, path) for name, path in _variable(one))


def _holds_stages(describable: Describable) -> bool:
    return any(one.name in _STAGE or _holds_stages(one) for one in describable.children or ())


def _written(call: Call) -> Iterator[WriteFile]:
    call.text("fileId")
    path, replaces = template(_path(call)), call.flag("replaceTokens")
    if not call.has("text"):
        call.gap(_ELSEWHERE, "fileId", blocking=True)
        return
    text = call.text("text")
    if call.flag("filled"):
        call.gap(_FILLED, "fileId", blocking=True)
    if replaces and "$" in text:
        call.gap(_TOKENS, "replaceTokens", blocking=True)
    yield WriteFile(path, Literal(text))


_Parts = list[Literal | Reference | Opaque]


def _path(call: Call) -> _Parts:
    """As `ConfigFileManager.provisionConfigFile` has it: a file beside the workspace, where no place is named."""
    target = call.value("targetLocation")
    if isinstance(target, Literal):
        target = Literal(str(target.value or "").strip())
    if target == Literal(""):
        return [Reference(ReferenceKind.ENVIRONMENT, "WORKSPACE_TMP"), Literal(f"/config-{_name(call)}")]
    parts = _parts(expand(target))
    last = parts[-1]
    folder = _FOLDER.match(str(last.value)) if isinstance(last, Literal) else None
    return [*parts[:-1], Literal(f"{folder[1]}/{_name(call)}")] if folder else parts


def _parts(value: Value) -> _Parts:
    if isinstance(value, Template):
        return list(value.parts)
    assert isinstance(value, Literal | Reference | Opaque)
    return [value]


def _name(call: Call) -> str:
    return call.text("fileName").replace(" ", "_") or call.text("fileId")


def _variable(call: Call) -> Iterator[tuple[str, Value]]:
    """The variable with the whole path, which is below the current folder where it does not begin at the root."""
    name = call.text("variable").strip()
    if not name or not call.has("text"):
        return
    path = _path(call)
    if isinstance(path[0], Literal) and not str(path[0].value).startswith("/"):
        path = [Reference(ReferenceKind.ENVIRONMENT, "PWD"), Literal("/"), *path]
    elif isinstance(path[0], Reference) and path[0].name != "WORKSPACE_TMP":
        call.gap(_UNKNOWN, "variable", blocking=True)
    yield name, template(path)
