"""What the script sandbox refuses: calls that no whitelist permits, and that no administrator has approved.

The signatures are those that the lists of script-security have in their blacklist, or in no whitelist:
https://github.com/jenkinsci/script-security-plugin/tree/master/src/main/resources/org/jenkinsci/plugins/scriptsecurity/sandbox/whitelists
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.derived import is_a
from migrate.readers.groovy.evaluate.values import Kind, Value

REFUSED = "RejectedAccessException"
BECAUSE = "which method of Java's is called, and so whether Jenkins permits it, is known only when the pipeline runs"
_KINDS = {"java.lang.String": Kind.TEXT, "int": Kind.INTEGER, "long": Kind.INTEGER}
_IMPORTED = ("java.lang", "java.io", "java.net")  # packages whose classes Groovy knows by their simple names
_GROOVY = "org.codehaus.groovy.runtime.DefaultGroovyMethods"  # has methods of objects as static ones

_SIGNATURES = """
staticMethod hudson.model.Hudson getInstance
staticMethod hudson.model.User current
staticMethod hudson.model.User getAll
staticMethod java.io.File createTempFile java.lang.String java.lang.String
staticMethod java.io.File listRoots
new java.io.File java.lang.String
new java.io.File java.lang.String java.lang.String
new java.io.FileInputStream java.lang.String
new java.io.FileOutputStream java.lang.String
new java.io.FileReader java.lang.String
new java.io.FileWriter java.lang.String
staticMethod java.lang.Runtime getRuntime
staticMethod java.lang.System exit int
staticMethod java.lang.System getProperties
staticMethod java.lang.System getProperty java.lang.String
staticMethod java.lang.System getProperty java.lang.String java.lang.String
staticMethod java.lang.System getenv
staticMethod java.lang.System getenv java.lang.String
staticMethod java.lang.System nanoTime
staticMethod java.lang.System setProperty java.lang.String java.lang.String
staticMethod java.lang.Thread sleep long
staticMethod jenkins.model.Jenkins get
staticMethod jenkins.model.Jenkins getInstance
method java.net.URL getContent
method java.net.URL openConnection
method java.net.URL openStream
"""
_OF_GROOVY = {("java.net.URL", "getText"): f"staticMethod {_GROOVY} getText java.net.URL"}


def _keyed() -> Iterator[tuple[tuple[str, str, int], str]]:
    for signature in _SIGNATURES.strip().splitlines():
        kind, class_name, *rest = signature.split()
        name, types = ("new", rest) if kind == "new" else (rest[0], rest[1:])
        yield (class_name, name, len(types)), signature
    yield from (((class_name, name, 0), signature) for (class_name, name), signature in _OF_GROOVY.items())


_BY_CALL = dict(_keyed())


def refused(class_name: str, name: str, count: int, approved: frozenset[str]) -> str:
    """The signature that the sandbox refuses where a class's method, or `new`, is called with so many arguments; ""
    for all that it may permit."""
    signature = _BY_CALL.get((class_name, name, count), "")
    return "" if signature in approved else signature


def takes(signature: str, given: list[Value]) -> bool:
    """Whether it is surely this signature that a call with these arguments means."""
    types = [one for one in signature.split()[2:] if one in _KINDS]
    return len(types) == len(given) and all(map(is_a, given, map(_KINDS.__getitem__, types)))


def message(signature: str) -> str:
    """What Jenkins says where it refuses a call."""
    return f"Scripts not permitted to use {signature}"


def full_name(script: tree.Script, name: str) -> str:
    """The class that a name means in a script, if the sandbox refuses something of it; "" for any other."""
    imports = [
        one.name for one in script.statements if isinstance(one, tree.Import) and not one.static and not one.alias
    ]
    named = [one for one in imports if one.rpartition(".")[2] == name]
    around = [*(one.removesuffix(".*") for one in imports if one.endswith(".*")), *_IMPORTED]
    possible = [name] if "." in name else named or [f"{package}.{name}" for package in around]
    return next((one for one in possible if one in _CLASSES), "")


_CLASSES = frozenset(class_name for class_name, _, _ in _BY_CALL)
