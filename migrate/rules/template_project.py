"""What a job takes from another one: https://plugins.jenkins.io/template-project/

The reader has put it in its place, where the other job is here.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import Contribution
from migrate.model.source import Opaque, Slot

plugin = Plugin(
    "template-project",
    title="Builders, publishers and source of another job",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_PLUGIN = "hudson.plugins.templateproject"
_NOT_SOUGHT = "what another job has is not looked for here: repeat it"
_ONE_THAT_THROWS = (
    "one of these publishers that throws stops those behind it in Jenkins, and here they run all the same"
)


@plugin.rule(
    f"{_PLUGIN}.ProxyBuilder",
    f"{_PLUGIN}.ProxyPublisher",
    f"{_PLUGIN}.ProxySCM",
    settings=(converted("projectName", to="what stands in that job, in this place"),),
    slots=(Slot.STEP, Slot.PUBLISHER, Slot.SCM),
)
def of_another_job(call: Call) -> Iterator[Contribution]:
    name = call.value("projectName")
    if isinstance(name, Opaque):
        call.gap(name.because, blocking=True)
    elif call.describable.children is None:
        call.gap(_NOT_SOUGHT, blocking=True)
        call.gap(_NOT_SOUGHT, "projectName", blocking=True)
    elif call.slot is Slot.PUBLISHER and len(call.describable.children) > 1:
        call.partial(_ONE_THAT_THROWS)
    yield from ()


plugin.blocked(
    f"{_PLUGIN}.ProxyBuildEnvironment",
    because="Jenkins runs the wrappers of the other job and drops the variables that they set and what they do in the "
    "end: put those that matter into this job",
)
