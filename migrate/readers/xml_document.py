"""Reads the XML of a Jenkins file whatever its encoding, and refuses what Jenkins refuses.

Never expands an entity and never opens a network connection. lxml follows XML 1.0, Jenkins writes 1.1: control
characters that only 1.1 allows are replaced, and reported.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lxml import etree

from migrate.errors import InputError

LARGEST = 20_000_000
_DECLARATION = re.compile(r"\A<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""\A<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:[0-8]|1[124-9]|2[0-9]|3[01]);|&#[xX]0*(?:[0-8bcBCefEF]|1[0-9a-fA-F]);"
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The root element, and what had to be mended to get it; `partial` when something is missing."""

    root: etree._Element
    findings: tuple[str, ...]
    partial: bool


def read_xml(data: bytes) -> XmlDocument:
    """Parse the bytes of a file. Raises InputError, in one line, for what is not XML or must not be read."""
    if len(data) > LARGEST:
        raise InputError(f"the file has {len(data):,} bytes", f"{LARGEST:,} are the most that a job has")
    text, findings = _decoded(data)
    if not text.strip():
        raise InputError("the file is empty", "copy it from the controller again")
    if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.M):
        raise InputError("the file has git's conflict markers", "resolve the conflict first")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError("the file declares a DOCTYPE", "Jenkins refuses such a file too: remove the declaration")
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
    if not text.lstrip().startswith("<"):
        raise InputError("the file is not XML", "give a job's config.xml or a Jenkinsfile")
    clean = _CONTROL.sub("\ufffd", text)
    if clean != text:
        findings.append("control characters were replaced")
    return _parsed(clean, findings)


def _decoded(data: bytes) -> tuple[str, list[str]]:
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    match = _ENCODING.match(data.lstrip())
    encoding = bom or (match[1].decode() if match else "utf-8")
    try:
        return data.decode(encoding), []
    except LookupError:
        return data.decode("utf-8", "replace"), [f"the encoding {encoding} is unknown: read as UTF-8"]
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), [f"bytes that are not {encoding} were replaced"]


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=recover, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip


def _parsed(text: str, findings: list[str]) -> XmlDocument:
    data = text.encode("utf-8", "replace")
    try:
        return XmlDocument(etree.fromstring(data, _parser(recover=False)), tuple(findings), bool(findings))
    except etree.XMLSyntaxError as error:
        root = etree.fromstring(data, _parser(recover=True))
        message = f"line {error.lineno}: {error.msg}"
        if root is None or not isinstance(root.tag, str) or len(root) == 0:
            raise InputError(f"the XML is broken at {message}", "copy the file from the controller again") from error
        return XmlDocument(root, (*findings, f"the XML is broken at {message}: what follows may be missing"), True)
