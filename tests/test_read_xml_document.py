"""Whatever the bytes are: a tree, a tree that says what is missing, or one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import InputError
from migrate.model.source import Literal
from migrate.readers.config_xml import read_config_xml
from migrate.readers.xml_document import DEEPEST, LARGEST, Element, read_xml
from tests.accounting import unaccounted

ERRORS = Path(__file__).parent.parent / "fixtures" / "errors"
CASES = sorted(folder.name for folder in ERRORS.iterdir() if (folder / "config.xml").is_file())


@pytest.mark.parametrize("case", CASES)
def test_says_what_is_wrong_with_a_file(case: str) -> None:
    data = (ERRORS / case / "config.xml").read_bytes()
    kind, _, expected = (ERRORS / case / "expected.txt").read_text("utf-8").rstrip("\n").partition(": ")
    if kind == "error":
        with pytest.raises(InputError) as caught:
            read_config_xml(data, name="job", file="config.xml")
        assert caught.value.message == expected
        assert caught.value.remedy
        assert "\n" not in str(caught.value)
        return
    reading = read_config_xml(data, name="job", file="config.xml")
    assert unaccounted(reading) == []
    problems = [problem.message for problem in reading.problems]
    if kind == "description":
        assert reading.job is not None
        description = reading.job.root.setting("description")
        assert description is not None
        assert description.value == Literal(expected)
        assert problems == []
    else:
        assert [one for one in problems if one.startswith(expected)]
        assert not any(problem.fatal for problem in reading.problems)
        broken = reading.job is not None and reading.job.root.setting("#broken")
        assert bool(broken) == (kind == "partial")  # nothing of a broken file passes for the whole job


def test_refuses_a_file_that_is_too_large() -> None:
    with pytest.raises(InputError, match="bytes"):
        read_xml(b" " * (LARGEST + 1) + b"<project/>", "config.xml")


def test_refuses_elements_nested_without_end() -> None:
    for data in (b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1), b"<a>" * 10_000, b"<a>" * 10_000 + b"&nbsp;<"):
        with pytest.raises(InputError, match=r"deep|not XML"):
            read_xml(data, "config.xml")


def test_keeps_lines_and_columns_of_the_file() -> None:
    root = read_xml(b"\n\n<?xml version='1.1' encoding='UTF-8'?>\n<project>\n  <a/><b/>\n</project>").root
    assert [(one.tag, one.line, one.column) for one in (root, *root.children)] == [
        ("project", 4, 1),
        ("a", 5, 3),
        ("b", 5, 7),
    ]
    assert read_xml(b"<a>" + b"\n" * 70_000 + b"<b/></a>").root.children[0].line == 70_001


def test_reads_a_hand_written_class_with_a_dollar_sign() -> None:
    document = read_xml(b"<project><builders><a.Outer$Inner><x>1</x></a.Outer$Inner></builders></project>")
    assert document.broken
    assert document.root.children[0].children[0].tag == "a.Outer_-Inner"


def test_keeps_character_references_in_cdata_and_other_scripts() -> None:
    root = read_xml("<a><b><![CDATA[&#27;\x1b<!DOCTYPE x>]]></b><c>&#65;&#128640;🚀</c></a>".encode()).root
    assert [one.text for one in root.children] == ["&#27;\x1b<!DOCTYPE x>", "A🚀🚀"]


def test_characters_that_no_xml_has_are_replaced_and_reported() -> None:
    document = read_xml(b"<a><b>x&#0;y&#xD800;&#65;</b><c/></a>")
    assert document.root.children[0].text == "x\ufffdy\ufffdA"
    assert document.findings


def test_does_not_trust_a_declared_utf16_that_is_none() -> None:
    assert read_xml(b'<?xml version="1.0" encoding="UTF-16"?><a><b>x</b></a>').root.children[0].text == "x"


@pytest.mark.parametrize("encoding", ["idna", "punycode", "unicode_escape", "utf-7", "zlib", "rot13", "hex"])
def test_decodes_with_no_codec_that_is_no_encoding(encoding: str) -> None:
    document = read_xml(f'<?xml version="1.0" encoding="{encoding}"?><a><b>x</b></a>'.encode())
    assert document.findings == (f"the encoding {encoding} is unknown: read as UTF-8",)


def _size(element: Element) -> int:
    return 1 + sum(_size(child) for child in element.children)


PIECES = [
    b"<project>",
    b"</project>",
    b"<a",
    b">",
    b"/>",
    b"&",
    b"#x1b;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"\xff",
]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join))
def test_no_bytes_raise_anything_but_an_input_error(data: bytes) -> None:
    for one in (data, b"<?xml version='1.1' encoding='UTF-8'?>\n<project><builders>" + data):
        try:
            assert _size(read_xml(one).root) >= 1
            assert unaccounted(read_config_xml(one, name="job", file="config.xml")) == []
        except InputError as error:
            assert error.remedy
