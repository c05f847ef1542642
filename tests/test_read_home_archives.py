"""An archive is read like the folder that it holds, and can't harm anything."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from migrate.errors import InputError
from migrate.readers.archives import unpacked
from migrate.readers.jenkins_home import find_inputs

JOB = b"<project/>"


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, files: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, target in (links or {}).items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
    return path


def names(archive: Path) -> list[str]:
    with unpacked(archive) as folder:
        return [one.name for one in find_inputs(folder)]


FILES = {"home/jobs/a/config.xml": JOB, "home/jobs/b c/jobs/ü/config.xml": JOB, "home/jobs/a/builds/1/log": b"x"}


def test_a_folder_is_itself(tmp_path: Path) -> None:
    with unpacked(tmp_path) as folder:
        assert folder == tmp_path


def test_archives_of_a_home(tmp_path: Path) -> None:
    expected = ["a", "b c/ü"]
    assert names(make_zip(tmp_path / "x.zip", FILES)) == expected
    assert names(make_tar(tmp_path / "x.tar.gz", FILES)) == expected
    assert names(make_zip(tmp_path / "y.ZIP", {name[5:]: data for name, data in FILES.items()})) == expected
    assert (
        names(make_zip(tmp_path / "z.zip", {name.replace("/", "\\"): data for name, data in FILES.items()})) == expected
    )


def test_nothing_is_left_behind_and_no_records_are_written(tmp_path: Path) -> None:
    with unpacked(make_tar(tmp_path / "x.tgz", FILES)) as folder:
        assert not list(folder.rglob("log"))
        kept = folder
    assert not kept.exists()


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..\\evil", "C:\\evil", "C:/evil", "\\evil"])
def test_refuses_to_write_outside(tmp_path: Path, name: str) -> None:
    for archive in (make_zip(tmp_path / "x.zip", {name: b"x"}), make_tar(tmp_path / "x.tar.gz", {name: b"x"})):
        with pytest.raises(InputError, match="outside"):
            names(archive)
    assert not list(tmp_path.parent.glob("evil*"))


def test_a_job_that_is_a_link_is_refused_and_other_links_are_left_out(tmp_path: Path) -> None:
    records = {"jobs/a/lastStable": "builds/1", "jobs/a/builds/lastFailedBuild": "-1"}
    assert names(make_tar(tmp_path / "x.tar.gz", {"jobs/a/config.xml": JOB}, records)) == ["a"]
    for name in ("jobs/b", "jobs", "jobs/b/config.xml", "Jenkinsfile"):
        with pytest.raises(InputError, match="is a link"):
            names(make_tar(tmp_path / "y.tar.gz", {"jobs/a/config.xml": JOB}, {name: "/etc/passwd"}))


def test_refuses_more_than_a_disk_should_hold(tmp_path: Path) -> None:
    for bomb in ({"a/config.xml": b" " * 2000}, {f"{n}/config.xml": JOB for n in range(6)}):
        for archive in (make_zip(tmp_path / "x.zip", bomb), make_tar(tmp_path / "x.tar.gz", bomb)):
            with pytest.raises(InputError, match="too much"), unpacked(archive, most_bytes=1000, most_files=5):
                pass


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar", "x.tar.xz"])
def test_broken_archives(tmp_path: Path, name: str) -> None:
    whole = make_zip(tmp_path / "w.zip", FILES) if name == "x.zip" else make_tar(tmp_path / "w.tar.gz", FILES)
    for data in (b"", b"no archive", whole.read_bytes()[:-40]):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError) as caught:
            names(tmp_path / name)
        assert caught.value.remedy


def test_a_file_where_a_folder_must_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unpacked"):
        names(make_zip(tmp_path / "x.zip", {"a": b"x", "a/config.xml": JOB}))
