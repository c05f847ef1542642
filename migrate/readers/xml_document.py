"""Reads the XML of a Jenkins file whatever its encoding, and refuses what Jenkins refuses.

XStream's XML has no namespaces, no document type and no entities of its own. Expat reads it strictly, with lines and
columns; what it refuses, libxml2 recovers as far as it can, and the document says so. Nothing is ever expanded or
fetched. Both parsers follow XML 1.0, Jenkins writes 1.1 for the sake of control characters
(https://issues.jenkins.io/browse/JENKINS-48463): those take a detour through private-use characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from migrate.errors import InputError

LARGEST = 20_000_000
DEEPEST = 100

_AGAIN = "copy the file from the controller again"
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_ENCODING = re.compile(rb"""\A<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCTYPE = re.compile(r"\A(?:\s|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.S | re.I)
_HTML = re.compile(r"\A\s*(?:<!DOCTYPE\s+html|<html[\s>])", re.I)
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.M)
_ODD = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", re.S
)
_DOLLAR_TAG = re.compile(r"(?<=<)/?[A-Za-z_][\w.-]*\$[\w.$-]*(?=[\s/>])")
# Python codecs that are no character encodings of files, or that run for ever on chosen input.
_NO_ENCODING = re.compile(r"idna|punycode|unicode.?escape|utf.?7|undefined|mbcs|oem|palmos")
_PRIVATE = 0x10FF00
_RESTORED = {_PRIVATE + code: code for code in range(32)}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)


@dataclass(slots=True, eq=False)
class Element:
    """An element, its name as in the file. Lines and columns count from 1; 0 is not known. Not to be changed."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    parent: Element | None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        return next((one for one in self.children if one.tag == tag), None)

    def value(self, tag: str) -> str:
        """The text of a child, "" without one."""
        found = self.child(tag)
        return found.text if found is not None else ""


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The root, and what had to be mended. `broken` says where the XML ends to make sense; what is there is partial."""

    root: Element
    findings: tuple[str, ...] = ()
    broken: str = ""
    broken_line: int = 0


def read_xml(data: bytes, file: str = "") -> XmlDocument:
    """Parse the bytes of a file. Raises InputError, in one line, for what is not XML or must not be read."""
    name = file or "the file"
    if len(data) > LARGEST:
        raise InputError(f"{name} has {len(data):,} bytes", f"a job's config.xml has at most {LARGEST:,}")
    if not data.strip(b"\0 \t\r\n"):
        state = "holds nothing but NUL bytes" if b"\0" in data else "is empty"
        raise InputError(f"{name} {state}", "restore it from a backup or the job's configuration history")
    text, findings = _decoded(data)
    _refuse(text, name)
    text = _DECLARATION.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text, count=1)
    text, odd, lost = _without_control_characters(text)
    if lost:
        findings.append("characters that XML forbids were replaced")
    return _parsed(text, name, tuple(findings), restore=odd)


# ---- text ------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """The text without a byte order mark, and what was wrong with it."""
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    match = _ENCODING.match(data.lstrip())
    declared = match[1].decode().lower() if match else "utf-8"
    if declared.startswith(("utf-16", "utf-32", "ucs")):  # it would have had a mark: an ASCII `<?xml` was readable
        declared = "utf-8"
    encoding = bom or declared
    try:
        if _NO_ENCODING.search(encoding):
            raise LookupError
        return data.decode(encoding).removeprefix("\ufeff"), []
    except LookupError:
        return data.decode("utf-8", "replace"), [f"the encoding {encoding} is unknown: read as UTF-8"]
    except UnicodeDecodeError:
        return data.decode(bom or "utf-8", "replace"), [f"bytes that are not {encoding} were replaced"]


def _refuse(text: str, name: str) -> None:
    if _HTML.match(text):
        raise InputError(f"{name} is an HTML page, not a job", "fetch config.xml again, logged in to Jenkins")
    if _DOCTYPE.match(text):
        raise InputError(f"{name} declares a DOCTYPE", "Jenkins refuses such a file too: remove the declaration")
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise InputError(f"{name} is not XML", "give a job's config.xml or a Jenkinsfile")


def _without_control_characters(text: str) -> tuple[str, bool, bool]:
    """The text as XML 1.0 allows it; whether control characters stand there in disguise; whether something was lost."""
    odd = lost = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal odd, lost
        whole = match[0]
        if whole.startswith("<"):
            return whole if whole.isprintable() else _ODD_RAW.sub(replaced, whole)
        code = int(match[1], 16) if match[1] else int(match[2]) if match[2] else ord(whole)
        if code in _ALLOWED:
            return whole
        if 0 < code < 32:
            odd = True
            return chr(_PRIVATE + code)
        if code == 0 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
            lost = True
            return "\ufffd"
        return whole

    return _ODD.sub(replaced, text), odd, lost


_ALLOWED = frozenset({9, 10, 13})
_ODD_RAW = re.compile(r"()()[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


# ---- parsing ---------------------------------------------------------------------------------------------------------


class _Builder:
    """Builds the tree from Expat's events."""

    def __init__(self, name: str, *, restore: bool) -> None:
        self.root: Element | None = None
        self._name = name
        self._restore = restore
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def parse(self, text: str) -> Element:
        self._parser.Parse(text.encode("utf-8", "replace"), True)
        assert self.root is not None
        return self.root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        if self._restore:
            attributes = {key: value.translate(_RESTORED) for key, value in attributes.items()}
        element = Element(tag, attributes, line, column, parent)
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        self._open.append(element)
        self._texts.append([])
        if len(self._open) > DEEPEST:
            raise too_deep(self._name)

    def _data(self, text: str) -> None:
        self._texts[-1].append(text)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        text = "".join(self._texts.pop())
        element.text = text.translate(_RESTORED) if self._restore else text


def too_deep(name: str) -> InputError:
    return InputError(f"{name} nests elements more than {DEEPEST} deep", "no Jenkins plugin writes such a file")


def _parsed(text: str, name: str, findings: tuple[str, ...], *, restore: bool) -> XmlDocument:
    try:
        return XmlDocument(_Builder(name, restore=restore).parse(text), findings)
    except expat.ExpatError as error:
        return _recovered(text, name, findings, error, restore=restore)


def _recovered(
    text: str, name: str, findings: tuple[str, ...], error: expat.ExpatError, *, restore: bool
) -> XmlDocument:
    """What libxml2 can save of a text that is not well-formed. Raises InputError when that is nothing."""
    line, why = error.lineno, expat.errors.messages[error.code]
    where = f"line {line}: {why}"
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise InputError(f"{name}, line {line}: a conflict marker of git", "resolve the conflict first")
    if why in _SEVERAL and re.search(r"^<\?xml\s", text, re.M):
        raise InputError(f"{name} holds several XML documents", "write one file per job")
    text = _DOLLAR_TAG.sub(lambda match: match[0].replace("$", "_-"), text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    found = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if found is None or not isinstance(found.tag, str) or len(found) == 0:
        raise InputError(f"{name} is not XML ({where})", _AGAIN)
    root = _converted(found, None, name, 1, restore=restore)
    return XmlDocument(root, findings, f"the XML is broken at {where}", line)


_SEVERAL = ("junk after document element", "XML or text declaration not at start of entity")


def _converted(node: etree._Element, parent: Element | None, name: str, depth: int, *, restore: bool) -> Element:
    if depth > DEEPEST:
        raise too_deep(name)
    line: object = node.sourceline
    attributes = {_local(str(key)): str(value) for key, value in node.attrib.items()}
    element = Element(_local(str(node.tag)), attributes, line if isinstance(line, int) else 0, 0, parent)
    texts = [node.text or ""]
    for child in node:
        tag: object = child.tag
        if isinstance(tag, str):
            element.children.append(_converted(child, element, name, depth + 1, restore=restore))
        else:  # an entity that nobody declared
            texts.append(str(child.text or ""))
        texts.append(child.tail or "")
    element.text = "".join(texts).translate(_RESTORED) if restore else "".join(texts)
    return element


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
