"""A buildspec holds exactly the commands of the delivery, whatever is in them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.model.delivery import BuildArtifact, BuildCommand, Buildspec, ReportGroup, SecretEntry
from migrate.model.location import Location
from migrate.writers.buildspec import write_buildspec
from migrate.writers.yaml_text import Commented, Tagged, dump

PLACE = Location("config.xml", 12, 3, "builders/hudson.tasks.Shell")


def loaded(text: str) -> Any:
    """What both loaders of PyYAML read: they must agree."""
    by_c, by_python = yaml.load(text, yaml.CSafeLoader), yaml.load(text, yaml.SafeLoader)
    assert by_c == by_python
    return by_c


def commands(text: str) -> list[str]:
    found: list[str] = loaded(text)["phases"]["build"]["commands"]
    return found


def spec(*scripts: str, **fields: Any) -> Buildspec:
    return Buildspec(build=tuple(BuildCommand(script, PLACE) for script in scripts), **fields)


# Texts that a shell script may hold, and some that only an attacker would write.
ODD = st.text(
    st.sampled_from("\n\n\n  \t\t:-#|>'\"\\{}[]&*!%@`~,?.=0ay\r\x85\u2028\ufeff\x00\x1b\u00a0é🚀\ud83d$")
    | st.characters(),
    max_size=60,
)


def sound(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class TestAnyText:
    @given(st.lists(ODD, min_size=1, max_size=5))
    @example(["a\n", "a\n\n", "a", "\na", "  a\n b", "\ta\n", " ", "\n", "", "a\n  ", "a  \nb", "a\n \n\n"])
    @example(["j2cp-text-0", "j2cp-text-1\n", "x: j2cp-text-0", "- j2cp-text-1", "a\n- j2cp-text-0\n"])
    @example(["a\nb\n\n\n", "c"])
    @example(["0.2", "yes", "null", "1e3", "2026-11-24", "~", "a: b", "a #b", "%x", "---", "...", "? x", "=", "<<"])
    def test_round_trips_exactly(self, scripts: list[str]) -> None:
        assert commands(write_buildspec(spec(*scripts))) == [sound(script) for script in scripts]

    @given(ODD, ODD)
    def test_comments_never_break_the_data(self, path: str, note: str) -> None:
        place = Location("config.xml#script", 1, 1, path)
        text = write_buildspec(Buildspec(build=(BuildCommand("a\nb", place, note), BuildCommand("c"))))
        assert commands(text) == ["a\nb", "c"]

    @given(ODD, ODD)
    def test_variables_and_names_round_trip(self, name: str, value: str) -> None:
        text = write_buildspec(spec("x", variables=((name, value),), reports=(ReportGroup(name, (value,)),)))
        assert loaded(text)["env"]["variables"] == {sound(name): sound(value)}
        assert loaded(text)["reports"][sound(name)]["files"] == [sound(value)]

    @given(ODD, ODD)
    def test_functions_and_nested_lists_round_trip(self, one: str, two: str) -> None:
        class Loader(yaml.CSafeLoader):
            pass

        Loader.add_constructor("!Sub", lambda loader, node: ("Sub", loader.construct_scalar(node)))
        Loader.add_constructor("!If", lambda loader, node: ("If", loader.construct_sequence(node, deep=True)))
        data = {"a": [{"b": Tagged("Sub", one), "c": [[two, one], two]}], "d": Tagged("If", [two, {"e": one}])}
        first, second = sound(one), sound(two)
        assert yaml.load(dump(data), Loader) == {
            "a": [{"b": ("Sub", first), "c": [[second, first], second]}],
            "d": ("If", [second, {"e": first}]),
        }


class TestAnyData:
    VALUES = st.recursive(
        ODD | st.booleans() | st.integers() | st.sampled_from([0.2, 1.5]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3),
        max_leaves=12,
    )

    @given(st.dictionaries(ODD, VALUES, max_size=4) | st.lists(VALUES, min_size=1, max_size=4))
    @example({"a": [], "b": {}, "c": [[], {}, [[1, True]], {"x": []}], "d": False, "e": 1, "f": {"g": [{"h": {}}]}})
    @example({"k" * 2000: "x", "l": "y"})
    def test_any_data_round_trips(self, data: Any) -> None:
        assert loaded(dump(data) or "{}") == halves_joined(data)


def halves_joined(data: Any) -> Any:
    if isinstance(data, dict):
        return {sound(key): halves_joined(value) for key, value in data.items()}
    if isinstance(data, list):
        return [halves_joined(item) for item in data]
    return sound(data) if isinstance(data, str) else data


class TestReadable:
    @pytest.mark.parametrize(
        "script",
        [
            "make\nmake test",
            "cat <<-EOF\n\tindented by a tab\nEOF",
            "echo '🚀 deploy'\necho done",
            "trailing blanks  \nnext",
            "  leading blanks\nnext",
            "key: value\n# comment\n- item\n'\"\\",
            "ends with a line\n",
        ],
    )
    def test_several_lines_are_a_literal_block(self, script: str) -> None:
        text = write_buildspec(spec(script))
        for line in script.split("\n"):
            assert f"      {line}\n" in text or not line

    def test_one_line_stays_on_its_line(self) -> None:
        text = write_buildspec(spec("make all", "echo 'it''s: so'", "echo 🚀", "x" * 20_000 + " y"))
        assert "    - make all\n" in text
        assert "    - 'echo 🚀'\n" in text
        assert f"    - {'x' * 20_000} y\n" in text

    def test_what_a_block_cannot_hold_is_quoted(self) -> None:
        text = write_buildspec(spec("a\r\nb", "a\x85b\n", "\x00\n"))
        assert re.findall(r"^    - (.*)$", text, re.M) == [r'"a\r\nb"', r'"a\Nb\n"', r'"\0\n"']

    def test_the_jenkins_line_stands_above_its_command(self) -> None:
        text = write_buildspec(Buildspec(build=(BuildCommand("a\n# b\n", PLACE), BuildCommand("c", None, "why"))))
        assert text.endswith(
            "    # config.xml:12 builders/hudson.tasks.Shell\n    - |\n      a\n      # b\n    # why\n    - c\n"
        )

    def test_lines_of_a_script_that_look_like_the_list_get_no_comment(self) -> None:
        script = "x\n    commands:\n    - y\ncommands:\n- z"
        text = write_buildspec(spec(script, "last"))
        assert text.count("# config.xml:12") == 2
        assert commands(text) == [script, "last"]

    def test_an_item_without_comment_has_none(self) -> None:
        assert dump([Commented("a", "")]) == "- a\n"


class TestContent:
    def test_nothing_empty_is_written(self) -> None:
        assert loaded(write_buildspec(spec("make"))) == {"version": 0.2, "phases": {"build": {"commands": ["make"]}}}

    def test_a_single_artifact_is_the_builds_own(self) -> None:
        one = BuildArtifact("Build_workspace", ("**/*",), "target", ("x/**/*",))
        assert loaded(write_buildspec(spec("x", artifacts=(one,))))["artifacts"] == {
            "files": ["**/*"],
            "base-directory": "target",
            "exclude-paths": ["x/**/*"],
            "enable-symlinks": "yes",
        }

    def test_several_artifacts_are_secondary_with_files_all_the_same(self) -> None:
        artifacts = (BuildArtifact("A_workspace"), BuildArtifact("A_archive", ("dist/*",)))
        written = loaded(write_buildspec(spec("x", artifacts=artifacts)))["artifacts"]
        assert written["files"] == ["**/*"]
        assert list(written["secondary-artifacts"]) == ["A_workspace", "A_archive"]
        assert written["secondary-artifacts"]["A_archive"]["files"] == ["dist/*"]

    def test_secrets_name_their_json_key(self) -> None:
        secrets = (SecretEntry("TOKEN", "jenkins/token"), SecretEntry("USER", "jenkins/login", "username"))
        assert loaded(write_buildspec(spec("x", secrets=secrets)))["env"]["secrets-manager"] == {
            "TOKEN": "jenkins/token",
            "USER": "jenkins/login:username",
        }

    def test_everything_else_has_its_place(self) -> None:
        written = loaded(
            write_buildspec(
                Buildspec(
                    shell="bash",
                    variables=(("B", "1"), ("A", "yes")),
                    exported=("VERSION",),
                    runtimes=(("java", "corretto17"),),
                    install=(BuildCommand("i"),),
                    pre_build=(BuildCommand("p"),),
                    build=(BuildCommand("b"),),
                    post_build=(BuildCommand("q"),),
                    reports=(ReportGroup("tests", ("a/*.xml",), "NUNITXML", "out"),),
                )
            )
        )
        assert written["env"] == {
            "shell": "bash",
            "variables": {"B": "1", "A": "yes"},
            "exported-variables": ["VERSION"],
        }
        assert list(written["phases"]) == ["install", "pre_build", "build", "post_build"]
        assert written["phases"]["install"] == {"runtime-versions": {"java": "corretto17"}, "commands": ["i"]}
        assert written["reports"]["tests"] == {
            "files": ["a/*.xml"],
            "base-directory": "out",
            "file-format": "NUNITXML",
        }
