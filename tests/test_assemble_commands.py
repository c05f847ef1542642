"""What the assembly writes for each kind of contribution, proved by running it as CodeBuild would."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.assemble.builds import Order, build
from migrate.assemble.functions import definition
from migrate.assemble.layout import Unit
from migrate.mapping.expressions import ant_patterns
from migrate.model import contribution as c
from migrate.model.ant_patterns import find_regex
from migrate.model.delivery import BuildCommand
from migrate.model.plan import Placed, Plan, PlannedPost
from migrate.model.settings import OnGap, Settings
from migrate.model.source import Derived, JobKind, Literal, Reference, ReferenceKind, Value
from migrate.rehearse.artifacts import files_below
from migrate.writers.buildspec import write_buildspec
from tests.codebuild import SHELLS, Ended, run_build, shown
from tests.plans import built, env, facts_of, param, placed, plan_of, post, sh, stage, text, variable

_LITTLE = 'It\'s $HOME, `id`, "quoted", a\\b and 100%'  # what shells like to read otherwise


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    """The shell that runs all commands: CodeBuild's images have either as `sh`."""
    return str(request.param)


class Rig:
    """Builds plans and runs them in a workspace of their own."""

    def __init__(self, folder: Path, shell: str) -> None:
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self._scratch = folder / "scratch"
        self._shell = shell

    def write(self, path: str, content: str = "") -> None:
        file = self.workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content or f"{path}\n", "utf-8")

    def read(self, path: str) -> str:
        return (self.workspace / path).read_bytes().decode()

    def has(self, path: str) -> bool:
        return (self.workspace / path).exists()

    def steps(self, *work: Placed, parameters: dict[str, str] | None = None, **more: object) -> Ended:
        """Run the steps as the only stage of a pipeline, with parameters and their values."""
        return self.plan(plan_of(stage("Build", *work), **more), parameters)

    def plan(
        self,
        plan: Plan,
        parameters: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        credentials: dict[str, c.SecretShape] | None = None,
        settings: Settings | None = None,
        variables: dict[str, str] | None = None,
    ) -> Ended:
        asked = [c.Parameter(name, Literal("x")) for name in parameters or {}]
        one = built(plan, facts_of(asked, credentials=credentials, settings=settings))
        text = write_buildspec(one.project.buildspec)
        given = {**(parameters or {}), **(variables or {})}
        return run_build(text, self.workspace, self._scratch, shell=self._shell, variables=given, secrets=secrets)

    def archived(self, ended: Ended) -> list[str]:
        folder = next(iter(ended.artifacts.values()))
        return [
            path for file in sorted(files_below(folder)) if (path := file.relative_to(folder).as_posix()) != ".keep"
        ]


@pytest.fixture
def rig(tmp_path: Path, shell: str) -> Rig:
    return Rig(tmp_path, shell)


# ---- scripts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "printed"),
    [
        (shown(_LITTLE), _LITTLE),
        ("echo a # it's a comment", "a"),
        ("# don't\necho a", "a"),
        ("echo 'two\n  lines'", "two\n  lines"),
        ("cat <<EOF\n  it's $((1 + 1))\n\tand 'more'\nEOF", "  it's 2\n\tand 'more'"),
        ("cat <<'EOF'\n$HOME `id` )\nEOF\necho after", "$HOME `id` )\nafter"),
        ("cat <<-EOF\n\tno tab\n\tEOF", "no tab"),
        ("case a in a) echo in;; esac", "in"),
        ("echo one \\\n  two", "one two"),
        ('echo "a \\"b\\" `echo c` $(echo d)"', 'a "b" c d'),
        ("if true; then\r\n  echo carriage\r\nfi\r\n", "carriage"),
        ("echo end \\\n", "end"),
        ("set -- x y; echo $# $1", "2 x"),
        ("echo $0", "sh"),
        ("exec echo executed", "executed"),
        ("trap 'echo trapped' EXIT", "trapped"),
        ("(cd /; pwd)", "/"),
        ("echo }; echo ')'", "}\n)"),
        ("echo a;", "a"),
        ("echo a &\nwait", "a"),
        ("", ""),
        ("\n# nothing\n", ""),
    ],
)
def test_a_script_runs_as_it_stands(rig: Rig, script: str, printed: str) -> None:
    ended = rig.steps(sh(script), sh("echo next"))
    lines = ended.output.splitlines()
    assert "\n".join(lines[:-1]) == printed
    assert lines[-1] == "next"
    assert ended.succeeded


@pytest.mark.parametrize(("status", "goes_on"), [(3, True), (4, False), (0, True)])
def test_a_status_that_makes_the_build_unstable_is_no_failure(rig: Rig, status: int, goes_on: bool) -> None:
    script = placed(c.Command(Literal(f"touch ran\nexit {status}\ntouch never"), unstable=3))
    assert rig.steps(script, sh("touch next")).succeeded is goes_on
    assert (rig.has("ran"), rig.has("next"), rig.has("never")) == (True, goes_on, False)


@pytest.mark.parametrize(
    "script",
    [
        "false | cat",
        "false && echo x\ntrue",
        "f() { false; echo inside; }\nif f; then echo condition; fi",
        "! false",
        "false || true",
        "test -f missing && echo x\necho middle",
        "f() { local x=$(false); echo local; }\nf",
        "set +e\nfalse\ntrue",
        "exit 0\nfalse",
    ],
)
def test_what_does_not_stop_jenkins_shell_does_not_stop_the_build(rig: Rig, script: str) -> None:
    ended = rig.steps(sh(script), sh("touch next"))
    assert ended.succeeded
    assert rig.has("next")


@pytest.mark.parametrize(
    "script",
    [
        "false\necho on",
        "echo a\nfalse\necho on",
        "x=$(false)\necho on",
        "f() { false; echo on; }\nf",
        "test -f missing && echo on",
        "cd missing\necho on",
        "exit 3\necho on",
        "(false; echo on)",
        "cat <<EOF\n$(echo text)\nEOF\nfalse\necho on",
        "false # don't\necho on",
        'echo "$0"; false; echo on',
    ],
)
def test_what_stops_jenkins_shell_stops_the_build(rig: Rig, script: str) -> None:
    ended = rig.steps(sh(script), sh("touch next"))
    assert not ended.succeeded
    assert "on\n" not in ended.output
    assert not rig.has("next")


def test_a_step_leaves_no_shell_state_to_the_next(rig: Rig) -> None:
    ended = rig.steps(sh("export X=1; cd /; set -u; f() { :; }"), sh('echo "${X-unset} $(pwd)"; ! type f'))
    assert f"unset {rig.workspace}" in ended.output
    assert ended.succeeded


def test_a_script_with_its_own_first_line_runs_under_it_without_e(rig: Rig) -> None:
    ended = rig.steps(
        sh('#!/bin/bash\nfalse\na=(x y)\necho "${a[1]} it\'s" > bash.txt\n'),
        sh("#!/usr/bin/env python3\nopen('py.txt', 'w').write('$HOME `id`\\n')\n"),
        sh("#!/bin/sh\nfalse"),
        sh("touch next"),
    )
    assert rig.read("bash.txt") == "y it's\n"
    assert rig.read("py.txt") == "$HOME `id`\n"
    assert not ended.succeeded  # the last status counts
    assert not rig.has("next")


def test_a_first_line_after_a_blank_is_a_comment(rig: Rig) -> None:
    assert not rig.steps(sh("\n#!/bin/bash\nfalse\ntrue")).succeeded


def test_a_script_file_with_references_and_the_word_that_ends_it(rig: Rig) -> None:
    script = text("#!/bin/sh\ncat > out.txt <<'SCRIPT'\n", param("P"), "\n$HOME\nSCRIPT\n")
    ended = rig.steps(placed(c.Command(script)), parameters={"P": "a\\b `id` $x"})
    assert ended.succeeded
    assert rig.read("out.txt") == "a\\b `id` $x\n$HOME\n"


# ---- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["plain", "two words", 'a "quoted" one', "$HOME", "`id`", "a\\b", "it is", ";", "*"])
def test_a_reference_in_single_quotes_of_a_script_gives_the_value(rig: Rig, value: str) -> None:
    script = text("printf '%s' '", param("P"), "' > out.txt; printf '%s' \"$HOME\" > home.txt")
    assert rig.steps(placed(c.Command(script)), parameters={"P": value}).succeeded
    assert rig.read("out.txt") == value
    assert rig.read("home.txt").endswith("/home")


def test_a_value_is_put_into_the_text_before_the_shell_reads_it(rig: Rig) -> None:
    script = text("printf '%s\\n' ", param("P"), " > out.txt; false; touch never")
    ended = rig.steps(placed(c.Command(script)), parameters={"P": '"a  b" c; X=`echo in`; echo $X'})
    assert not ended.succeeded
    assert rig.read("out.txt") == "in\n" or "in" in ended.output
    assert not rig.has("never")


@pytest.mark.parametrize("value", ["plain", "two  words", "it's", _LITTLE, "*", "-n", "", "a\\nb"])
def test_words_are_exact_in_every_place(rig: Rig, value: str) -> None:
    both = text("<", param("P"), ">")
    ended = rig.steps(
        placed(c.Print(both)),
        placed(c.WriteFile(Literal("a b/it's.txt"), both)),
        placed(c.WithVariables((("V", both),)), sh('printf "%s" "$V" > v.txt')),
        placed(c.Fail(both)),
        parameters={"P": value},
    )
    assert ended.output.count(f"<{value}>\n") == 2
    assert rig.read("a b/it's.txt") == rig.read("v.txt") == f"<{value}>"
    assert not ended.succeeded


def test_a_file_has_exactly_its_bytes(rig: Rig) -> None:
    content = "\ttab\r\n%s \\n 'ü'\n\n  end"
    assert rig.steps(placed(c.WriteFile(Literal("deep/er/f.txt"), Literal(content)))).succeeded
    assert rig.read("deep/er/f.txt") == content


def test_a_file_has_the_bytes_of_base64(rig: Rig) -> None:
    assert rig.steps(placed(c.WriteFile(Literal("a/b.bin"), Literal("AAEC/w=="), base64=True))).succeeded
    assert (rig.workspace / "a/b.bin").read_bytes() == bytes([0, 1, 2, 255])


def test_what_is_no_base64_fails(rig: Rig) -> None:
    assert not rig.steps(placed(c.WriteFile(Literal("c.bin"), Literal("?"), base64=True))).succeeded


def test_an_undefined_name_fails_its_step_and_not_the_shell_of_all(rig: Rig) -> None:
    for step in (
        placed(c.Print(text("x", env("NOBODY")))),
        placed(c.Command(text("echo ", env("NOBODY")))),
        placed(c.SetVariable("X", env("NOBODY"))),
    ):
        one = built(plan_of(stage("Build", step, sh("touch next")), post=(post("always", sh("touch post")),)))
        scratch = rig.workspace.parent / type(step.contribution).__name__
        ended = run_build(write_buildspec(one.project.buildspec), rig.workspace, scratch, shell="sh")
        assert not ended.succeeded
        assert "NOBODY" in ended.output
        assert not rig.has("next")
        assert rig.has("post")
        (rig.workspace / "post").unlink()


def test_a_message_with_a_variable_that_aws_has_not_stops_nothing(rig: Rig) -> None:
    printed = placed(c.Print(text("on ", env("NODE_NAME"), "\n", env("BUILD_NUMBER"))))
    ended = rig.steps(printed, sh("touch next"), placed(c.Fail(text("no ", env("JENKINS_URL")))))
    assert "on NODE_NAME\n1\n" in ended.output
    assert "no JENKINS_URL\n" in ended.output
    assert rig.has("next")
    remarks = built(plan_of(stage("Build", printed))).bench.remarks
    assert [one.gap for one in remarks if "NODE_NAME" in one.because] == [False]


@pytest.mark.parametrize(
    "step",
    [
        c.Command(text("echo ", env("NODE_NAME"))),
        c.SetVariable("X", env("NODE_NAME")),
        c.Command(Literal('echo "$NODE_NAME"')),
        c.Command(Literal("#!/usr/bin/env python3\nimport os\nprint(os.environ.get('NODE_NAME'))")),
    ],
)
def test_a_step_with_a_variable_that_aws_has_not_stops_the_build(rig: Rig, step: c.Contribution) -> None:
    remarks = built(plan_of(stage("Build", placed(step)))).bench.remarks
    assert [one.gap for one in remarks if "NODE_NAME" in one.because] == [True]
    ended = rig.steps(placed(step), sh("touch next"))
    assert not ended.succeeded
    assert "NODE_NAME" in ended.output
    assert not rig.has("next")


def test_a_script_that_goes_on_without_a_variable_that_aws_has_not_runs(rig: Rig) -> None:
    step = sh('echo "on ${NODE_NAME:-some machine}"')
    remarks = built(plan_of(stage("Build", step))).bench.remarks
    assert [one.gap for one in remarks if "NODE_NAME" in one.because] == [False]
    assert "on some machine\n" in rig.steps(step).output


def test_jenkins_variables_that_a_script_reads_are_there(rig: Rig) -> None:
    ended = rig.steps(
        sh('echo "$JOB_NAME $BUILD_NUMBER $WORKSPACE"'),
        sh("#!/usr/bin/env python3\nimport os\nprint(os.environ['JOB_BASE_NAME'])"),
        placed(c.Print(text(env("STAGE_NAME"), " ", env("BRANCH_NAME"), " ", env("CHANGE_ID")))),
    )
    assert f"team/app 1 {rig.workspace}\n" in ended.output
    assert "app\nBuild null null\n" in ended.output


def test_environment_entries_use_those_before_them_and_stages_override(rig: Rig) -> None:
    entries = (variable("A", _LITTLE), variable("B", text("<", env("A"), ">")))
    one = stage("Build", sh('printf "%s|%s" "$A" "$B" > out.txt'), environment=(variable("A", "stage"),))
    after = post("always", sh('printf "%s" "$A" > post.txt'))
    assert rig.plan(plan_of(one, environment=entries, post=(after,))).succeeded
    assert rig.read("out.txt") == f"stage|<{_LITTLE}>"
    assert rig.read("post.txt") == _LITTLE


def test_set_variable_holds_in_later_steps(rig: Rig) -> None:
    assert rig.steps(placed(c.SetVariable("X", Literal(_LITTLE))), sh('printf "%s" "$X" > x.txt')).succeeded
    assert rig.read("x.txt") == _LITTLE


def test_a_default_that_no_pipeline_variable_can_hold_is_restored(rig: Rig) -> None:
    default = f"{_LITTLE}\n\nlast"
    plan = plan_of(stage("Build", sh('printf "%s|%s|%s" "$EMPTY" "$LONG" "$GIVEN" > out.txt')))
    parameters = [
        c.Parameter(name, Literal(value)) for name, value in (("EMPTY", ""), ("LONG", default), ("GIVEN", ""))
    ]
    text = write_buildspec(built(plan, facts_of(parameters)).project.buildspec)
    given = {"EMPTY": "(default)", "LONG": "(default)", "GIVEN": "by hand"}
    assert run_build(text, rig.workspace, rig.workspace.parent / "s", variables=given).succeeded
    assert rig.read("out.txt") == f"|{default}|by hand"


@pytest.mark.parametrize("kind", [JobKind.FREESTYLE, JobKind.DECLARATIVE])
def test_a_default_that_names_other_variables_is_expanded_as_jenkins_does(rig: Rig, kind: JobKind) -> None:
    derived = "${BASE}/$BASE.b\\n $5 ${UNSET} $$ $BUILD_NUMBER $AGENT\n"
    values = {"BASE": "it's $x", "DERIVED": derived, "PLAIN": "a"}
    shown = sh('printf "%s|%s" "$DERIVED" "$PLAIN" > out.txt')
    written = placed(c.WriteFile(Literal("raw.txt"), text(param("DERIVED"))))
    plan = plan_of(stage("Build", shown, written), kind=kind)
    parameters = [c.Parameter(name, Literal(value)) for name, value in values.items()]
    spec = write_buildspec(built(plan, facts_of(parameters)).project.buildspec)
    given = values | {"PLAIN": "$BASE", "AGENT": "own", "CODEBUILD_BUILD_NUMBER": "7"}
    assert run_build(spec, rig.workspace, rig.workspace.parent / "s", variables=given).succeeded
    agent = "own" if kind is JobKind.FREESTYLE else "$AGENT"
    assert rig.read("out.txt") == f"it's $x/it's $x.b\\n $5 ${{UNSET}} $ 7 {agent}\n|$BASE"
    assert rig.read("raw.txt") == values["DERIVED"]


# ---- blocks ----------------------------------------------------------------------------------------------------------


def test_directories_nest_and_end_with_their_block(rig: Rig) -> None:
    up = placed(c.InDirectory(Literal("..")), sh("touch up"))
    body = (sh("touch in"), up, placed(c.WriteFile(Literal("made"), Literal("m"))))
    ended = rig.steps(placed(c.InDirectory(text(param("P"), "/it's")), *body), sh("touch out"), parameters={"P": "a b"})
    assert ended.succeeded
    assert all(rig.has(path) for path in ("a b/it's/in", "a b/up", "a b/it's/made", "out"))


def test_with_variables_sets_prefixes_unsets_and_ends(rig: Rig) -> None:
    rig.write("tools/mine", "#!/bin/sh\necho mine\n")
    rig.write("more/mine", "#!/bin/sh\necho more\n")
    for tool in ("tools/mine", "more/mine"):
        (rig.workspace / tool).chmod(0o755)
    given = (
        ("LEVEL", Literal("inner")),
        ("COPY", text(env("LEVEL"), " copy")),
        ("GONE", Literal("")),
        ("PATH+B", text(env("WORKSPACE"), "/tools")),
        ("PATH+A", text(env("WORKSPACE"), "/more")),
    )
    look = sh('echo "$LEVEL,$COPY,${GONE-unset}"; mine || echo none')
    plan = plan_of(
        stage("Build", placed(c.WithVariables(given), look), look),
        environment=(variable("LEVEL", "top"), variable("GONE", "here"), variable("COPY", "c")),
    )
    ended = rig.plan(plan)
    lines = [line for line in ended.output.splitlines() if "mine: " not in line]  # not found, or not allowed
    assert lines == ["inner,top copy,unset", "more", "top,c,here", "none"]


_LOGIN, _FILE, _KEY = c.SecretShape.USERNAME_PASSWORD, c.SecretShape.FILE, c.SecretShape.SSH_KEY


def test_secrets_in_every_form_hold_inside_their_block_alone(rig: Rig) -> None:
    bound = (
        c.SecretVariable("TOKEN", Literal("token"), c.SecretShape.TEXT),
        c.SecretVariable("USER", Literal("login"), _LOGIN, "username"),
        c.SecretVariable("PASSWORD", Literal("login"), _LOGIN, "password"),
        c.SecretVariable("BOTH", Literal("login"), _LOGIN, form=c.SecretForm.USER_COLON_PASSWORD),
        c.SecretVariable("FILE", Literal("file"), _FILE, "content", c.SecretForm.FILE_PATH),
        c.SecretVariable("KEY", Literal("key"), _KEY, "privateKey", c.SecretForm.SSH_KEY_PATH),
    )
    secrets = {
        "jenkins/token": _LITTLE,
        "jenkins/login:username": "it's me",
        "jenkins/login:password": "p$ss `word`",
        "jenkins/file:name": "settings.ini",
        "jenkins/file:content": base64.b64encode(b"a\n\x00b").decode(),
        "jenkins/key:privateKey": "-----BEGIN\nx\n-----END",
    }
    show = sh(
        'printf "%s\\n" "$TOKEN" "$USER" "$PASSWORD" "$BOTH" > out.txt; cp "$FILE" file.bin; cp "$KEY" key.txt\n'
        'basename "$FILE" > name.txt; stat -c %a "$KEY" > mode.txt; printf "%s" "$FILE" > path.txt'
    )
    after = sh('echo "${TOKEN-unset} ${FILE-unset} ${KEY-unset}" > after.txt; [ ! -e "$(cat path.txt)" ]')
    ended = rig.plan(plan_of(stage("Build", placed(c.WithSecrets(bound), show), after)), secrets=secrets)
    assert ended.succeeded
    assert rig.read("out.txt") == f"{_LITTLE}\nit's me\np$ss `word`\nit's me:p$ss `word`\n"
    assert (rig.workspace / "file.bin").read_bytes() == b"a\n\x00b"
    assert rig.read("key.txt") == "-----BEGIN\nx\n-----END\n"
    assert rig.read("name.txt") == "settings.ini\n"
    assert rig.read("mode.txt") == "600\n"
    assert rig.read("after.txt") == "unset unset unset\n"


@pytest.mark.parametrize(("shape", "seen"), [(_LOGIN, "u:p u p"), (c.SecretShape.TEXT, "whole  ")])
def test_credentials_in_environment_follow_the_kind_of_the_credential(
    rig: Rig, shape: c.SecretShape, seen: str
) -> None:
    entry = placed(c.WithSecrets((c.SecretVariable("X", Literal("id"), None),)))
    plan = plan_of(stage("Build", sh('echo "$X ${X_USR-} ${X_PSW-}" > out.txt'), environment=(entry,)))
    secrets = {"jenkins/id": "whole", "jenkins/id:username": "u", "jenkins/id:password": "p"}
    assert rig.plan(plan, secrets=secrets, credentials={"id": shape}).succeeded
    assert rig.read("out.txt") == f"{seen}\n"


@pytest.mark.parametrize("level", ["pipeline", "stage"])
def test_a_credential_whose_parts_are_used_is_a_login(rig: Rig, level: str) -> None:
    entry = placed(c.WithSecrets((c.SecretVariable("X", Literal("id"), None),)))
    show = sh('echo "$X $X_USR" > out.txt')
    around = {"environment": (entry,)}
    plan = plan_of(stage("Build", show), **around) if level == "pipeline" else plan_of(stage("Build", show, **around))
    assert rig.plan(plan, secrets={"jenkins/id:username": "u", "jenkins/id:password": "p"}).succeeded
    assert rig.read("out.txt") == "u:p u\n"


_FLAKY = "echo try >> tries; [ $(wc -l < tries) -ge 3 ]; echo passed >> tries"


@pytest.mark.parametrize(("count", "lines", "passes"), [(3, 4, True), (2, 2, False), (5, 4, True)])
def test_retry_runs_the_block_until_it_passes(rig: Rig, count: int, lines: int, passes: bool) -> None:
    ended = rig.steps(placed(c.WithRetry(count), sh(_FLAKY)), sh("touch next"))
    assert len(rig.read("tries").splitlines()) == lines
    assert ended.succeeded is rig.has("next") is passes


def test_a_time_out_that_is_reached_stops_the_block_and_its_children(rig: Rig) -> None:
    body = sh("sleep 300 & echo $! > child; touch begun; wait; touch late")
    ended = rig.steps(placed(c.WithTimeout(1), body), sh("touch next"), post=(post("failure", sh("touch post")),))
    assert not ended.succeeded
    assert "Timeout after 1 s" in ended.output
    assert rig.has("begun") and rig.has("post")
    assert not rig.has("late") and not rig.has("next")
    assert not _is_alive(int(rig.read("child")))


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("script", "passes"), [("touch done", True), ("false\ntouch done", False)])
def test_a_time_out_that_is_not_reached_changes_nothing(rig: Rig, script: str, passes: bool) -> None:
    ended = rig.steps(placed(c.WithTimeout(3000), sh(script)), sh("touch next"))
    assert ended.succeeded is rig.has("done") is rig.has("next") is passes
    assert "Timeout" not in ended.output


def _quiet(seconds: int, *body: Placed) -> Placed:
    return placed(c.WithTimeout(seconds, activity=True), *body)


def test_a_block_that_prints_nothing_is_stopped_with_its_children(rig: Rig) -> None:
    body = sh("sleep 300 & echo $! > child; touch begun; wait; touch late")
    ended = rig.steps(_quiet(1, body), sh("touch next"), post=(post("failure", sh("touch post")),))
    assert not ended.succeeded
    assert "Timeout after 1 s without output" in ended.output
    assert rig.has("begun") and rig.has("post")
    assert not rig.has("late") and not rig.has("next")
    assert not _is_alive(int(rig.read("child")))


@pytest.mark.parametrize("own_shell", ["", 'echo "$0" > name\n'])
def test_a_block_whose_scripts_do_something_goes_on(rig: Rig, own_shell: str) -> None:
    """Jenkins runs scripts with `-x`: each of their commands is a line of output."""
    script = f"{own_shell}sleep 1.5\nsleep 1.5\nsleep 1.5\ntouch done"
    ended = rig.steps(_quiet(3, sh(script), placed(c.SetVariable("V", Literal("set")))), sh('echo "$V" > v'))
    assert ended.succeeded, ended.output
    assert rig.has("done") and rig.read("v") == "set\n"


def test_output_counts_by_lines(rig: Rig) -> None:
    script = "#!/bin/sh\nfor i in 1 2 3 4; do sleep 1; printf .; done\ntouch late"
    assert not rig.steps(_quiet(2, sh(script))).succeeded
    assert not rig.has("late")


def test_a_block_that_is_heard_shows_what_it_prints_and_fails_as_it_does(rig: Rig) -> None:
    ended = rig.steps(_quiet(60, sh("#!/bin/sh\necho out; echo err >&2; sleep 50 &\nexit 3")), sh("touch next"))
    assert not ended.succeeded and not rig.has("next")
    assert [line for line in ended.output.splitlines() if line in ("out", "err")] == ["out", "err"]


def test_credentials_are_not_traced(rig: Rig) -> None:
    secret = c.WithSecrets((c.SecretVariable("X", Literal("id"), c.SecretShape.TEXT),))
    plan = plan_of(stage("Build", placed(secret, _quiet(60, sh("touch done")))))
    ended = rig.plan(plan, secrets={"jenkins/id": "hidden"})
    assert not ended.succeeded and not rig.has("done") and "hidden" not in ended.output


@pytest.mark.parametrize("fails_build", [True, False])
def test_a_caught_failure_goes_on_and_may_fail_the_build_in_the_end(rig: Rig, fails_build: bool) -> None:
    result = "FAILURE" if fails_build else "SUCCESS"
    block = placed(c.CatchFailure(result, Literal("it's caught")), sh("false\ntouch never"))
    conditions = (post("success", sh("touch success")), post("failure", sh("touch failure")))
    ended = rig.steps(block, sh("touch next"), post=conditions)
    assert "it's caught" in ended.output
    assert rig.has("next") and not rig.has("never")
    assert ended.succeeded is rig.has("success") is not fails_build
    assert rig.has("failure") is fails_build


def test_a_block_that_does_not_fail_is_not_caught(rig: Rig) -> None:
    ended = rig.steps(placed(c.CatchFailure("FAILURE", Literal("caught")), sh("echo fine")))
    assert ended.succeeded
    assert "caught" not in ended.output


def test_branches_run_at_the_same_time_and_one_failure_fails_all_after_they_end(rig: Rig) -> None:
    meet = "touch {0}; until [ -e {1} ]; do sleep 0.05; done"
    branches = (
        placed(c.Plain(), sh(meet.format("a", "b")), sh("false"), sh("touch never")),
        placed(c.Plain(), sh(meet.format("b", "a")), sh("touch ended")),
    )
    ended = rig.steps(placed(c.InParallel(), *branches), sh("touch next"))
    assert not ended.succeeded
    assert rig.has("ended") and not rig.has("never") and not rig.has("next")


def test_branches_that_pass(rig: Rig) -> None:
    assert rig.steps(placed(c.InParallel(), sh("touch a"), sh("touch b")), sh("touch next")).succeeded
    assert all(rig.has(path) for path in ("a", "b", "next"))


def test_blocks_within_blocks_keep_set_e(rig: Rig) -> None:
    """No block may stand in a condition: the shell would ignore `set -e` in it."""
    inner = sh("false\ntouch never")
    for block in (
        placed(c.WithRetry(1), inner),
        placed(c.WithTimeout(300), inner),
        placed(c.CatchFailure(), inner),
        placed(c.InParallel(), inner),
        placed(c.InDirectory(Literal(".")), inner),
        placed(c.WithVariables((("A", Literal("1")),)), inner),
        placed(c.Plain(), inner),
    ):
        outer = placed(c.CatchFailure("SUCCESS"), placed(c.WithRetry(2), placed(c.InParallel(), block)))
        scratch = rig.workspace.parent / type(block.contribution).__name__
        one = built(plan_of(stage("Build", outer)))
        run_build(write_buildspec(one.project.buildspec), rig.workspace, scratch)
        assert not rig.has("never"), block


@pytest.mark.parametrize("on_gap", list(OnGap))
def test_what_is_not_converted_stops_at_its_place_unless_the_user_says_otherwise(rig: Rig, on_gap: OnGap) -> None:
    plan = plan_of(stage("Build", sh("touch before"), placed(c.Blocked("it's\nodd")), sh("touch after")))
    ended = rig.plan(plan, settings=Settings(on_gap=on_gap))
    assert rig.has("before")
    assert ended.succeeded is rig.has("after") is (on_gap is OnGap.COMMENT)
    assert ("Not converted: it's" in ended.output) is (on_gap is OnGap.FAIL)


# ---- guards and post -------------------------------------------------------------------------------------------------


def _compare(value: Value, operator: c.Operator, expected: str, ignore_case: bool = False) -> Placed:
    return placed(c.Compare(value, operator, Literal(expected), ignore_case))


_P = param("P")


@pytest.mark.parametrize(
    ("guard", "value", "runs"),
    [
        (_compare(_P, c.Operator.EQUALS, "it's"), "it's", True),
        (_compare(_P, c.Operator.EQUALS, "a"), "A", False),
        (_compare(_P, c.Operator.EQUALS, "a b", True), "A B", True),
        (_compare(_P, c.Operator.DIFFERS, "a", True), "A", False),
        (_compare(_P, c.Operator.DIFFERS, "a", True), "b", True),
        (_compare(_P, c.Operator.DIFFERS, "a"), "$a", True),
        (_compare(_P, c.Operator.CONTAINS, "*"), "a*b", True),
        (_compare(_P, c.Operator.CONTAINS, "*"), "ab", False),
        (_compare(_P, c.Operator.MATCHES, "rel-[0-9]+"), "rel-12", True),
        (_compare(_P, c.Operator.MATCHES, "rel-[0-9]+"), "rel-12x", False),
        (_compare(_P, c.Operator.MATCHES, "REL.*", True), "rel-12", True),
        (_compare(_P, c.Operator.DIFFERS, "a", True), "ab", True),
        (_compare(_P, c.Operator.EQUALS, "a.c", True), "ABC", False),
        (_compare(_P, c.Operator.EQUALS, "a", True), "a\nb", False),
        (_compare(_P, c.Operator.EQUALS, "a", True), "x\nA", False),
        (_compare(_P, c.Operator.EQUALS, "", True), "", True),
        (_compare(_P, c.Operator.EQUALS, "", True), "a", False),
        (_compare(_P, c.Operator.EQUALS, "a\nb", True), "A", False),
        (_compare(_P, c.Operator.MATCHES, "a|b"), "b", True),
        (_compare(_P, c.Operator.MATCHES, "[^x]*"), "a\nx", False),
        (_compare(_P, c.Operator.MATCHES, ".+"), "a\nb", False),
        (_compare(_P, c.Operator.CONTAINS, "a\nb"), "xa\nby", True),
        (_compare(_P, c.Operator.CONTAINS, "a\nb"), "a", False),
        (_compare(env("BRANCH_NAME"), c.Operator.EQUALS, "null", True), "", False),
        (_compare(env("BRANCH_NAME"), c.Operator.EQUALS, ""), "", False),
        (_compare(env("BRANCH_NAME"), c.Operator.EMPTY, ""), "", True),
        (_compare(env("CHANGE_ID"), c.Operator.DIFFERS, ""), "", False),
        (_compare(env("TAG_NAME"), c.Operator.MATCHES, ".*"), "", False),
        (placed(c.NotAny(), _compare(env("BRANCH_NAME"), c.Operator.EQUALS, "main", True)), "", True),
        (_compare(_P, c.Operator.EQUALS, "-n"), "-n", True),
        (_compare(_P, c.Operator.EQUALS, "("), "(", True),
        (placed(c.Constant(True)), "", True),
        (placed(c.Constant(False)), "", False),
        (placed(c.NotAny(), placed(c.Constant(False)), placed(c.Constant(True))), "", False),
        (placed(c.NotAny(), placed(c.Constant(False))), "", True),
        (placed(c.AnyOf(), placed(c.Constant(False)), _compare(_P, c.Operator.EQUALS, "a")), "a", True),
        (placed(c.AllOf(), placed(c.Constant(True)), _compare(_P, c.Operator.EQUALS, "a")), "b", False),
        (placed(c.NotAny(), placed(c.AllOf(), placed(c.Constant(True)), placed(c.Constant(False)))), "", True),
    ],
)
def test_a_guard_decides_whether_the_stage_runs(rig: Rig, guard: Placed, value: str, runs: bool) -> None:
    one = stage("It's", sh("touch ran"), guards=(guard,), post=(post("always", sh("touch post")),))
    ended = rig.plan(plan_of(one), {"P": value})
    assert ended.succeeded
    assert rig.has("ran") is rig.has("post") is runs
    assert ("Stage It's skipped due to when conditional" in ended.output) is not runs


@pytest.mark.parametrize("operator", list(c.Operator))
@pytest.mark.parametrize("ignore_case", [False, True])
def test_a_guard_on_a_name_that_nobody_defines_stops_the_build(
    rig: Rig, operator: c.Operator, ignore_case: bool
) -> None:
    """It must not count as false: the stage would be skipped, and with a `not` around it run unguarded."""
    guard = placed(c.NotAny(), _compare(env("NOBODY"), operator, "x", ignore_case))
    ended = rig.plan(plan_of(stage("Build", sh("touch ran"), guards=(guard,))))
    assert not ended.succeeded and not rig.has("ran")


def test_a_guard_sees_the_environment_around_its_stage_and_not_its_own(rig: Rig) -> None:
    is_inner = _compare(env("WHERE"), c.Operator.EQUALS, "inner")
    is_outer = _compare(env("WHERE"), c.Operator.EQUALS, "outer")
    stages = (
        stage("A", sh("touch a"), guards=(is_inner,), environment=(variable("WHERE", "inner"),)),
        stage("B", sh('touch "b-$WHERE"'), guards=(is_outer,), environment=(variable("WHERE", "inner"),)),
    )
    assert rig.plan(plan_of(*stages, environment=(variable("WHERE", "outer"),))).succeeded
    assert not rig.has("a") and rig.has("b-inner")


def test_a_failure_behind_a_guard_fails_the_build(rig: Rig) -> None:
    guarded = stage("Build", sh("false\ntouch never"), guards=(placed(c.Constant(True)),))
    assert not rig.plan(plan_of(guarded)).succeeded
    assert not rig.has("never")


def test_a_guard_that_is_not_converted_stops_the_build(rig: Rig) -> None:
    ended = rig.plan(plan_of(stage("Build", sh("touch ran"), guards=(placed(c.NotAny(), placed(c.Blocked("x"))),))))
    assert not ended.succeeded
    assert not rig.has("ran")


def _logging(*conditions: str) -> tuple[PlannedPost, ...]:
    return tuple(post(one, sh(f"echo {one} >> log")) for one in conditions)


_ALL_POST = ("cleanup", "failure", "unsuccessful", "success", "always", "unstable", "aborted", "notBuilt")


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize(
    ("script", "order"),
    [("true", "always success cleanup"), ("false", "always unsuccessful failure cleanup")],
)
def test_post_conditions_run_in_jenkins_order(rig: Rig, script: str, order: str, fused: bool) -> None:
    stages = [stage("One", sh(script), post=_logging(*_ALL_POST))] + ([stage("Two", sh(":"))] if fused else [])
    ended = rig.plan(plan_of(*stages))
    assert rig.read("log").split() == order.split()
    assert ended.succeeded is (script == "true")


@pytest.mark.parametrize("fused", [False, True])
def test_a_failing_post_fails_the_stage_and_runs_its_failure_block(rig: Rig, fused: bool) -> None:
    conditions = (*_logging("success", "failure", "cleanup"), post("always", sh("false"), sh("echo never >> log")))
    stages = [stage("One", sh("true"), post=conditions)] + ([stage("Two", sh("touch two"))] if fused else [])
    ended = rig.plan(plan_of(*stages))
    assert rig.read("log").split() == ["failure", "cleanup"]
    assert not ended.succeeded
    assert not rig.has("two")


def test_the_jobs_post_runs_after_a_failure_where_later_stages_have_builds_of_their_own(rig: Rig) -> None:
    plan = plan_of(stage("One", sh("false")), post=_logging("always", "success", "failure"))
    text = write_buildspec(built(plan, last=False).project.buildspec)
    run_build(text, rig.workspace, rig.workspace.parent / "s1")
    assert rig.read("log").split() == ["always", "failure"]
    passing = plan_of(stage("One", sh("true")), post=_logging("always", "success", "failure"))
    run_build(write_buildspec(built(passing, last=False).project.buildspec), rig.workspace, rig.workspace.parent / "s2")
    assert rig.read("log").split() == ["always", "failure"]


def test_publishers_run_whatever_became_of_those_before_them(rig: Rig) -> None:
    publishers = (
        placed(c.TestReport(("reports/*.xml",))),
        placed(c.ArchiveArtifacts(("out/*",))),
        placed(c.ArchiveArtifacts(("only/*",), only_if_successful=True)),
    )
    rig.write("out/a")
    rig.write("only/b")
    plan = plan_of(stage("Build", sh("true")), kind=JobKind.FREESTYLE, post=(post("always", *publishers),))
    ended = rig.plan(plan)
    assert not ended.succeeded
    assert "No test report files were found: reports/*.xml" in ended.output
    assert rig.archived(ended) == ["out/a"]


# ---- files -----------------------------------------------------------------------------------------------------------

_GLOBS = (
    *("out/top.txt", "out/a/one.txt", "out/a/b/two.txt", "out/a/b/two.log", "out/a/keep.TXT", "out/logs/x1.log"),
    *("out/logs/x22.log", "out/logs/old/x1.log", "out/with space.txt", "out/.hidden.txt", "out/backup.txt~"),
    *("out/.gitignore", "out/a/.DS_Store", "dist/app.bin", "dist/img/p.png", "dist/img/secret.key"),
)


@pytest.mark.parametrize(
    ("files", "more", "kept"),
    [
        (("out/*.txt",), {}, ["out/.hidden.txt", "out/top.txt", "out/with space.txt"]),
        (("out/*.txt*",), {}, ["out/.hidden.txt", "out/top.txt", "out/with space.txt"]),
        (("out/.*",), {}, ["out/.hidden.txt"]),
        (("out/**/two.*",), {}, ["out/a/b/two.log", "out/a/b/two.txt"]),
        (("out/a/.*",), {"allow_empty": True}, []),
        (("out/a/.*",), {"default_excludes": False}, ["out/a/.DS_Store"]),
        (("out/logs/x?.log",), {}, ["out/logs/x1.log"]),
        (("**/x1.log",), {}, ["out/logs/old/x1.log", "out/logs/x1.log"]),
        (("dist/",), {}, ["dist/app.bin", "dist/img/p.png", "dist/img/secret.key"]),
        (("dist/**",), {"excludes": ("**/*.key",)}, ["dist/app.bin", "dist/img/p.png"]),
        (("out/**/*.txt",), {"excludes": ("out/a/**", "out/.*", "out/w*")}, ["out/top.txt"]),
        (("OUT/A/*.txt",), {"case_sensitive": False}, ["out/a/keep.TXT", "out/a/one.txt"]),
        (("out/*.txt~", "out/.git*"), {"default_excludes": False}, ["out/.gitignore", "out/backup.txt~"]),
        (("**/one.txt", "dist/*"), {}, ["dist/app.bin", "out/a/one.txt"]),
        (("out\\a\\one.txt",), {}, ["out/a/one.txt"]),
    ],
)
def test_archived_files_are_those_that_ant_would_take(
    rig: Rig, files: tuple[str, ...], more: dict[str, object], kept: list[str]
) -> None:
    for path in _GLOBS:
        rig.write(path)
    ended = rig.steps(placed(c.ArchiveArtifacts(files, **more)))  # type: ignore[arg-type]
    assert ended.succeeded
    assert rig.archived(ended) == kept
    folder = next(iter(ended.artifacts.values()))
    assert all((folder / path).read_text() == f"{path}\n" for path in kept)


@pytest.mark.parametrize(
    "patterns",
    [
        *("out/*.txt", "out/**/two.*", "out/logs/x?.log", "**/x1.log", "dist/", "dist/**", "**", "/out/**/x1.log"),
        *("./dist/*", "out\\a\\one.txt", " dist/app.bin , **/one.txt,,", "out/with space.txt", "out/**/logs/**/*.log"),
        *("**/**/one.txt", "out/*+(1)[2]{3}^$|.txt", "o*t/**/b/*", "out/*t*.*"),
    ],
)
def test_patterns_that_only_the_run_knows_become_the_expression_of_those_that_are_known(
    shell: str, patterns: str
) -> None:
    asked = [shell, "-c", f'{definition("ant_regex")}\nant_regex "$1"', shell, patterns]
    regex = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert regex == "|".join(f"({find_regex(one)})" for one in ant_patterns(patterns))


def test_an_archive_takes_what_the_patterns_of_the_run_say(rig: Rig) -> None:
    for path in _GLOBS:
        rig.write(path)
    archive = c.ArchiveArtifacts(text("out/**/", param("P")), text(param("Q"), ",**/two.*"), case_sensitive=False)
    ended = rig.steps(placed(archive), parameters={"P": "*.txt, dist/*.BIN", "Q": "out/with*"})
    kept = ["dist/app.bin", "out/.hidden.txt", "out/a/keep.TXT", "out/a/one.txt", "out/top.txt"]
    assert rig.archived(ended) == kept


@pytest.mark.parametrize(
    ("value", "says"), [("nothing", "No artifacts found that match out/nothing.txt"), ("", "No artifacts found")]
)
def test_asked_for_files_that_are_not_there_fail(rig: Rig, value: str, says: str) -> None:
    rig.write("out/top.txt")
    ended = rig.steps(placed(c.ArchiveArtifacts(text("out/", param("P"), ".txt"))), parameters={"P": value})
    assert not ended.succeeded
    assert says in ended.output


def test_an_archive_without_patterns_fails_and_a_stash_without_takes_all(rig: Rig) -> None:
    rig.write("out/top.txt")
    stash = placed(c.Stash("all", param("P"), text(param("P")), allow_empty=True))
    back = sh("rm out/top.txt"), placed(c.Unstash("all")), sh("test -e out/top.txt && touch back")
    ended = rig.steps(stash, *back, placed(c.ArchiveArtifacts(param("P"), allow_empty=True)), parameters={"P": ""})
    assert rig.has("back")
    assert not ended.succeeded
    assert "No artifacts are configured for archiving" in ended.output


def test_archives_of_one_build_add_up_from_the_folder_that_they_stand_in(rig: Rig) -> None:
    rig.write("out/a/x.log")
    rig.write("app.jar", "old")
    ended = rig.steps(
        placed(c.ArchiveArtifacts(("app.jar",))),
        placed(c.InDirectory(Literal("out")), placed(c.ArchiveArtifacts(("a/**/*.log",)))),
        sh("echo new > app.jar; ln -s app.jar link"),
        placed(c.ArchiveArtifacts(("app.jar", "link"))),
        placed(c.ArchiveArtifacts(("none/**",), allow_empty=True)),
    )
    assert ended.succeeded
    assert rig.archived(ended) == ["a/x.log", "app.jar", "link"]
    folder = next(iter(ended.artifacts.values()))
    assert (folder / "app.jar").read_text() == "new\n"
    assert (folder / "link").readlink() == Path("app.jar")


def test_nothing_to_archive_fails_unless_it_may(rig: Rig) -> None:
    ended = rig.steps(placed(c.ArchiveArtifacts(("it's/*.zip",))), sh("touch next"))
    assert not ended.succeeded
    assert "No artifacts found that match it's/*.zip" in ended.output
    assert not rig.has("next")


@pytest.mark.parametrize(("script", "kept"), [("true", ["a.txt"]), ("false", [])])
def test_an_archive_of_successful_builds_alone(rig: Rig, script: str, kept: list[str]) -> None:
    rig.write("a.txt")
    archive = placed(c.ArchiveArtifacts(("a.txt",), only_if_successful=True))
    ended = rig.steps(sh(script), kind=JobKind.FREESTYLE, post=(post("always", archive),))
    assert rig.archived(ended) == kept


@pytest.mark.parametrize("script", ["true", "false"])
@pytest.mark.parametrize(
    ("scope", "runs_after"),
    [
        (c.OnResult(c.When.ALWAYS), ("true", "false")),
        (c.OnResult(c.When.SUCCESS), ("true",)),
        (c.OnResult(c.When.FAILURE), ("false",)),
        (c.OnResult(unknown="nobody knows"), ()),
    ],
)
def test_steps_of_a_publisher_run_on_their_result(
    rig: Rig, scope: c.OnResult, runs_after: tuple[str, ...], script: str
) -> None:
    work = placed(scope, sh("touch ran"))
    ended = rig.steps(sh(script), kind=JobKind.FREESTYLE, post=(post("always", work),))
    assert rig.has("ran") is (script in runs_after)
    assert ended.succeeded is (script == "true" and not scope.unknown)


def test_a_stash_keeps_modes_and_links_and_comes_back_over_the_workspace(rig: Rig) -> None:
    rig.write("out/run.sh")
    rig.write("out/skip.log")
    make = sh("chmod 755 out/run.sh; ln -s run.sh out/link")
    change = sh("echo changed > out/run.sh; chmod 644 out/run.sh; rm out/link; touch out/new")
    ended = rig.steps(
        make,
        placed(c.Stash("it's", ("out/**",), ("**/*.log",))),
        change,
        sh("rm out/skip.log"),
        placed(c.Unstash("it's")),
    )
    assert ended.succeeded
    assert rig.read("out/run.sh") == "out/run.sh\n"
    assert os.access(rig.workspace / "out/run.sh", os.X_OK)
    assert (rig.workspace / "out/link").is_symlink()
    assert rig.has("out/new") and not rig.has("out/skip.log")


@pytest.mark.parametrize("allow_empty", [True, False])
def test_a_stash_of_nothing_is_an_error_unless_it_may_be(rig: Rig, allow_empty: bool) -> None:
    ended = rig.steps(
        placed(c.Stash("s", ("none/**",), allow_empty=allow_empty)), placed(c.Unstash("s")), sh("touch next")
    )
    assert ended.succeeded is rig.has("next") is allow_empty


def test_an_unknown_stash_fails(rig: Rig) -> None:
    ended = rig.steps(placed(c.Unstash("other")), sh("touch next"))
    assert not ended.succeeded
    assert "No such stash: other" in ended.output


@pytest.mark.parametrize(
    ("allow_empty", "folder", "passes"), [(False, "", False), (True, "", True), (False, "reports", True)]
)
def test_a_missing_report_fails_unless_it_may(rig: Rig, allow_empty: bool, folder: str, passes: bool) -> None:
    if folder:
        rig.write(f"sub/{folder}/a.xml", "<testsuite/>")
    report = placed(c.TestReport(("reports/*.xml",), allow_empty=allow_empty))
    assert rig.steps(placed(c.InDirectory(Literal("sub")), report)).succeeded is passes


def test_reports_are_groups_of_the_build_with_their_folder() -> None:
    report = placed(c.TestReport(("**/TEST-*.xml", "out/")))
    one = built(
        plan_of(stage("Build", placed(c.InDirectory(Literal("a")), placed(c.InDirectory(Literal("b")), report))))
    )
    (group,) = one.project.buildspec.reports
    assert (group.base_directory, group.files) == ("a/b", ("**/TEST-*.xml", "out/**/*"))


@pytest.mark.parametrize(("folder", "passes"), [("out", True), ("nowhere", False)])
def test_reports_that_only_the_run_knows_are_copied_for_their_group(rig: Rig, folder: str, passes: bool) -> None:
    rig.write("sub/out/TEST-a.xml", "<testsuite/>")
    report = placed(c.TestReport(text(param("P"), "/TEST-*.xml")))
    within = placed(c.InDirectory(Literal("sub")), report)
    ended = rig.steps(within, parameters={"P": folder})
    assert ended.succeeded is passes
    assert passes or f"No test report files were found: {folder}/TEST-*.xml" in ended.output
    (group,) = built(plan_of(stage("Build", within))).project.buildspec.reports
    assert rig.has(f"{group.base_directory}/out/TEST-a.xml") is passes
    assert group.files == ("**/*",)


def test_files_are_deleted_by_pattern_or_all_but_what_is_handed_on(rig: Rig) -> None:
    for path in ("a.txt", "deep/b.txt", "deep/c.log", "with space.txt"):
        rig.write(path)
    ended = rig.steps(
        placed(c.ArchiveArtifacts(("deep/*.log",))),
        placed(c.DeleteFiles(("**/*.txt",))),
        sh("find . -name '*.txt'; ls deep"),
        placed(c.DeleteFiles()),
        sh("ls"),
    )
    assert ended.output.split() == ["c.log"]
    assert rig.archived(ended) == ["deep/c.log"]


def test_deleting_a_folder_from_within_removes_it_too(rig: Rig) -> None:
    rig.write("gone/deep/a.txt")
    rig.write("again/a.txt")
    empty = placed(c.DeleteFiles())
    ended = rig.steps(
        placed(c.InDirectory(Literal("gone")), empty),
        placed(c.InDirectory(Literal("never")), empty),
        placed(c.InDirectory(Literal("again")), empty, sh("touch new")),
        placed(c.InDirectory(Literal(".")), placed(c.InDirectory(Literal("again")), sh("ls"))),
    )
    assert ended.succeeded
    assert ended.output.split() == ["new"]
    assert sorted(path.name for path in rig.workspace.iterdir()) == ["again"]
    scratch = rig.workspace.parent / "root"
    one = built(plan_of(stage("Build", placed(c.InDirectory(Literal(".")), empty), sh("touch here"))))
    assert run_build(write_buildspec(one.project.buildspec), rig.workspace, scratch).succeeded
    assert [path.name for path in rig.workspace.iterdir()] == ["here"]


def test_what_comes_from_another_action_brings_no_marks_into_the_workspace(rig: Rig) -> None:
    """A stash, and what a parallel branch has changed: `archive` takes nothing but the job's own files."""
    rig.write("a.txt")
    first = built(plan_of(stage("Build", placed(c.Stash("s")), sh("touch b.txt"))), last=False, hands_on="changes")
    ended = run_build(write_buildspec(first.project.buildspec), rig.workspace, rig.workspace.parent / "first")
    assert set(ended.artifacts) == {"Build_stash_s", "Build_changes"}
    workspace = rig.workspace.parent / "second"
    workspace.mkdir()
    everything = placed(c.ArchiveArtifacts(("**",), default_excludes=False))
    work = stage("Build", placed(c.Unstash("s")), sh("find . -name '*keep*' ! -path './.j2cp/*'"), everything)
    second = built(plan_of(work), overlays=("Build_changes",), stashes={"s": "Build_stash_s"})
    folders = {f"CODEBUILD_SRC_DIR_{name}": str(folder) for name, folder in ended.artifacts.items()}
    ended = run_build(
        write_buildspec(second.project.buildspec), workspace, rig.workspace.parent / "scratch-2", variables=folders
    )
    assert ended.succeeded and not ended.output
    assert rig.archived(ended) == ["a.txt", "b.txt"]


def test_a_checkout_into_a_folder_finds_the_source_there(rig: Rig) -> None:
    rig.write("code")
    rig.write(".hidden")
    trait = placed(c.CheckoutDirectory("deep/code"))
    assert rig.steps(sh("ls -A . deep/code > ../out"), traits=(trait,)).succeeded
    assert (rig.workspace.parent / "out").read_text().split() == [".:", "deep", "deep/code:", ".hidden", "code"]


def test_a_job_without_checkout_starts_empty_until_it_checks_out(rig: Rig) -> None:
    rig.write("source.txt")
    skip = placed(c.SkipCheckout())
    assert rig.steps(sh("! ls source.txt"), traits=(skip,)).succeeded
    rig.write("source.txt")
    again = plan_of(stage("Build", placed(c.Checkout(job_scm=True)), sh("ls source.txt")), traits=(skip,))
    text = write_buildspec(built(again).project.buildspec)
    assert run_build(text, rig.workspace, rig.workspace.parent / "again").succeeded


# ---- messages and other pipelines ------------------------------------------------------------------------------------

_AWS = """#!/bin/sh
for word; do printf '<%s>' "$word"; done >> "$HOME/calls"
echo >> "$HOME/calls"
case "$*" in
  *start-pipeline-execution*) [ "$STATE" != None ] && echo 11111111-execution ;;
  *get-pipeline-execution*) echo "$STATE" ;;
esac
"""


def _with_aws(rig: Rig, plan: Plan, **variables: str) -> tuple[Ended, str]:
    tools = rig.workspace.parent / "tools"
    tools.mkdir()
    (tools / "aws").write_text(_AWS)
    (tools / "sleep").write_text("#!/bin/sh\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    asked = [c.Parameter("P", Literal("x"))]
    text = write_buildspec(built(plan, facts_of(asked)).project.buildspec)
    scratch = rig.workspace.parent / "aws"
    ended = run_build(text, rig.workspace, scratch, variables={"P": _LITTLE, **variables}, path=str(tools))
    calls = scratch / "home" / "calls"
    return ended, calls.read_text() if calls.exists() else ""


def test_a_message_goes_to_the_topic_after_the_result_that_it_waits_for(rig: Rig) -> None:
    messages = [
        placed(c.Notification("email", ("a@example.com",), text(when.value, " ", _P), text("body ", _P), when))
        for when in c.When
    ]
    plan = plan_of(stage("Build", sh("false")), kind=JobKind.FREESTYLE, post=(post("always", *messages),))
    _, calls = _with_aws(rig, plan, NOTIFICATION_TOPIC_ARN="arn:topic")
    assert f"<--topic-arn><arn:topic><--subject><always {_LITTLE}><--message><body {_LITTLE}>" in calls
    assert "<failure " in calls
    assert "<success " not in calls


@pytest.mark.parametrize(
    ("state", "wait", "propagate", "passes"),
    [
        ("Succeeded", True, True, True),
        ("Failed", True, True, False),
        ("Failed", True, False, True),
        ("Failed", False, True, True),
        ("None", True, False, False),
        ("None", False, False, False),
    ],
)
def test_another_job_is_started_and_waited_for(rig: Rig, state: str, wait: bool, propagate: bool, passes: bool) -> None:
    start = placed(c.StartJob(Literal("../other"), (("V", text("a ", _P)),), wait, propagate))
    ended, calls = _with_aws(rig, plan_of(stage("Build", start, sh("touch next"))), STATE=state)
    assert f"<--name><other><--variables><name=V,value=a {_LITTLE}>" in calls
    assert ("get-pipeline-execution" in calls) is (wait and state != "None")
    assert ended.succeeded is rig.has("next") is passes


def test_every_command_of_a_step_has_its_origin() -> None:
    steps = (sh("a"), placed(c.Print(Literal("b"))), placed(c.WithRetry(2), sh("c")))
    commands = built(plan_of(stage("Build", *steps))).project.buildspec.build
    assert [one.origin for one in commands] == [one.origin for one in steps]
    assert all(isinstance(one, BuildCommand) and one.script for one in commands)


def test_current_build_is_known_or_stops(rig: Rig) -> None:
    number, result = (Reference(ReferenceKind.BUILD, name) for name in ("number", "currentResult"))
    assert rig.steps(placed(c.Print(text("#", number, " ", result)))).output == "#1 SUCCESS\n"
    ended = run_build(
        write_buildspec(
            built(
                plan_of(stage("Build", placed(c.Print(Reference(ReferenceKind.BUILD, "duration")))))
            ).project.buildspec
        ),
        rig.workspace,
        rig.workspace.parent / "duration",
    )
    assert not ended.succeeded


@pytest.mark.parametrize(("excluded", "kept"), [(True, ["a.txt"]), (False, [".git/config", "a.txt", "b~"])])
def test_a_stash_leaves_out_what_ant_does_unless_told_otherwise(rig: Rig, excluded: bool, kept: list[str]) -> None:
    for path in ("a.txt", "b~", ".git/config"):
        rig.write(path)
    ended = rig.steps(placed(c.Stash("s", default_excludes=excluded)))
    assert ended.succeeded
    assert sorted(one for one in rig.archived(ended) if not one.startswith(".j2cp")) == kept


# ---- what the evaluator makes: choices, attempts, values that steps keep --------------------------------------------

_ODD = [
    "plain",
    "",
    " ",
    "it's",
    "'",
    "''",
    "\n",
    "a\n",
    "a\n\n\n",
    "\n\na",
    _LITTLE,
    "\\",
    "a\\\n'b'\\n",
    "$(id)\t",
    "ü €",
]


def variable_of(name: str) -> Reference:
    return Reference(ReferenceKind.VARIABLE, name)


def part(role: c.Role, *body: Placed) -> Placed:
    return placed(c.Part(role), *body)


def choice(condition: Placed, then: tuple[Placed, ...], otherwise: tuple[Placed, ...] = ()) -> Placed:
    parts = (part(c.Role.CONDITION, condition), part(c.Role.THEN, *then), part(c.Role.OTHERWISE, *otherwise))
    return placed(c.Choice(), *parts)


def attempt(
    body: tuple[Placed, ...], caught: tuple[Placed, ...] | None = None, last: tuple[Placed, ...] = ()
) -> Placed:
    parts = [part(c.Role.BODY, *body)]
    parts += [] if caught is None else [part(c.Role.CATCH, *caught)]
    return placed(c.Attempt(), *parts, *([part(c.Role.FINALLY, *last)] if last else []))


def keep(name: str, value: Value | str) -> Placed:
    return placed(c.Keep(name, Literal(value) if isinstance(value, str) else value))


def capture(name: str, script: str, *, status: bool = False) -> Placed:
    return placed(c.Capture(name, c.Command(Literal(script)), status))


def derived(function: str, *arguments: Value | str) -> Derived:
    values = tuple(Literal(one) if isinstance(one, str) else one for one in arguments)
    return Derived(ReferenceKind.DERIVED, function, values)


def show(*names: str) -> Placed:
    """Writes the values of the variables into files of their names, exactly."""
    words = [placed(c.WriteFile(Literal(name), variable_of(name))) for name in names]
    return placed(c.Plain(), *words)


def is_p(value: str) -> Placed:
    return placed(c.Compare(param("P"), c.Operator.EQUALS, Literal(value)))


@pytest.mark.parametrize(("value", "way"), [("x", "then"), ("y", "otherwise"), ("", "otherwise"), ("x x", "otherwise")])
def test_a_choice_takes_one_way(rig: Rig, value: str, way: str) -> None:
    one = choice(is_p("x"), (sh("touch then"),), (sh("touch otherwise"),))
    assert rig.steps(one, sh("touch next"), parameters={"P": value}).succeeded
    assert [name for name in ("then", "otherwise", "next") if rig.has(name)] == [way, "next"]


def test_a_choice_without_an_other_way_does_nothing_there(rig: Rig) -> None:
    assert rig.steps(choice(is_p("x"), (sh("touch then"),)), sh("touch next"), parameters={"P": "y"}).succeeded
    assert not rig.has("then")
    assert rig.has("next")
    empty = choice(placed(c.NotAny(), is_p("x")), (), (sh("touch otherwise"),))
    other = Rig(rig.workspace.parent / "other", "dash") if (rig.workspace.parent / "other").mkdir() is None else rig
    assert other.steps(empty, parameters={"P": "y"}).succeeded
    assert not other.has("otherwise")


@pytest.mark.parametrize("value", ["x", "y"])
def test_each_way_of_a_choice_stops_at_its_first_failure(rig: Rig, value: str) -> None:
    ways = (sh("false"), sh("touch on")), (sh("touch first; (exit 3)"), sh("touch on"))
    inner = choice(placed(c.Constant(True)), (choice(is_p("x"), *ways), sh("touch on")))
    assert not rig.steps(inner, sh("touch on"), parameters={"P": value}).succeeded
    assert not rig.has("on")


def test_a_choice_on_a_name_without_a_value_fails(rig: Rig) -> None:
    test = placed(c.Compare(env("NOBODY"), c.Operator.EQUALS, Literal("x")))
    ended = rig.steps(choice(test, (sh("touch then"),), (sh("touch otherwise"),)), sh("touch next"))
    assert not ended.succeeded
    assert not any(rig.has(name) for name in ("then", "otherwise", "next"))


@pytest.mark.parametrize(
    ("value", "way"),
    [("a1", "then"), ("b", "otherwise"), ("", "otherwise"), ("a1\n", "then"), ("a\n/c", "then"), ("b\na", "otherwise")],
)
@pytest.mark.parametrize("negated", [False, True])
def test_a_regular_expression_may_match_the_ends_of_lines(rig: Rig, value: str, way: str, negated: bool) -> None:
    """It would be false for grep."""
    test = placed(c.Compare(variable_of("out"), c.Operator.MATCHES, Literal("a[^b]*")))
    ways = (sh("touch then"),), (sh("touch otherwise"),)
    one = choice(placed(c.NotAny(), test), ways[1], ways[0]) if negated else choice(test, *ways)
    assert rig.steps(keep("out", value), one).succeeded
    assert [name for name in ("then", "otherwise") if rig.has(name)] == [way]


@pytest.mark.parametrize("value", ["x", "y"])
def test_a_variable_that_no_step_has_set_is_null_in_a_text_and_empty_in_a_condition(rig: Rig, value: str) -> None:
    setting = choice(is_p("x"), (placed(c.SetVariable("NEW", Literal("new"))),))
    given = placed(c.Compare(env("NEW"), c.Operator.DIFFERS, Literal("")))
    matches = placed(c.Compare(env("NEW"), c.Operator.MATCHES, Literal(".*")))
    ways = [choice(test, (sh("echo yes >> log"),), (sh("echo no >> log"),)) for test in (given, matches)]
    show_ = placed(c.Command(text("echo ", env("NEW"), " ${NEW-unset} >> log")))
    plan = plan_of(stage("Build", setting, *ways, show_))
    facts = replace(facts_of([c.Parameter("P", Literal("x"))]), set_by_steps=frozenset({"NEW"}))
    spec = write_buildspec(built(plan, facts).project.buildspec)
    assert run_build(spec, rig.workspace, rig.workspace.parent / "s", variables={"P": value}).succeeded
    assert rig.read("log").split() == (["yes", "yes", "new", "new"] if value == "x" else ["no", "no", "null", "unset"])


def test_a_condition_leaves_no_names_to_its_steps(rig: Rig) -> None:
    """The shell's own variables must not change those of the job."""
    names = ("value", "status", "result", "rest", "output", "last", "file", "text", "name", "mark", "items")
    matches = placed(c.Compare(param("value"), c.Operator.MATCHES, Literal("v.*"), ignore_case=True))
    steps = sh('printf "%s " "$' + '" "$'.join(names) + '" >> log')
    work = (
        choice(matches, (steps,)),
        attempt((capture("got", "echo a"), sh("false")), (steps,), (steps,)),
        keep("trimmed", derived("text_trim", " x ")),
        keep("replaced", derived("text_replace", param("value"), "x", "y")),
        placed(c.Loop("item", derived("text_split", "a", ",")), part(c.Role.BODY, steps)),
        choice(placed(c.Compare(derived("text_split", "a", ","), c.Operator.HOLDS, Literal("a"))), (steps,)),
        steps,
    )
    assert rig.steps(*work, parameters={name: f"v-{name}" for name in names}).succeeded
    assert rig.read("log").split() == [f"v-{name}" for name in names] * 6


@pytest.mark.parametrize("kind", [c.SetVariable, c.Keep])
@pytest.mark.parametrize("value", [env("TOKEN"), text("x ", env("TOKEN")), derived("text_trim", text(env("TOKEN")))])
def test_what_is_made_of_a_credential_stands_in_no_file(rig: Rig, kind: type[c.Keep], value: Value) -> None:
    bound = (c.SecretVariable("TOKEN", Literal("id"), c.SecretShape.TEXT),)
    work = placed(c.WithSecrets(bound), placed(kind("NEW", value)), sh("touch next"))
    assert not rig.plan(plan_of(stage("Build", work)), secrets={"jenkins/id": "hidden"}).succeeded
    assert not rig.has("next")
    assert not any(b"hidden" in path.read_bytes() for path in files_below(rig.workspace))


@pytest.mark.parametrize("value", _ODD)
def test_what_steps_keep_is_exact_in_every_later_shell(rig: Rig, value: str) -> None:
    inside = choice(placed(c.Constant(True)), (keep("a", value), keep("b", variable_of("a"))))
    parts = (placed(c.SetVariable("C", Literal(value))), placed(c.InDirectory(Literal("sub")), inside))
    work = (placed(c.WithTimeout(9), *parts), sh('printf %s "$C" > c'), show("a", "b"))
    assert rig.steps(*work).succeeded
    assert [rig.read(name) for name in "abc"] == [value] * 3


@pytest.mark.parametrize(
    "around",
    [
        lambda *body: placed(c.InDirectory(Literal(".")), *body),
        lambda *body: placed(c.WithVariables((("OTHER", Literal("1")),)), *body),
        lambda *body: placed(c.WithRetry(2), *body),
        lambda *body: placed(c.CatchFailure("SUCCESS"), *body, sh("false")),
        lambda *body: placed(c.InParallel(), placed(c.Plain(), *body)),
        lambda *body: placed(c.Plain(), placed(c.Plain(), *body)),
        lambda *body: choice(placed(c.Constant(False)), (), body),
        lambda *body: attempt(body),
        lambda *body: attempt((sh("false"),), body),
        lambda *body: attempt((*body, sh("false")), ()),
        lambda *body: attempt((), None, body),
    ],
    ids=["dir", "env", "retry", "caught", "parallel", "plain", "choice", "try", "catch", "failed", "finally"],
)
def test_what_a_block_sets_reaches_the_steps_after_it(rig: Rig, around: Callable[..., Placed]) -> None:
    body = (placed(c.SetVariable("X", Literal("new"))), keep("kept", "new"), capture("got", "printf new"))
    before = placed(c.SetVariable("X", Literal("old")))
    nested = around(placed(c.InDirectory(Literal("sub")), *body))
    look = sh('printf "%s" "$X" > X')
    assert rig.steps(before, nested, look, show("kept", "got")).succeeded
    assert [rig.read(name) for name in ("X", "kept", "got")] == ["new"] * 3


def test_what_a_stage_sets_reaches_its_post_and_the_stages_after_it(rig: Rig) -> None:
    setting = placed(c.SetVariable("X", Literal("stage")))
    later = placed(c.SetVariable("Y", Literal("post")))
    look = sh('printf "%s,%s " "$X" "${Y-}" >> log')
    inner = stage("Inner", setting, post=(post("always", look, later), post("success", look)))
    plan = plan_of(
        stage("Outer", stages=(inner, stage("Second", look)), guards=(placed(c.Constant(True)),)),
        stage("Parallel", parallel=(stage("One", look), stage("Two", keep("two", "2")))),
        stage("Last", look, show("two")),
        post=(post("always", look),),
    )
    assert rig.plan(plan).succeeded
    assert rig.read("log").split() == ["stage,", *["stage,post"] * 5]
    assert rig.read("two") == "2"


def test_a_block_around_wins_over_what_was_set_before(rig: Rig) -> None:
    """What steps within set is taken over, and nothing else."""
    inner = (capture("got", "printf 1"), sh('printf "%s" "$X" > x'))
    block_ = placed(c.WithVariables((("X", Literal("block")),)), *inner)
    assert rig.steps(placed(c.SetVariable("X", Literal("set"))), block_, sh('printf "%s" "$X" > after')).succeeded
    assert rig.read("x") == "block"
    assert rig.read("after") == "set"


@pytest.mark.parametrize("value", _ODD)
def test_the_output_of_a_script_is_exact(rig: Rig, value: str) -> None:
    rig.write("in.txt", value or " ")
    (rig.workspace / "in.txt").write_bytes(value.encode())
    assert rig.steps(capture("out", "echo log >&2; cat in.txt"), show("out")).succeeded
    assert rig.read("out") == value


@pytest.mark.parametrize(
    "script",
    ["case a in a) echo in;; esac", "cat <<'EOF'\nin\nEOF", "#!/bin/bash\na=(x in)\necho ${a[1]}", "echo in # it's"],
)
def test_any_script_may_have_its_output_kept(rig: Rig, script: str) -> None:
    assert rig.steps(capture("out", script), show("out")).succeeded
    assert rig.read("out") == "in\n"


def test_a_script_with_references_has_its_output_kept(rig: Rig) -> None:
    one = placed(c.Capture("out", c.Command(text("printf '%s' '", param("P"), "'"))))
    assert rig.steps(one, show("out"), parameters={"P": "a $HOME b"}).succeeded
    assert rig.read("out") == "a $HOME b"


@pytest.mark.parametrize("script", ["false; echo on", "echo a; exit 3", "false | false", "x=$(false); echo on"])
@pytest.mark.parametrize("nested", [False, True])
def test_a_script_that_fails_fails_where_its_output_is_kept(rig: Rig, script: str, nested: bool) -> None:
    work = (capture("out", script), sh("touch next"))
    assert not rig.steps(*(work if not nested else (placed(c.InDirectory(Literal(".")), *work),))).succeeded
    assert not rig.has("next")


@pytest.mark.parametrize(
    ("script", "status"), [("exit 3", "3"), ("false; exit 4", "1"), ("true", "0"), ("nothing_", "127")]
)
@pytest.mark.parametrize("shape", ["steps", "block", "reference"])
def test_a_status_is_kept_and_is_no_failure(rig: Rig, script: str, status: str, shape: str) -> None:
    one = capture("status_", script, status=True)
    if shape == "reference":
        one = placed(c.Capture("status_", c.Command(text(script, " # ", param("P"))), True))
    after = (one, show("status_"))
    work = (placed(c.InDirectory(Literal(".")), *after),) if shape == "block" else after
    assert rig.steps(*work, sh("touch next"), parameters={"P": "p"}).succeeded
    assert rig.read("status_") == status
    assert rig.has("next")


@pytest.mark.parametrize("first", ["", "#!/bin/sh\n"])
def test_a_name_without_a_value_is_no_status(rig: Rig, first: str) -> None:
    one = placed(c.Capture("status_", c.Command(text(f"{first}echo ", env("NOBODY"))), True))
    assert not rig.steps(one, sh("touch next")).succeeded
    assert not rig.has("next")


_BLANK = "".join(map(chr, range(1, 33)))


@pytest.mark.parametrize("value", _ODD)
@pytest.mark.parametrize("path", ["f.txt", "it's $HOME.txt", "-", "-n", "a b"])
def test_a_file_is_read_exactly(rig: Rig, value: str, path: str) -> None:
    (rig.workspace / "sub").mkdir()
    (rig.workspace / "sub" / path).write_bytes(value.encode())
    read = placed(c.InDirectory(Literal("sub")), placed(c.Compute("out", "readFile", text(param("P")))))
    assert rig.steps(read, show("out"), parameters={"P": path}).succeeded
    assert rig.read("out") == value


@pytest.mark.parametrize("path", ["missing", "folder", ""])
@pytest.mark.parametrize("nested", [False, True])
def test_a_file_that_can_not_be_read_fails(rig: Rig, path: str, nested: bool) -> None:
    (rig.workspace / "folder").mkdir()
    work = (placed(c.Compute("out", "readFile", Literal(path))), sh("touch next"))
    assert not rig.steps(*(work if not nested else (placed(c.InDirectory(Literal(".")), *work),))).succeeded
    assert not rig.has("next")


@pytest.mark.parametrize(
    ("path", "there"), [("file", "true"), ("folder", "true"), ("missing", "false"), ("", "true"), ("!", "false")]
)
def test_whether_a_file_is_there(rig: Rig, path: str, there: str) -> None:
    rig.write("file")
    rig.write("folder/x")
    one = placed(c.Compute("there", "fileExists", text(param("P"))))
    assert rig.steps(one, show("there"), parameters={"P": path}).succeeded
    assert rig.read("there") == there


def test_the_current_folder(rig: Rig) -> None:
    work = (
        placed(c.Compute("outer", "pwd")),
        placed(c.InDirectory(Literal("it's")), placed(c.Compute("inner", "pwd"))),
    )
    assert rig.steps(*work, show("outer", "inner")).succeeded
    assert rig.read("outer") == str(rig.workspace)
    assert rig.read("inner") == f"{rig.workspace}/it's"


@pytest.mark.parametrize(
    ("body", "caught", "last", "ran", "succeeds"),
    [
        ("true", "true", "true", "body last next", True),
        ("true", None, "true", "body last next", True),
        ("false", "true", "true", "body caught last next", True),
        ("false", "true", None, "body caught next", True),
        ("false", "false", "true", "body caught last", False),
        ("false", None, "true", "body last", False),
        ("true", "false", None, "body next", True),
        ("true", None, "false", "body last", False),
        ("false", "true", "false", "body caught last", False),
        ("false", "false", "false", "body caught last", False),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_an_attempt_catches_and_ends_as_groovy_does(
    rig: Rig, body: str, caught: str | None, last: str | None, ran: str, succeeds: bool, nested: bool
) -> None:
    def steps(name: str, ends: str | None) -> tuple[Placed, ...]:
        on = sh(f"echo {name}-on >> log") if ends == "false" else sh(":")
        return (sh(f"echo {name} >> log"), sh(ends), on) if ends else ()

    one = attempt(steps("body", body), None if caught is None else steps("caught", caught), steps("last", last))
    whole = attempt((one,), None, (sh(":"),)) if nested else one
    assert rig.steps(whole, sh("echo next >> log")).succeeded is succeeds
    assert rig.read("log").split() == ran.split()


def test_a_script_in_each_part_stops_at_its_first_failure(rig: Rig) -> None:
    fails = sh("false\necho on >> log")
    one = attempt((fails,), (attempt((fails,), None, (sh("echo last >> log"),)),), (fails,))
    assert not rig.steps(one).succeeded
    assert rig.read("log") == "last\n"


def test_a_catch_and_a_finally_see_what_was_set_before_the_failure(rig: Rig) -> None:
    look = sh('printf "%s " "$X" >> log')
    body = (placed(c.SetVariable("X", Literal("body"))), sh("false"), placed(c.SetVariable("X", Literal("never"))))
    caught = (look, placed(c.SetVariable("X", Literal("caught"))))
    assert rig.steps(attempt(body, caught, (look,)), look).succeeded
    assert rig.read("log") == "body caught caught "


def test_a_failure_lasts_beyond_what_is_recalled_for_finally(rig: Rig) -> None:
    body = (placed(c.SetVariable("X", Literal("body"))), sh("exit 3"))
    one = attempt(body, None, (sh('printf "%s " "$X" >> log'),))
    assert not rig.steps(one, sh("echo never >> log")).succeeded
    assert rig.read("log") == "body "


def test_what_parallel_stages_set_reaches_the_builds_after_them(rig: Rig, shell: str) -> None:
    """Each variable is a file among what a stage has changed."""
    work = (keep("a", _LITTLE), placed(c.SetVariable("B", Literal("b\n"))))
    first = built(plan_of(stage("A", *work)), hands_on="changes", last=False)
    ended = run_build(write_buildspec(first.project.buildspec), rig.workspace, rig.workspace.parent / "1", shell=shell)
    assert ended.succeeded
    later = rig.workspace.parent / "later"
    later.mkdir()
    facts = replace(facts_of(), set_by_steps=frozenset({"B"}))
    look = placed(c.WriteFile(Literal("log"), text(variable_of("a"), env("B"))))
    plan = plan_of(stage("C", look))
    unit = Unit("C", plan.stages, plan.machine, fresh=False)
    second = build(Order(unit, plan, facts, last=True, overlays=("A_changes",)))
    folder = next(iter(ended.artifacts.values()))
    given = {"CODEBUILD_SRC_DIR_A_changes": str(folder)}
    again = run_build(
        write_buildspec(second.project.buildspec), later, rig.workspace.parent / "2", shell=shell, variables=given
    )
    assert again.succeeded, again.output
    assert (later / "log").read_text() == f"{_LITTLE}b\n"
