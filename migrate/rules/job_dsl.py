"""Seeds: https://plugins.jenkins.io/job-dsl/

A script makes jobs of Jenkins, and is not run. The jobs that it has made are converted where they are here.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "job-dsl",
    title="Job DSL",
    aws_docs="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/Welcome.html",
)

_SEED = "a seed makes jobs of Jenkins, and nothing runs it here"
_UNKNOWN = "those that it has made are converted where the JENKINS_HOME has them"
_AFTERWARDS = "from then on change the pipelines, not the script, and drop that of a job that is nothing but a seed"
_MOST = 10


@plugin.rule(
    "jobDsl",
    "javaposse.jobdsl.plugin.ExecuteDslScripts",
    slots=(Slot.STEP,),
    settings=(gap("**", because=_SEED),),
)
def seed(call: Call) -> Iterator[Contribution]:
    made, missing = call.texts("made"), call.texts("missing")
    told = [f"{_names(made)} {'is' if len(made) == 1 else 'are'} converted apart"] if made else []
    told += [f"{_names(missing)} {'is' if len(missing) == 1 else 'are'} not here"] if missing else []
    call.gap(f"{_SEED}: {', '.join(told) or _UNKNOWN}; {_AFTERWARDS}", blocking=True)
    yield from ()


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
