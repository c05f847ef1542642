"""migrate.toml: what it says is what is set, and a wrong key or value is one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.config import find_settings, read_settings
from migrate.errors import UsageError
from migrate.model.contribution import SecretShape
from migrate.model.settings import Acceptance, Cache, Checkout, Compute, Layout, OnGap, Settings


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "migrate.toml"
    path.write_text(text, "utf-8")
    return read_settings(path)


def test_without_a_file_the_defaults_hold() -> None:
    assert read_settings(None) == Settings()


def test_every_key_is_read(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        """
        account = "123456789012"
        region = "eu-central-1"
        layout = "fused"
        on_gap = "comment"
        cache = "local"
        time_zone = "Europe/Berlin"
        compute = "aws/codebuild/standard:7.0"
        locks = ["printer"]
        keep = ["app/iOS", "mac-*"]
        approved_signatures = ["staticMethod java.lang.System getenv"]
        [labels]
        docker = { image = "aws/codebuild/standard:7.0", privileged = true }
        [connections]
        "github.com" = "arn:aws:codeconnections:eu-central-1:123456789012:connection/x"
        [repositories]
        app = "https://github.com/acme/app"
        [checkouts]
        "https://github.com/acme/app" = "../app"
        [libraries]
        lib = { path = ".", ref = "v1" }
        [credentials]
        login = "usernamePassword"
        [environment]
        REGISTRY = "r.example.com"
        [[accept]]
        key = "junit/junit.healthScaleFactor"
        reason = "nobody looks"
        """.replace('compute = "aws/codebuild/standard:7.0"', 'compute = { image = "aws/codebuild/standard:7.0" }'),
    )
    assert (found.account, found.region, found.time_zone) == ("123456789012", "eu-central-1", "Europe/Berlin")
    assert (found.layout, found.on_gap, found.cache) == (Layout.FUSED, OnGap.COMMENT, Cache.LOCAL)
    assert found.keep == ("app/iOS", "mac-*")
    assert found.labels["docker"] == Compute("aws/codebuild/standard:7.0", privileged=True)
    assert found.repositories["app"] == "https://github.com/acme/app"
    assert found.checkouts["https://github.com/acme/app"] == "../app"
    assert found.libraries["lib"] == Checkout(str(tmp_path), "v1")
    assert found.locks == ("printer",)
    assert found.approved_signatures == ("staticMethod java.lang.System getenv",)
    assert found.credentials == {"login": SecretShape.USERNAME_PASSWORD}
    assert found.environment == {"REGISTRY": "r.example.com"}
    assert found.accepted == (Acceptance("junit/junit.healthScaleFactor", "nobody looks"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("layuot = 'auto'", "has no key layuot: did you mean layout?"),
        ("layout = 'wide'", "choose one of auto, staged, fused"),
        ("account = 12", "account is not a text"),
        ("labels = 'x'", "labels is not a table"),
        ("[labels]\nx = { imagee = 'y' }", "labels.x has no key imagee: did you mean image?"),
        ("[[accept]]\nkey = 'x'", "needs key and reason"),
        ("layout = ", "is not TOML"),
        ("[credentials]\nx = 'login'", "credentials.x is 'login': choose one of string, usernamePassword"),
        ("[credentials]\nx = 3", "credentials.x is not a text"),
        ("[environment]\nA-B = 'x'", "environment.A-B is no name of a variable"),
        ("locks = 'x'", "locks is no list of texts"),
        ("keep = 'x'", "keep is no list of texts: write keep ="),
        ("keep = ['']", "keep has an empty pattern"),
        ("approved_signatures = 'x'", "approved_signatures is no list of texts"),
        ("environment = 3", "environment is not a table"),
        ("account = '12'", "account is '12': write its 12 digits"),
        ("region = 'mars'", "region is 'mars': write it like eu-central-1"),
        ("time_zone = 'Mars/Olympus'", "time_zone is 'Mars/Olympus': write it like Europe/Berlin"),
        ("time_zone = 'Europe'", "time_zone is 'Europe': write it like Europe/Berlin"),
        ("time_zone = '../x'", "time_zone is '../x': write it like Europe/Berlin"),
        ("accept = 3", "needs key and reason"),
        ("accept = ['x']", "needs key and reason"),
        ("compute = 3", "compute is not a table"),
        ("[labels]\nx = 3", "labels.x is no image"),
        ("[labels]\nx = { image = 3 }", "labels.x: image is not a text"),
        ("[labels]\nx = { privileged = 'yes' }", "labels.x.privileged is neither true nor false"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("?", r"\?").replace(".", r"\.")) as caught:
        settings(tmp_path, text)
    assert "\n" not in str(caught.value).partition("is not TOML")[0]


def test_finds_the_file_with_the_jobs_or_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "Jenkinsfile").touch()
    assert find_settings([Path("home"), Path("x" * 300)]) is None
    (tmp_path / "migrate.toml").touch()
    assert find_settings([Path("home")]) == Path("migrate.toml")
    (tmp_path / "home" / "migrate.toml").touch()
    assert find_settings([Path("home")]) == find_settings([Path("home/Jenkinsfile")]) == Path("home/migrate.toml")


def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_settings(tmp_path)


def test_containers_have_images(tmp_path: Path) -> None:
    file = tmp_path / "migrate.toml"
    file.write_text('[containers]\ngo = "golang:1.22"\n', "utf-8")
    assert read_settings(file).containers == {"go": "golang:1.22"}
    file.write_text("[containers]\ngo = 1\n", "utf-8")
    with pytest.raises(UsageError, match=r"containers\.go"):
        read_settings(file)
