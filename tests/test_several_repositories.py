"""A job with several repositories: the first is the source of the pipeline, the build fetches the others."""

from __future__ import annotations

from pathlib import Path

from migrate.app import convert
from migrate.model.settings import Settings

_GIT = """<hudson.plugins.git.GitSCM><userRemoteConfigs><hudson.plugins.git.UserRemoteConfig>
<url>https://github.com/a/{name}.git</url></hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>
<branches><hudson.plugins.git.BranchSpec><name>*/main</name></hudson.plugins.git.BranchSpec></branches>
<relativeTargetDir>{name}</relativeTargetDir></hudson.plugins.git.GitSCM>"""
_SCM = f"""<scm class="org.jenkinsci.plugins.multiplescms.MultiSCM"><scms>
{_GIT.format(name="one")}{_GIT.format(name="two")}</scms></scm>"""


def _converted(tmp_path: Path, config: str) -> Path:
    (tmp_path / "job").mkdir()
    (tmp_path / "job" / "config.xml").write_text(config, "utf-8")
    convert([tmp_path / "job"], Settings(), out=tmp_path / "out")
    return tmp_path / "out" / "job"


def test_a_job_that_does_not_fetch_the_others_stops(tmp_path: Path) -> None:
    out = _converted(tmp_path, f"<maven2-moduleset>{_SCM}<goals>install</goals></maven2-moduleset>")
    text = next((out / "buildspecs").iterdir()).read_text("utf-8")
    assert text.index("only one of several repositories is fetched") < text.index("mvn")


def test_the_build_fetches_all_but_the_first_before_its_steps(tmp_path: Path) -> None:
    steps = "<builders><hudson.tasks.Shell><command>make</command></hudson.tasks.Shell></builders>"
    out = _converted(tmp_path, f"<project>{_SCM}{steps}</project>")
    assert '"FullRepositoryId": "a/one"' in (out / "pipeline.json").read_text("utf-8")
    text = next((out / "buildspecs").iterdir()).read_text("utf-8")
    fetched = "mkdir -p two && cd two\n      check_out https://github.com/a/two.git '*/main' detached"
    assert "a/one" not in text
    assert text.index("mv .j2cp 'one'") < text.index(fetched) < text.index("make")
