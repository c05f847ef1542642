"""What one build gathers while its commands are written: variables, secrets, reports, archives, permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from migrate.assemble.derived import REMARKS, Derivations, Line, functions_of
from migrate.assemble.earlier_builds import ASKING, EXECUTION_ID, OF_ALL_BRANCHES, OF_THE_JOB, WITHOUT_COMMITS
from migrate.assemble.names import secret_name, variable_part
from migrate.assemble.parameters import expanding
from migrate.assemble.results import Results, placed_in
from migrate.assemble.variables import OF_EARLIER_BUILDS, UNSET, UNSET_ELSEWHERE, JenkinsVariable, is_without_equivalent
from migrate.model.contribution import Checkout, Parameter, SecretShape, WithSonarQube
from migrate.model.delivery import BuildArtifact, Permission, ReportGroup, Secret, SecretEntry
from migrate.model.estate import Estate
from migrate.model.location import Location
from migrate.model.plan import NestedStage, Placed, Remark
from migrate.model.settings import Settings
from migrate.model.source import Derived, Reference, ReferenceKind, Template, Value

# What pipeline code reads of currentBuild, as variables of the build.
_CURRENT_BUILD = {"number": "BUILD_NUMBER", "id": "BUILD_ID", "displayName": "BUILD_DISPLAY_NAME"}
_UNSET = UNSET.keys() | UNSET_ELSEWHERE


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What every build of a job needs to know of it."""

    name: str
    pipeline: str
    settings: Settings
    estate: Estate
    parameters: tuple[Parameter, ...]
    variables: dict[str, JenkinsVariable]
    multibranch: bool = False
    set_by_steps: frozenset[str] = frozenset()  # variables of the environment that steps set
    environment: frozenset[str] = frozenset()  # names in the environment of the whole job
    shadowed: frozenset[str] = frozenset()  # parameters whose names the environment of some steps has too
    results: Results = field(default_factory=Results)
    locks: frozenset[str] = frozenset()  # resources that no other execution takes at the same time
    own_checkout: Checkout | None = None  # the step whose repository is the source of the pipeline
    full_names: bool = False  # other jobs are named by their full names, not from the folder of the job
    analyses: tuple[WithSonarQube, ...] = ()  # those of SonarQube, one for each server

    @property
    def beside(self) -> str:
        """The job beside which jobs that it names are looked for."""
        return "" if self.full_names else self.name


@dataclass(slots=True)
class Workbench:
    """Mutable, one for each build; the finished Buildspec is made from it."""

    facts: JobFacts
    defined: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()  # what of it the machine and the parameters define
    used: dict[str, JenkinsVariable] = field(default_factory=dict)
    secrets: dict[str, SecretEntry] = field(default_factory=dict)
    credentials: dict[str, Secret] = field(default_factory=dict)
    permissions: dict[Permission, None] = field(default_factory=dict)
    functions: dict[str, None] = field(default_factory=dict)
    reports: list[ReportGroup] = field(default_factory=list)
    artifacts: dict[str, BuildArtifact] = field(default_factory=dict)
    stashes: Mapping[str, str] = field(default_factory=dict)  # stash name to the artifact of an earlier action
    inputs: dict[str, None] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    notifies: bool = False
    may_fail_late: bool = False
    sets_result: bool = False
    goes_on: bool = True  # whether all later builds go on in the workspace of this one
    in_post: bool = False  # whether what is written now stands in the post of the job
    result_elsewhere: bool = False  # whether an earlier build, whose workspace is not here, has set a result
    source_gone: bool = False  # whether steps may have deleted the source from the workspace
    keeps_source: bool = False  # whether a step of this build, the first in its workspace, puts it back
    text: Callable[[], str] = str  # all that the build runs, to look for the names of variables in
    stage_mark: str = ""  # the file that marks the stage around as failed, where its post asks for that
    directory: tuple[str, ...] = ()
    beside: bool = False  # whether what is written now runs beside something else in the same workspace
    traces: bool = False  # whether scripts that are written now tell what they do, as in Jenkins
    keeps_log: bool = False  # whether the build keeps its own log, since a step reads it
    traced_log: bool = False  # whether scripts tell in it what they do, as in Jenkins
    recorded: bool = False  # whether what is written now stands in a command that is kept in the log as a whole
    machine: str = ""  # the label or image that has chosen the machine of the build
    in_container: bool = False  # whether what is written now runs in a container
    in_image: bool = False  # whether that is one that a step has started
    containers: Mapping[str, str] = field(default_factory=dict)  # of the pod around, with the variables that hold them
    parameters_kept: dict[str, None] = field(default_factory=dict)  # parameters that need a name of their own
    secret_names: set[str] = field(default_factory=set)  # variables of the credentials that were bound so far
    started: dict[str, None] = field(default_factory=dict)  # jobs that were started and have ended
    kept: set[str] = field(default_factory=set)  # what steps of this build have set so far
    inherits: bool = False  # whether the workspace, with what was kept, comes from an earlier build
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # variables of other machines, with their namespaces
    handed: dict[str, str] = field(default_factory=dict)  # those among them that this build reads
    recalls: bool = False  # whether a step needs what an earlier build has kept
    stops: dict[str, None] = field(default_factory=dict)  # expansions that end the shell where a name is unset
    shows: bool = False  # whether what is written now is only for people to read
    in_catch: bool = False  # whether a catch or a retry stands around what is written now
    is_told: bool = False  # whether a catch around reads the message of what fails
    is_asked: bool = False  # whether a catch around asks if that was an interruption
    derivations: Derivations = field(default_factory=Derivations)

    # ---- remarks -------------------------------------------------------------------------------------------------

    def partial(self, origin: Location, because: str) -> None:
        self.remarks.append(Remark(origin, because))

    def gap(self, origin: Location, because: str, *, blocking: bool = True, whole: bool = False) -> None:
        self.remarks.append(Remark(origin, because, gap=True, blocking=blocking, whole=whole))

    def lose(self, work: Iterable[Placed], because: str) -> None:
        """Note that pieces of work stand nowhere, with all that is in them. What stops the build is told elsewhere."""
        for placed in work:
            self.gap(placed.origin, because, blocking=False, whole=True)
            inner = placed.contribution
            self.lose(placed_in(inner.stage) if isinstance(inner, NestedStage) else placed.body, because)

    # ---- variables -----------------------------------------------------------------------------------------------

    @contextmanager
    def defining(self, names: Iterable[str]) -> Iterator[None]:
        """Within the block these names are the job's own."""
        before, self.defined = self.defined, self.defined | frozenset(names)
        yield
        self.defined = before

    @contextmanager
    def tracing(self) -> Iterator[None]:
        """Within the block scripts tell what they do."""
        before, self.traces = self.traces, True
        yield
        self.traces = before

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Within the block commands are parts of one that is kept in the log."""
        before, self.recorded = self.recorded, True
        yield
        self.recorded = before

    @contextmanager
    def in_a_container(self, *, inside: bool = True, image: bool = False) -> Iterator[None]:
        """Within the block scripts run in a container, or with `inside` false on the machine itself."""
        before = self.in_container, self.in_image
        self.in_container, self.in_image = inside, image
        yield
        self.in_container, self.in_image = before

    @contextmanager
    def in_pod(self, containers: Mapping[str, str], default: str) -> Iterator[None]:
        """Within the block these containers are there, and scripts run in the one called `default`, if it is there."""
        before, self.containers = self.containers, {**self.containers, **containers}
        with self.in_a_container(inside=default in containers or self.in_container):
            yield
        self.containers = before

    def expansion(self, origin: Location, reference: Reference) -> str:
        """A reference as the shell expands it. A name that nobody defines stops the build: it must not be empty."""
        if isinstance(reference, Derived):
            return self._derived(origin, reference)
        if reference.kind is ReferenceKind.SECRET:
            return f"${{{self.secret(reference.name, SecretShape.TEXT, '')}}}"
        if reference.kind is ReferenceKind.ITEM:
            return f"${{{reference.name}}}"
        if reference.kind is ReferenceKind.PARAMETER:
            return self._parameter(origin, reference.name)
        if reference.kind is ReferenceKind.BUILD:
            return self._current_build(origin, reference.name)
        if reference.kind is ReferenceKind.VARIABLE:
            return self._kept(origin, reference.name)
        return self._environment(origin, reference)

    def _derived(self, origin: Location, value: Derived) -> str:
        if because := self._why_unasked(value):
            self.gap(origin, because)
            return self._stopping("PREVIOUS_BUILD", because)
        name = self.derivations.name(value)
        if not self._derive(origin, value):
            return f"${{{name}}}"
        return f"${{{name}-null}}" if value.safe else self._stopping(name, "has no value here")

    def _derive(self, origin: Location, value: Derived) -> bool:
        """Write the lines that a derived value needs. True where it may have none."""
        for one in _derived_in(value):
            self.functions |= dict.fromkeys(("derive", *functions_of(one)))
            if one.name in REMARKS:
                self.partial(origin, REMARKS[one.name])
            if one.name in ASKING:
                self.use(origin, EXECUTION_ID)
                self.ask(one.name)
        expansion, unset = partial(self.expansion, origin), partial(self._unset_name, origin)
        return Line(self.derivations, expansion, unset).write(value)

    def _why_unasked(self, value: Derived) -> str:
        """Why CodePipeline can't tell what a value is made of; "" where it can."""
        names = {one.name for one in _derived_in(value)}
        if names & OF_THE_JOB and not self.knows_earlier_builds:
            return OF_ALL_BRANCHES
        without = "changes_fit" in names and "checkout_GIT_COMMIT" not in self.facts.variables
        return WITHOUT_COMMITS if without else ""

    @property
    def knows_earlier_builds(self) -> bool:
        """Whether the executions of the pipeline are the builds of one job."""
        return not self.facts.multibranch

    def _unset_name(self, origin: Location, reference: Reference) -> str:
        """The variable of a reference that may have no value; "" for any other."""
        if reference.kind is ReferenceKind.PARAMETER and not self.has_parameter(reference.name):
            return self.undeclared(reference.name)
        if reference.kind is not ReferenceKind.ENVIRONMENT:
            return ""
        return reference.name if self.may_be_unset(reference.name) or self.is_unset(origin, reference) else ""

    def perhaps_unset(self, origin: Location, value: Value) -> str | None:
        """The variable of a value that is `null` where a step that may not run has not set it, or where it is derived
        from `null`."""
        if isinstance(value, Derived) and value.safe:
            return self.derivations.name(value) if self._derive(origin, value) else None
        if isinstance(value, Reference) and value.kind is ReferenceKind.PARAMETER:
            return None if self.has_parameter(value.name) else self.undeclared(value.name)
        named = isinstance(value, Reference) and value.kind is ReferenceKind.ENVIRONMENT
        return value.name if isinstance(value, Reference) and named and self.may_be_unset(value.name) else None

    def _kept(self, origin: Location, name: str) -> str:
        if self.has_kept(name):
            return self._stopping(name, "was not computed") if name in self.handed else f"${{{name}}}"
        self.gap(origin, "no step before this one has computed the value")
        return self._stopping(name, "was not computed")

    def has_kept(self, name: str) -> bool:
        """Whether a step has set the variable: one of this build, or one whose workspace it goes on in, or one of
        another machine, from which the pipeline hands it on."""
        if name in self.kept:
            return True
        if name in self.elsewhere:
            self.handed[name] = self.elsewhere[name]
            return True
        self.recalls |= self.inherits
        return self.inherits

    def keep(self, name: str) -> None:
        """Note that a step sets a variable."""
        self.functions |= dict.fromkeys(("remember", "recall"))
        self.kept.add(name)
        self.derivations.changed(name)

    def _parameter(self, origin: Location, name: str) -> str:
        """`params.NAME` is what the build was started with, whatever the environment has under the same name."""
        if not self.has_parameter(name):
            self.partial(origin, f"the job declares no parameter {name}: params.{name} is null")
            return f"${{{self.undeclared(name)}-null}}"
        if name not in self.facts.shadowed and name not in expanding(self.facts.parameters):
            return f"${{{name}}}"
        self.parameters_kept[name] = None
        return f"${{params_{name}}}"

    def has_parameter(self, name: str) -> bool:
        return any(one.name == name for one in self.facts.parameters)

    def undeclared(self, name: str) -> str:
        """The variable of a parameter that nobody declares: none that the environment has."""
        ours = self.facts.environment | self.facts.set_by_steps | self.facts.variables.keys() | self.defined
        return f"params_{name}" if name in ours else name

    def _current_build(self, origin: Location, name: str) -> str:
        if name in ("result", "currentResult"):
            return self.result(origin, "SUCCESS" if name == "currentResult" else "null")
        if name in _CURRENT_BUILD:
            return self._environment(origin, Reference(ReferenceKind.ENVIRONMENT, _CURRENT_BUILD[name]))
        self.gap(origin, f"currentBuild.{name} has no equivalent in a build")
        return self._stopping("CURRENT_BUILD", f"currentBuild.{name} has no equivalent")

    def result(self, origin: Location, unset: str) -> str:
        """The result of the build so far as the shell expands it; `unset` where no step has set any."""
        self.functions["build_result"] = None
        if self._has_unseen:
            self.partial(origin, "failed tests do not make a build UNSTABLE: the result does not tell of them")
        if self.result_elsewhere:
            self.partial(origin, "what stages on other machines have set is not known here")
        return f"$(build_result '{unset}')"

    @property
    def _has_unseen(self) -> bool:
        """Whether test reports may have made the build UNSTABLE by now, which it does not see."""
        return self.facts.results.unseen and (self.in_post or not self.facts.results.unseen_late)

    def deciding_result(self, origin: Location, unset: str) -> str:
        """The same where a condition may ask whether it is UNSTABLE: where the build may not know that, it stops."""
        if not self._has_unseen and not self.result_elsewhere:
            return self.result(origin, unset)
        why = "of failed tests" if self._has_unseen else "of stages on other machines"
        because = f"whether the build is UNSTABLE because {why} is not known to it"
        self.gap(origin, because)
        return self._stopping("CURRENT_BUILD_RESULT", because)

    def _environment(self, origin: Location, reference: Reference) -> str:
        name = reference.name
        if self.use(origin, name):
            return f"${{{name}-null}}" if self.may_be_unset(name) else f"${{{name}}}"
        if self._is_never_set(reference):
            return f"${{{name}-null}}"
        if is_without_equivalent(name):
            return f"${{{name}-{name}}}" if self.shows else self._stopping(name, "has no equivalent on AWS")
        self.partial(
            origin,
            f"{name} is not defined by the job but by Jenkins' or the agent's environment: the build stops here until "
            f"its project or [environment] in migrate.toml sets {name}",
        )
        return self._stopping(name, "is not defined by the job: set it in the build project")

    def may_be_unset(self, name: str) -> bool:
        """Whether nobody but steps sets a variable, which may not have run: Groovy's `null` then, in a text."""
        variable = self.facts.variables.get(name)
        at_all = variable.may_be_unset if variable else name in self.facts.set_by_steps
        return at_all and name not in self.defined

    def is_unset(self, origin: Location, reference: Reference) -> bool:
        """Whether Jenkins has no variable of this name in this job, and nobody defines it here."""
        return not self.use(origin, reference.name) and self._is_never_set(reference)

    def _is_never_set(self, reference: Reference) -> bool:
        """Whether nobody sets a variable that the build does not have: not even Jenkins, as far as it is known."""
        name = reference.name
        known = self.facts.settings.environment is not None and not reference.bare
        return name in _UNSET or (known and not is_without_equivalent(name) and name not in self.facts.set_by_steps)

    def _stopping(self, name: str, because: str) -> str:
        stop = f"$({stop})" if (stop := self.stop_all()) else ""
        text = f"${{{name}?{stop}{because}}}"
        self.stops[text] = None
        return text

    @contextmanager
    def catching(self, catches: bool = True, told: bool = False, asked: bool = False) -> Iterator[None]:
        """Within the block a failure may be caught, its message read, and asked whether it was an interruption."""
        before = self.in_catch, self.is_told, self.is_asked
        self.in_catch, self.is_told, self.is_asked = (
            self.in_catch or catches,
            self.is_told or told,
            self.is_asked or asked,
        )
        yield
        self.in_catch, self.is_told, self.is_asked = before

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Within the block a text is only for people to read: a variable that is not there stops nothing."""
        before, self.shows = self.shows, True
        yield
        self.shows = before

    @contextmanager
    def marking(self, mark: str) -> Iterator[None]:
        """Within the block a caught failure may mark the stage by this file, and the stages around it by theirs."""
        before, self.stage_mark = self.stage_mark, " ".join(filter(None, (self.stage_mark, mark)))
        yield
        self.stage_mark = before

    def interrupt(self) -> str:
        """The command that marks an interruption; "" where no catch asks for it."""
        if not self.is_asked:
            return ""
        self.functions["interrupt"] = None
        return "interrupt"

    def stop_all(self) -> str:
        """The command that keeps every catch around from going on; "" where there is none."""
        if not self.in_catch:
            return ""
        self.functions["stop_build"] = None
        return "stop_build"

    def use(self, origin: Location, name: str, *, expects_unset: bool = False) -> bool:
        """Note that a variable is used; true where the build will have it. `expects_unset`: it may lack it."""
        if name in self.defined or (name in self.facts.set_by_steps and self.has_kept(name)):
            return True
        variable = self.facts.variables.get(name)
        if variable is not None:
            self.used[name] = variable
            for other in variable.needs:
                self.use(origin, other)
            if variable.asks:
                self.ask("earlier_build")
            if variable.difference:
                self.partial(origin, f"{name}: {variable.difference}")
            return True
        if name in UNSET:
            self.partial(origin, f"{name}: {UNSET[name]}")
        elif expects_unset and name in OF_EARLIER_BUILDS:
            self.partial(origin, f"{name}: it is unset, as in the first build: a build knows none before it")
        elif is_without_equivalent(name) and self.shows:
            self.partial(origin, f"{name} has no equivalent on AWS: the message shows its name instead")
        elif is_without_equivalent(name) and expects_unset:
            self.partial(origin, f"{name} has no equivalent on AWS: it is unset, and the script tells what to do then")
        elif is_without_equivalent(name):
            self.gap(origin, f"{name} has no equivalent on AWS: the build stops here until its project sets {name}")
        return False

    def stop_without(self, origin: Location, name: str, *, expects_unset: bool) -> str:
        """The command that stops the build where it lacks a variable without an equivalent, which is used here; "" for
        any other one. `expects_unset`: the script goes on without it."""
        if self.use(origin, name, expects_unset=expects_unset) or expects_unset or name in UNSET:
            return ""
        return f': "{self._stopping(name, "has no equivalent on AWS")}"' if is_without_equivalent(name) else ""

    def ask(self, function: str) -> None:
        """Let the build ask CodePipeline for its executions."""
        self.functions[function] = None
        self.permit(ASKING[function], (f"codepipeline:{self.facts.pipeline}",))

    # ---- secrets -------------------------------------------------------------------------------------------------

    def secret(self, credential: str, shape: SecretShape, key: str) -> str:
        """The variable of the build that holds a key of a credential (the whole of it for "")."""
        variable = "_".join(["CREDENTIAL", variable_part(credential), *([variable_part(key)] if key else [])])
        self.secrets[variable] = SecretEntry(variable, secret_name(credential), key)
        self.credentials[credential] = Secret(credential, secret_name(credential), shape, ())
        return variable

    def login(self, credential: str) -> str:
        """The secret of a login that CodeBuild itself uses, as a whole."""
        secret = secret_name(credential)
        self.credentials[credential] = Secret(credential, secret, SecretShape.USERNAME_PASSWORD, ())
        return secret

    def permit(self, actions: tuple[str, ...], resources: tuple[str, ...]) -> None:
        self.permissions[Permission(actions, resources)] = None


def _derived_in(value: Value) -> Iterator[Derived]:
    """A derived value and those that it is made of."""
    match value:
        case Derived(arguments=parts):
            yield value
            for part in parts:
                yield from _derived_in(part)
        case Template(parts):
            for part in parts:
                yield from _derived_in(part)
