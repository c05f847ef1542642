"""What each action of a pipeline does in a rehearsal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from migrate.rehearse import batch, deployments
from migrate.rehearse.artifacts import matching, pack, unpack
from migrate.rehearse.build import Builds, Built, Order
from migrate.rehearse.buildspec import Buildspec, Command, Files, Phase
from migrate.rehearse.declared import Action, Rule, Stage
from migrate.rehearse.projects import Project, Variable, variables_of
from migrate.rehearse.results import ActionResult, Status
from migrate.rehearse.variables import UnresolvedError, Variables
from migrate.rehearse.watching import Watcher

_IMAGE = "aws/codebuild/amazonlinux2-x86_64-standard:5.0"
_COMMANDS_MINUTES = 55.0


@dataclass(frozen=True, slots=True)
class Given:
    """What an execution has for an action: artifacts by name, variables, and the commit of the sources."""

    artifacts: Mapping[str, Path]
    variables: Variables
    commit: str


@dataclass(frozen=True, slots=True)
class Actions:
    """Runs actions below the folder of `builds`: a build for each CodeBuild or Commands action."""

    builds: Builds
    projects: Mapping[str, Project]
    watcher: Watcher
    asking: Lock

    def run(self, stage: Stage, action: Action, given: Given) -> tuple[ActionResult, Mapping[str, Path]]:
        """Run an action. Gives its result and its output artifacts."""
        started = time.monotonic()
        missing = [name for name in action.inputs if name not in given.artifacts]
        try:
            result, artifacts = _lacking(action, missing[0]) if missing else self._run(stage, action, given)
        except UnresolvedError as error:
            result, artifacts = _failed(action, str(error))
        return replace(result, seconds=time.monotonic() - started), artifacts

    def _run(self, stage: Stage, action: Action, given: Given) -> tuple[ActionResult, Mapping[str, Path]]:
        if action.provider == "CodeBuild":
            return self._build(stage, action, given)
        if action.provider == "Commands":
            return self._commands(stage, action, given)
        resolved = given.variables.all_resolved(action.configuration)
        if action.category == "Approval":
            return self._approval(stage, action, resolved), {}
        return self._not_run(action, resolved, given), {}

    def _not_run(self, action: Action, resolved: Mapping[str, str], given: Given) -> ActionResult:
        """What needs AWS does not run: it is told what it would get, and fails where that lacks a file."""
        files = deployments.files_of(action.inputs, given.artifacts)
        because = deployments.missing(action.provider, resolved, files)
        details = {"configuration": resolved, "inputs": list(action.inputs), "files": files}
        status = Status.FAILED if because else Status.NOT_RUN
        return ActionResult(action.name, action.provider, status, because=because, details=details)

    def _approval(self, stage: Stage, action: Action, resolved: Mapping[str, str]) -> ActionResult:
        with self.asking:
            approved = self.watcher.approves(stage, action, resolved)
        status = Status.SUCCEEDED if approved else Status.FAILED
        because = "" if approved else "the approval was not given"
        return ActionResult(action.name, action.provider, status, because=because, details={"configuration": resolved})

    def holds(self, stage: Stage, rule: Rule, given: Given) -> bool:
        """Whether the commands of a rule succeed."""
        action = Action(rule.name, "Compute", "Commands", 1, {}, rule.inputs, (), commands=rule.commands)
        return self._commands(stage, action, given)[0].status is Status.SUCCEEDED

    # ---- builds --------------------------------------------------------------------------------------------------

    def _build(self, stage: Stage, action: Action, given: Given) -> tuple[ActionResult, Mapping[str, Path]]:
        project = self.projects[action.configuration["ProjectName"]]
        variables = [replace(one, value=given.variables.resolved(one.value)) for one in variables_of(action)]
        order = self._order(action, project, given, variables)
        if action.configuration.get("BatchEnabled") == "true":
            return self._batch(stage, action, order)
        place = f"{stage.name}/{action.name}"
        return self._result(action, self._built(order, place), place)

    def _order(self, action: Action, project: Project, given: Given, variables: list[Variable]) -> Order:
        return Order(
            project,
            {name: given.artifacts[name] for name in action.inputs},
            action.configuration.get("PrimarySource") or next(iter(action.inputs), ""),
            action.outputs,
            variables,
            given.commit,
        )

    def _built(self, order: Order, place: str, archives: str = "artifacts") -> Built:
        folder = self.builds.folder
        return self.builds.run(order, folder / "builds" / place, folder / "logs" / f"{place}.log", folder / archives)

    def _result(self, action: Action, built: Built, place: str) -> tuple[ActionResult, Mapping[str, Path]]:
        artifacts = built.artifacts or {}
        result = ActionResult(
            action.name,
            action.provider,
            Status.FAILED if built.because else Status.SUCCEEDED,
            because=built.because,
            failed=built.failed,
            log=f"logs/{place}.log",
            outputs=tuple(artifacts),
            variables=built.exported or {},
            reports=built.reports or {},
        )
        return result, artifacts

    def _commands(self, stage: Stage, action: Action, given: Given) -> tuple[ActionResult, Mapping[str, Path]]:
        """A Commands action: a build of its own whose commands stand in the pipeline."""
        phase = Phase(tuple(Command(one) for one in action.commands))
        outputs = {name: Files(files or ("**/*",)) for name, files in action.files.items()}
        spec = Buildspec(exported=action.exported, phases={"build": phase}, secondary=outputs)
        project = Project(f"{stage.name}-{action.name}", spec, _IMAGE, "LINUX_CONTAINER", (), _COMMANDS_MINUTES)
        variables = [
            Variable(one["name"], given.variables.resolved(one["value"]), one.get("type", "PLAINTEXT"))
            for one in action.environment
        ]
        place = f"{stage.name}/{action.name}"
        return self._result(action, self._built(self._order(action, project, given, variables), place), place)

    # ---- batches -------------------------------------------------------------------------------------------------

    def _batch(self, stage: Stage, action: Action, order: Order) -> tuple[ActionResult, Mapping[str, Path]]:
        """A batch build: its builds' artifacts become one of each name."""
        results: dict[str, ActionResult] = {}
        trees: dict[str, dict[str, Path]] = {name: {} for name in action.outputs}

        def run(member: batch.Member) -> bool:
            place = f"{stage.name}/{action.name}/{member.identifier}"
            own = f"artifacts/{place}"
            result, artifacts = self._result(action, self._built(_member_order(order, member), place, own), place)
            results[member.identifier] = result
            for name, archive in artifacts.items():
                tree = self.builds.folder / "scratch" / place / name
                unpack(archive, tree)
                trees[name] |= matching(Files(("**/*",)), tree)
            return result.status is Status.SUCCEEDED

        members = batch.members_of(order.project)
        failed = batch.run_members(members, run, fast=order.project.buildspec.batch.get("fast-fail") is True)
        return _of_batch(action, results, failed), self._packed(trees)

    def _packed(self, trees: Mapping[str, Mapping[str, Path]]) -> dict[str, Path]:
        archives = {name: self.builds.folder / "artifacts" / f"{name}.zip" for name in trees}
        for name, files in trees.items():
            pack(dict(files), archives[name])
        return archives


def _failed(action: Action, because: str) -> tuple[ActionResult, Mapping[str, Path]]:
    return ActionResult(action.name, action.provider, Status.FAILED, because=because), {}


def _lacking(action: Action, artifact: str) -> tuple[ActionResult, Mapping[str, Path]]:
    """An action whose input was not made, since its stage was skipped or its action does not run here."""
    return _failed(action, f"its input artifact {artifact} has not been made")


def _member_order(order: Order, member: batch.Member) -> Order:
    identifier = Variable(batch.IDENTIFIER, member.identifier)
    return replace(order, project=member.project, variables=(*order.variables, *member.variables, identifier))


def _of_batch(action: Action, results: Mapping[str, ActionResult], failed: list[str]) -> ActionResult:
    first = next((results[one] for one in failed), None)
    logs = f"{next(iter(results.values())).log.rpartition('/')[0]}/" if results else ""
    reports: dict[str, Any] = {}
    for result in results.values():
        for name, tests in result.reports.items():
            reports[name] = reports[name] + tests if name in reports else tests
    return ActionResult(
        action.name,
        action.provider,
        Status.FAILED if failed else Status.SUCCEEDED,
        because=f"the builds {', '.join(failed)} failed" if failed else "",
        failed=first.failed if first else None,
        log=logs,
        outputs=action.outputs,
        reports=reports,
    )
