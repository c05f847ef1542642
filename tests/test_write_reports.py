"""The records of a job: gap report, ledger, summary, secrets. No text of a job is more than text in them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrate.model.contribution import SecretShape
from migrate.model.delivery import BuildCommand, Buildspec, Secret
from migrate.model.ledger import Entry, Outcome, Verdict
from migrate.model.location import Location
from migrate.model.settings import OnGap, Settings
from migrate.model.source import Leaf, Problem
from migrate.model.template_files import template_folder
from migrate.report.gap_report import write_gap_report
from migrate.report.templating import cell, code
from migrate.validate.yaml_text import read_yaml
from migrate.writers.cloudformation import write_template
from migrate.writers.job_files import (
    JobSummary,
    counts_of,
    status_of,
    write_ledger,
    write_secrets,
    write_summary,
)
from tests.deliveries import ALL, at, nightly, team_app

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "fixtures" / "deliveries"


def entry(line: int, outcome: Outcome, because: str = "", text: str = "x", **more: object) -> Entry:
    fields: dict[str, object] = {"rule": "junit", "path": f"stages/Build/steps/sh[{line}]", **more}
    place = Location(str(fields.pop("file", "Jenkinsfile")), line, 5, str(fields.pop("path")))
    return Entry(Leaf(place, text), Verdict(outcome, because=because, **fields))  # type: ignore[arg-type]


ENTRIES = (
    entry(1, Outcome.CONVERTED, to="stage Build"),
    entry(12, Outcome.GAP, "no rule for the step foo", "foo 'x'", rule="foo", blocking=True),
    entry(13, Outcome.GAP, "no rule for the step foo", "foo 'y'", rule="foo", blocking=True),
    entry(15, Outcome.GAP, "CodeBuild has no build health score", "healthScaleFactor: 1.0", rule="junit/health"),
    entry(17, Outcome.PARTIAL, "an action succeeds or fails, nothing between"),
    entry(18, Outcome.PARTIAL, "an action succeeds or fails, nothing between"),
    entry(19, Outcome.IGNORED, "changes only what the Jenkins page shows"),
)


def report(
    entries: Iterable[Entry] = ENTRIES,
    problems: Iterable[Problem] = (),
    on_gap: OnGap = OnGap.FAIL,
    name: str = "team/app",
) -> str:
    return write_gap_report(name, team_app(), entries, problems, "team/app", on_gap)


def only(*outcomes: Outcome) -> list[Entry]:
    return [one for one in ENTRIES if one.verdict.outcome in outcomes]


class TestStatus:
    def test_a_job_without_a_pipeline_is_not_converted(self) -> None:
        text = write_gap_report("x", None, ENTRIES, (Problem(Location("a", 3, 1, ""), "cut short", True),), "x")
        assert "**Not converted**" in text
        assert "`a:3`: cut short" in text
        assert not any(word in text for word in ("stops the pipeline", "## The pipeline", "## Next", "its place"))

    def test_blocking_gaps_stop_the_pipeline(self) -> None:
        text = report()
        assert "**Converted, but the pipeline stops in 2 places**" in text
        assert "7 settings and steps: 1 converted, 2 with a difference, 3 not converted, 1 without need." in text

    def test_gaps_that_are_comments_stop_nothing(self) -> None:
        text = report(on_gap=OnGap.COMMENT)
        assert "**Converted, but 2 steps are left out**" in text
        assert "Only a comment stands in its place" in text
        assert "prints the reason and fails" not in text

    def test_other_gaps_and_differences_are_said(self) -> None:
        gap = [one for one in ENTRIES if not one.verdict.blocking]
        assert "**Converted with 1 gap**; none of them stops the pipeline." in report(gap)
        assert "**Converted**, with differences" in report(only(Outcome.PARTIAL))
        assert "**Converted completely.** 1 setting or step: 1 converted.\n" in report(only(Outcome.CONVERTED))


class TestContent:
    def test_a_blocking_gap_has_place_text_reason_and_key(self) -> None:
        text = report()
        assert "### 1. no rule for the step foo\n\n- `Jenkinsfile:12`: `foo 'x'`" in text
        assert "- `Jenkinsfile:13`: `foo 'y'`\n- Key: `foo`\n" in text
        assert "migrate.toml" in text

    def test_the_build_of_a_place_is_named(self) -> None:
        leaf = entry(12, Outcome.GAP, "why", blocking=True, path="stages/Build/steps/sh/script")
        assert "in `buildspecs/team-app-Build.yml`" in report([leaf])
        leaf = entry(12, Outcome.GAP, "why", blocking=True, path="stages/Build/steps/sh/script", file="other")
        assert "buildspecs" not in report([leaf]).partition("## The pipeline")[0].partition("### 1")[2]

    def test_a_reason_is_said_once(self) -> None:
        text = report()
        assert text.count("nothing between") == 1
        assert "(2 times): `Jenkinsfile:17` `x`, `Jenkinsfile:18` `x`" in text
        empty = [entry(line, Outcome.IGNORED, "it is empty", rule=f"rule-{line}") for line in (1, 2, 3)]
        assert "- **it is empty** (3 times)\n" in report(empty)

    def test_many_places_are_counted(self) -> None:
        many = [entry(line, Outcome.GAP, "why", blocking=True) for line in range(1, 31)]
        text = report(many)
        assert "stops in 30 places" in text
        assert "- and 22 more places, all in `ledger.json`" in text

    def test_nothing_empty_is_shown(self) -> None:
        text = write_gap_report("nightly", nightly(), (), (), "nightly")
        headings = [line for line in text.splitlines() if line.startswith("#")]
        assert headings == ["# nightly", "## The pipeline", "## As for every job", "## Next"]
        for written in (text, report()):
            assert "\n\n\n" not in written
            assert not any(line != line.rstrip() for line in written.splitlines())
            assert written.endswith("```\n")

    def test_names_notes_placeholders_and_secrets_are_shown(self) -> None:
        text = report()
        assert "The job `team/app` becomes the pipeline `team-app`." in text
        assert "| Tests | Browser | `team-app-Browser` | `node:20` | `Jenkinsfile:10` |" in text
        assert "they share docker images" in text
        assert text.count("`GitHubConnectionArn`") == 1
        assert "| `nexus` | username and password | `jenkins/nexus` | `team-app-Unit` |" in text

    def test_a_disabled_job_says_so(self) -> None:
        text = write_gap_report("nightly", nightly(), (), (), "nightly")
        assert "is disabled, and so are schedules: The Jenkins job is disabled." in text
        assert "start-pipeline-execution" not in text

    def test_the_report_is_as_accepted(self, accept: bool) -> None:
        golden = GOLDEN / "gap-report.md"
        if accept:
            golden.write_text(report(), "utf-8")
        assert golden.read_text("utf-8") == report()


class TestCommands:
    @pytest.mark.parametrize("make", ALL.values(), ids=ALL)
    def test_they_are_shell(self, make: object, tmp_path: Path) -> None:
        delivery = make()  # type: ignore[operator]
        text = write_gap_report("x", delivery, (), (), "folder of/it's")
        script = tmp_path / "next.sh"
        script.write_text(text.partition("```sh\n")[2].removesuffix("```\n"))
        assert subprocess.run(["bash", "-n", script], capture_output=True, check=True).stderr == b""

    @pytest.mark.parametrize("make", ALL.values(), ids=ALL)
    def test_they_give_every_parameter_that_the_template_asks_for(self, make: object) -> None:
        delivery = make()  # type: ignore[operator]
        template = read_yaml(write_template(delivery, Settings()), "template").value
        assert isinstance(template, dict)
        required = {name for name, one in template["Parameters"].items() if "Default" not in one}
        text = write_gap_report("x", delivery, (), (), "x")
        given = {line.split("=")[0].strip() for line in text.partition("--parameter-overrides")[2].splitlines()[1:]}
        assert required <= given

    def test_secrets_come_from_files(self) -> None:
        text = report()
        assert "--name jenkins/nexus \\\n" in text
        assert 'file://jenkins-nexus.json  # {"username": "...", "password": "..."}' in text

    def test_the_source_of_a_job_without_repository_is_put_in_place(self) -> None:
        text = write_gap_report("nightly", nightly(), (), (), "nightly")
        assert 'aws s3 cp source.zip "s3://$(output nightly SourceBucket)/source.zip"' in text

    def test_a_stack_has_a_name_that_cloudformation_takes(self) -> None:
        delivery = nightly()
        delivery = replace(delivery, pipeline=replace(delivery.pipeline, name="1.x_y@z"))
        assert "--stack-name job-1-x-y-z " in write_gap_report("x", delivery, (), (), "x")


# Texts that try to be more than text.
EVIL = st.text(st.sampled_from("<>&|`*_[]()#!\\~$-+=. \n\r\tab1\u202e\u2028:/'\"") | st.characters(), max_size=40)
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shape(text: str) -> list[str]:
    """What the page is made of, its texts left out."""
    found = []
    for token in MARKDOWN.parse(text):
        found.append(token.type)
        found += [inner.type for inner in token.children or () if inner.type not in ("text", "code_inline")]
    return found


class TestAttacks:
    @given(EVIL, EVIL, EVIL)
    def test_no_text_of_a_job_changes_the_page(self, text: str, because: str, name: str) -> None:
        def made(one: str, two: str, three: str) -> str:
            verdicts = [
                entry(1, Outcome.GAP, two, one, rule=three, blocking=True, path=three, file=three),
                entry(2, Outcome.GAP, two, one, rule=three, path=three),
                entry(3, Outcome.PARTIAL, two, one),
                entry(4, Outcome.IGNORED, two, one),
            ]
            return report(verdicts, [Problem(Location(three, 1, 1, three), two, False)], name=three)

        assert shape(made(f"t{text}", f"b{because}", f"n{name}")) == shape(made("t", "b", "n"))

    @given(EVIL)
    def test_a_cell_is_one_line_of_text(self, text: str) -> None:
        for written in (cell(text), code(text)):
            assert "\n" not in written
            assert shape(f"a {written}") == shape("a")
            assert shape(f"| a |\n|---|\n| x{written} |") == shape("| a |\n|---|\n| x |")
            assert "<" not in written

    def test_html_never_reaches_the_page(self) -> None:
        text = report([entry(1, Outcome.GAP, "<b>", "<script>alert(1)</script>", blocking=True)])
        assert "<" not in text.partition("## Next")[0]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text

    def test_a_long_text_is_cut(self) -> None:
        assert len(code("x" * 1000)) == 102
        assert code("x" * 101) == "`" + "x" * 99 + "…`"

    def test_what_turns_the_text_around_is_gone(self) -> None:
        assert code("a\u202eb\x1b[0m") == "`a b [0m`"


class TestLedger:
    def test_it_has_the_form_of_the_contract(self) -> None:
        (first, *_, last) = json.loads(write_ledger(ENTRIES))["entries"]
        assert last["outcome"] == "ignored"
        assert first == {
            "file": "Jenkinsfile",
            "line": 1,
            "column": 5,
            "path": "stages/Build/steps/sh[1]",
            "text": "x",
            "outcome": "converted",
            "blocking": False,
            "rule": "junit",
            "because": "",
            "to": "stage Build",
        }

    def test_it_keeps_every_character(self) -> None:
        (found,) = json.loads(write_ledger([entry(1, Outcome.CONVERTED, text="é🚀\t\n\u2028")]))["entries"]
        assert found["text"] == "é🚀\t\n\u2028"


class TestSummary:
    def test_it_has_the_form_of_the_contract(self) -> None:
        counts, blocking = counts_of(ENTRIES)
        jobs = [
            JobSummary("a", "a/config.xml", "freestyle", status_of(counts), counts, blocking, ("a/pipeline.json",)),
            JobSummary("b", "b", "", "failed", error="cut short", missing=("kit",)),
        ]
        assert json.loads(write_summary(jobs)) == {
            "version": 1,
            "totals": {
                "jobs": 2,
                "converted": 0,
                "partial": 1,
                "unsupported": 0,
                "failed": 1,
                "leaves": {"converted": 1, "partial": 2, "gap": 3, "ignored": 1},
                "blocking": 2,
            },
            "missing_libraries": [{"name": "kit", "jobs": 1}],
            "jobs": [
                {
                    "name": "a",
                    "source": "a/config.xml",
                    "kind": "freestyle",
                    "status": "partial",
                    "counts": {"converted": 1, "partial": 2, "gap": 3, "ignored": 1},
                    "blocking": 2,
                    "outputs": ["a/pipeline.json"],
                    "error": "",
                },
                {
                    "name": "b",
                    "source": "b",
                    "kind": "",
                    "status": "failed",
                    "counts": {"converted": 0, "partial": 0, "gap": 0, "ignored": 0},
                    "blocking": 0,
                    "outputs": [],
                    "error": "cut short",
                },
            ],
        }

    @pytest.mark.parametrize(
        ("outcomes", "status"),
        [
            ((), "converted"),
            ((Outcome.CONVERTED, Outcome.IGNORED), "converted"),
            ((Outcome.PARTIAL,), "partial"),
            ((Outcome.GAP, Outcome.CONVERTED), "partial"),
        ],
    )
    def test_a_job_is_converted_where_nothing_is_lost(self, outcomes: tuple[Outcome, ...], status: str) -> None:
        assert status_of(counts_of([entry(1, one, "why") for one in outcomes])[0]) == status


class TestSecrets:
    def table(self, *secrets: Secret) -> list[list[str]]:
        return list(csv.reader(io.StringIO(write_secrets(replace(team_app(), secrets=secrets)))))

    def test_each_credential_is_named_with_its_keys_and_readers(self) -> None:
        secret = Secret("nexus", "jenkins/nexus", SecretShape.USERNAME_PASSWORD, ("a", "b"))
        assert self.table(secret) == [
            ["credential", "kind", "secret", "keys", "used_by"],
            ["nexus", "username and password", "jenkins/nexus", "username password", "a b"],
        ]

    def test_a_name_is_neither_a_formula_nor_a_cell_more(self) -> None:
        secret = Secret('=HYPERLINK("x",\n1)', "jenkins/x", SecretShape.TEXT, ())
        assert self.table(secret)[1][0] == '\'=HYPERLINK("x",\n1)'


class TestTemplates:
    def test_they_stand_beside_the_package_in_a_checkout(self) -> None:
        assert template_folder() == ROOT / "templates"

    def test_they_are_in_a_wheel(self, tmp_path: Path) -> None:
        """Built from a copy, so that no build leaves anything here; rendered without the checkout on the path."""
        project, wheels, site = tmp_path / "project", tmp_path / "wheels", tmp_path / "site"
        project.mkdir()
        for name in ("pyproject.toml", "LICENSE"):
            shutil.copy(ROOT / name, project)
        for name in ("migrate", "templates"):
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        (project / "README.md").write_text("# j2cp\n")
        pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "--no-index"]
        subprocess.run([*pip, "--wheel-dir", wheels, project], check=True, capture_output=True)
        (wheel,) = wheels.iterdir()
        zipfile.ZipFile(wheel).extractall(site)
        code = (
            f"import sys; sys.path.insert(0, {str(site)!r});"
            "from migrate.report import gap_report, templating;"
            "print(templating.template_folder(), gap_report.write_gap_report('job', None, (), (), 'job'))"
        )
        made = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
        assert made.stdout.startswith(f"{site / 'migrate' / 'templates'} # job\n")


def test_a_command_of_each_phase_is_found() -> None:
    """Places of the report point to the build whose commands came from there, whatever the phase."""
    phases = ("install", "pre_build", "build", "post_build")
    for phase in phases:
        command = BuildCommand("x", at(1, "post/always"))
        project = replace(team_app().projects[0], buildspec=Buildspec(**{phase: (command,)}))
        delivery = replace(team_app(), projects=(project,))
        leaf = entry(1, Outcome.GAP, "why", blocking=True, path="post/always/sh")
        assert "in `buildspecs/team-app-Build.yml`" in write_gap_report("x", delivery, [leaf], (), "x")
