"""Active choices: https://plugins.jenkins.io/uno-choice/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "uno-choice",
    title="Active choices",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_ANY = "a pipeline variable takes any text: nothing offers or checks values"


@plugin.rule(
    "org.biouno.unochoice.ChoiceParameter",
    "org.biouno.unochoice.CascadeChoiceParameter",
    "org.biouno.unochoice.DynamicReferenceParameter",
    "activeChoice",
    "reactiveChoice",
    "activeChoiceHtml",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("description", to="the variable's description"),
        partial("choiceType", because=_ANY),
        partial("script", because=_ANY),
        partial("script.**", because=_ANY),
        partial("referencedParameters", because=_ANY),
        partial("parameters", because=_ANY),
        partial("omitValueField", because=_ANY),
        ignored("randomName", because="it is about the page on which a build is started"),
        ignored("visibleItemCount", because="it is about the page on which a build is started"),
        ignored("filterable", because="it is about the page on which a build is started"),
        ignored("filterLength", because="it is about the page on which a build is started"),
        ignored("projectName", because="it is about the page on which a build is started"),
        ignored("projectFullName", because="it is about the page on which a build is started"),
    ),
    behaviour=(
        partial("the page", because="whoever starts the pipeline gives the value: the variable has no default"),
    ),
)
def parameter(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), None, call.text("description"))
