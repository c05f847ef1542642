"""Contributions as shell commands, each complete in itself and isolated in a subshell.

Never as the condition of `if`, `||` or `&&`: the shell ignores `set -e` there. A status comes from a plain
subshell.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial, singledispatchmethod

from migrate.assemble import (
    attempts,
    aws_calls,
    build_log,
    checkouts,
    checks,
    containers,
    credentials,
    files,
    guards,
    injection,
    machines,
    other_archives,
    other_jobs,
    pods,
    requests,
    sonarqube,
    transfers,
)
from migrate.assemble.functions import INTERRUPTED, KEPT
from migrate.assemble.kept import kept_by, recall, recalled
from migrate.assemble.loops import loop
from migrate.assemble.results import FAILING, everything_in, may_interrupt, result_named
from migrate.assemble.scripts import script_command
from migrate.assemble.shell import in_double_quotes, literal_text, single_quoted, spliced, subshell, word
from migrate.assemble.variables import expects_unset, is_without_equivalent, variables_in, words_in
from migrate.assemble.workbench import Workbench
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, PlannedStage
from migrate.model.settings import OnGap
from migrate.model.source import Derived, Literal, Reference, Template, Value, references

NO_LOGIN = "the credential of the login"
# Services that are no more: what calls them can't pass.
ENDED = {
    "OpsWorks": (
        r"(?m)^[^#\n]*\baws\s+(?:--\S+\s+(?:[^-\s]\S*\s+)?)*opsworks\s",
        "AWS OpsWorks Stacks has ended on 2024-05-26: deploy with CodeDeploy, or with Systems Manager",
    ),
    "Solano CI": (
        r"(?m)^\s*(?:solano|tddium)\s+\w",
        "Solano CI is no more: run the tests in this build itself",
    ),
}
_GROOVY = re.compile(r"\$\{(?:env|params|currentBuild)\.")


class Steps(ABC):
    """Writes the commands of one build."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def commands(self, work: tuple[Placed, ...]) -> Iterator[tuple[str, Location]]:
        """A command for each piece of work, with its origin."""
        for placed in work:
            if isinstance(placed.contribution, c.Plain):
                yield from self.commands(placed.body)
                continue
            with self.bench.derivations.before() as lines:
                text = self._kept_in_log(placed)
            yield from ((line, placed.origin) for line in lines)
            if not isinstance(placed.contribution, _IN_THIS_SHELL):
                text = recalled(text, kept_by((placed,)))
            if text:
                yield text, placed.origin

    def _kept_in_log(self, placed: Placed) -> str:
        """The command of a piece of work. What sets variables of this shell prints nothing that anybody looks for."""
        if isinstance(placed.contribution, _IN_THIS_SHELL):
            return self._write(placed.contribution, placed)
        return self.recorded(lambda: self._write(placed.contribution, placed), (placed,))

    def recorded(self, write: Callable[[], str], work: tuple[Placed, ...] = ()) -> str:
        """A complete command for pieces of work, whose output goes into the log too where the build keeps one. What
        only looks into the log adds nothing to it."""
        if not self.bench.keeps_log or self.bench.recorded:
            return write()
        with self.bench.recording():
            text = write()
        if work and all(build_log.only_looks(one.contribution) for one in work):
            return text
        self.bench.functions["show_log"] = None
        return build_log.recorded(text) if text else ""

    def sequence(self, work: tuple[Placed, ...]) -> str:
        """The commands one after another, for the inside of a subshell with `set -e`."""
        with self.bench.derivations.inside():
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
        self.bench.gap(origin, because, whole=True)
        return self._stop(because)

    def _stop(self, because: str) -> str:
        text = single_quoted(f"Not converted: {because}")
        if self.bench.facts.settings.on_gap is OnGap.COMMENT:
            return ": " + text.replace("\n", " ")
        return subshell(f"echo {text} >&2", self.bench.stop_all(), "exit 1")

    def behind(self, stop: str, text: str) -> str:
        """A stop, and what would run if it were mended: whoever does so finds it in its place, and it runs never."""
        return f"{stop}\nif false; then\n{subshell(text)}\nfi"

    @_write.register
    def _(self, contribution: c.Blocked, placed: Placed) -> str:
        return self._stop(contribution.because)

    @_write.register
    def _(self, contribution: NestedStage, placed: Placed) -> str:
        return self.nested(contribution.stage)

    @_write.register
    def _(self, contribution: c.Command, placed: Placed) -> str:
        if because := _why_not(contribution):
            return self.blocked(placed.origin, because)
        if contribution.when is not c.When.ALWAYS:
            return _when(contribution.when, self._write(replace(contribution, when=c.When.ALWAYS), placed))
        if contribution.unstable:
            text = self._write(replace(contribution, unstable=0), placed)
            return attempts.unless(text, contribution.unstable, self._worsen(Literal("UNSTABLE"), placed.origin))
        if contribution.variables:
            return self._with_own_variables(contribution, placed)
        if stops := self._use_variables(contribution.script, placed.origin):
            return subshell(*stops, self._run(contribution, placed))
        return self._run(contribution, placed)

    def _run(self, contribution: c.Command, placed: Placed) -> str:
        if contribution.interpreter is c.Interpreter.PWSH:
            command = f"pwsh -NoProfile -NonInteractive -Command {self.word(contribution.script, placed.origin)}"
            return f"in_container {command}" if self.bench.in_container else command
        traced, shown, expansion = self.bench.traces, self.bench.traced_log, self.expansion(placed.origin)
        if self.bench.in_container:
            return containers.script_in_container(contribution.script, expansion, shown=shown)
        return script_command(contribution.script, expansion, traced=traced, shown=shown)

    def _with_own_variables(self, command: c.Command, placed: Placed) -> str:
        lines = self.exports(command.variables, placed.origin)
        with self.bench.defining(name for name, _ in command.variables):
            return subshell(*lines, self._write(replace(command, variables=()), placed))

    def _use_variables(self, script: Value, origin: Location) -> list[str]:
        """Jenkins' variables that the script reads by itself must be there. Gives what stops it where one has no
        equivalent."""
        text = spliced(script, lambda _: "", str)
        foreign = text.startswith("#!") and "sh" not in text.partition("\n")[0].rpartition("/")[2]
        known = self.bench.facts.variables.keys() | self.bench.facts.set_by_steps
        used = sorted(words_in(text) if foreign else variables_in(text))
        needed = [name for name in used if name in known or is_without_equivalent(name)]
        stops = [
            self.bench.stop_without(origin, name, expects_unset=not foreign and expects_unset(text, name))
            for name in needed
        ]
        return [stop for stop in stops if stop]

    @_write.register
    def _(self, contribution: c.Print, placed: Placed) -> str:
        return f"printf '%s\\n' {self._message(contribution.text, placed.origin)}"

    def _message(self, text: Value, origin: Location) -> str:
        with self.bench.showing():
            return self.word(text, origin)

    @_write.register
    def _(self, contribution: c.Fail, placed: Placed) -> str:
        marks = self.bench.interrupt() if contribution.interrupts else ""
        if self.bench.is_told:
            self.bench.functions["fail_with"] = None
            return subshell(f"fail_with {self.word(contribution.message, placed.origin)}", marks, "exit 1")
        return subshell(f"printf '%s\\n' {self._message(contribution.message, placed.origin)} >&2", marks, "exit 1")

    @_write.register
    def _(self, contribution: c.Pause, placed: Placed) -> str:
        return f"sleep {contribution.seconds:g}"

    @_write.register
    def _(self, contribution: c.SetVariable, placed: Placed) -> str:
        """In Jenkins an entry of `environment` or `withEnv` goes before what steps set, as long as its block lasts."""
        name = contribution.name
        if name in self.bench.facts.environment:
            self.bench.partial(placed.origin, f"the environment of the job has {name}, which wins: as in Jenkins")
            return ":"
        if name in self.bench.defined - self.bench.given:
            return self.blocked(placed.origin, f"{name} is set while a block around has it in its environment")
        return self._hold(name, contribution.value, placed.origin)

    def _hold(self, name: str, value: Value, origin: Location) -> str:
        """Remember a value, which stands in a file of the workspace then: none that is made of a credential."""
        if self.bench.secret_names & {one.name for one in references(value)}:
            return self.blocked(origin, "a value that is made of a credential would stand in a file of the workspace")
        return self._remember(name, self.word(value, origin))

    def _remember(self, name: str, word: str) -> str:
        self.bench.keep(name)
        return f"remember {name} {word}"

    @_write.register
    def _(self, contribution: c.ReadVariables, placed: Placed) -> str:
        return injection.command(contribution, placed.origin, partial(self.word, origin=placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.SetResult, placed: Placed) -> str:
        return self._worsen(contribution.result, placed.origin) or ":"

    def _worsen(self, result: Value, origin: Location) -> str:
        """The command that gives the build a result unless it has a worse one; "" where that changes nothing."""
        name = result_named(result)
        if not self.bench.facts.results.matter(name):
            return ""
        if name in FAILING or not name:
            self.bench.may_fail_late = True
        if not self.bench.goes_on:
            late = "the action fails at its end, and later stages do not run"
            self.bench.partial(origin, late if name in FAILING else "later stages do not know of this result")
        self.bench.functions["worsen"] = None
        self.bench.sets_result = True
        return f"worsen {name or self.word(result, origin)}"

    @_write.register
    def _(self, contribution: c.Keep, placed: Placed) -> str:
        kept = self._hold(contribution.variable, contribution.value, placed.origin)
        thrown = self._thrown(contribution.value) if contribution.throws and self.bench.in_catch else ""
        return f"{thrown}{kept}"

    def _thrown(self, value: Value) -> str:
        """The line that fails, as a catch may take it, where a value has not been computed."""
        parts = value.parts if isinstance(value, Template) else (value,)
        names = [self.bench.derivations.name(one) for one in parts if isinstance(one, Derived) and not one.safe]
        return "".join(f'[ -n "${{{one}+set}}" ]\n' for one in names)

    @_write.register
    def _(self, contribution: c.Capture, placed: Placed) -> str:
        if because := _why_not(contribution.command):
            return self.blocked(placed.origin, because)
        command = self._write(contribution.command, placed)
        if contribution.status:
            stops = " ".join(one for one in self.bench.stops if one in command)
            known = f': "{stops}"' if stops else ""  # a name without a value is no failure of the script
            return subshell(known, command, self._remember(contribution.variable, '"$?"'), strict=False)
        lines = [
            "j2cp_output=$(",
            command,
            "j2cp_status=$?",
            "printf x",
            'exit "$j2cp_status"',
            ")",
            "j2cp_status=$?",
            '[ "$j2cp_status" -eq 0 ] || exit "$j2cp_status"',
        ]
        return subshell(*lines, self._remember(contribution.variable, '"${j2cp_output%x}"'), strict=False)

    @_write.register
    def _(self, contribution: c.Compute, placed: Placed) -> str:
        function = f"text_{contribution.function}"
        self.bench.functions[function] = None
        self.bench.keep(contribution.variable)
        return f"{function} {contribution.variable} {self.word(contribution.value, placed.origin)}"

    @_write.register
    def _(self, contribution: c.FindFiles, placed: Placed) -> str:
        return files.found(contribution, self.expansion(placed.origin), self.bench)

    @_write.register(c.CheckFile)
    @_write.register(c.CheckExists)
    @_write.register(c.CheckFiles)
    def _(self, contribution: checks.Check, placed: Placed) -> str:
        return checks.checked(contribution, self.expansion(placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.Request, placed: Placed) -> str:
        return requests.command(contribution, partial(self.word, origin=placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.Transfer, placed: Placed) -> str:
        self._use_variables(contribution.command, placed.origin)
        word = partial(self.word, origin=placed.origin)
        command = transfers.command(contribution, word, self.expansion(placed.origin), self.bench)
        return _when(contribution.when, command)

    @_write.register
    def _(self, contribution: c.RunLogTasks, placed: Placed) -> str:
        if not self._has_log(placed.origin):
            return self.blocked(placed.origin, build_log.ELSEWHERE)
        self.bench.functions["log_finds"] = None
        return build_log.looking(attempts.in_turn([self._log_task(task, placed) for task in contribution.tasks]))

    def _log_task(self, task: c.LogTask, placed: Placed) -> str:
        if task.fails:
            command = self._write(task.command, placed)
        else:
            with self.bench.catching():
                command = attempts.caught(self._write(task.command, placed), ":")
        return subshell(f"if {build_log.condition(task.texts)}; then", command, "fi")

    @_write.register
    def _(self, contribution: c.ParseLog, placed: Placed) -> str:
        if not self._has_log(placed.origin):
            return self.blocked(placed.origin, build_log.ELSEWHERE)
        if contribution.of_controller:
            return self.sequence((build_log.with_secret_rules(contribution.rules, placed.origin),))
        self.bench.functions["parse_log"] = None
        return build_log.looking(f"parse_log {build_log.rules_word(contribution.rules)}")

    def _has_log(self, origin: Location) -> bool:
        if self.bench.keeps_log:
            self.bench.partial(origin, build_log.OF_COMMANDS)
            if not self.bench.traced_log:
                self.bench.partial(origin, build_log.UNTRACED)
        return self.bench.keeps_log

    @_write.register
    def _(self, contribution: c.FindText, placed: Placed) -> str:
        if contribution.log and not self._has_log(placed.origin):
            return self.blocked(placed.origin, build_log.ELSEWHERE)
        ends = "exit 1" if contribution.result in FAILING else self._worsen(Literal(contribution.result), placed.origin)
        unstable = self._worsen(Literal("UNSTABLE"), placed.origin) if contribution.files else ""
        return build_log.found(contribution, ends or ":", unstable or ":", self.bench.functions)

    @_write.register
    def _(self, contribution: c.CallAws, placed: Placed) -> str:
        text = aws_calls.called(contribution, placed.origin, self.bench)
        if not contribution.variable:
            return text
        return subshell(f"j2cp_output=$(\n{text}\n)", self._remember(contribution.variable, '"$j2cp_output"'))

    @_write.register
    def _(self, contribution: c.SonarScan, placed: Placed) -> str:
        scope = Placed(c.WithSonarQube(contribution.server), placed.origin)
        command = replace(contribution.command, when=c.When.ALWAYS)
        return _when(contribution.command.when, self._analysing(scope, (Placed(command, placed.origin),)))

    @_write.register
    def _(self, contribution: c.QualityGate, placed: Placed) -> str:
        if because := sonarqube.why_not(self.bench):
            return self.blocked(placed.origin, because)
        text = sonarqube.asked(contribution, placed.origin, self.expansion(placed.origin), self.bench)
        if text is None:
            return self._stop(NO_LOGIN)
        if not contribution.variable:
            return text
        return subshell(f"j2cp_output=$(\n{text}\n)", self._remember(contribution.variable, '"$j2cp_output"'))

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
        command = other_jobs.started(contribution, self.expansion(placed.origin), self.bench)
        return _when(contribution.when, command)

    @_write.register
    def _(self, contribution: c.JobsStarted, placed: Placed) -> str:
        text = other_jobs.told(contribution, self.bench)
        if text is None:
            return self.blocked(placed.origin, f"in which order {c.JOB_NAMES[0]} has several jobs is not known")
        return text

    @_write.register
    def _(self, contribution: c.WriteFile, placed: Placed) -> str:
        path = self.word(contribution.path, placed.origin)
        text = self.word(contribution.text, placed.origin)
        decoded = " | base64 -d" if contribution.base64 else ""
        return subshell(f'mkdir -p "$(dirname {path})"', f"printf %s {text}{decoded} > {path}")

    @_write.register
    def _(self, contribution: c.DeleteFiles, placed: Placed) -> str:
        return files.delete(contribution, self.bench)

    @_write.register
    def _(self, contribution: c.ArchiveArtifacts, placed: Placed) -> str:
        return files.archive(contribution, self.expansion(placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.CopyArtifacts, placed: Placed) -> str:
        if not isinstance(contribution.job, Literal):
            return self.blocked(placed.origin, "from which job to copy is known only when the pipeline runs")
        return other_archives.copied(contribution, placed.origin, self.bench)

    @_write.register
    def _(self, contribution: c.Stash, placed: Placed) -> str:
        return files.stash(contribution, self.expansion(placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.Unstash, placed: Placed) -> str:
        return files.unstash(contribution.name, placed.origin, self.bench)

    @_write.register
    def _(self, contribution: c.TestReport, placed: Placed) -> str:
        return files.report(contribution, placed.origin, self.expansion(placed.origin), self.bench)

    @_write.register
    def _(self, contribution: c.Approval, placed: Placed) -> str:
        return self.blocked(placed.origin, "an input inside a block of steps can't become an approval action")

    @_write.register
    def _(self, contribution: c.Milestone, placed: Placed) -> str:
        return ""  # the execution mode of the pipeline does it

    @_write.register
    def _(self, contribution: c.Checkout, placed: Placed) -> str:
        if checkouts.is_own(contribution, self.bench):
            back = checkouts.put_back(self.bench)
            branch = checkouts.on_branch(contribution, placed.origin, self.bench)
            return subshell(back, branch) if back and branch else back or branch
        if because := checkouts.why_not(contribution):
            return self.blocked(placed.origin, because)
        word = partial(self.word, origin=placed.origin)
        lines = checkouts.lines(contribution, placed.origin, word, self.bench)
        return self._stop(NO_LOGIN) if lines is None else subshell(*with_endings(lines))

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
            stop = self._stop("the id of the credential is known only when the pipeline runs")
            return self.behind(stop, self.sequence(placed.body))
        with self.bench.defining(bound.names):
            return subshell(*with_endings(bound.lines), self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.WithRole, placed: Placed) -> str:
        line = aws_calls.acting_as(contribution, partial(self.word, origin=placed.origin), self.bench)
        with self.bench.defining(c.ROLE_KEYS):
            return subshell(line, self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.FollowedBy, placed: Placed) -> str:
        calls = tuple(Placed(call, placed.origin) for call in contribution.calls)
        return subshell(self.sequence((*placed.body, *calls)))

    @_write.register
    def _(self, contribution: c.WithParameterStore, placed: Placed) -> str:
        lines = aws_calls.with_parameters(contribution, placed.origin, self.bench)
        if lines is None:
            return self.behind(self._stop(NO_LOGIN), self.sequence(placed.body))
        return subshell(*lines, self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.WithSonarQube, placed: Placed) -> str:
        return self._analysing(placed, placed.body)

    def _analysing(self, scope: Placed, body: tuple[Placed, ...]) -> str:
        """Steps that find a SonarQube server, and behind them what becomes of their analysis."""
        assert isinstance(scope.contribution, c.WithSonarQube)
        lines = sonarqube.found(scope.contribution, scope.origin, self.bench)
        if lines is None:
            return self.behind(self._stop(NO_LOGIN), self.sequence(body))
        with self.bench.defining(c.SONARQUBE_NAMES):
            text = self.sequence(body)
        noted = sonarqube.noted(self.bench) if scope.contribution.finds else ""
        return subshell(*lines, text, noted)

    @_write.register(c.WithSshKeys)
    @_write.register(c.WithRegistry)
    def _(self, contribution: c.WithSshKeys | c.WithRegistry, placed: Placed) -> str:
        lines = self.login(placed)
        if lines is None:
            return self.behind(self._stop(NO_LOGIN), self.sequence(placed.body))
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
        bound = credentials.bind(placed.contribution.variables, placed.origin, self.bench, text)
        self.bench.secret_names |= set(bound.names) if bound else set()
        return bound

    @_write.register
    def _(self, contribution: c.WithRetry, placed: Placed) -> str:
        with self.bench.catching():
            body = self.sequence(placed.body)
        again = [recall(kept_by(placed.body)), self._forget()]
        return attempts.repeated(body, contribution.count, [one for one in again if one])

    @_write.register
    def _(self, contribution: c.WithTimeout, placed: Placed) -> str:
        if contribution.activity:
            return self._while_heard(contribution, placed)
        self.bench.functions |= dict.fromkeys(("end_all", "end_after"))
        return attempts.in_time(self.sequence(placed.body), contribution.seconds, self.bench.interrupt())

    def _while_heard(self, limit: c.WithTimeout, placed: Placed) -> str:
        """A time-out by inactivity: what Jenkins traces of scripts is output, and the shell must trace them too."""
        with self.bench.tracing():
            body = self.sequence(placed.body)
        because = ""
        if self.bench.secrets or self.bench.secret_names:
            because = "a time-out by inactivity needs the trace of scripts, which would show credentials"
        elif self.bench.in_container or "in_container" in body:
            because = "a time-out by inactivity needs the trace of scripts, which those in containers don't have"
        if because:
            return self.behind(self.blocked(placed.origin, because), body)
        self.bench.functions |= dict.fromkeys(("end_all", "end_when_quiet"))
        return attempts.while_heard(body, limit.seconds, self.bench.interrupt())

    @_write.register
    def _(self, contribution: c.CatchFailure, placed: Placed) -> str:
        says = f"printf '%s\\n' {self.word(contribution.message, placed.origin)} >&2"
        times_out = any(map(may_interrupt, everything_in(placed.body)))
        with self.bench.catching(asked=times_out):
            body = self.sequence(placed.body)
        mark = self.bench.stage_mark if contribution.fails_stage else ""
        stage = f'mkdir -p "${{CODEBUILD_SRC_DIR}}/{KEPT}" && touch {mark}' if mark else ""
        marks = "; ".join(filter(None, (self._worsen(Literal(contribution.result), placed.origin), stage)))
        if times_out:
            marks = self._unless_interrupted(marks, placed.origin)
        return attempts.caught(body, "; ".join(filter(None, (says, marks, self._forget(asked=times_out)))))

    def _unless_interrupted(self, marks: str, origin: Location) -> str:
        """What a caught failure does to the build. A time-out has a result of its own, ABORTED, which goes before."""
        aborted = "; ".join(filter(None, (f"rm {INTERRUPTED}", self._worsen(Literal("ABORTED"), origin))))
        return f"if [ -e {INTERRUPTED} ]; then {aborted}; else {marks or ':'}; fi"

    @_write.register
    def _(self, contribution: c.InParallel, placed: Placed) -> str:
        before, self.bench.beside = self.bench.beside, len(placed.body) > 1
        branches = [subshell(self.sequence((branch,))) for branch in placed.body]
        self.bench.beside = before
        told = self.bench.is_told and len(branches) > 1
        self.bench.functions |= dict.fromkeys(("branch_failed", "first_failure") if told else ())
        return attempts.at_once(branches, told=told)

    @_write.register
    def _(self, contribution: c.InTurn, placed: Placed) -> str:
        with self.bench.catching():
            return attempts.in_turn([subshell(self.sequence((one,))) for one in placed.body])

    @_write.register
    def _(self, contribution: c.Choice, placed: Placed) -> str:
        parts = _parts(placed, (c.Role.AHEAD, c.Role.CONDITION, c.Role.THEN, c.Role.OTHERWISE))
        conditions = parts.get(c.Role.CONDITION)
        if not conditions:
            return self.blocked(placed.origin, "a choice without a condition, or with something that is no way of it")
        lost = guards.blocked(conditions)
        stop = self.blocked(lost.origin, _reason(lost)) if lost else ""
        ahead = "" if lost else self.sequence(parts.get(c.Role.AHEAD, ()))
        test = "false" if lost else guards.shell_test(conditions, self.bench)
        then = self.sequence(parts.get(c.Role.THEN, ())) or ":"
        otherwise = self.sequence(parts.get(c.Role.OTHERWISE, ()))
        ways = [
            f"if {test}; then",
            then,
            *(["elif false; then" if lost else "else", otherwise] if otherwise else []),
            "fi",
        ]
        return subshell(stop, ahead, *ways)

    @_write.register
    def _(self, contribution: c.Loop, placed: Placed) -> str:
        parts = _parts(placed, (c.Role.FIRST, c.Role.BODY))
        if c.Role.BODY not in parts:
            return self.blocked(placed.origin, "a loop without steps, or with something that is no part of it")
        items = self.word(contribution.items, placed.origin)
        first = self.sequence(parts.get(c.Role.FIRST, ()))
        self.bench.kept.add(contribution.variable)
        with self.bench.derivations.inside(anew=True):
            return loop(contribution.variable, items, first, self.sequence(parts[c.Role.BODY]))

    @_write.register
    def _(self, contribution: c.Attempt, placed: Placed) -> str:
        parts = _parts(placed, (c.Role.BODY, c.Role.CATCH, c.Role.FINALLY))
        body = parts.get(c.Role.BODY)
        if body is None:
            return self.blocked(placed.origin, "an attempt without steps, or with something that is no part of it")
        catches, last = parts.get(c.Role.CATCH), parts.get(c.Role.FINALLY, ())
        told, asked = _variables(placed)
        with self.bench.catching(catches is not None, bool(told), bool(asked)):
            text = self.sequence(body)
        tells = [*self._tell(told, asked), self._forget(told=bool(told), asked=bool(asked))]
        caught = [*tells, recall(kept_by(body)), subshell(self.sequence(catches))] if catches is not None else None
        lines = [recall(kept_by((*body, *(catches or ())))), subshell(self.sequence(last))] if last else []
        return attempts.attempted(text, caught, lines)

    @_write.register
    def _(self, contribution: c.Until, placed: Placed) -> str:
        parts = _parts(placed, (c.Role.CONDITION, c.Role.BODY))
        conditions, body = parts.get(c.Role.CONDITION), parts.get(c.Role.BODY)
        if not conditions or body is None:
            return self.blocked(placed.origin, "a loop without a condition, or with something that is no part of it")
        text = self.sequence(body)
        if lost := guards.blocked(conditions):
            return subshell(self.blocked(lost.origin, _reason(lost)), text)
        with self.bench.derivations.inside(anew=True), self.bench.derivations.before() as lines:
            test = guards.shell_test(conditions, self.bench)
        return attempts.until(text, "\n".join((recall(kept_by(body)), *lines)), test)

    def _tell(self, told: str, asked: str) -> Iterator[str]:
        """The lines that keep the message of what has failed, and whether it was an interruption."""
        for function, variable, more in (("failure", told, ' "$j2cp_status"'), ("interrupted", asked, "")):
            if variable:
                self.bench.functions[function] = None
                self.bench.keep(variable)
                yield f"{function} {variable}{more}"

    def _forget(self, *, told: bool = False, asked: bool = False) -> str:
        """The command that forgets what a failure has left for the catches around, without what one has read."""
        message, interruption = self.bench.is_told and not told, self.bench.is_asked and not asked
        return attempts.forget(message=message, interruption=interruption)

    @_write.register
    def _(self, contribution: c.InImage, placed: Placed) -> str:
        if because := containers.why_not(contribution, self.bench):
            return self.behind(self.blocked(placed.origin, because), self.sequence(placed.body))
        self.bench.partial(placed.origin, containers.AS_ROOT)
        lines = containers.started(contribution, self.expansion(placed.origin), self.bench)
        with self.bench.in_a_container(image=True):
            return subshell(*with_endings(lines), self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.InPod, placed: Placed) -> str:
        lines = pods.started(contribution, pods.names_in(placed.body), placed.origin, self.bench)
        with self.bench.in_pod(lines.containers, contribution.default):
            return subshell(*with_endings(lines.text), self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.OnMachine, placed: Placed) -> str:
        because, stops = machines.why_not_here(contribution.label, self.bench.machine, self.bench.facts.settings)
        if stops or self.bench.beside:
            because = because if stops else "machines side by side have workspaces of their own, and a build has one"
            return self.behind(self.blocked(placed.origin, because), self.sequence(placed.body))
        if because:
            self.bench.partial(placed.origin, because)
        with self.bench.in_a_container(inside=self.bench.in_container and contribution.label is None):
            return subshell(self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.InContainer, placed: Placed) -> str:
        line = pods.entered(contribution.name, placed.origin, self.bench)
        with self.bench.in_a_container(inside=bool(line)):
            return subshell(line, self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.IntoFile, placed: Placed) -> str:
        path = self.word(contribution.path, placed.origin)
        return attempts.printed_into(path, self.sequence(placed.body))

    @_write.register
    def _(self, contribution: c.OnResult, placed: Placed) -> str:
        if contribution.unknown:
            return self.behind(self._stop(contribution.unknown), self.sequence(placed.body))
        body = subshell(self.sequence(placed.body))
        return _when(contribution.when, body)

    @_write.register
    def _(self, contribution: c.WithLock, placed: Placed) -> str:
        resource = contribution.resource
        if isinstance(resource, Literal) and resource.value in self.bench.facts.locks:
            return subshell(self.sequence(placed.body))
        because = "a lock that other jobs may hold has no equivalent: if none does, name it in locks in migrate.toml"
        stop = self.blocked(placed.origin, because)
        return self.behind(stop, self.sequence(placed.body))


_IN_THIS_SHELL = (c.SetVariable, c.ReadVariables, c.Keep, c.Compute, c.FindFiles, c.JobsStarted, c.Request)


def _why_not(command: c.Command) -> str:
    """Why a script can't run; "" where it can."""
    if command.interpreter not in (c.Interpreter.SHELL, c.Interpreter.PWSH):
        return f"a {command.interpreter.value} script runs on Windows only"
    text = spliced(command.script, lambda _: "", str)
    if ended := next((because for pattern, because in ENDED.values() if re.search(pattern, text)), ""):
        return ended
    if _GROOVY.search(text):
        return "the script has ${env.…} in text that Groovy does not fill in: a shell refuses it, here as in Jenkins"
    return ""


def _parts(placed: Placed, ways: tuple[c.Role, ...]) -> dict[c.Role, tuple[Placed, ...]]:
    """The parts of a choice or an attempt, each once; none where something stands among them that is no part."""
    roles = [one.contribution.role if isinstance(one.contribution, c.Part) else None for one in placed.body]
    known = set(roles) <= {*ways} and len(roles) == len(set(roles))
    return {role: one.body for role, one in zip(roles, placed.body, strict=True) if role} if known else {}


def _variables(attempt: Placed) -> tuple[str, str]:
    """The variables that an attempt's catch reads the message of the failure from, and whether it was an interruption;
    "" where it does not."""
    parts = (one.contribution for one in attempt.body if isinstance(one.contribution, c.Part))
    return next(((one.variable, one.interrupted) for one in parts if one.role is c.Role.CATCH), ("", ""))


def _reason(placed: Placed) -> str:
    known = isinstance(placed.contribution, c.Blocked)
    return placed.contribution.because if known and isinstance(placed.contribution, c.Blocked) else "no condition"


def with_endings(lines: Iterable[str]) -> Iterator[str]:
    """The first lines of a shell of its own: it must not end what the shells around it have started."""
    known = list(lines)
    yield from ["endings="] if any(_ENDING.match(line) for line in known) else []
    yield from known


_ENDING = re.compile(r"^(remove_later|start_ssh_agent|registry_login|start_container|join_pod)\b")


def _when(when: c.When, command: str) -> str:
    """The command, run only after that result of the build so far."""
    if when is c.When.ALWAYS:
        return command
    test = files.SUCCESSFUL if when is c.When.SUCCESS else f"! {{ {files.SUCCESSFUL}; }}"
    return f"if {test}; then\n{command}\nfi"


def _text(work: tuple[Placed, ...]) -> str:
    """All text that a block holds, to look for the names of variables in."""
    return repr(work)
