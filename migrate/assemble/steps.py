"""Contributions as shell commands, each complete in itself and isolated in a subshell.

Never as the condition of `if`, `||` or `&&`: the shell ignores `set -e` there. A status comes from a plain
subshell.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import partial, singledispatchmethod

from migrate.assemble import containers, credentials, files
from migrate.assemble.functions import KEPT, pipeline_of
from migrate.assemble.scripts import script_command
from migrate.assemble.shell import block, in_double_quotes, literal_text, single_quoted, spliced, subshell, word
from migrate.assemble.variables import WITHOUT_EQUIVALENT, variables_in, words_in
from migrate.assemble.workbench import Workbench
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, PlannedStage
from migrate.model.settings import OnGap
from migrate.model.source import Literal, Reference, ReferenceKind, Value

NO_LOGIN = "the credential of the login"
_GROOVY = re.compile(r"\$\{(?:env|params|currentBuild)\.")


class Steps(ABC):
    """Writes the commands of one build."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def commands(self, work: tuple[Placed, ...]) -> Iterator[tuple[str, Location]]:
        """A command for each piece of work, with its origin."""
        for placed in work:
            text = self._write(placed.contribution, placed)
            if text:
                yield text, placed.origin

    def sequence(self, work: tuple[Placed, ...]) -> str:
        """The commands one after another, for the inside of a subshell with `set -e`."""
        return "\n".join(text for text, _ in self.commands(work))

    def word(self, value: Value, origin: Location) -> str:
        return word(value, self.expansion(origin))

    def expansion(self, origin: Location) -> Callable[[Reference], str]:
        return partial(self.bench.expansion, origin)

    @abstractmethod
    def nested(self, stage: PlannedStage) -> str:
        """A whole stage inside another one as one complete command."""

    # ---- single steps --------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _write(self, contribution: object, placed: Placed) -> str:
        return self.blocked(placed.origin, f"{type(contribution).__name__} can't stand among the steps of a build")

    def blocked(self, origin: Location, because: str) -> str:
        """A gap that assembly finds out: remarked, and stopped at its place."""
        self.bench.gap(origin, because)
        return self._stop(because)

    def _stop(self, because: str) -> str:
        text = single_quoted(f"Not converted: {because}")
        if self.bench.facts.settings.on_gap is OnGap.COMMENT:
            return ": " + text.replace("\n", " ")
        return subshell(f"echo {text} >&2", "exit 1")

    @_write.register
    def _(self, contribution: c.Blocked, placed: Placed) -> str:
        return self._stop(contribution.because)

    @_write.register
    def _(self, contribution: NestedStage, placed: Placed) -> str:
        return self.nested(contribution.stage)

    @_write.register
    def _(self, contribution: c.Command, placed: Placed) -> str:
        if contribution.interpreter not in (c.Interpreter.SHELL, c.Interpreter.PWSH):
            return self.blocked(placed.origin, f"a {contribution.interpreter.value} script runs on Windows only")
        if _GROOVY.search(spliced(contribution.script, lambda _: "", str)):
            because = (
                "the script has ${env.…} in text that Groovy does not fill in: a shell refuses it, here as in Jenkins"
            )
            return self.blocked(placed.origin, because)
        self._use_variables(contribution.script, placed.origin)
        if contribution.interpreter is c.Interpreter.PWSH:
            command = f"pwsh -NoProfile -NonInteractive -Command {self.word(contribution.script, placed.origin)}"
            return f"in_container {command}" if self.bench.in_container else command
        if self.bench.in_container:
            return containers.script_in_container(contribution.script, self.expansion(placed.origin))
        return script_command(contribution.script, self.expansion(placed.origin))

    def _use_variables(self, script: Value, origin: Location) -> None:
        """Jenkins' variables that the script reads by itself must be there; one without an equivalent stops it."""
        text = spliced(script, lambda _: "", str)
        foreign = text.startswith("#!") and "sh" not in text.partition("\n")[0].rpartition("/")[2]
        known = self.bench.facts.variables.keys() | WITHOUT_EQUIVALENT
        for name in sorted((words_in(text) if foreign else variables_in(text)) & known):
            self.bench.use(origin, name)

    @_write.register
    def _(self, contribution: c.Print, placed: Placed) -> str:
        return f"printf '%s\\n' {self.word(contribution.text, placed.origin)}"

    @_write.register
    def _(self, contribution: c.Fail, placed: Placed) -> str:
        return subshell(f"printf '%s\\n' {self.word(contribution.message, placed.origin)} >&2", "exit 1")

    @_write.register
    def _(self, contribution: c.Pause, placed: Placed) -> str:
        return f"sleep {contribution.seconds:g}"

    @_write.register
    def _(self, contribution: c.SetVariable, placed: Placed) -> str:
        return f"export {contribution.name}={self.word(contribution.value, placed.origin)}"

    @_write.register
    def _(self, contribution: c.Notification, placed: Placed) -> str:
        self.bench.notifies = True
        self.bench.permit(("sns:Publish",), ("NotificationTopic",))
        subject = self.word(contribution.subject, placed.origin)
        body = self.word(contribution.body, placed.origin)
        command = (
            'aws sns publish --topic-arn "$NOTIFICATION_TOPIC_ARN" '
            f'--subject "$(printf %.99s {subject} | tr -d "\\n")" --message {body} > /dev/null'
        )
        return _when(contribution.when, command)

    @_write.register
    def _(self, contribution: c.StartJob, placed: Placed) -> str:
        if not isinstance(contribution.job, Literal):
            return self.blocked(placed.origin, "which job to start is known only when the pipeline runs")
        name = pipeline_of(literal_text(contribution.job), self.bench.facts.name)
        self.bench.functions["run_pipeline"] = None
        actions = ("codepipeline:StartPipelineExecution", "codepipeline:GetPipelineExecution")
        self.bench.permit(actions, (f"codepipeline:{name}",))
        own = self.bench.facts.parameters if contribution.own_parameters else ()
        given: dict[str, Value] = {one.name: Reference(ReferenceKind.PARAMETER, one.name) for one in own}
        given |= dict(contribution.variables)
        variables = [
            f'"name={key},value={spliced(value, self.expansion(placed.origin), in_double_quotes)}"'
            for key, value in given.items()
        ]
        command = " ".join(["run_pipeline", name, "wait" if contribution.wait else "start", *variables])
        return _when(contribution.when, command if contribution.propagate else f"{command} || true")

    @_write.register
    def _(self, contribution: c.WriteFile, placed: Placed) -> str:
        path = self.word(contribution.path, placed.origin)
        text = self.word(contribution.text, placed.origin)
        return subshell(f'mkdir -p "$(dirname {path})"', f"printf %s {text} > {path}")

    @_write.register
    def _(self, contribution: c.DeleteFiles, placed: Placed) -> str:
        return files.delete(contribution, self.bench)

    @_write.register
    def _(self, contribution: c.ArchiveArtifacts, placed: Placed) -> str:
        return files.archive(contribution, self.bench)

    @_write.register
    def _(self, contribution: c.Stash, placed: Placed) -> str:
        return files.stash(contribution, self.bench)

    @_write.register
    def _(self, contribution: c.Unstash, placed: Placed) -> str:
        return files.unstash(contribution.name, placed.origin, self.bench)

    @_write.register
    def _(self, contribution: c.TestReport, placed: Placed) -> str:
        return files.report(contribution, placed.origin, self.bench)

    @_write.register
    def _(self, contribution: c.Approval, placed: Placed) -> str:
        return self.blocked(placed.origin, "an input inside a block of steps can't become an approval action")

    @_write.register
    def _(self, contribution: c.Checkout, placed: Placed) -> str:
        if contribution.job_scm:
            return ""
        return self.blocked(placed.origin, "a further repository is not checked out by a build yet")

    # ---- blocks --------------------------------------------------------------------------------------------------

    @_write.register
    def _(self, contribution: c.Plain, placed: Placed) -> str:
        return self.sequence(placed.body)

    @_write.register
    def _(self, contribution: c.InDirectory, placed: Placed) -> str:
        folder = self.word(contribution.path, placed.origin)
        path = literal_text(contribution.path) if isinstance(contribution.path, Literal) else "\0"
        before, self.bench.directory = self.bench.directory, (*self.bench.directory, path)
        body = self.sequence(placed.body)
        self.bench.directory = before
        emptied = bool(placed.body) and placed.body[-1].contribution == c.DeleteFiles()
        return subshell(f"mkdir -p {folder} && cd {folder}", body, files.REMOVE_FOLDER if emptied else "")

    @_write.register
    def _(self, contribution: c.WithVariables, placed: Placed) -> str:
        lines = self.exports(contribution.variables, placed.origin)
        with self.bench.defining(name.partition("+")[0] for name, _ in contribution.variables):
            return subshell(*lines, self.sequence(placed.body))

    def exports(self, variables: tuple[tuple[str, Value], ...], origin: Location) -> list[str]:
        """The variables of `withEnv` in one `export`: Groovy knows all values before the first of them is set.

        `PATH+X` goes in front of PATH, the last one first, and an empty value removes the name.
        """
        values: dict[str, str] = {}
        for name, value in variables:
            path, plus, _ = name.partition("+")
            if plus:
                rest = values.get(path) or f'"${path}"'
                values[path] = f'"{spliced(value, self.expansion(origin), in_double_quotes)}":{rest}'
            else:
                values[name] = "" if value == Literal("") else self.word(value, origin)
        given = " ".join(f"{name}={text}" for name, text in values.items() if text)
        removed = " ".join(name for name, text in values.items() if not text)
        return [f"export {given}" if given else "", f"unset {removed}" if removed else ""]

    @_write.register
    def _(self, contribution: c.WithSecrets, placed: Placed) -> str:
        bound = self.bind(placed)
        if bound is None:
            return self._stop("the id of the credential is known only when the pipeline runs")
        with self.bench.defining(bound.names):
            return subshell(*with_endings(bound.lines), self.sequence(placed.body))

    @_write.register(c.WithSshKeys)
    @_write.register(c.WithRegistry)
    def _(self, contribution: c.WithSshKeys | c.WithRegistry, placed: Placed) -> str:
        lines = self.login(placed)
        if lines is None:
            return self._stop(NO_LOGIN)
        return subshell(*with_endings(lines), self.sequence(placed.body))

    def login(self, placed: Placed) -> tuple[str, ...] | None:
        """The lines of an SSH agent or of a docker login; None where the credential can't be used."""
        match placed.contribution:
            case c.WithSshKeys() as held:
                return credentials.ssh_agent(held, placed.origin, self.bench)
            case c.WithRegistry() as login:
                registry = self.word(login.registry, placed.origin)
                return credentials.registry_login(login, registry, placed.origin, self.bench)
            case other:
                raise TypeError(f"{other} is no login")

    def bind(self, placed: Placed) -> credentials.Bound | None:
        assert isinstance(placed.contribution, c.WithSecrets)
        text = _text(placed.body) if placed.body else self.bench.text()
        return credentials.bind(placed.contribution.variables, placed.origin, self.bench, text)

    @_write.register
    def _(self, contribution: c.WithRetry, placed: Placed) -> str:
        loop = [
            "attempt=1",
            "while :; do",
            block(subshell(self.sequence(placed.body))),
            "  status=$?",
            f'  if [ "$status" -eq 0 ] || [ "$attempt" -ge {contribution.count} ]; then exit "$status"; fi',
            "  attempt=$((attempt + 1))",
            "done",
        ]
        return subshell(*loop, strict=False)

    @_write.register
    def _(self, contribution: c.WithTimeout, placed: Placed) -> str:
        if contribution.activity:
            return self.blocked(placed.origin, "a time-out by inactivity has no equivalent")
        self.bench.functions |= dict.fromkeys(("end_all", "end_after"))
        lines = [
            subshell(self.sequence(placed.body)) + " &",
            "body=$!",
            f'end_after {contribution.seconds} "$body" &',
            'wait "$body"',
            "status=$?",
            'wait "$!"',
            'exit "$status"',
        ]
        return subshell(*lines, strict=False)

    @_write.register
    def _(self, contribution: c.CatchFailure, placed: Placed) -> str:
        message = self.word(contribution.message, placed.origin)
        failed = f'"$CODEBUILD_SRC_DIR/{KEPT}/failed"'
        late = f'; mkdir -p "$CODEBUILD_SRC_DIR/{KEPT}"; touch {failed}' if contribution.fails_build else ""
        self.bench.may_fail_late |= contribution.fails_build
        lines = [
            subshell(self.sequence(placed.body)),
            f"[ $? -eq 0 ] || {{ printf '%s\\n' {message} >&2{late}; }}",
        ]
        return subshell(*lines, strict=False)

    @_write.register
    def _(self, contribution: c.InParallel, placed: Placed) -> str:
        return _parallel([subshell(text) for text, _ in self.commands(placed.body)])

    @_write.register
    def _(self, contribution: c.InImage, placed: Placed) -> str:
        if because := containers.why_not(contribution, self.bench):
            return self.blocked(placed.origin, because)
        self.bench.partial(placed.origin, containers.AS_ROOT)
        lines = containers.started(contribution, self.expansion(placed.origin), self.bench)
        self.bench.in_container = True
        body = self.sequence(placed.body)
        self.bench.in_container = False
        return subshell(*with_endings(lines), body)

    @_write.register
    def _(self, contribution: c.WithLock, placed: Placed) -> str:
        return self.blocked(placed.origin, "a lock that other jobs may hold has no equivalent")


def with_endings(lines: Iterable[str]) -> Iterator[str]:
    """The first lines of a shell of its own: it must not end what the shells around it have started."""
    known = list(lines)
    yield from ["endings="] if any(_ENDING.match(line) for line in known) else []
    yield from known


_ENDING = re.compile(r"^(remove_later|start_ssh_agent|registry_login|start_container)\b")


def _when(when: c.When, command: str) -> str:
    """The command, run only after that result of the build so far."""
    if when is c.When.ALWAYS:
        return command
    test = files.SUCCESSFUL if when is c.When.SUCCESS else f"! {{ {files.SUCCESSFUL}; }}"
    return f"if {test}; then\n{block(command)}\nfi"


def _parallel(commands: list[str]) -> str:
    """The commands at the same time; the whole fails when one of them does, after all have ended."""
    lines = []
    for number, command in enumerate(commands, 1):
        lines += [f"{command} &", f"branch_{number}=$!"]
    lines.append("status=0")
    lines += [f'wait "$branch_{number}" || status=1' for number in range(1, len(commands) + 1)]
    return subshell(*lines, 'exit "$status"', strict=False)


def _text(work: tuple[Placed, ...]) -> str:
    """All text that a block holds, to look for the names of variables in."""
    return repr(work)
