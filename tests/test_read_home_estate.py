"""What a controller tells about its jobs; never a secret, and never an exception."""

from __future__ import annotations

from pathlib import Path

from migrate.model.contribution import SecretShape
from migrate.model.estate import Estate, Tool
from migrate.readers.estate import read_estate

PLAIN = "org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl"
LOGIN = "com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl"
LIBRARY = "org.jenkinsci.plugins.workflow.libs.LibraryConfiguration"


def store(tag: str, identity: str) -> str:
    return (
        "<entry><d.Domain/><java.util.concurrent.CopyOnWriteArrayList>"
        f"<{tag}><id>{identity}</id><secret>hunter2</secret></{tag}></java.util.concurrent.CopyOnWriteArrayList></entry>"
    )


def library(name: str, url: str, version: str) -> str:
    return (
        f"<{LIBRARY}><name>{name}</name><retriever><scm><remote>{url}</remote></scm></retriever>"
        f"<defaultVersion>{version}</defaultVersion></{LIBRARY}>"
    )


def lay_out(home: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")


def test_no_home_tells_nothing(tmp_path: Path) -> None:
    assert read_estate(tmp_path / "nothing") == Estate()
    lay_out(tmp_path, {"a/config.xml": store(PLAIN, "x")})
    assert read_estate(tmp_path) == Estate()


def test_broken_files_tell_nothing(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "credentials.xml": "<x",
            "config.xml": "",
            "nodes/n/config.xml": "text",
            "jobs/f/jobs/a/config.xml": "",
            "jobs/f/config.xml": "<!DOCTYPE x><x/>",
        },
    )
    assert read_estate(tmp_path) == Estate()


def test_a_home_tells_credentials_libraries_labels_and_tools(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            "config.xml": "<hudson><label>main small</label><jdks><jdk><name>j17</name></jdk></jdks><clouds><a.Cloud>"
            "<templates><a.T><labelString>cloudy</labelString></a.T></templates></a.Cloud></clouds></hudson>",
            "credentials.xml": f"<c><m>{store(PLAIN, 'token')}{store('a.b.Unknown', 'odd')}</m></c>",
            "org.jenkinsci.plugins.workflow.libs.GlobalLibraries.xml": "<g><libraries>"
            + library("steps", "https://host/steps.git", "main")
            + "</libraries></g>",
            "hudson.tasks.Maven.xml": "<hudson.tasks.Maven_-D><installations><hudson.tasks.Maven_-MavenInstallation>"
            "<name>m3</name><properties><a.P><installers><a.I><id>3.9.6</id></a.I></installers></a.P></properties>"
            "</hudson.tasks.Maven_-MavenInstallation></installations></hudson.tasks.Maven_-D>",
            "nodes/n1/config.xml": '<slave><name>n1</name><label>linux "signing key"</label></slave>',
            "jobs/Team/config.xml": f"<f><properties>{store(LOGIN, 'login')}{store(LOGIN, 'token')}"
            f"{library('team', 'https://host/team.git', 'v1')}{library('steps', 'https://other/x.git', '')}"
            "</properties></f>",
            "jobs/Team/jobs/Inner/config.xml": f"<f><properties>{store(PLAIN, 'inner')}</properties></f>",
            "jobs/Team/jobs/Inner/jobs/a/config.xml": f"<project>{store(PLAIN, 'not-here')}</project>",
        },
    )
    estate = read_estate(tmp_path)
    assert "hunter2" not in repr(estate)
    assert estate.credentials == {
        "token": SecretShape.TEXT,
        "login": SecretShape.USERNAME_PASSWORD,
        "inner": SecretShape.TEXT,
    }
    assert estate.libraries == {"steps": "https://host/steps.git", "team": "https://host/team.git"}
    assert estate.library_versions == {"steps": "main", "team": "v1"}
    assert estate.labels == {"main", "small", "built-in", "cloudy", "n1", "linux", "signing key"}
    assert estate.tools == (Tool("jdk", "j17"), Tool("maven", "m3", "3.9.6"))
