"""The estate that demos and tests convert: fixtures/estates/acme, described in its README.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from migrate.assemble.cron import read_cron, to_event_bridge
from migrate.readers.groovy import parse
from migrate.readers.jenkins_home import InputKind, find_inputs

ACME = Path(__file__).parents[1] / "fixtures/estates/acme"
XML = sorted(ACME.rglob("*.xml"))
GROOVY = sorted([*ACME.rglob("Jenkinsfile"), *ACME.rglob("*.groovy")])
SECRETS = re.compile(r"<(?:password|secret|secretKey|secretBytes|privateKey|authToken)>([^<]*)<")


def test_the_readme_lists_the_jobs_that_are_found() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (ACME / "README.md").read_text("utf-8"), re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    found = {one.name for one in find_inputs(ACME) if one.kind is InputKind.CONFIG_XML}
    assert found - {"team-a", "team-a/payments"} == listed


def test_every_file_of_the_controller_is_a_job_or_none() -> None:
    assert [one.file for one in find_inputs(ACME) if one.kind is not InputKind.CONFIG_XML] == []


@pytest.mark.parametrize("path", XML, ids=lambda path: str(path.relative_to(ACME)))
def test_xml_is_well_formed_and_holds_no_real_secret(path: Path) -> None:
    etree.parse(path)
    for value in SECRETS.findall(path.read_text("utf-8")):
        assert value == "not-a-secret" or re.fullmatch(r"\{AQAAABAAAAAg[A-Za-z0-9+/=]{64}\}", value)


@pytest.mark.parametrize("path", GROOVY, ids=lambda path: str(path.relative_to(ACME)))
def test_groovy_is_groovy(path: Path) -> None:
    assert parse(path.read_text("utf-8")).problems == ()


@pytest.mark.parametrize("path", sorted((ACME / "jobs").rglob("config.xml")), ids=lambda path: str(path.parent.name))
def test_inline_scripts_and_schedules_are_what_jenkins_reads(path: Path) -> None:
    tree = etree.parse(path)
    for script in tree.iterfind(".//definition/script"):
        assert parse(script.text or "").problems == ()
    for spec in tree.iterfind(".//triggers//spec"):
        assert isinstance(to_event_bridge(read_cron(spec.text or "", "acme")), tuple)
