"""An output folder is written whole or not at all, and only our files are touched."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import OutputError
from migrate.writers.files import folder_of, prepare, write_files


def files(**texts: str) -> dict[PurePosixPath, str]:
    """`a__b_yml="x"` is a/b.yml."""
    return {PurePosixPath(name.replace("__", "/").replace("_", ".")): text for name, text in texts.items()}


def tree(out: Path) -> dict[str, str]:
    """What a user sees."""
    return {
        str(path.relative_to(out)): path.read_text("utf-8")
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".j2cp")
    }


@contextlib.contextmanager
def room_for(size: int) -> Iterator[None]:
    """Files of this process can't grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    prepare(folder)
    return folder


class TestWriting:
    def test_nothing_is_written_when_a_text_cannot_be(self, out: Path) -> None:
        write_files(out, files(a__x_yml="old", b__x_yml="old"))
        (out / "b" / "y.yml").mkdir()
        with pytest.raises(OutputError, match=r"y\.yml is not a file of j2cp"):
            write_files(out, files(a__x_yml="new", b__x_yml="new", b__y_yml="new"))
        assert tree(out) == {"a/x.yml": "old", "b/x.yml": "old"}

    def test_a_full_disk_leaves_the_last_run(self, out: Path) -> None:
        write_files(out, files(a__x_yml="old", b__x_yml="old"))
        with room_for(100), pytest.raises(OutputError, match="File too large: free space"):
            write_files(out, files(a__x_yml="new", b__x_yml="x" * 101))
        assert tree(out) == {"a/x.yml": "old", "b/x.yml": "old"}
        assert [path.name for path in out.iterdir() if path.name.startswith(".")] == [".j2cp-files"]

    def test_a_second_run_touches_no_file(self, out: Path) -> None:
        write_files(out, files(a__x_yml="1", summary_json="2"))
        before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (out, *out.rglob("*"))}
        write_files(out, files(a__x_yml="1", summary_json="2"))
        assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (out, *out.rglob("*"))} == before

    def test_a_file_that_is_gone_is_removed_with_its_folders(self, out: Path) -> None:
        write_files(out, files(a__b__x_yml="1", a__y_yml="1"))
        write_files(out, files(a__y_yml="1"))
        assert tree(out) == {"a/y.yml": "1"}
        assert not (out / "a" / "b").exists()

    def test_files_of_others_stay(self, out: Path) -> None:
        write_files(out, files(a__x_yml="1"))
        (out / "a" / "notes.txt").write_text("mine")
        (out / "b").mkdir()
        write_files(out, files(c__x_yml="1"))
        assert tree(out) == {"a/notes.txt": "mine", "c/x.yml": "1"}
        assert (out / "b").is_dir()

    def test_a_file_of_others_is_not_overwritten(self, out: Path) -> None:
        write_files(out, files(a__x_yml="1"))
        (out / "a" / "y.yml").write_text("mine")
        with pytest.raises(OutputError, match="move it away"):
            write_files(out, files(a__x_yml="2", a__y_yml="2"))
        assert tree(out) == {"a/x.yml": "1", "a/y.yml": "mine"}

    def test_a_file_in_the_place_of_a_folder_is_refused(self, out: Path) -> None:
        write_files(out, files(a__x_yml="1"))
        (out / "b").write_text("mine")
        with pytest.raises(OutputError, match="b is no folder of j2cp"):
            write_files(out, files(a__x_yml="2", b__x_yml="2"))
        assert tree(out) == {"a/x.yml": "1", "b": "mine"}

    def test_texts_are_utf_8_with_their_line_ends(self, out: Path) -> None:
        write_files(out, files(a_txt="é🚀\ud83d\ude80\ud83d\r\n\n"))
        assert (out / "a.txt").read_bytes() == "é🚀🚀\ufffd\r\n\n".encode()

    def test_a_run_that_was_killed_does_not_hinder_the_next(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        (out / ".j2cp-new").mkdir(parents=True)
        (out / ".j2cp-new" / "0").write_text("half")
        prepare(out)
        write_files(out, files(a_txt="1"))
        assert tree(out) == {"a.txt": "1"}
        assert not (out / ".j2cp-new").exists()


class TestAttacks:
    def test_a_link_is_not_followed(self, out: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "x.yml").write_text("mine")
        write_files(out, files(b_txt="1"))
        (out / "a").symlink_to(elsewhere)
        with pytest.raises(OutputError, match="is no folder of j2cp"):
            write_files(out, files(a__z_yml="2"))
        (out / ".j2cp-files").write_text("b.txt\na/x.yml\n")
        write_files(out, files(b_txt="1"))
        assert tree(elsewhere) == {"x.yml": "mine"}

    def test_a_list_of_files_that_leads_outside_removes_nothing(self, out: Path, tmp_path: Path) -> None:
        (tmp_path / "mine").write_text("1")
        (out / ".j2cp-files").write_text(f"../mine\n{tmp_path}/mine\n\n.\na/../../mine\n")
        write_files(out, files(a_txt="1"))
        assert (tmp_path / "mine").read_text() == "1"


class TestPreparing:
    def test_a_folder_with_other_files_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(OutputError, match="holds other files: name an empty or a new folder"):
            prepare(tmp_path)

    def test_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        with pytest.raises(OutputError, match=r"can't be used: .*: name another folder"):
            prepare(tmp_path / "out")
        with pytest.raises(OutputError, match="can't be used"):
            prepare(tmp_path / "o\0ut")

    def test_an_empty_folder_and_one_of_ours_are_taken(self, tmp_path: Path) -> None:
        prepare(tmp_path)
        write_files(tmp_path, files(a_txt="1"))
        (tmp_path / "notes.txt").write_text("mine")
        prepare(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_without_rights_is_refused(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(OutputError, match="can't be used"):
            prepare(tmp_path / "out")
        with pytest.raises(OutputError, match="can't be used"):
            prepare(tmp_path)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_locked_folder_leaves_the_last_run(self, out: Path) -> None:
        write_files(out, files(a__x_yml="old", b__x_yml="old"))
        (out / "b").chmod(0o500)
        with pytest.raises(OutputError, match="b can't be written: Permission denied: give the rights"):
            write_files(out, files(a__x_yml="new", b__x_yml="new"))
        assert tree(out) == {"a/x.yml": "old", "b/x.yml": "old"}
        with pytest.raises(OutputError, match="b can't be written"):
            write_files(out, files(a__x_yml="new"))
        assert tree(out) == {"a/x.yml": "old", "b/x.yml": "old"}


class TestNames:
    @pytest.mark.parametrize(
        ("job", "folder"),
        [
            ("team/app", "team/app"),
            ("../../etc/passwd", "etc/passwd"),
            ("/abs", "abs"),
            ("a/./b//c", "a/b/c"),
            ("..", "job"),
            ("", "job"),
            ("...", "_"),
            (".git", "git"),
            ('a\\b:c*?<>|"\n', "a_b_c_______"),
            ("C:\\x", "C__x"),
            ("con", "con_"),
            ("Aux.xml", "Aux.xml_"),
            ("console", "console"),
            ("a/ledger.json", "a/ledger.json_"),
            ("a/Projects", "a/Projects_"),
            ("projects-2", "projects-2"),
            ("e\u0301te\u0301", "été"),
            ("x" * 99 + ".y", "x" * 99),
            ("é" * 200, "é" * 50),
        ],
    )
    def test_a_job_gets_a_safe_folder(self, job: str, folder: str) -> None:
        assert str(folder_of(job, set())) == folder

    def test_folders_differ_case_aside(self) -> None:
        taken = {"summary.json"}
        assert [str(folder_of(job, taken)) for job in ("a/b", "A/B", "a/b", "a?b", "a:b", "STRASSE", "straße")] == [
            *("a/b", "A/B-2", "a/b-3", "a_b", "a_b-2", "STRASSE", "straße-2")
        ]

    @given(st.lists(st.text(max_size=30) | st.sampled_from(["a/..", "..\\x", "nul", "a ", "a."]), max_size=8))
    def test_any_names_are_unique_and_below_the_output(self, jobs: list[str]) -> None:
        taken: set[str] = set()
        folders = [folder_of(job, taken) for job in jobs]
        assert len({str(folder).casefold() for folder in folders}) == len(jobs)
        for folder in folders:
            assert not folder.is_absolute()
            assert all(part.strip(" .") == part and part not in ("..", "") for part in folder.parts)
