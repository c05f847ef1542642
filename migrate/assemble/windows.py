"""Steps on a Windows machine: PowerShell runs the build, and batch files run as files of their own, as in Jenkins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from migrate.assemble.parameters import STAND_IN, default_of, has_stand_in
from migrate.assemble.results import placed_in
from migrate.assemble.scopes import STAGE_TRAITS, is_scope
from migrate.assemble.shell import spliced
from migrate.assemble.stage_commands import NEVER, POST_TESTS, TURNS
from migrate.assemble.workbench import Workbench
from migrate.model import contribution as c
from migrate.model.location import Location
from migrate.model.plan import Placed, PlannedPost, PlannedStage
from migrate.model.settings import OnGap
from migrate.model.source import Derived, Literal, Reference, ReferenceKind, Template, Value

_FAIL = 'if ($LASTEXITCODE -ne 0) { throw "exit code $LASTEXITCODE" }'


class WindowsCommands:
    """Writes the stages of one build on Windows. What it does not know stops the build at its place."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def stage_items(self, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
        scoped = any(is_scope(one) for one in stage.traits)
        if stage.guards or stage.environment or stage.stages or stage.parallel or stage.approval or scoped:
            because = f"stage {stage.name} on Windows has more than steps"
            self.bench.lose(placed_in(stage), because)
            yield self.blocked(stage.origin, because), stage.origin
            return
        others = tuple(one for one in stage.traits if not isinstance(one.contribution, (c.Plain, *STAGE_TRAITS)))
        yield from self.commands((*others, *stage.work))

    def post(self, posts: tuple[PlannedPost, ...], *, failed: bool = False) -> Iterator[tuple[str, Location]]:
        """The post conditions in Jenkins' order. With `failed` they run only where the build has failed."""
        for one in posts:
            if why := _why_never(one.condition):
                self.bench.gap(one.origin, why, blocking=False)
                self.bench.lose(one.work, why)
        for condition, test in POST_TESTS.items():
            for one in posts:
                if one.condition == condition and one.work and not (_why_never(condition) or (failed and test == "1")):
                    yield self._post_item(one, "0" if failed else test), one.origin

    def _post_item(self, post: PlannedPost, test: str) -> str:
        commands = "\n".join(text for text, _ in self.commands(post.work))
        return _if_ended(test, commands)

    def commands(self, work: tuple[Placed, ...]) -> Iterator[tuple[str, Location]]:
        for placed in work:
            if isinstance(placed.contribution, c.Plain):
                yield from self.commands(placed.body)
            else:
                yield self._write(placed), placed.origin

    def _write(self, placed: Placed) -> str:
        match placed.contribution:
            case c.Command(script, c.Interpreter.BATCH):
                return self._file(script, placed.origin, ".bat", "cmd /d /c $script")
            case c.Command(script, c.Interpreter.POWERSHELL):
                return self._file(script, placed.origin, ".ps1", "powershell -NoProfile -NonInteractive -File $script")
            case c.Command(script, c.Interpreter.PWSH):
                return self._file(script, placed.origin, ".ps1", "pwsh -NoProfile -NonInteractive -File $script")
            case c.Print(text):
                return f"Write-Output {self._word(text, placed.origin)}"
            case c.Notification() as message:
                return self._notified(message, placed.origin)
            case c.Blocked(because):
                return self._stop(because)
            case other:
                because = f"{type(other).__name__} is not converted for Windows yet"
                self.bench.lose(placed.body, because)
                return self.blocked(placed.origin, because)

    def _notified(self, message: c.Notification, origin: Location) -> str:
        """A message to the topic. Its text stands in a file: PowerShell hands quotes on to no program as they are."""
        self.bench.notifies = True
        self.bench.permit(("sns:Publish",), ("NotificationTopic",))
        body = self._word(message.body, origin)
        lines = [
            f"$subject = {self._word(message.subject, origin)} -replace '\\n', ''",
            "$subject = $subject.Substring(0, [Math]::Min(99, $subject.Length))",
            f"$message = @{{TopicArn = $env:NOTIFICATION_TOPIC_ARN; Subject = $subject; Message = {body}}}",
            "$file = Join-Path $env:TEMP ([guid]::NewGuid().ToString() + '.json')",
            "[IO.File]::WriteAllText($file, (ConvertTo-Json $message))",
            'aws sns publish --cli-input-json "file://$file" | Out-Null',
            _FAIL,
        ]
        return _when(message.when, "\n".join(lines))

    def defaults(self, parameters: Iterable[c.Parameter], origin: Location) -> Iterator[str]:
        """Commands that put the true default in the place of `(default)`."""
        for one in filter(has_stand_in, parameters):
            default = one.default if isinstance(one.default, Template) else Literal(default_of(one))
            yield f"if ($env:{one.name} -eq '{STAND_IN}') {{ $env:{one.name} = {self._word(default, origin)} }}"

    def _file(self, script: Value, origin: Location, suffix: str, run: str) -> str:
        text = spliced(script, lambda _: "", str)
        for name in sorted(_names(text) & self.bench.facts.variables.keys()):
            self.bench.use(origin, name)
            if self.bench.facts.variables[name].needs:
                return self.blocked(origin, f"{name} is not computed on Windows yet")
        return "\n".join(
            [
                f"$script = Join-Path $env:TEMP ([guid]::NewGuid().ToString() + '{suffix}')",
                f"Set-Content -Path $script -Encoding Default -Value {self._word(script, origin)}",
                run,
                _FAIL,
            ]
        )

    def _word(self, value: Value, origin: Location) -> str:
        """A PowerShell expression with exactly this text."""
        if isinstance(value, Literal):
            return "'" + spliced(value, lambda _: "", str).replace("'", "''") + "'"
        expansion: Callable[[Reference], str] = partial(self._expansion, origin)
        return '"' + spliced(value, expansion, lambda text: re.sub(r'([`"$])', r"`\1", text)) + '"'

    def _expansion(self, origin: Location, reference: Reference) -> str:
        if isinstance(reference, Derived):
            self.bench.gap(origin, "values are not computed on Windows yet")
            return "$(throw 'Not converted: a computed value')"
        if reference.kind is ReferenceKind.SECRET:
            return f"$($env:{self.bench.expansion(origin, reference).strip('${}')})"
        self.bench.expansion(origin, reference)
        if reference.kind is ReferenceKind.BUILD and reference.name in ("result", "currentResult"):
            self.bench.gap(origin, "the result of the build is not known on Windows yet")
        return f"$($env:{reference.name})"

    def blocked(self, origin: Location, because: str) -> str:
        self.bench.gap(origin, because, whole=True)
        return self._stop(because)

    def _stop(self, because: str) -> str:
        text = "'Not converted: " + because.replace("'", "''").replace("\n", " ") + "'"
        return f"# {text}" if self.bench.facts.settings.on_gap is OnGap.COMMENT else f"throw {text}"


def _when(when: c.When, commands: str) -> str:
    """The commands, where the build has come to such an end."""
    return _if_ended({c.When.SUCCESS: "1", c.When.FAILURE: "0"}.get(when, ""), commands)


def _if_ended(succeeding: str, commands: str) -> str:
    """The commands, where CODEBUILD_BUILD_SUCCEEDING is this: "1", "0", or "" for any."""
    if not succeeding:
        return commands
    return f"if ($env:CODEBUILD_BUILD_SUCCEEDING -eq '{succeeding}') {{\n{commands}\n}}"


def _names(text: str) -> set[str]:
    return {name for pair in re.findall(r"%(\w+)%|\$env:(\w+)", text) for name in pair if name}


def _why_never(condition: str) -> str:
    asks = "a build on Windows does not ask how the one before ended yet: this never runs"
    return asks if condition in TURNS else NEVER.get(condition, "")
