"""Reads a whole declarative pipeline: which sections may stand where, and what must."""

from __future__ import annotations

from collections.abc import Callable

from migrate.readers.declarative.checks import JOB_OPTIONS, NOT_AMONG_OPTIONS
from migrate.readers.declarative.find import misplaced_pipelines, pipelines_of_library
from migrate.readers.declarative.model import Body, Branch, Matrix, Pipeline, Refusal, Stage
from migrate.readers.declarative.sections import Sections
from migrate.readers.groovy import tree

_PIPELINE = (
    *("agent", "environment", "libraries", "options", "parameters", "post", "stages", "tools", "triggers"),
    *("matrix", "parallel"),
)
_STAGE = (
    *(
        "agent",
        "environment",
        "failFast",
        "input",
        "matrix",
        "options",
        "parallel",
        "post",
        "stages",
        "steps",
        "tools",
        "when",
    ),
)
_MATRIX = ("agent", "axes", "environment", "excludes", "input", "options", "post", "stages", "tools", "when")
_RENAMED = {
    "jobProperties": "the jobProperties section is called options now",
    "properties": "the properties section is called options now",
    "notifications": "the notifications section was removed: use post",
    "postBuild": "the postBuild section is called post now",
    "wrappers": "the wrappers section is called options now",
}


def read_pipeline(script: tree.Script, call: tree.Call) -> tuple[Pipeline, list[Refusal]]:
    """The model of a pipeline, and all that Jenkins refuses in it."""
    reader = _Reader(script)
    return reader.pipeline(call), reader.refusals


def refusals_elsewhere(script: tree.Script) -> list[Refusal]:
    """What Jenkins refuses in a script that has no pipeline at its top level."""
    pipelines = pipelines_of_library(script)
    if pipelines:
        return [refusal for call in pipelines for refusal in read_pipeline(script, call)[1]]
    message = "the pipeline block must be at the top level, not within another block"
    return [Refusal(message, call) for call in misplaced_pipelines(script)]


class _Reader(Sections):
    def pipeline(self, call: tree.Call) -> Pipeline:
        found = Pipeline(call)
        block = self.expect_block(call, "pipeline")
        sections = self._sections(block, _PIPELINE, "section") if block else {}
        self._common(found, sections)
        if inner := sections.get("parameters"):
            found.parameters = self.method_calls(inner, "parameters", "build parameter definition")
        if inner := sections.get("triggers"):
            found.triggers = self.method_calls(inner, "triggers", "trigger")
        if inner := sections.get("libraries"):
            found.libraries = self.libraries(inner)
        for name in ("matrix", "parallel"):
            if inner := sections.get(name):
                self.refuse(inner, f'undefined section "{name}"')
        for name in ("agent", "stages"):
            if name not in sections:
                self.refuse(call, f'missing required section "{name}"')
        return found

    def _sections(self, block: tree.Closure, known: tuple[str, ...], what: str) -> dict[str, tree.Call]:
        """The sections of a block by name. Refuses unknown ones, and each after the first of a name."""
        found: dict[str, tree.Call] = {}
        for statement in block.body:
            call = self.call_of(statement)
            if call is None:
                text = self.source(statement)[:60]
                self.refuse(statement, f'not a valid {what} definition: "{text}"')
                continue
            name = self.name_of(call)
            if name in _RENAMED and name not in known:
                self.refuse(call, _RENAMED[name])
            elif name not in known:
                self.refuse(call, f'{"unknown stage section" if what != "section" else "undefined section"} "{name}"')
            elif name in found:
                self.refuse(call, f"multiple occurrences of the {name} section")
            else:
                found[name] = call
        return found

    def _common(self, body: Body, sections: dict[str, tree.Call]) -> None:
        """What pipelines, stages and matrices share."""
        readers: dict[str, Callable[[tree.Call], object]] = {
            "agent": self.agent,
            "environment": self.environment,
            "tools": self.tools,
            "post": self.post,
            "when": self.when,
            "input": self.input,
            "stages": self.stages,
        }
        for name, read in readers.items():
            if name in sections:
                setattr(body, name, read(sections[name]))
        if "options" in sections:
            body.options = self.method_calls(sections["options"], "options", "option")
            self._check_options(body)

    def _check_options(self, body: Body) -> None:
        for option in body.options:
            if option.name in NOT_AMONG_OPTIONS or (option.name in JOB_OPTIONS and not isinstance(body, Pipeline)):
                self.refuse(option.node, f'invalid option type "{option.name}" here')

    # ---- stages --------------------------------------------------------------------------------------------------

    def stages(self, call: tree.Call) -> list[Stage]:
        block = self.expect_block(call, self.name_of(call))
        found: list[Stage] = []
        for statement in block.body if block else ():
            inner = self.call_of(statement)
            if inner is None or self.name_of(inner) != "stage":
                self.refuse(statement, "expected a stage")
            else:
                found.append(self.stage(inner))
        if block is not None and not block.body:
            self.refuse(call, "no stages specified")
        self._check_names(found)
        return found

    def stage(self, call: tree.Call) -> Stage:
        found = Stage(call)
        names = self.plain_arguments(call)
        block = self.block_of(call)
        if len(names) == 1 and isinstance(names[0], tree.Constant) and isinstance(names[0].value, str):
            found.name = names[0].value
        else:
            first = self.source(names[0])[:40] if names else ""
            self.refuse(call, f"expected a stage name, as string literal{f', but got {first}' if first else ''}")
        if block is None:
            self.refuse(call, "stage does not have a block")
            return found
        sections = self._sections(block, _STAGE, "stage section")
        self._common(found, sections)
        self._content(found, sections)
        return found

    def _content(self, found: Stage, sections: dict[str, tree.Call]) -> None:
        if inner := sections.get("steps"):
            self._steps(found, inner)
        if inner := sections.get("parallel"):
            found.parallel = self.stages(inner)
            self._check_parallel(found, inner)
        if inner := sections.get("matrix"):
            self._matrix(found, inner)
        if inner := sections.get("failFast"):
            self._fail_fast(found, inner, sections)
        kinds = [name for name in ("steps", "stages", "parallel", "matrix") if name in sections]
        if len(kinds) != 1:
            kept = ", ".join(kinds)
            wanted = 'expected one of "steps", "stages", "parallel" or "matrix" for stage'
            self.refuse(found.node, f'{wanted} "{found.name}"{f", but got {kept}" if kept else ""}')
        if kinds in (["parallel"], ["matrix"]) and ("agent" in sections or "tools" in sections):
            self.refuse(found.node, f'agent and tools are not allowed beside {kinds[0]} in stage "{found.name}"')

    def _fail_fast(self, found: Stage, call: tree.Call, sections: dict[str, tree.Call]) -> None:
        argument = call.arguments[0] if len(call.arguments) == 1 else None
        if not isinstance(argument, tree.Constant) or not isinstance(argument.value, bool):
            self.refuse(call, "expected a boolean with failFast")
        elif "parallel" not in sections and "matrix" not in sections:
            self.refuse(call, "failFast belongs to parallel or matrix")
        else:
            found.fail_fast = argument.value

    def _steps(self, found: Stage, call: tree.Call) -> None:
        block = self.expect_block(call, "steps")
        if block is None:
            return
        first = self.call_of(block.body[0]) if len(block.body) == 1 else None
        if first is not None and self.name_of(first) == "parallel" and not self.block_of(first):
            self._old_parallel(found, first)
            return
        found.branches = [self.branch(block)]

    def _old_parallel(self, found: Stage, call: tree.Call) -> None:
        """`steps { parallel(a: { … }, b: { … }, failFast: true) }`"""
        for argument in call.arguments:
            entry = argument if isinstance(argument, tree.Entry) else None
            if entry is None:
                self.refuse(call, "expected closure or failFast")
            elif isinstance(entry.value, tree.Closure):
                found.branches.append(self.branch(entry.value, self.key(entry)))
            elif self.key(entry) == "failFast" and isinstance(getattr(entry.value, "value", None), bool):
                found.fail_fast = self.value(entry.value).value is True
            elif self.key(entry) == "failFast":
                self.refuse(entry, "expected a boolean with failFast")
            else:
                self.refuse(entry, "expected closure or failFast")
        if not found.branches:
            self.refuse(call, "nothing to execute within parallel")

    def _matrix(self, found: Stage, call: tree.Call) -> None:
        block = self.expect_block(call, "matrix")
        if block is None:
            return
        sections = self._sections(block, _MATRIX, "matrix section")
        found.cell = Body(call)
        self._common(found.cell, sections)
        found.matrix = Matrix()
        if inner := sections.get("axes"):
            found.matrix.axes = self.axes(inner)
        if inner := sections.get("excludes"):
            found.matrix.excludes = self.excludes(inner)
        for name in ("axes", "stages"):
            if name not in sections:
                self.refuse(call, f'missing required section "{name}" of the matrix')
        self._check_depth(found.cell.stages, "matrix")

    # ---- checks --------------------------------------------------------------------------------------------------

    def _check_parallel(self, found: Stage, call: tree.Call) -> None:
        if not found.parallel:
            return
        self._check_depth(found.parallel, "parallel")

    def _check_depth(self, stages: list[Stage], where: str) -> None:
        """Parallel stages and matrices hold no further ones, at any depth."""
        for stage in stages:
            if stage.parallel or stage.matrix:
                kind = "parallel stages" if stage.parallel else "a matrix"
                self.refuse(stage.node, f'stage "{stage.name}" is inside {where}: it can\'t hold {kind}')
            self._check_depth(stage.stages, where)

    def _check_names(self, stages: list[Stage]) -> None:
        """Stages of one list have names of their own."""
        seen: set[str] = set()
        for stage in stages:
            if stage.name and stage.name in seen:
                self.refuse(stage.node, f'duplicate stage name: "{stage.name}"')
            seen.add(stage.name)


__all__ = ["Branch", "read_pipeline", "refusals_elsewhere"]
