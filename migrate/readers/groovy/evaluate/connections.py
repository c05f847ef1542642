"""`java.net.URL` and its connections over HTTP, with their streams: what is set before the request is made.

https://docs.oracle.com/javase/8/docs/api/java/net/HttpURLConnection.html. The state stands in names: what one way of
the run sets alone is not known behind both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.model.source import Literal, Opaque, Template
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import derived
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.groovy.evaluate.held import Held
from migrate.readers.groovy.evaluate.memory import Memory, Names
from migrate.readers.groovy.evaluate.values import JenkinsObject, Kind, NotFoldedError, Unknown, Value

_PARTS = re.compile(
    r"(?P<protocol>https?)://(?:(?P<userInfo>[^@/?#]*)@)?(?P<host>[^:@/?#\[\]]*)(?::(?P<port>\d+))?"
    r"(?P<file>(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?)(?:#(?P<ref>.*))?"
)
_HTTP = re.compile(r"https?://", re.I)
_ACCESSOR = re.compile(r"(?:get|set)(?:Re[qs]|Do|Input|Output|Error|Content|Header|Url|URL|.*Timeout).*")
_PACKAGES = re.compile(r"java\.(?:net|io)\.")
_READERS = ("InputStreamReader", "OutputStreamWriter")
CHARSETS: tuple[list[Value], ...] = ([], ["UTF-8"], ["utf-8"])  # what methods are given that take one, or none
MEMBERS = frozenset(
    (
        *("content", "date", "doInput", "doOutput", "errorStream", "expiration", "headerFields", "inputStream"),
        *("outputStream", "permission", "requestMethod", "requestProperties", "responseCode", "responseMessage"),
        *("connect", "disconnect", "connected", "method", "useCaches", "lastModified", "url"),
        *("connectTimeout", "readTimeout", "contentType", "contentLength", "contentEncoding", "ifModifiedSince"),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Url(Held):
    """`new URL(text)`"""

    @property
    def text(self) -> Value:
        return self.held["text"]

    def part(self, name: str) -> Value:
        """What the URL has under a name of `_PARTS`. Raises KeyError for another one."""
        if not isinstance(self.text, str) or not (found := _PARTS.fullmatch(self.text)):
            return Unknown(Opaque(name, "a part of a URL is known only when the pipeline runs"))
        if name == "port":
            return int(found[name] or -1)
        return found[name] if name in ("query", "ref", "userInfo") else found[name] or ""

    @staticmethod
    def has(name: str) -> bool:
        return name in _PARTS.groupindex


@dataclass(frozen=True, slots=True, eq=False)
class Connection(Held):
    """`url.openConnection()`"""


@dataclass(frozen=True, slots=True, eq=False)
class Stream(Held):
    """A stream of a connection: `input`, `error`, or `output`; a `writer` takes texts."""


@dataclass(frozen=True, slots=True, eq=False)
class Bytes(Held):
    """`text.getBytes('UTF-8')`"""


@dataclass(frozen=True, slots=True, eq=False)
class Answer(JenkinsObject):
    """What the server has answered: `name` is the variable of the build that has the text."""


def made(memory: Memory, name: str, given: list[Value]) -> Held | None:
    """`new name(given)`; None for other classes. Raises NotFoldedError."""
    short = _PACKAGES.sub("", name, count=1)
    if short == "URL" and len(given) == 1:
        return url(memory, given[0])
    if short in _READERS and given and isinstance(given[0], Stream) and given[1:] in CHARSETS:
        return Stream("writer", given[0].held) if short == "OutputStreamWriter" else given[0]
    return None


def of_text(memory: Memory, owner: Value, name: str, given: list[Value]) -> Held | None:
    """`text.toURL()` and `text.getBytes()`; None for any other method, and for what is no text."""
    if not derived.is_a(owner, Kind.TEXT):
        return None
    if name == "toURL" and not given:
        return url(memory, owner)
    if name == "getBytes" and given in CHARSETS:
        return Bytes("bytes", _holding(memory, text=owner))
    return None


def url(memory: Memory, text: Value) -> Url:
    """Raises NotFoldedError for what may be another one than of HTTP, as far as is known; what is not understood in its
    text, the request tells."""
    is_text = derived.is_a(text, Kind.TEXT) or (isinstance(text, Unknown) and isinstance(text.value, Template))
    if not is_text or not _HTTP.match(_start(text)):
        raise NotFoldedError("a URL that is none of HTTP, as far as is known")
    return Url("URL", _holding(memory, text=Unknown(text.value, Kind.TEXT) if isinstance(text, Unknown) else text))


def _start(text: Value) -> str:
    """The known start of a text; where only the run knows it, that of a URL: the build refuses any other one."""
    if not isinstance(text, Unknown):
        return str(text)
    first = text.value.parts[0] if isinstance(text.value, Template) else text.value
    return str(first.value) if isinstance(first, Literal) else "" if isinstance(first, Opaque) else "https://"


def names_no_member(node: tree.Node) -> bool:
    """Whether a closure with a name for what it gets says nothing that a connection as its delegate would know too."""
    if not isinstance(node, tree.Closure) or not node.parameters:
        return False
    names = (one.name for one in walk(node) if isinstance(one, tree.Name))
    return not any(name in MEMBERS or _ACCESSOR.fullmatch(name) for name in names)


def opened(memory: Memory, address: Url) -> Connection:
    """A connection with Java's defaults. Its `answer` is None until the request is made, its `body` until one asks for
    the stream that takes it."""
    given: dict[str, Value] = {
        "method": "GET",
        "headers": {},
        "output": False,
        "body": None,
        "answer": None,
        "is_read": False,
    }
    return Connection("connection", _holding(memory, url=address.text, connect=0, read=0, **given))


def _holding(memory: Memory, **values: Value) -> Names:
    held = memory.kept_names({})
    for name, value in values.items():
        held[name] = value
    return held
