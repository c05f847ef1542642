"""What Datadog is told of a job: https://plugins.jenkins.io/datadog/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "datadog",
    title="Datadog",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/monitoring-metrics.html",
)


_TOLD = "Datadog is told nothing of the job: its own integration reads what AWS measures"


@plugin.rule(
    "org.datadog.jenkins.plugins.datadog.DatadogJobProperty",
    advisory=True,
    settings=(
        *(gap(name, because=_TOLD, default=("false", "")) for name in ("emitOnCheckout", "emitSCMEvents")),
        *(gap(name, because=_TOLD, default=("false", ""))
          for name in ("enableProperty", "enableFile", "tagProperties", "tagFile")),
        gap("**", because=_TOLD, default=("false", "")),
    ),
    behaviour=(ignored("", because="it is about figures that Jenkins sends"),),
)  # fmt: skip
def tell(call: Call) -> Iterator[Contribution]:
    yield from ()
