"""Parameters of plugins that offer or check values: pipeline variables, which take any text."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, converted, ignored, partial
from migrate.model.contribution import Contribution, Parameter
from migrate.model.source import Slot

_ANY = "a pipeline variable takes any text: nothing offers or checks values"
_PAGE = "it is about the page on which a build is started"
_TYPED = partial("the page", because="whoever starts the pipeline types the value")
_GIVEN = partial("the page", because="whoever starts the pipeline gives the value: the variable has no default")


def open_parameter(
    plugin: Plugin,
    *names: str,
    default: str = "defaultValue",
    offers: tuple[str, ...] = (),
    shows: tuple[str, ...] = (),
    differs: Promise | None = None,
) -> None:
    """Register the classes and symbols of a parameter: `default` is the setting with its default, "" where it has none;
    what it `offers` is lost, and what it `shows` is about Jenkins' page alone."""

    @plugin.rule(
        *names,
        slots=(Slot.PARAMETER,),
        settings=(
            converted("name", to="a pipeline variable"),
            converted("description", to="the variable's description"),
            *((converted(default, to="the variable's default"),) if default else ()),
            *(partial(one, because=_ANY) for one in offers),
            *(ignored(one, because=_PAGE) for one in shows),
        ),
        behaviour=(differs or (_TYPED if default else _GIVEN),),
    )
    def parameter(call: Call) -> Iterator[Contribution]:
        yield Parameter(call.text("name"), call.value(default) if default else None, call.text("description"))
