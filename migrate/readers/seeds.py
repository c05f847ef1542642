"""Seeds: jobs that make other jobs of Jenkins, by job-dsl or Jenkins Job Builder. What they have made is converted
where it is here; no script of theirs is run.

job-dsl keeps a list of what its seeds have made (`javaposse.jobdsl.plugin.DescriptorImpl`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from migrate.errors import InputError
from migrate.model.estate import HeldJob, job_key
from migrate.model.source import Describable, Items, Literal, Problem, Reading, Setting
from migrate.readers.rewriting import rewritten
from migrate.readers.xml_document import read_xml

_SEEDS = ("javaposse.jobdsl.plugin.ExecuteDslScripts", "jobDsl")
_KEPT = "javaposse.jobdsl.plugin.ExecuteDslScripts.xml"
_BUILDER = re.compile(r"\bjenkins-jobs(?:\.exe)?(?=[ \t])(?:\\\n|[^\n])*[ \t](?:update|delete)\b")
_MAKES = (
    "it makes jobs of Jenkins by Jenkins Job Builder, and goes on to do so: those that it has made are converted where "
    "the JENKINS_HOME has them, and a change of their definitions does not reach their pipelines"
)


def with_seeds(reading: Reading, home: Path, jobs: Mapping[str, HeldJob]) -> Reading:
    """The reading where each step that makes jobs says which of them are here and which are not."""
    if reading.job is None:
        return reading

    def change(one: Describable) -> Describable:
        return replace(one, settings=(*one.settings, *_told(one, reading.name, home, jobs))) if _is_seed(one) else one

    builders = (one.location for one in reading.leaves if _BUILDER.search(one.text))
    problems = tuple(Problem(place, _MAKES, False) for place in builders)
    return replace(reading, job=rewritten(reading.job, change), problems=(*reading.problems, *problems))


def _is_seed(one: Describable) -> bool:
    return one.name in _SEEDS


def _told(seed: Describable, job: str, home: Path, jobs: Mapping[str, HeldJob]) -> Iterator[Setting]:
    made = tuple(_made_by(job, home))
    for name, here in {"made": True, "missing": False}.items():
        names = tuple(Literal(one) for one in made if (job_key(one) in jobs) is here)
        yield Setting(name, Items(names), seed.location, ())


def _made_by(job: str, home: Path) -> Iterator[str]:
    """The full names of the jobs that a seed has made, as job-dsl remembers them; none where its list is not here."""
    try:
        root = read_xml((home / _KEPT).read_bytes(), _KEPT).root
    except (OSError, InputError):
        return
    made = root.child("generatedJobMap")
    for entry in made.children if made is not None else ():
        name, *references = entry.children
        if any(job_key(one.value("seedJobName")) == job_key(job) for one in references):
            yield name.text.strip()
