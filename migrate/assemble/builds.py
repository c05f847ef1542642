"""A unit of the layout as a build project with its buildspec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from migrate.assemble import build_log, checkouts, pods, scopes
from migrate.assemble.ahead import is_ahead
from migrate.assemble.caches import cached_by
from migrate.assemble.containers import snapshot
from migrate.assemble.files import EMPTY_FOLDER
from migrate.assemble.functions import FAILED, KEPT, definition, with_needs
from migrate.assemble.handing import handed, taken
from migrate.assemble.layout import Unit
from migrate.assemble.machines import Chosen, choose, needs_windows
from migrate.assemble.names import identifier, project_name
from migrate.assemble.native_actions import DEPLOYED
from migrate.assemble.parameters import expanding, named_in, restore_defaults
from migrate.assemble.shell import literal_text, single_quoted
from migrate.assemble.stage_commands import StageCommands, mark_of, names_of
from migrate.assemble.tools import runtimes
from migrate.assemble.variables import JenkinsVariable
from migrate.assemble.windows import WindowsCommands
from migrate.assemble.workbench import JobFacts, Workbench
from migrate.model import contribution as c
from migrate.model.delivery import RESTORE_MODES, BuildArtifact, BuildCommand, BuildProject, Buildspec
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedPost, PlannedStage, Remark, Variable
from migrate.model.settings import Cache
from migrate.model.source import JobKind, Literal

_WITH_PUBLISHERS = (JobKind.FREESTYLE, JobKind.MATRIX, JobKind.MAVEN)

# Every machine has these; a job that reads them gets the build's own.
_MACHINE_VARIABLES = frozenset({"PATH", "HOME", "PWD", "USER", "SHELL", "LANG", "TMPDIR", "TERM", "AWS_REGION"})


@dataclass(frozen=True, slots=True)
class Order:
    """What the pipeline asks of a build: its inputs beside the first, what it must hand on, whether it is the last."""

    unit: Unit
    plan: Plan
    facts: JobFacts
    last: bool
    hands_on: str = ""  # "workspace", "changes" (of a parallel branch), or nothing
    overlays: tuple[str, ...] = ()
    stashes: Mapping[str, str] = field(default_factory=dict)
    may_have_failed: bool = False  # an earlier build goes on after a failure that fails the whole in the end
    goes_on: bool = True  # all later builds go on in the workspace of this one
    result_elsewhere: bool = False  # an earlier build, whose workspace this one does not have, has set a result
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # variables of such builds, with their namespaces
    source_gone: bool = False  # an earlier build in the same workspace has deleted the source from it
    from_jenkins: bool = False  # Jenkins has run a stage in the same workspace
    is_first: bool = True  # it computes what the environment of the job needs steps for


@dataclass(frozen=True, slots=True)
class Built:
    """A build project, and what it needs from the pipeline around it."""

    project: BuildProject
    bench: Workbench
    unit: Unit
    remarks: tuple[Remark, ...]
    outputs: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]


def build(order: Order) -> Built:
    """Write the build of a unit."""
    windows = needs_windows(order.unit.stages)
    given = frozenset(one.name for one in order.facts.parameters)
    text = partial(repr, (order.plan.stages, order.plan.post))
    bench = Workbench(
        order.facts,
        _MACHINE_VARIABLES | given,
        _MACHINE_VARIABLES | given,
        stashes=order.stashes,
        text=text,
        inherits=not order.unit.fresh,
        goes_on=order.goes_on,
        result_elsewhere=order.result_elsewhere,
        source_gone=order.source_gone or _starts_empty(order),
        elsewhere={} if windows else order.elsewhere,
    )
    chosen = choose(order.unit.machine, _fixed(order), order.facts.settings, order.facts.estate, windows=windows)
    bench.machine = chosen.label
    bench.keeps_log = _keeps_log(order) and not windows
    bench.traced_log = bench.keeps_log and build_log.may_show(order.plan)
    spec = _windows_spec(order, bench, chosen) if windows else _linux_spec(order, bench, chosen)
    assert not bench.derivations.pending, "a value is derived in a place that has no line in front"
    artifacts = tuple(_named(order.unit, one) for one in bench.artifacts.values())
    keeps = order.facts.settings.cache is not Cache.NONE and not windows
    spec = replace(
        spec,
        secrets=tuple(bench.secrets.values()),
        reports=tuple(bench.reports),
        artifacts=artifacts,
        cached=cached_by((*spec.build, *spec.post_build)) if keeps else (),
    )
    project = BuildProject(
        name=project_name(order.facts.pipeline, order.unit.name),
        buildspec=spec,
        image=chosen.compute.image,
        environment_type=chosen.compute.type,
        compute_type=chosen.compute.compute,
        privileged=not windows and (chosen.compute.privileged or _uses_docker(spec)),
        timeout_minutes=_timeout(order.plan),
        description=f"Stage {order.unit.name} of the Jenkins job {order.facts.name}"[:255],
        image_label=chosen.label,
        image_credentials=bench.login(chosen.login) if chosen.login else "",
        permissions=tuple(bench.permissions),
    )
    handed_in = [(name, one.pipeline) for name, one in sorted(bench.used.items()) if one.pipeline]
    handed_in += [(handed(name), f"#{{{space}.{handed(name)}}}") for name, space in sorted(bench.handed.items())]
    outputs = tuple(one.name for one in artifacts)
    return Built(project, bench, order.unit, (*chosen.remarks, *bench.remarks), outputs, tuple(handed_in))


def _keeps_log(order: Order) -> bool:
    """Whether something reads the log of the build, which is all that the job does."""
    return order.is_first and order.last and not order.from_jenkins and build_log.reads_log(order.plan)


def _named(unit: Unit, artifact: BuildArtifact) -> BuildArtifact:
    return replace(artifact, name=artifact_name(unit, artifact.name))


def artifact_name(unit: Unit, name: str) -> str:
    return f"{identifier(unit.name)}_{name}"


def _fixed(order: Order) -> dict[str, str]:
    """Environment variables whose values the job itself fixes."""
    entries = [*order.plan.environment, *(one for stage in order.unit.stages for one in stage.environment)]
    literals = (one for one in entries if isinstance(one, Variable) and isinstance(one.value, Literal))
    return {one.name: literal_text(one.value) for one in literals if isinstance(one.value, Literal)}


def _timeout(plan: Plan) -> int:
    """Minutes, between CodeBuild's 5 and 2160: the job's own time-out, or eight hours as Jenkins has none."""
    seconds = [one.contribution.seconds for one in plan.traits if isinstance(one.contribution, c.WithTimeout)]
    return min(2160, max(5, -(-min(seconds) // 60))) if seconds else 480


def _uses_docker(spec: Buildspec) -> bool:
    return any("docker " in command.script for command in (*spec.pre_build, *spec.build, *spec.post_build))


# ---- Linux -----------------------------------------------------------------------------------------------------------


def _linux_spec(order: Order, bench: Workbench, chosen: Chosen) -> Buildspec:
    commands = StageCommands(bench)
    variables, exports = _job_environment(order)
    names = scopes.names_of(order.plan.environment)
    with bench.defining(name for name, _ in variables):
        items = commands.setup_items(exports)
    pod, lines = _pod(order, bench)
    items += lines
    with bench.defining(names), bench.in_pod(*pod):
        items += [item for stage in order.unit.stages for item in _stage_items(commands, order, stage)]
        post = _post(commands, order)
    items = [*_stop(commands, order, chosen), *items]
    if (bench.may_fail_late or order.may_have_failed) and order.hands_on != "workspace":
        items.append((f"[ ! -e {FAILED} ]", order.unit.stages[-1].origin))
    items = [one for item in items for one in _checked(item, bench)]
    _hand_on(order, bench)
    if order.hands_on:
        kept = order.hands_on == "changes" and bool(bench.kept)
        post.append((_CHANGES_WITH_VARIABLES if kept else _COLLECTED[order.hands_on], order.unit.stages[-1].origin))
    if order.hands_on == "changes":
        bench.functions["matching"] = bench.functions["keep"] = None
    return Buildspec(
        variables=variables,
        runtimes=runtimes(order.plan, order.unit, chosen.compute.image, _fixed(order)),
        pre_build=tuple(_preamble(order, bench)),
        build=tuple(BuildCommand(text, origin) for text, origin in items) or (BuildCommand(":"),),
        post_build=(*_marks(bench), *(BuildCommand(text, origin) for text, origin in post)),
    )


def _pod(order: Order, bench: Workbench) -> tuple[tuple[Mapping[str, str], str], list[tuple[str, Location]]]:
    """The containers beside the build, the one in which scripts run, and the lines that start them."""
    machine = order.unit.machine
    named = [name for stage in order.unit.stages for name in pods.names_in_stage(stage)]
    named += pods.names_in(placed for post in order.plan.post for placed in post.work)
    pod = machine.contribution if machine and isinstance(machine.contribution, c.InPod) else None
    if machine is None or pod is None:
        return ({}, ""), []
    started = pods.started(pod, named, machine.origin, bench)
    return (started.containers, pod.default), [(line, machine.origin) for line in started.text]


def _stop(commands: StageCommands | WindowsCommands, order: Order, chosen: Chosen) -> Iterator[tuple[str, Location]]:
    """The stop of a build whose machine could not be chosen."""
    if chosen.stop:
        origin = order.unit.stages[0].origin
        yield commands.blocked(origin, chosen.stop), origin


# An artifact holds no empty folder: they are listed beside it.
_COLLECTED = {
    "changes": f'matching -cnewer {KEPT}/start | keep "$CODEBUILD_SRC_DIR/{KEPT}/changes"',
    "workspace": f"mkdir -p {KEPT} && find . -path ./{KEPT} -prune -o -type d -empty -print0 > {KEPT}/folders",
}

_CHANGES_WITH_VARIABLES = (
    f"{{ matching -cnewer {KEPT}/start; "
    f"[ ! -d {KEPT}/variables ] || find {KEPT}/variables -cnewer {KEPT}/start -type f -print0; }} "
    f'| keep "$CODEBUILD_SRC_DIR/{KEPT}/changes"'
)


def _checked(item: tuple[str, Location], bench: Workbench) -> Iterator[tuple[str, Location]]:
    """The item, behind a check of the variables that would end the shell that all items share."""
    text, origin = item
    stops = [one for one in bench.stops if one in text]
    if stops and not text.startswith("( set "):
        yield f'( : "{" ".join(stops)}" )', origin
    yield item


def _marks(bench: Workbench) -> Iterator[BuildCommand]:
    """A file in each artifact, since one without files is an error: where it is laid over a workspace, one that no
    pattern finds there."""
    marks = [_mark(one) for one in bench.artifacts.values() if one.base_directory and one.name != DEPLOYED]
    if marks:
        folders = " ".join(mark.rpartition("/")[0] for mark in marks)
        command = f"mkdir -p {folders} && touch {' '.join(marks)}"
        yield BuildCommand(command, note="an artifact without files is an error")


def _mark(artifact: BuildArtifact) -> str:
    laid_over = artifact.name == "changes" or artifact.name.startswith("stash_")
    return f"{artifact.base_directory}/{f'{KEPT}/keep' if laid_over else '.keep'}"


def _stage_items(commands: StageCommands, order: Order, stage: PlannedStage) -> Iterator[tuple[str, Location]]:
    """A stage's steps as items of the phase. Its post stands in post_build only where it is the build's only stage."""
    if _is_alone(order) or not (stage.post or stage.environment or stage.guards):
        mark = mark_of(stage)
        yield from [(f"rm -f {mark}", stage.origin)] if mark else []
        with commands.bench.marking(mark):
            yield from commands.stage_items(replace(stage, post=()))
    else:
        yield commands.apart(stage), stage.origin


def _is_alone(order: Order) -> bool:
    """Whether the build is one stage's: its steps are items of the phases, and what it exports holds to the end."""
    stage = order.unit.stages[0]
    scoped = stage.guards or (stage.post and scopes.parted(stage)[0])
    ends = stage.environment and (order.plan.post or (stage.parallel and stage.post))
    return len(order.unit.stages) == 1 and not scoped and not ends


def _independent(posts: tuple[PlannedPost, ...]) -> tuple[PlannedPost, ...]:
    """The publishers of a freestyle job: each runs whatever became of those before it."""
    return tuple(replace(post, work=(placed,), origin=placed.origin) for post in posts for placed in post.work)


def _post(commands: StageCommands, order: Order) -> list[tuple[str, Location]]:
    """The stage's own post, then the job's: if the build fails, since nothing runs after it, or if it is the last."""
    ok = "$CODEBUILD_BUILD_SUCCEEDING"
    stage = order.unit.stages[0]
    with commands.bench.defining(names_of(stage)):
        own = _own_post(commands, stage, ok) if _is_alone(order) else []
    posts = _independent(order.plan.post) if order.plan.kind in _WITH_PUBLISHERS else order.plan.post
    commands.bench.in_post = True
    whole = commands.post(posts, ok, failed=not order.last)
    late = commands.bench.may_fail_late or order.may_have_failed
    if whole and not order.last:
        text = "\n".join(item for item, _ in whole)
        ends = "$j2cp_goes_on" if late else ok
        whole = [(f'if [ "{ends}" = 0 ] || [ "$j2cp_post_failed" -ne 0 ]; then\n{text}\nfi', whole[0][1])]
    items = [*own, *whole]
    if not items:
        return []
    start = [f"j2cp_goes_on={ok}"] if late and whole and not order.last else []
    start += [build_log.NOTE_FAILURE] if commands.bench.keeps_log and order.plan.kind is JobKind.FREESTYLE else []
    start += [f"[ ! -e {FAILED} ] || CODEBUILD_BUILD_SUCCEEDING=0"] if late else []
    start.append("j2cp_post_failed=0")
    return [("\n".join(start), items[0][1]), *items, ('[ "$j2cp_post_failed" -eq 0 ]', items[-1][1])]


def _own_post(commands: StageCommands, stage: PlannedStage, ok: str) -> list[tuple[str, Location]]:
    """The post of the build's only stage, which may have failed although the build goes on."""
    lines = [*commands.taken_for_failed(stage, "j2cp_stage_ok")]
    if not lines:
        return commands.post(stage.post, ok)
    start = "; ".join((f"j2cp_stage_ok={ok}", *lines))
    return [(start, stage.origin), *commands.post(stage.post, "$j2cp_stage_ok")]


def _job_environment(order: Order) -> tuple[tuple[tuple[str, str], ...], tuple[Variable | Placed, ...]]:
    """Leading literals as variables of the buildspec, the others as exports in their order.

    What the action hands in, a parameter, goes before variables of the buildspec, but not before exports.
    """
    entries = tuple(one for one in order.plan.environment if order.is_first or not is_ahead(one))
    literals: list[tuple[str, str]] = []
    for index, entry in enumerate(entries):
        handed_in = isinstance(entry, Variable) and entry.name in order.facts.shadowed
        if not isinstance(entry, Variable) or not isinstance(entry.value, Literal) or handed_in:
            return tuple(literals), entries[index:]
        literals.append((entry.name, literal_text(entry.value)))
    return tuple(dict(literals).items()), ()


def _preamble(order: Order, bench: Workbench) -> Iterator[BuildCommand]:
    """What must stand before the job's own commands: variables, functions, files of other actions."""
    own = list(_own_jenkinsfile(order, bench))
    yield from _definitions(order, bench)
    yield from own
    if bench.keeps_log:
        yield BuildCommand(build_log.BEGIN, note="steps read the log of the build")
    if order.from_jenkins and not order.unit.fresh:
        yield BuildCommand(RESTORE_MODES, note="Jenkins hands on no modes and no links")
    for artifact in order.overlays:
        yield BuildCommand(f'cp -a "$CODEBUILD_SRC_DIR_{artifact}/." .', note="what parallel stages have changed")
    if bench.recalls:
        yield BuildCommand("recall", note="what steps of earlier builds have set")
    if not order.unit.fresh:
        listed = f"{KEPT}/folders"
        yield BuildCommand(
            f"[ ! -e {listed} ] || xargs -0 -r mkdir -p < {listed}", note="an artifact has no empty ones"
        )
    if bench.keeps_source:
        yield BuildCommand('j2cp_source=$(mktemp -d) && cp -a . "$j2cp_source"', note="steps check it out once more")
    if _starts_empty(order):
        yield BuildCommand(EMPTY_FOLDER, note="the job skips its checkout")
    elif order.unit.fresh and (folder := _checkout_folder(order)):
        yield BuildCommand(_MOVED.format(kept=KEPT, folder=single_quoted(folder)), note="where the job checks out")
    if order.unit.fresh and not _starts_empty(order) and (line := _on_branch(order, bench)):
        yield BuildCommand(line, note="the branch that the job checks out")
    if order.hands_on == "changes":
        # What changes within one tick of the clock does not look newer.
        yield BuildCommand(f"mkdir -p {KEPT} && touch {KEPT}/start && sleep 0.1")


def _own_jenkinsfile(order: Order, bench: Workbench) -> Iterator[BuildCommand]:
    """The check that a branch has no other Jenkinsfile than the one that was converted, where its source has come."""
    for one in order.plan.traits if order.is_first else ():
        if isinstance(one.contribution, c.OfJenkinsfile):
            bench.functions["own_jenkinsfile"] = None
            words = f"own_jenkinsfile {single_quoted(one.contribution.path)} {one.contribution.checksum}"
            yield BuildCommand(words, note="all branches run the same")


def _definitions(order: Order, bench: Workbench) -> Iterator[BuildCommand]:
    """Variables and functions, and what earlier builds have set."""
    if "in_container" in bench.functions:
        literals = dict(_job_environment(order)[0])
        handed_in = {name for name, one in bench.used.items() if one.pipeline}
        yield snapshot({one.name for one in order.facts.parameters} | literals.keys() | handed_in)
    yield from taken(sorted(bench.handed))
    expansions = list(_expansions(order, bench))
    for line in restore_defaults(order.facts.parameters, partial(bench.expansion, order.unit.stages[-1].origin)):
        yield BuildCommand(line)
    fixed = {name for name, _ in _job_environment(order)[0]}
    for name, variable in sorted(bench.used.items()):
        if variable.shell:
            yield BuildCommand(_exported(name, variable))
            if name == "WORKSPACE_TMP":
                yield BuildCommand(f'mkdir -p "${name}"')
        elif variable.text is not None and name not in fixed:
            yield BuildCommand(f"export {name}={single_quoted(variable.text)}")
    for name in bench.parameters_kept:
        yield BuildCommand(f"params_{name}=${name}", note="the environment of some steps has the name too")
    if bench.recalls:
        bench.functions["recall"] = None
    for name in with_needs(bench.functions):
        yield BuildCommand(definition(name))
    for name, variable in sorted(bench.used.items()):
        if variable.asks:
            yield BuildCommand(f"{name}=$(earlier_build {variable.asks}) && {_if_any(name)}")
    yield from expansions


def _if_any(name: str) -> str:
    return f'if [ -n "${name}" ]; then export {name}; else unset {name}; fi'


def _exported(name: str, variable: JenkinsVariable) -> str:
    line = f'export {name}="{_escaped(variable)}"'
    return f"if {variable.only_if}; then {line}; fi" if variable.only_if else line


def _expansions(order: Order, bench: Workbench) -> Iterator[BuildCommand]:
    """The lines that expand parameters. A freestyle job knows the environment of its agent too, a pipeline only the
    parameters and Jenkins' own variables."""
    parameters = order.facts.parameters
    names = expanding(parameters)
    if not names:
        return
    bench.functions["expand_parameter"] = None
    own = {one.name for one in parameters}
    used = {name for one in parameters for name in named_in(one) & order.facts.variables.keys() - own}
    used = {name for name in sorted(used) if bench.use(order.plan.origin, name)}
    known = [] if order.plan.kind in _WITH_PUBLISHERS else sorted(own | used)
    yield from (BuildCommand(" ".join(["expand_parameter", name, *known])) for name in names)


_MOVED = (
    "mkdir {kept} && find . -mindepth 1 -maxdepth 1 ! -name {kept} -exec mv -t {kept} {{}} + "
    '&& mkdir -p "$(dirname {folder})" && mv {kept} {folder}'
)


def _on_branch(order: Order, bench: Workbench) -> str:
    """The line that puts the job's own source on its local branch."""
    for one in order.plan.sources:
        if isinstance(one.contribution, c.Checkout):
            return checkouts.on_branch(one.contribution, one.origin, bench, _checkout_folder(order) or ".")
    return ""


def _checkout_folder(order: Order) -> str:
    """The folder of the workspace into which the job's own source is checked out; "" for the workspace itself."""
    traits = [one.contribution for one in (*order.plan.traits, *order.plan.sources)]
    paths = [one.path for one in traits if isinstance(one, c.CheckoutDirectory)]
    paths += [one.directory for one in traits if isinstance(one, c.Checkout) and one.directory]
    return next((path.strip("/") for path in paths if path.strip("./")), "")


def _escaped(variable: JenkinsVariable) -> str:
    return variable.shell.replace("\\", "\\\\").replace('"', '\\"')


def _starts_empty(order: Order) -> bool:
    """Whether the workspace starts empty: no checkout by itself, and none among the steps."""
    first = order.unit.stages[0]
    traits = (*order.plan.traits, *(first.traits if first.machine else ()))
    skips = any(isinstance(one.contribution, c.SkipCheckout) for one in traits)
    own = order.facts.own_checkout
    return order.unit.fresh and skips and not any(_checks_out(stage.work, own) for stage in order.unit.stages)


def _checks_out(work: tuple[Placed, ...], own: c.Checkout | None) -> bool:
    """Whether steps check out the job's own source."""
    here = [one.contribution for one in work if isinstance(one.contribution, c.Checkout)]
    return any(one.job_scm or one == own for one in here) or any(_checks_out(one.body, own) for one in work)


def _left_out(bench: Workbench) -> tuple[str, ...]:
    """Folders that are artifacts of their own."""
    return tuple(f"{one.base_directory}/**/*" for one in bench.artifacts.values() if one.base_directory)


def _hand_on(order: Order, bench: Workbench) -> None:
    if order.hands_on == "workspace":
        bench.artifacts["workspace"] = BuildArtifact("workspace", ("**/*",), "", _left_out(bench))
    elif order.hands_on == "changes":
        bench.artifacts["changes"] = BuildArtifact("changes", ("**/*",), f"{KEPT}/changes")


# ---- Windows ---------------------------------------------------------------------------------------------------------


def _windows_spec(order: Order, bench: Workbench, chosen: Chosen) -> Buildspec:
    commands = WindowsCommands(bench)
    items = [*_stop(commands, order, chosen)]
    items += [item for stage in order.unit.stages for item in commands.stage_items(stage)]
    if len(order.unit.stages) > 1 and any(stage.post for stage in order.unit.stages):
        because = "post of several stages in one build is not converted for Windows yet"
        items.insert(0, (commands.blocked(order.unit.stages[0].origin, because), order.unit.stages[0].origin))
    post = [*commands.post(order.unit.stages[0].post), *commands.post(order.plan.post, failed=not order.last)]
    variables, rest = _job_environment(order)
    if rest:
        items.insert(
            0,
            (
                commands.blocked(order.plan.origin, "environment values are not computed on Windows yet"),
                order.plan.origin,
            ),
        )
    asked = [name for name, one in sorted(bench.used.items()) if one.asks]
    if asked:
        because = f"{asked[0]}: a build on Windows does not ask for earlier ones yet"
        items.insert(0, (commands.blocked(order.plan.origin, because), order.plan.origin))
    _hand_on(order, bench)
    fixed = dict(variables)
    origin = order.unit.stages[-1].origin
    defined = [BuildCommand(line) for line in commands.defaults(order.facts.parameters, origin)]
    defined += [
        BuildCommand(f"$env:{name} = {_in_powershell(variable)}")
        for name, variable in sorted(bench.used.items())
        if variable.shell or (variable.text is not None and name not in fixed)
    ]
    return Buildspec(
        shell="powershell.exe",
        variables=variables,
        pre_build=tuple(defined),
        build=tuple(BuildCommand(text, origin) for text, origin in items) or (BuildCommand("Write-Output ''"),),
        post_build=tuple(BuildCommand(text, origin) for text, origin in post),
    )


def _in_powershell(variable: JenkinsVariable) -> str:
    if variable.text is not None:
        return "'" + variable.text.replace("'", "''") + "'"
    return f'"{variable.shell.replace("$", "$env:")}"'
