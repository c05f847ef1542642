"""Steps that an action of CodePipeline could do: commands of scripts, and steps whose rules say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from migrate.assemble import scopes
from migrate.assemble.native_commands import taken_over
from migrate.assemble.shell import literal_text, spliced
from migrate.assemble.shell_words import NotSimpleError, Words, simple_commands, unknown, unknown_in
from migrate.model import contribution as c
from migrate.model.plan import NestedStage, Placed, Plan, PlannedStage, Variable
from migrate.model.settings import Settings
from migrate.model.source import Literal, Reference, ReferenceKind, Template, Value

_MOST_SCRIPTS = 10  # that one action does: a login, a build, tags, pushes
_MENTIONED = re.compile(r"\b(aws|docker|kubectl|helm|terraform|eb|sam)\b")
_LONGEST = 1000  # characters of a value
_REFERENCE = re.compile(r"#\{[^}]*\}")
_TARGETS = (
    *("BucketName", "StackName", "ECRRepositoryName", "ClusterName"),
    *("ApplicationName", "DeploymentGroupName", "EnvironmentName"),
)
_CAPABILITY = "CAPABILITY_(NAMED_IAM|IAM|AUTO_EXPAND)"
_FORMS = {
    "StackName": re.compile("[A-Za-z][A-Za-z0-9-]{0,127}"),
    "Capabilities": re.compile(f"{_CAPABILITY}(,{_CAPABILITY})*"),
    "CannedACL": re.compile(
        "private|public-read|public-read-write|authenticated-read|aws-exec-read|bucket-owner-read"
        "|bucket-owner-full-control|log-delivery-write"
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the pipeline knows of values: texts of the job, and with `referred` the `#{…}` form of others. `at_root` is
    what stands in the workspace itself, not in a folder of it."""

    texts: dict[str, str]
    referred: Callable[[Reference], str | None]
    at_root: bool = True

    def inside(self, placed: Placed) -> Known:
        """What is known in the block of a piece of work."""
        return replace(self, at_root=False) if isinstance(placed.contribution, c.InDirectory) else self

    def in_workspace(self, word: str) -> str:
        """A word of the shell, where a path from $WORKSPACE on is one of the current folder."""
        start = unknown("WORKSPACE") + "/"
        return "./" + word.removeprefix(start) if self.at_root and word.startswith(start) else word

    def value_of(self, reference: Reference) -> str | None:
        if reference.kind is ReferenceKind.ENVIRONMENT and reference.name in self.texts:
            return self.texts[reference.name]
        return self.referred(reference)

    def named(self, name: str) -> str | None:
        return self.value_of(Reference(ReferenceKind.ENVIRONMENT, name))

    def text_of(self, value: Value) -> str:
        """A value as an action has it; what only the build knows stands there as `unknown`."""
        match value:
            case Literal(None):
                return ""
            case Literal():
                text = literal_text(value)
                return unknown("a_text_like_a_reference") if "#{" in text else text
            case Template(parts):
                return "".join(map(self.text_of, parts))
            case Reference():
                found = self.value_of(value)
                return unknown(re.sub(r"\W", "_", value.name)) if found is None else found
            case _:
                return unknown("a_list")


@dataclass(frozen=True, slots=True)
class Found:
    """Pieces of work, one after another, that one action does."""

    takeover: c.Takeover
    pieces: tuple[Placed, ...]

    @property
    def placed(self) -> Placed:
        """The last of them."""
        return self.pieces[-1]


def texts_of(plan: Plan, stage: PlannedStage, moving: Iterable[str]) -> dict[str, str]:
    """The variables of a stage whose values the job fixes, without those that steps or parameters may change."""
    entries = [*plan.environment, *(one for one in stage.traits if isinstance(one, Placed)), *stage.environment]
    found: dict[str, str] = {}
    for entry in entries:
        for name in scopes.names_of((entry,)):
            found.pop(name, None)
        if isinstance(entry, Variable) and isinstance(entry.value, Literal):
            found[entry.name] = literal_text(entry.value)
    return {name: text for name, text in found.items() if name not in set(moving) and "#{" not in text}


def found_in(work: tuple[Placed, ...], known: Known, settings: Settings) -> Iterator[Found]:
    """All that actions could do among pieces of work, in any depth; consecutive scripts may be one action's."""
    at = 0
    while at < len(work):
        found = _longest(work[at:], known, settings)
        if found:
            yield found
            at += len(found.pieces)
            continue
        yield from _single(work[at], known, settings)
        at += 1


def _longest(work: tuple[Placed, ...], known: Known, settings: Settings) -> Found | None:
    """The longest run of scripts from here on that is one action's; a single one that does more is none."""
    scripts = []
    for placed in work[:_MOST_SCRIPTS]:
        commands = _commands(placed, known)
        if commands is None:
            break
        scripts.append(commands)
    for count in range(len(scripts), 0, -1):
        takeover = taken_over(tuple(one for script in scripts[:count] for one in script), settings)
        if takeover:
            return Found(_accepted(takeover), work[:count])
    return None


def _commands(placed: Placed, known: Known) -> tuple[Words, ...] | None:
    command = placed.contribution
    if not isinstance(command, c.Command) or command.interpreter is not c.Interpreter.SHELL:
        return None
    if command.unstable or command.variables or command.encoding or command.when is not c.When.ALWAYS:
        return None
    if not _MENTIONED.search(spliced(command.script, lambda reference: f" {reference.name} ", str)):
        return None
    try:
        found = simple_commands(command.script, known.value_of, known.named)
        return tuple(tuple(map(known.in_workspace, words)) for words in found)
    except NotSimpleError:
        return None


def _single(placed: Placed, known: Known, settings: Settings) -> Iterator[Found]:
    """What one piece of work is by itself, or has in it."""
    match placed.contribution:
        case c.CallAws(takeover=takeover) if takeover is not None:
            yield Found(_settled(takeover, known, settings), (placed,))
        case c.Command():
            yield from (Found(one, (placed,)) for one in _in_lines(placed, known, settings))
        case NestedStage(stage):
            yield from found_in(stage.work, known, settings)
        case _:
            yield from found_in(placed.body, known.inside(placed), settings)


def _settled(takeover: c.Takeover, known: Known, settings: Settings) -> c.Takeover:
    """The action of a step with the values that its configuration has."""
    texts = [(key, known.text_of(value)) for key, value in takeover.configuration]
    directory, region = known.text_of(takeover.directory), known.text_of(takeover.region)
    name = next(filter(None, (unknown_in(text) for text in (*(text for _, text in texts), directory))), "")
    stays = takeover.stays or (f"only the build knows the value of {name}" if name else "")
    if not stays and not isinstance(takeover.files, tuple):
        stays = "which files it takes is known only when the pipeline runs"
    if not stays and region not in ("", settings.region):
        stays = "it acts in a Region of its own, and migrate.toml does not say that the pipeline is there"
    configuration = tuple((key, Literal(text)) for key, text in texts)
    return _accepted(replace(takeover, configuration=configuration, directory=Literal(directory), stays=stays))


def _accepted(takeover: c.Takeover) -> c.Takeover:
    """The action, unless CodePipeline would refuse its configuration."""
    texts = {key: text for key, value in takeover.configuration if (text := known_text(value))}
    long = [key for key, text in texts.items() if len(text) > _LONGEST]
    stays = takeover.stays or (f"{long[0]} has more than {_LONGEST} characters" if long else "")
    plain = {key: text for key, text in texts.items() if "#{" not in text}
    wrong = [key for key, form in _FORMS.items() if key in plain and not form.fullmatch(plain[key])]
    if not stays and wrong:
        stays = f"the action does not take its {wrong[0]}"
    open_ = [key for key in _TARGETS if key in texts and not re.search(r"\w", _REFERENCE.sub("", texts[key]))]
    if not stays and open_:
        stays = f"nothing of its {open_[0]} is known before the pipeline runs: its role would be allowed all"
    return replace(takeover, stays=stays, configuration=tuple((key, Literal(text)) for key, text in texts.items()))


def known_text(value: Value) -> str:
    """The text of a value that is known."""
    assert isinstance(value, Literal), value
    return literal_text(value)


def _in_lines(placed: Placed, known: Known, settings: Settings) -> Iterator[c.Takeover]:
    """What single lines of a script are that does other things, too: the first of each action."""
    assert isinstance(placed.contribution, c.Command)
    because = "its script does other things, too: give it a step of its own"
    seen = set()
    for line in _lines(placed.contribution.script):
        commands = _commands(replace(placed, contribution=c.Command(line)), known)
        takeover = taken_over(commands, settings) if commands else None
        if takeover and takeover.provider not in seen:
            seen.add(takeover.provider)
            yield replace(takeover, stays=takeover.stays or because)


def _lines(script: Value) -> Iterator[Value]:
    parts: list[Literal | Reference] = []
    for part in script.parts if isinstance(script, Template) else (script,):
        if not isinstance(part, Literal):
            parts += [part] if isinstance(part, Reference) else []
            continue
        first, *rest = literal_text(part).replace("\\\n", " ").split("\n")
        parts.append(Literal(first))
        for line in rest:
            yield Template(tuple(parts))
            parts = [Literal(line)]
    yield Template(tuple(parts))


def everything(
    plan: Plan, known_in: Callable[[PlannedStage], Known], settings: Settings
) -> Iterator[tuple[str, Found]]:
    """All that actions could do in a plan, with the names of their stages."""
    for stage in plan.stages:
        yield from _everything(stage, known_in, settings)
    known = known_in(PlannedStage("", plan.origin))
    for post in plan.post:
        yield from (("", found) for found in found_in(post.work, known, settings))


def _everything(
    stage: PlannedStage, known_in: Callable[[PlannedStage], Known], settings: Settings
) -> Iterator[tuple[str, Found]]:
    known = known_in(stage)
    for work in (stage.work, *(post.work for post in stage.post)):
        yield from ((stage.name, found) for found in found_in(work, known, settings))
    for inner in (*stage.stages, *stage.parallel):
        yield from _everything(inner, known_in, settings)
