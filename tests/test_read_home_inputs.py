"""Every job of a source is found once, under its Jenkins name; what can't be read is an input that says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrate.errors import InputError
from migrate.readers.estate import read_estate
from migrate.readers.jenkins_home import Input, InputKind, find_inputs

JOB = "<project/>"
CONTROLLER = "<?xml version='1.1' encoding='UTF-8'?>\n<!-- <project> -->\n<hudson><jobs/></hudson>"


def lay_out(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def found(root: Path) -> list[Input]:
    inputs = list(find_inputs(root))
    assert inputs == list(find_inputs(root))
    assert len({one.name for one in inputs}) == len(inputs)
    return inputs


def names(root: Path) -> list[str]:
    return [one.name for one in found(root)]


def errors(root: Path) -> dict[str, str]:
    return {one.name: one.error for one in found(root) if one.kind is InputKind.UNREADABLE}


# ---- nothing to find -------------------------------------------------------------------------------------------------


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        list(find_inputs(tmp_path / "nothing"))


def test_a_folder_without_jobs(tmp_path: Path) -> None:
    lay_out(
        tmp_path, {"readme.md": "", "a/pom.xml": "<project/>", "app/config.xml": "<widget/>", "jobs/x/note.txt": ""}
    )
    with pytest.raises(InputError, match="holds no jobs"):
        list(find_inputs(tmp_path))


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "name", "kind"),
    [
        ("shop/config.xml", JOB, "shop", InputKind.CONFIG_XML),
        ("shop/nightly.xml", JOB, "nightly", InputKind.CONFIG_XML),
        ("shop/export", "\ufeff\n " + JOB, "export", InputKind.CONFIG_XML),
        ("shop/Jenkinsfile", "node {}", "shop", InputKind.JENKINSFILE),
        ("shop/Jenkinsfile.release", "node {}", "release", InputKind.JENKINSFILE),
        ("shop/release.jenkinsfile", "node {}", "release", InputKind.JENKINSFILE),
        ("shop/build.groovy", "node {}", "build", InputKind.JENKINSFILE),
    ],
)
def test_a_single_file(tmp_path: Path, file: str, text: str, name: str, kind: InputKind) -> None:
    lay_out(tmp_path, {file: text})
    (one,) = find_inputs(tmp_path / file)
    assert (one.name, one.kind, one.file) == (name, kind, file.rpartition("/")[2])
    (named,) = find_inputs(tmp_path / file, "a/b")
    assert named.name == "a/b"


def test_a_single_file_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path / "shop", {"config.xml": JOB})
    monkeypatch.chdir(tmp_path / "shop")
    assert [one.name for one in find_inputs(Path("config.xml"))] == ["shop"]
    assert [one.name for one in find_inputs(Path())] == ["shop"]


# ---- folders ---------------------------------------------------------------------------------------------------------


def test_a_folder_of_files(tmp_path: Path) -> None:
    lay_out(
        tmp_path / "estate",
        {
            "Jenkinsfile": "",
            "a/config.xml": JOB,
            "b/Jenkinsfile": "",
            "b/Jenkinsfile.release": "",
            "b/Jenkinsfile-nightly": "",
            "b/deploy.Jenkinsfile": "",
            "b/Jenkinsfile.md": "",
            "b/Jenkinsfile.bak": "",
            "modules/c/Jenkinsfile": "",
            "node_modules/d/Jenkinsfile": "",
            ".git/Jenkinsfile": "",
        },
    )
    assert names(tmp_path / "estate") == [
        "estate",
        "a",
        "b",
        "b/nightly",
        "b/release",
        "b/deploy",
        "modules/c",
    ]


def test_a_job_beside_its_repository(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a/config.xml": JOB, "a/source/Jenkinsfile": "", "b/config.xml": JOB, "b/Jenkinsfile": ""})
    a, b, script = found(tmp_path)
    assert (a.name, a.files) == ("a", tmp_path / "a/source")
    assert (b.name, b.files) == ("b", tmp_path / "b")
    assert (script.name, script.kind, script.files) == ("b/Jenkinsfile", InputKind.JENKINSFILE, tmp_path / "b")


def test_a_config_xml_that_nobody_can_tell_is_kept(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a/config.xml": "", "b/config.xml": "text", "c/config.xml": "<my.own.Project/>"})
    (tmp_path / "d").mkdir()
    (tmp_path / "d/config.xml").write_bytes("<?xml version='1.0' encoding='UTF-16'?><project/>".encode("utf-16"))
    assert names(tmp_path) == ["a", "b", "c", "d"]


# ---- a controller's home ---------------------------------------------------------------------------------------------


def test_a_jenkins_home(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "config.xml": CONTROLLER,
            "users/me/config.xml": "<user/>",
            "nodes/n/config.xml": "<slave/>",
            "workspace/a/Jenkinsfile": "",
            "plugins/x/Jenkinsfile": "",
            "jobs/a/config.xml": JOB,
            "jobs/a/builds/1/config.xml": JOB,
            "jobs/a/workspace/Jenkinsfile": "",
            "jobs/a/promotions/Gold/config.xml": "<hudson.plugins.promoted__builds.PromotionProcess/>",
            "jobs/deleted/builds/1/Jenkinsfile": "",
            "jobs/matrix/config.xml": "<matrix-project/>",
            "jobs/matrix/configurations/axis-A/1/config.xml": "<matrix-config/>",
            "jobs/maven/config.xml": "<maven2-moduleset/>",
            "jobs/maven/modules/g$a/config.xml": "<maven2/>",
            "jobs/multi/config.xml": "<x.y.MultiBranch/>",
            "jobs/multi/branches/main/config.xml": "<flow-definition/>",
            "jobs/Team A/config.xml": "<x.y.Folder/>",
            "jobs/Team A/jobs/jobs/config.xml": "<x.y.Folder/>",
            "jobs/Team A/jobs/jobs/jobs/b & c/config.xml": JOB,
        },
    )
    assert names(tmp_path) == [
        "Team A",
        "Team A/jobs",
        "Team A/jobs/b & c",
        "a",
        "a/promotion/Gold",
        "matrix",
        "maven",
        "multi",
    ]
    assert found(tmp_path)[2].file == "jobs/Team A/jobs/jobs/jobs/b & c/config.xml"


def test_a_home_without_the_controllers_own_file_and_one_below_another_folder(tmp_path: Path) -> None:
    lay_out(tmp_path, {"jobs/a/config.xml": JOB})
    assert names(tmp_path) == ["a"]
    lay_out(tmp_path / "backup", {"config.xml": CONTROLLER, "jobs/a/config.xml": JOB, "other/Jenkinsfile": ""})
    assert names(tmp_path) == ["backup/a", "a"]


def test_a_folder_job_as_the_source(tmp_path: Path) -> None:
    lay_out(tmp_path / "Team", {"config.xml": "<x.y.Folder/>", "jobs/a/config.xml": JOB})
    assert names(tmp_path / "Team") == ["Team", "a"]


def test_the_true_name_of_a_job_whose_folder_is_called_otherwise(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "jobs/org/config.xml": "<jenkins.branch.OrganizationFolder/>",
            "jobs/org/jobs/gr_fc_n.x1/config.xml": "<x.y.MultiBranch/>",
            "jobs/org/jobs/gr_fc_n.x1/name-utf8.txt": "grün/feld\n",
            "jobs/org/jobs/odd/config.xml": JOB,
            "jobs/org/jobs/odd/name-utf8.txt": "",
        },
    )
    assert names(tmp_path) == ["org", "org/grün%2Ffeld", "org/odd"]


# ---- what can't be read ----------------------------------------------------------------------------------------------


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    lay_out(tmp_path, {"jobs/a/config.xml": JOB, "repository/Jenkinsfile": ""})
    (tmp_path / "jobs/a/jobs").symlink_to(tmp_path / "jobs")
    (tmp_path / "repository/again").symlink_to(tmp_path / "repository")
    (tmp_path / "jobs/self").symlink_to(tmp_path / "jobs/self")
    said = errors(tmp_path)
    assert "leads back" in said["a/a"]
    assert "leads back" in said["repository/again"]
    assert "leads nowhere" in said["self"]
    assert {"a", "repository"} <= set(names(tmp_path))


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    lay_out(tmp_path / "outside", {"Jenkinsfile": "secret", "config.xml": JOB})
    lay_out(tmp_path / "inside", {"a/Jenkinsfile": ""})
    (tmp_path / "inside/b").symlink_to(tmp_path / "outside")
    (tmp_path / "inside/c").mkdir()
    (tmp_path / "inside/c/Jenkinsfile").symlink_to(tmp_path / "outside/Jenkinsfile")
    assert errors(tmp_path / "inside") == {
        "b": "a link out of the folder, which is not followed",
        "c": "a link out of the folder, which is not followed",
    }


def test_a_controllers_jobs_may_lie_on_another_disk(tmp_path: Path) -> None:
    lay_out(tmp_path / "disk", {"a/config.xml": JOB})
    lay_out(tmp_path / "home", {"config.xml": CONTROLLER, "jobs/b/config.xml": JOB})
    (tmp_path / "home/jobs/a").symlink_to(tmp_path / "disk/a")
    assert names(tmp_path / "home") == ["a", "b"]
    assert errors(tmp_path / "home") == {}


def test_a_file_that_is_no_file(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a/Jenkinsfile": ""})
    (tmp_path / "b").mkdir()
    (tmp_path / "b/Jenkinsfile").symlink_to("gone")
    (tmp_path / "c").mkdir()
    os.mkfifo(tmp_path / "c/Jenkinsfile")
    assert errors(tmp_path) == {"b": "a link that leads nowhere", "c": "no regular file"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    lay_out(tmp_path, {"a/Jenkinsfile": "", "b/Jenkinsfile": ""})
    (tmp_path / "b").chmod(0)
    assert errors(tmp_path) == {"b": "Permission denied"}
    (tmp_path / "b").chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_jobs_of_a_controller_that_may_not_be_read(tmp_path: Path) -> None:
    lay_out(tmp_path, {"config.xml": CONTROLLER, "jobs/a/config.xml": JOB, "jobs/b/config.xml": JOB})
    for locked, mode, said in (("jobs/b", 0, ["b"]), ("jobs", 0o400, ["a", "b"]), ("jobs", 0, [tmp_path.name])):
        (tmp_path / locked).chmod(mode)
        assert errors(tmp_path) == dict.fromkeys(said, "Permission denied")
        assert read_estate(tmp_path).labels == {"built-in"}
        (tmp_path / locked).chmod(0o700)
