"""Shell commands: complete ones give no finding, broken ones and left-over Groovy do. Nothing is ever run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migrate.validate.command import Command
from migrate.validate.output import check_commands
from migrate.validate.shellcheck import check_faults

GOOD = [
    "make",
    "cd app && make all",
    'if [ -n "$A" ]; then\n  make\nfi',
    "case $A in\n  a) echo a ;;\n  b) echo b ;;\nesac",
    "(set -e; cd x; make)",
    "cat <<'EOF'\n${env.HOME} it's \"fine\"\nEOF",
    "cat <<-EOF\n\t$HOME `date`\n\tEOF",
    "cat <<'A' <<'B'\n${env.A}\nA\n${env.B}\nB",
    "echo '${env.BUILD_NUMBER}'",
    "echo \\${env.BUILD_NUMBER}",
    "# ${params.X} was here",
    "make # ${params.X}",
    'echo "${A:-${B}}" "${#A}" "${!A}" "${A%.*}" "${A/x/y}" "$(echo "${A}")" ${1} ${@:2} ${#}',
    'echo "it\'s $(date +"%Y")"',
    "awk '{print $1}' file | sed 's/\"//g'",
    "node -e 'x.trim(); `${a.b}`'",
    'echo "a # b"; echo ${A#*#}',
    "echo $((1 << 2))",
    'for f in *; do echo "$f"; done',
    "echo hello \\\n  world",
    "",
]
BASH_ONLY = ["a=(1 2)\necho ${a[0]}", "diff <(ls a) <(ls b)", "shopt -s extglob; ls !(a)"]

# rule, commands, index of the one that is broken
CASES = [
    ("shell/syntax", ["if true; then", "make"], 0),
    ("shell/syntax", ["make", "fi"], 1),
    ("shell/syntax", ['echo "open', "make"], 0),
    ("shell/syntax", ["echo 'open"], 0),
    ("shell/syntax", ["echo $(date"], 0),
    ("shell/syntax", ["make &&"], 0),
    ("shell/syntax", ["} ; touch ran; {"], 0),
    ("shell/syntax", ["for f in *; do"], 0),
    ("shell/syntax", ["sh(script: 'make', returnStdout: true)"], 0),
    ("shell/here-document", ["make", "cat <<EOF\nno end", "make"], 1),
    ("shell/not-posix", ["make", BASH_ONLY[0]], 1),
    ("shell/not-posix", [BASH_ONLY[1]], 0),
    ("shell/groovy", ["echo ${env.BUILD_NUMBER}"], 0),
    ("shell/groovy", ['echo "v${params.VERSION}"'], 0),
    ("shell/groovy", ["cat <<EOF\n${currentBuild.number}\nEOF"], 0),
    ("shell/groovy", ['echo "${name.trim()}"'], 0),
    ("shell/groovy", ['echo "${a ? "b" : "c"}"'], 0),
    ("shell/groovy", ['echo "$(echo "${env.A}")"'], 0),
    ("shell/groovy", ["make\ncurrentBuild.result = 'FAILURE'"], 0),
    ("shell/groovy", ["env.A = 'b'"], 0),
    ("shell/groovy", ["def x = 1"], 0),
    ("shell/substitution", ['echo "${{ matrix }}"'], 0),
    ("shell/substitution", ["echo ${-}", "echo ${}"], 1),
]


def test_good_commands_have_no_finding() -> None:
    assert list(check_commands(GOOD)) == []


def test_bash_may_be_asked_for() -> None:
    assert list(check_commands([*GOOD, *BASH_ONLY], "bash")) == []


def test_powershell_is_left_alone() -> None:
    assert list(check_commands(["if ($A) {", "${env:PATH}"], "powershell.exe")) == []


@pytest.mark.parametrize(("rule", "commands", "index"), CASES)
def test_a_broken_command_gives_its_finding(rule: str, commands: list[str], index: int) -> None:
    if rule == "shell/not-posix" and shutil.which("dash") is None:
        pytest.skip("dash is not installed")
    findings = list(check_commands(commands))
    assert [(finding.rule, finding.path) for finding in findings] == [(rule, f"commands[{index}]")]


def test_each_of_many_broken_commands_is_found() -> None:
    commands = ["make", "fi", 'echo "a', 'b"', "make", "if x; then", "fi", "make"]
    paths = [finding.path for finding in check_commands(commands)]
    assert paths == [f"commands[{index}]" for index in (1, 2, 3, 5, 6)]


def test_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "profile"
    script.write_text(f"touch {tmp_path}/profile-ran\n")
    monkeypatch.setenv("BASH_ENV", str(script))
    ran = f"touch {tmp_path}/ran"
    list(
        check_commands(
            [ran, f"}}; {ran}; {{", f";; esac; {ran}; case x in x)", f"$({ran})", f"cat <<EOF\n$({ran})\nEOF"]
        )
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile"]


def test_without_bash_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert [finding.rule for finding in check_commands(["make", "fi"])] == ["shell/no-bash"]


FAULTS = [
    ("shellcheck/SC2105", "break"),
    ("shellcheck/SC2115", 'rm -rf "$DIR/"*'),
    ("shellcheck/SC2152", 'f() { return "a b"; }'),
    ("shellcheck/SC2168", "local a=1"),
    ("shellcheck/SC2173", "trap 'rm x' KILL"),
    ("shellcheck/SC2218", "f\nf() { :; }"),
    ("shellcheck/SC2242", "exit 300"),
    ("shellcheck/SC2286", '"" make'),
    ("shellcheck/SC2287", "/usr/bin/"),
    ("shellcheck/SC2289", '"make\nall"'),
    ("shellcheck/SC2296", 'echo "${{a}}"'),
    ("shellcheck/SC2297", 'echo "${"a"}"'),
    ("shellcheck/SC2298", 'echo "${${a}%x}"'),
    ("shellcheck/SC2301", "echo ${'a'}"),
]


def test_shellcheck_leaves_taste_alone() -> None:
    assert list(check_faults([Command(text, "", "") for text in (*GOOD, "echo $x", "cd $1", "ls | grep a")])) == []


@pytest.mark.parametrize(("rule", "text"), FAULTS)
def test_shellcheck_finds_a_fault(rule: str, text: str) -> None:
    findings = list(check_faults([Command("make", "a", "1"), Command(text, "b", "2")]))
    assert [(finding.rule, finding.file, finding.path) for finding in findings] == [(rule, "b", "2")]


def test_without_shellcheck_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert [finding.rule for finding in check_faults([Command("make", "", "")])] == ["shellcheck/missing"]
