"""Requests over HTTP that Groovy makes with `java.net`: a step where the first of what the server answers is read.

https://docs.oracle.com/javase/8/docs/api/java/net/HttpURLConnection.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from migrate.model.source import SECRET_LEFT_OUT, Opaque, Reference, ReferenceKind
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions, connections, derived
from migrate.readers.groovy.evaluate.connections import CHARSETS, Answer, Bytes, Connection, Stream, Url
from migrate.readers.groovy.evaluate.expressions import is_text, joined
from migrate.readers.groovy.evaluate.failures import REQUEST
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.kinds import is_integer
from migrate.readers.groovy.evaluate.machine import Machine
from migrate.readers.groovy.evaluate.values import Code, Kind, NotFoldedError, Unknown, Value
from migrate.readers.secrets import redact

_METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
_WITH_BODY = ("POST", "PUT", "DELETE")
# Java leaves these out, whatever a script says; the length and the encodings are curl's own matter.
_RESTRICTED = frozenset(
    (
        *("access-control-request-headers", "access-control-request-method", "connection", "content-length", "date"),
        *("content-transfer-encoding", "expect", "host", "keep-alive", "origin", "trailer", "transfer-encoding"),
        *("upgrade", "via", "accept-encoding", "te"),
    )
)
_NOT_NEEDED = frozenset(
    (("setDoInput", True), ("setUseCaches", False), ("setFollowRedirects", True), ("setInstanceFollowRedirects", True))
)


class Owner(Protocol):
    """What is asked of the host of the pipeline."""

    @property
    def machine(self) -> Machine: ...

    def fresh(self, name: str) -> str: ...

    def block(self, node: tree.Node, name: str, given: list[Given], known: Mapping[str, Value]) -> Value: ...

    def throw(self, node: tree.Node, message: Value, kind: str) -> Value: ...


def method(host: Owner, node: tree.Node, owner: Held, name: str, given: list[Value]) -> Value:
    """`owner.name(given)`. Raises NotFoldedError where it may do something that is not understood."""
    match owner:
        case Url():
            return _of_url(host, node, owner, name, given)
        case Connection():
            return _of_connection(host, node, owner, name, given)
        case Stream("output" | "writer"):
            return _write(owner, name, given)
        case Stream():
            return _read(host, node, owner, name, given)
    raise _not_evaluated(owner, name)


def _not_evaluated(owner: Held, name: str) -> NotFoldedError:
    return NotFoldedError(f"{name} of a {owner.name} is not evaluated")


def _of_url(host: Owner, node: tree.Node, owner: Url, name: str, given: list[Value]) -> Value:
    if name in ("toString", "toExternalForm") and not given:
        return owner.text
    if name.startswith("get") and not given and owner.has(part := name[3:4].lower() + name[4:]):
        return owner.part(part)
    connection = connections.opened(host.machine.memory, owner)
    if name == "openConnection" and not given:
        return connection
    if name in ("getText", "openStream"):
        stream = _of_connection(host, node, connection, "getInputStream", [])
        assert isinstance(stream, Stream)
        return stream if name == "openStream" else _read(host, node, stream, name, given)
    raise _not_evaluated(owner, name)


def _of_connection(host: Owner, node: tree.Node, owner: Connection, name: str, given: list[Value]) -> Value:
    if name in _SETTERS:
        if owner.held["answer"] is not None:
            raise NotFoldedError("a connection is changed whose request is made, or may be")
        return _SETTERS[name](owner, *given) if len(given) == _ARGUMENTS.get(name, 1) else _refused(owner, name)
    if name == "disconnect" or (len(given) == 1 and isinstance(given[0], bool) and (name, given[0]) in _NOT_NEEDED):
        return None
    if given or name not in _READING:
        raise _not_evaluated(owner, name)
    return _READING[name](host, node, owner)


def _refused(owner: Held, name: str) -> Value:
    raise _not_evaluated(owner, name)


# ---- before the request ----------------------------------------------------------------------------------------------


def _set_method(owner: Connection, value: Value) -> None:
    if value not in _METHODS or not isinstance(value, str):
        raise NotFoldedError("another method of HTTP than those that Java and curl have in common")
    owner.held["method"] = str(value)


def _set_header(owner: Connection, key: Value, value: Value) -> None:
    if not isinstance(key, str) or key.lower() in _RESTRICTED or not derived.is_a(value, Kind.TEXT):
        raise NotFoldedError("such a header of a request is not evaluated")
    held = owner.held["headers"]
    if not isinstance(held, dict):
        raise NotFoldedError("the headers of the request depend on what the run decides")
    others = {name: one for name, one in held.items() if name.lower() != key.lower()}
    owner.held["headers"] = {**others, str(key): value}


def _set_output(owner: Connection, value: Value) -> None:
    if not isinstance(value, bool):
        raise NotFoldedError("whether a request has a body is known only when the pipeline runs")
    owner.held["output"] = value


def _set_time(name: str) -> Callable[[Connection, Value], None]:
    def work(owner: Connection, value: Value) -> None:
        if not is_integer(value) or not isinstance(value, int) or value < 0:
            raise NotFoldedError("the time-out of a connection is no known number")
        owner.held[name] = int(value)

    return work


def _output(owner: Connection) -> Stream:
    """The stream that takes the body. Asking for it makes a POST of a GET."""
    held = owner.held
    method = "POST" if held["method"] == "GET" else held["method"]
    if held["output"] is not True or method not in _WITH_BODY:
        raise NotFoldedError("a request that takes no body, as far as is known")
    held["method"] = method
    if held["body"] is None:
        held["body"] = ""
    return Stream("output", held)


_SETTERS: dict[str, Callable[..., Value]] = {
    "setRequestMethod": _set_method,
    "setRequestProperty": _set_header,
    "setDoOutput": _set_output,
    "setConnectTimeout": _set_time("connect"),
    "setReadTimeout": _set_time("read"),
    "getOutputStream": _output,
}
_ARGUMENTS = {"setRequestProperty": 2, "getOutputStream": 0}


def _write(owner: Stream, name: str, given: list[Value]) -> Value:
    """What a stream or a writer does with a text, or with the bytes of one."""
    if name in ("flush", "close") and not given:
        return None
    if name == "withWriter" and given and isinstance(code := given[-1], Code) and given[:-1] in CHARSETS:
        return code.call(Stream("writer", owner.held))
    value = given[0].held["text"] if len(given) == 1 and isinstance(given[0], Bytes) else (given or [None])[0]
    takes_text = name == "leftShift" or (owner.name == "writer" and name in ("write", "append"))
    takes = takes_text or (name == "write" and isinstance(given[0], Bytes))
    if not takes or len(given) != 1 or not is_text(value) or not is_text(owner.held["body"]):
        raise _not_evaluated(owner, name)
    if owner.held["answer"] is not None:
        raise NotFoldedError("a body is written whose request is made, or may be")
    owner.held["body"] = joined([owner.held["body"], value])
    return owner if name in ("leftShift", "append") else None


# ---- the request -----------------------------------------------------------------------------------------------------


def _sent(host: Owner, node: tree.Node, owner: Connection) -> Answer:
    """What the server answers; the request is made where nobody has asked before."""
    held = owner.held
    if isinstance(held["answer"], Answer):
        return held["answer"]
    if held["answer"] is not None:
        raise NotFoldedError("whether a request is made depends on what the run decides")
    variable = host.fresh("http")
    known: dict[str, Value] = {"method": held["method"], "variable": variable}
    known |= {f"{name}Timeout": held[name] for name in ("connect", "read") if held[name] != 0}
    if not all(isinstance(one, str | int) for one in known.values()) or not isinstance(held["headers"], dict):
        raise NotFoldedError("what is set for a request depends on what the run decides")
    given = [Given("url", node, held["url"]), Given("headers", node, _headers(owner))]
    given += [] if held["body"] is None else [Given("body", node, held["body"])]
    host.block(node, "http.request", given, known)
    answer = Answer(variable)
    held["answer"] = answer
    return answer


def _headers(owner: Connection) -> list[Value]:
    """The lines of the header; one without a value is left out, though curl has it by itself."""
    held = owner.held
    headers = held["headers"]
    assert isinstance(headers, dict)
    found = [_header(name, joined([f"{name}: ", value])) for name, value in headers.items()]
    plain = held["method"] == "PUT" or held["body"] is None
    if plain and "content-type" not in {name.lower() for name in headers}:
        found.append("Content-Type:")
    return found


def _header(name: str, line: Value) -> Value:
    return Unknown(Opaque(name, SECRET_LEFT_OUT), Kind.TEXT) if isinstance(line, str) and redact(line)[1] else line


def _connect(host: Owner, node: tree.Node, owner: Connection) -> None:
    """A connection that takes a body waits for it; any other one is of no use but for its request."""
    if owner.held["output"] is not True:
        _sent(host, node, owner)


def _code(host: Owner, node: tree.Node, owner: Connection) -> Unknown:
    name = f"{_sent(host, node, owner).name}_code"
    return Unknown(Reference(ReferenceKind.VARIABLE, name), Kind.INTEGER)


def _input(host: Owner, node: tree.Node, owner: Connection) -> Stream:
    """The text of an answer that is no error; for one that is, Java throws."""
    code = _code(host, node, owner)
    message = joined(["Server returned HTTP response code: ", code, " for URL: ", owner.held["url"]])
    _unless(host, node, code, ">=", message, REQUEST)
    return Stream("input", owner.held)


def _error(host: Owner, node: tree.Node, owner: Connection) -> Stream:
    """The text of an answer that is an error; there is none otherwise."""
    _code(host, node, owner)
    return Stream("error", owner.held)


def _unless(host: Owner, node: tree.Node, code: Unknown, operator: str, message: Value, kind: str) -> None:
    """Go on, unless the code is so compared with 400: then the run throws."""
    throws = conditions.compared(operator, code, 400)
    assert isinstance(throws, Unknown)
    host.machine.decide(node, throws, lambda: host.throw(node, message, kind), lambda: None)


def _read(host: Owner, node: tree.Node, owner: Stream, name: str, given: list[Value]) -> Value:
    if name == "close" and not given:
        return None
    held, answer = owner.held, owner.held["answer"]
    if name != "getText" or given not in CHARSETS or held["is_read"] is not False or not isinstance(answer, Answer):
        raise NotFoldedError(f"{name} of a stream that may be read already, or that is not evaluated")
    if owner.name == "error":
        place = node.function if isinstance(node, tree.Call) else node
        if isinstance(place, tree.Property) and place.operator != ".":
            raise NotFoldedError("whether there is an error is known only when the pipeline runs")
        code = Unknown(Reference(ReferenceKind.VARIABLE, f"{answer.name}_code"), Kind.INTEGER)
        _unless(host, node, code, "<", "Cannot invoke method getText() on null object", "NullPointerException")
    held["is_read"] = True
    return Unknown(Reference(ReferenceKind.VARIABLE, answer.name), Kind.TEXT)


_READING: dict[str, Callable[[Owner, tree.Node, Connection], Value]] = {
    "connect": _connect,
    "getResponseCode": _code,
    "getInputStream": _input,
    "getContent": _input,
    "getErrorStream": _error,
}
