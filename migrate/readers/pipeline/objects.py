"""What `readJSON` and its like give: an object whose members the build looks up when something uses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.model.source import Literal, Reference, ReferenceKind
from migrate.model.source import Value as SourceValue
from migrate.readers.groovy.evaluate import derived, run_maps
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.kinds import OpenMap
from migrate.readers.groovy.evaluate.run_objects import RunFiles, RunObject, to_write
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value
from migrate.readers.secrets import redact

# The function that makes JSON of the text, "" for what is JSON.
_READERS = {"readJSON": "", "readYaml": "yaml_json", "readProperties": "properties_json", "readMavenPom": "pom_json"}
_GIVES_JSON = frozenset(
    (
        *("awsIdentity", "cfnDescribe", "cfnExports", "cfnUpdate", "cfnExecuteChangeSet"),
        *("ecrListImages", "invokeLambda", "listAWSAccounts", "waitForQualityGate"),
    )
)
_HOW = {"readJSON": {"returnPojo"}, "readProperties": {"defaults", "interpolate"}}  # what else they may be told


_FILES = {"fileExists": ("file_exists", Kind.BOOLEAN), "readFile": ("file_text", Kind.TEXT)}


def at_once(name: str, arguments: list[Given]) -> Unknown | None:
    """What a step reads of the workspace, where that is used at once; None for any other step."""
    known = [one.value for one in arguments if one.name in ("", "file")]
    if name not in _FILES or len(arguments) != 1 or not known or not derived.is_a(known[0], Kind.TEXT):
        return None
    function, kind = _FILES[name]
    return derived.derived(function, kind, derived.source(known[0]))


def prepared(name: str, arguments: list[Given]) -> list[Given]:
    """The arguments, with the JSON of those that stand for an object. Raises NotFoldedError."""
    if name == "writeJSON":
        pretty = _given(arguments).get("pretty", 0)
        return [replace(one, value=_saved(one.value, pretty)) if one.name == "json" else one for one in arguments]
    if name == "readProperties":
        return [replace(one, value=_defaults(one.value)) if one.name == "defaults" else one for one in arguments]
    return arguments


def _given(arguments: list[Given]) -> dict[str, Value]:
    return {one.name: one.value for one in arguments}


def _saved(value: Value, pretty: Value) -> Unknown:
    text = to_write(value)
    if not isinstance(pretty, int):
        raise NotFoldedError("how far JSON goes in is known only when the pipeline runs")
    if redact(repr(text))[1]:
        raise NotFoldedError("a secret stands in JSON that is written")
    return derived.derived("json_saved", Kind.TEXT, text, Literal(int(pretty)))


def _defaults(value: Value) -> Unknown:
    found = run_maps.mapped(value)
    if found is None:
        raise NotFoldedError("the defaults of properties are no map of texts")
    return Unknown(found.value, Kind.TEXT)


def made(name: str, arguments: list[Given]) -> Value:
    """What a step gives that takes a text or an object, and no file; None for any other step."""
    given = _given(arguments)
    if name == "writeJSON" and given.get("returnText") is True and given.keys() <= {"json", "pretty", "returnText"}:
        return _given(prepared(name, arguments)).get("json")
    if name not in _READERS or "text" not in given or not given.keys() <= {"text", *_HOW.get(name, ())}:
        return None
    text = given["text"]
    if isinstance(text, Unknown) and text.kind is Kind.ANY:
        text = Unknown(text.value, Kind.TEXT)
    if not derived.is_a(text, Kind.TEXT):
        return None
    return _object(name, text, _given(prepared(name, arguments)))


def source_values() -> OpenMap:
    """What `checkout scm` gives: variables of the build for the source, under names of their own."""
    names = ("GIT_BRANCH", "GIT_COMMIT", "GIT_URL")
    reference = {one: Reference(ReferenceKind.ENVIRONMENT, f"checkout_{one}") for one in names}
    return OpenMap({name: Unknown(one, Kind.TEXT, example="") for name, one in reference.items()})


def read(name: str, value: Unknown, arguments: list[Given]) -> Unknown:
    """What a step gives that has read a file into a variable."""
    if name == "findFiles":
        return RunFiles(derived.json("at", value).value, Kind.OBJECT)
    if name in _GIVES_JSON and _given(arguments).get("returnValueAsString") is not True:
        return derived.json("at", value, kind=Kind.OBJECT)
    return _object(name, value, _given(arguments)) if name in _READERS else value


def told(name: str, arguments: list[Given]) -> str | None:
    """What `ecrLogin` gives, but without its password: the shell that runs it asks for one. None for other steps."""
    given = _given(arguments)
    registries, email = given.get("registryIds", []), given.get("email", False)
    if name != "ecrLogin" or not isinstance(registries, list) or not all(isinstance(one, str) for one in registries):
        return None
    ids = f"--registry-ids {' '.join(map(str, registries))} " if registries else ""
    registry = f"aws ecr get-authorization-token {ids}--output text --query authorizationData[0].proxyEndpoint"
    return f"docker login -u AWS -p $(aws ecr get-login-password) {'-e none ' if email is True else ''}$({registry})"


def _object(name: str, text: Value, how: Mapping[str, Value]) -> Unknown:
    function, source = _READERS[name], derived.source(text)
    more = _more(how) if name == "readProperties" else ()
    held = derived.derived(function, Kind.TEXT, source, *more).value if function else source
    found = derived.json("at", Unknown(held, Kind.TEXT), kind=Kind.OBJECT)
    return RunObject(found.value, Kind.OBJECT) if name == "readJSON" else found


def _more(how: Mapping[str, Value]) -> tuple[SourceValue, ...]:
    """The further arguments of the function that reads properties."""
    interpolates = how.get("interpolate", False)
    if not isinstance(interpolates, bool):
        raise NotFoldedError("whether properties are interpolated is known only when the pipeline runs")
    known = how.get("defaults")
    defaults = known.value if isinstance(known, Unknown) else Literal("{}")
    if interpolates:
        return (defaults, Literal("interpolate"))
    return () if known is None else (defaults,)
