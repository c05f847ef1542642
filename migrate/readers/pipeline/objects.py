"""What `readJSON` and its like give: an object whose members the build looks up when something uses them."""

from __future__ import annotations

from migrate.model.source import Reference, ReferenceKind
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.kinds import OpenMap
from migrate.readers.groovy.evaluate.values import Kind, Unknown, Value

# The function that makes JSON of the text, "" for what is JSON.
_READERS = {"readJSON": "", "readYaml": "yaml_json", "readProperties": "properties_json", "readMavenPom": "pom_json"}


_FILES = {"fileExists": ("file_exists", Kind.BOOLEAN), "readFile": ("file_text", Kind.TEXT)}


def at_once(name: str, arguments: list[Given]) -> Unknown | None:
    """What a step reads of the workspace, where that is used at once; None for any other step."""
    known = [one.value for one in arguments if one.name in ("", "file")]
    if name not in _FILES or len(arguments) != 1 or not known or not derived.is_a(known[0], Kind.TEXT):
        return None
    function, kind = _FILES[name]
    return derived.derived(function, kind, derived.source(known[0]))


def made(name: str, arguments: list[Given]) -> Unknown | None:
    """The object of a step that reads a text, and no file; None for any other step."""
    texts = [one.value for one in arguments if one.name == "text"]
    if name not in _READERS or len(texts) != 1 or not {one.name for one in arguments} <= {"text", "returnPojo"}:
        return None
    text = texts[0]
    if isinstance(text, Unknown) and text.kind is Kind.ANY:
        text = Unknown(text.value, Kind.TEXT)
    if not derived.is_a(text, Kind.TEXT):
        return None
    return _object(name, text)


def source_values() -> OpenMap:
    """What `checkout scm` gives: variables of the build for the source, under names of their own."""
    names = ("GIT_BRANCH", "GIT_COMMIT", "GIT_URL")
    reference = {one: Reference(ReferenceKind.ENVIRONMENT, f"checkout_{one}") for one in names}
    return OpenMap({name: Unknown(one, Kind.TEXT, example="") for name, one in reference.items()})


def read(name: str, value: Unknown) -> Unknown:
    """What a step gives that has read a file into a variable."""
    return _object(name, value) if name in _READERS else value


def _object(name: str, text: Value) -> Unknown:
    function, source = _READERS[name], derived.source(text)
    held = derived.derived(function, Kind.TEXT, source).value if function else source
    return derived.json("at", Unknown(held, Kind.TEXT), kind=Kind.OBJECT)
