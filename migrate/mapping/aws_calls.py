"""Settings of a Jenkins step as a call of AWS: variables of a script, and what the build's role must be allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from migrate.mapping.expressions import expand, template, text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, entries
from migrate.model.contribution import CallAws, Contribution, Need
from migrate.model.source import Items, Literal, Opaque, Reference, Slot, Template, Value

# A setting's name in an ARN; `${AWS::Partition}` is CloudFormation's.
_SETTING = re.compile(r"(?<!\$)\{(\w+)\}")
_FOREIGN = re.compile(r"[^\w.+=,@/:-]")  # what no name of AWS has, or what would be a pattern

HERE = "*:${AWS::AccountId}"  # any Region: steps may stand in another one's `withAWS`
S3 = "arn:${AWS::Partition}:s3:::"


def inputs(call: Call, *names: str, expanded: bool = False) -> tuple[tuple[str, Value], ...]:
    """Variables of a script that have the names of the settings; one that is not set is empty."""
    return tuple((name, given(call, name, expanded=expanded)) for name in names)


def given(call: Call, name: str, *, expanded: bool = False) -> Value:
    value = call.value(name)
    return Literal("") if value == Literal(None) else expand(value) if expanded else value


def needs(call: Call, actions: str, arn: str = "*", *, expanded: bool = False) -> Iterator[Need]:
    """The permission of these actions on an ARN with settings in it. What is not known of a name is any text; one of
    which nothing is known is not allowed, but told."""
    names = _SETTING.findall(arn)
    values = {name: pattern_of(given(call, name, expanded=expanded)) for name in names}
    plain = tuple(actions.split())
    if names and not re.search(r"\w", values[names[0]]):
        known = call.value(names[0]) not in (Literal(""), Literal(None))
        if known:
            call.partial(unknown(plain), names[0])
        return
    yield Need(plain, _SETTING.sub(lambda match: values[match[1]], arn))


def unknown(actions: Iterable[str]) -> str:
    return (
        f"what it names is known only when the pipeline runs: allow the role of the build {', '.join(actions)} on it, "
        "if no key or role around does"
    )


def pattern_of(value: Value) -> str:
    """A value as a pattern of IAM."""
    match value:
        case Literal():
            return _FOREIGN.sub("?", text_of(value))
        case Template(parts):
            return re.sub(r"\*+", "*", "".join(pattern_of(one) for one in parts))
        case _:
            return "*"


def joined(*values: Value | str) -> Value:
    """One text of several."""
    parts: list[Literal | Reference | Opaque] = []
    for value in values:
        match value:
            case str():
                parts.append(Literal(value))
            case Template(inner):
                parts += inner
            case Literal() | Reference() | Opaque():
                parts.append(value)
            case _:
                raise TypeError(f"{value} is no text")
    return template(parts)


def pairs(call: Call, name: str) -> tuple[Value, ...]:
    """The entries of a map, or of a list of texts, as `KEY=VALUE`."""
    nested = call.nested(name)
    if nested:
        return tuple(
            joined(f"{one.name}=", inner.value(one.name)) for inner in nested for one in inner.describable.settings
        )
    return listed(call, name)


def listed(call: Call, name: str) -> tuple[Value, ...]:
    """The items of a list of texts. Raises NotKnownError where only the run knows how many there are."""
    if call.has(name) and not isinstance(call.value(name), Items | Literal | Template):
        raise NotKnownError(call.prefix + name)
    return tuple(one for one in call.items(name) if one not in (Literal(""), Literal(None)))


def named(name: str, values: Iterable[Value]) -> tuple[tuple[tuple[str, Value], ...], str]:
    """Variables for the items of a list, and them as words of the shell."""
    known = tuple((f"{name}_{number}", value) for number, value in enumerate(values, 1))
    return known, " ".join(f'"${one}"' for one, _ in known)


def in_region(call: Call, name: str, regions: Mapping[str, str] | None = None) -> tuple[tuple[str, Value], ...]:
    """Variables of a script for the Region of a setting, which may be a word of the plugin's own; none without one."""
    region = given(call, name, expanded=True)
    if isinstance(region, Literal):
        region = Literal((regions or {}).get(text_of(region), text_of(region).lower().replace("_", "-")))
    return () if region == Literal("") else (("AWS_REGION", region), ("AWS_DEFAULT_REGION", region))


EXPORTS = "export AWS_REGION AWS_DEFAULT_REGION"


# ---- steps that are a script of the CLI ------------------------------------------------------------------------------

CLI = "a call of the AWS CLI"
VALUE = converted("variable", to="the name that the evaluator gives to the value")


@dataclass(frozen=True, slots=True)
class Script:
    """A step: `settings` are the variables of the script, and `items` a list, or with `maps` a map, that is its
    arguments. `allows` has actions, and the ARN that they are for. With `gives`, what it prints is the value of the
    step."""

    name: str
    settings: str
    script: str
    allows: tuple[tuple[str, str], ...] = ()
    items: str = ""
    maps: bool = False
    functions: tuple[str, ...] = ()
    gives: bool = False
    more: tuple[Promise, ...] = ()
    behaviour: tuple[Promise, ...] = ()

    def register(self, plugin: Plugin) -> None:
        names = (*self.settings.split(), *([self.items] if self.items else []))
        promises = tuple(converted(name, to=CLI) for name in names)
        promises += (entries(self.items, to=CLI),) if self.maps else ()
        plugin.rule(
            self.name,
            slots=(Slot.STEP,),
            settings=(*promises, *self.more, *((VALUE,) if self.gives else ())),
            behaviour=self.behaviour,
        )(partial(_scripted, self))


def _scripted(step: Script, call: Call) -> Iterator[Contribution]:
    yield CallAws(
        step.script,
        inputs(call, *step.settings.split()),
        pairs(call, step.items) if step.items else (),
        functions=step.functions,
        needs=tuple(need for actions, arn in step.allows for need in needs(call, actions, arn)),
        variable=call.text("variable") if step.gives else "",
    )
