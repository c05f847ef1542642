"""The XML of a freestyle job that stays on Jenkins: as it stands, but for secrets, which no output shows."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as Tree

from migrate.model.settings import Settings
from migrate.model.source import CONTROL_STAND_INS, JobKind, Reading
from migrate.readers.secrets import redact_setting
from migrate.readers.xml_document import Element, read_xml
from migrate.readers.xstream import class_of, decode


def with_config(reading: Reading, data: bytes, settings: Settings) -> Reading:
    """The reading, with the job's XML where a stage of it stays on Jenkins."""
    job = reading.job
    if job is None or job.kind is not JobKind.FREESTYLE or settings.kept(job.name, job.stages[0].name) is None:
        return reading
    root = _copied(read_xml(data, reading.file).root, "")
    config = Tree.tostring(root, "unicode").translate(CONTROL_STAND_INS)
    return replace(reading, job=replace(job, config=config))


def _copied(element: Element, owner: str) -> Tree.Element:
    copy = Tree.Element(element.tag)
    for name, text in element.attributes.items():
        copy.set(name, redact_setting(name, text, owner)[0])
    if not element.children:
        copy.text = redact_setting(decode(element.tag), element.text, owner)[0] or None
    copy.extend([_copied(child, class_of(element)) for child in element.children])
    return copy
