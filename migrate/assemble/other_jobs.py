"""Starts of the pipelines of other jobs, with parameters that are known or stand in properties files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.assemble.functions import full_name_of, pipeline_of
from migrate.assemble.shell import Expansion, in_double_quotes, literal_text, spliced, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import JOB_NAMES, JobsStarted, ParameterFile, StartJob
from migrate.model.source import Literal, Reference, ReferenceKind, Value

_ACTIONS = ("codepipeline:StartPipelineExecution", "codepipeline:GetPipelineExecution")
_Entry = tuple[str, Value] | ParameterFile


def started(start: StartJob, expansion: Expansion, bench: Workbench) -> str:
    """The command that starts the pipeline of a job, which must be known."""
    assert isinstance(start.job, Literal)
    name = pipeline_of(literal_text(start.job), bench.facts.beside)
    bench.permit(_ACTIONS, (f"codepipeline:{name}",))
    own = bench.facts.parameters if start.own_parameters else ()
    entries: list[_Entry] = [(one.name, Reference(ReferenceKind.PARAMETER, one.name)) for one in own]
    entries += start.variables
    mode = ("wait" if start.propagate else "end") if start.wait else "start"
    if any(isinstance(one, ParameterFile) for one in entries):
        bench.functions["start_with_files"] = None
        needs = "some" if start.needs_parameters else "any"
        return " ".join(("start_with_files", name, mode, needs, *_with_files(entries, expansion)))
    bench.functions["run_pipeline"] = None
    known = dict(one for one in entries if not isinstance(one, ParameterFile))
    return " ".join(
        ("run_pipeline", name, mode, *(f'"name={key},value={_text(known[key], expansion)}"' for key in known))
    )


def _with_files(entries: list[_Entry], expansion: Expansion) -> Iterator[str]:
    for one in entries:
        if isinstance(one, ParameterFile):
            yield f"{'-F' if one.required else '-f'} {word(one.path, expansion)}"
        else:
            yield f'"{one[0]}={_text(one[1], expansion)}"'


def _text(value: Value, expansion: Expansion) -> str:
    return spliced(value, expansion, in_double_quotes)


def told(jobs: JobsStarted, bench: Workbench) -> str | None:
    """The command that sets the variables about the jobs that have run, where something reads them. None where Jenkins'
    order of the names is not known."""
    full = [full_name_of(one, bench.facts.beside) for one in jobs.jobs]
    bench.started |= dict.fromkeys(full)
    values = {JOB_NAMES[0]: ",".join(map(_plain, bench.started)), JOB_NAMES[1]: _plain(full[-1])}
    read = [name for name in JOB_NAMES if re.search(rf"\b{name}\b", bench.text())]
    if JOB_NAMES[0] in read and len(bench.started) > 1:
        return None
    bench.kept |= {*read}
    bench.functions |= dict.fromkeys(("remember", "recall") if read else ())
    return "\n".join(f"remember {name} {values[name]}" for name in read)


def _plain(name: str) -> str:
    return re.sub("[^a-zA-Z0-9]+", "_", name)
