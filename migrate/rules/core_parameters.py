"""Build parameters, as pipeline variables."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, description, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Items, Literal, Slot

plugin = Plugin(
    "core-parameters",
    title="Jenkins core: parameters",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html",
)

_TEXTS = (
    converted("name", to="a pipeline variable"),
    converted("defaultValue", to="the variable's default"),
    description("description", to="the variable's description"),
    converted("trim", to="a trimmed default"),
)
_ANY = "a pipeline variable takes any text: the choices stand in its description"
_OPEN = "a secret is no default: the variable is empty until somebody gives it"


@plugin.rule(
    "hudson.model.StringParameterDefinition",
    "hudson.model.TextParameterDefinition",
    "string",
    "stringParam",
    "text",
    "textParam",
    slots=(Slot.PARAMETER,),
    settings=_TEXTS,
)
def text_parameter(call: Call) -> Iterator[Contribution]:
    trim = call.flag("trim")
    yield c.Parameter(call.text("name"), call.value("defaultValue"), call.text("description"), trim=trim)


@plugin.rule("hudson.model.BooleanParameterDefinition", "booleanParam", slots=(Slot.PARAMETER,), settings=_TEXTS[:3])
def boolean_parameter(call: Call) -> Iterator[Contribution]:
    default = Literal(str(call.flag("defaultValue")).lower())
    yield c.Parameter(call.text("name"), default, call.text("description"), boolean=True)


@plugin.rule(
    "hudson.model.ChoiceParameterDefinition",
    "choice",
    "choiceParam",
    slots=(Slot.PARAMETER,),
    settings=(*_TEXTS[:3], partial("choices", because=_ANY)),
)
def choice_parameter(call: Call) -> Iterator[Contribution]:
    """The first choice is the default, where none is named."""
    value = call.value("choices")
    choices = call.texts("choices") if isinstance(value, Items) else tuple(call.text("choices").splitlines())
    default = call.text("defaultValue") or (choices[0] if choices else "")
    yield c.Parameter(call.text("name"), Literal(default), call.text("description"), choices)


@plugin.rule(
    "hudson.model.PasswordParameterDefinition",
    "password",
    slots=(Slot.PARAMETER,),
    settings=(
        _TEXTS[0],
        partial("defaultValue", because=_OPEN),
        partial("defaultValueAsSecret", because=_OPEN),
        _TEXTS[2],
    ),
    behaviour=(partial("hidden on the page", because="a pipeline variable is readable by all who see the execution"),),
)
def password_parameter(call: Call) -> Iterator[Contribution]:
    yield c.Parameter(call.text("name"), Literal(""), call.text("description"), secret=True)


plugin.blocked("hudson.model.FileParameterDefinition", "file", "fileParam", slots=(Slot.PARAMETER,),
               because="a pipeline takes no file when it starts")  # fmt: skip
plugin.blocked("hudson.model.RunParameterDefinition", "run", "runParam", slots=(Slot.PARAMETER,),
               because="a pipeline can't choose a build of another job")  # fmt: skip
