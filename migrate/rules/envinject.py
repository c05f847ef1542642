"""Variables for a build, given as properties: https://plugins.jenkins.io/envinject/"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.expressions import expand
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, SetVariable, WithVariables
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Reference, Slot, Template, Value

plugin = Plugin(
    "envinject",
    title="Environment injector",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE = "variables from a file are not converted"
_SCRIPT = "variables that a script sets are not converted"


def _info(prefix: str) -> tuple[Promise, ...]:
    return (
        converted(f"{prefix}propertiesContent", to="variables of the build"),
        gap(f"{prefix}propertiesFilePath", because=_FILE, default="", blocking=True),
        *(gap(f"{prefix}{name}", because=_SCRIPT, default="", blocking=True)
          for name in ("scriptFilePath", "scriptContent", "groovyScriptContent", "secureGroovyScript.script")),
        ignored(f"{prefix}secureGroovyScript.sandbox", because="it is about the script"),
        ignored(f"{prefix}secureGroovyScript.classpath", because="it is about the script"),
        gap(f"{prefix}secureGroovyScript.**", because=_SCRIPT, blocking=True),
        ignored(f"{prefix}loadFilesFromMaster", because="it is about the files"),
    )  # fmt: skip


@plugin.rule(
    "EnvInjectBuildWrapper",
    "org.jenkinsci.plugins.envinject.EnvInjectBuildWrapper",
    settings=(*_info("info."), ignored("info", because="it is empty")),
)
def around(call: Call) -> Iterator[Contribution]:
    """Each variable has a scope of its own: a value sees those above it."""
    for info in call.nested("info"):
        yield from (WithVariables((one,)) for one in _variables(info))


@plugin.rule(
    "EnvInjectBuilder",
    "org.jenkinsci.plugins.envinject.EnvInjectBuilder",
    settings=(*_info("info."), *_info("")[:2], ignored("info", because="it is empty")),
)
def from_here_on(call: Call) -> Iterator[Contribution]:
    for info in (call, *call.nested("info")):
        yield from (SetVariable(name, value) for name, value in _variables(info))


@plugin.rule(
    "EnvInjectJobProperty",
    "org.jenkinsci.plugins.envinject.EnvInjectJobProperty",
    slots=(Slot.PROPERTY,),
    settings=(
        *_info("info."),
        ignored("info", because="it is empty"),
        converted("on", to="whether the variables are set"),
        gap("keepJenkinsSystemVariables", because="a build keeps the variables of its image", default="true"),
        gap("keepBuildVariables", because="the variables of the job stay", default="true"),
        gap("overrideBuildParameters", because="parameters win over these variables", default="false", blocking=True),
        ignored("contributors", because="it is empty"),
        gap("contributors.**", because="variables that another plugin contributes are not converted", blocking=True),
    ),
)
def for_the_job(call: Call) -> Iterator[Contribution]:
    infos = call.nested("info")
    variables = tuple(one for info in infos for one in _variables(info))
    if call.flag("on", True) and variables:
        yield WithVariables(variables)


def _variables(info: Call) -> list[tuple[str, Value]]:
    """Names and values. What Jenkins reads in another way than it looks is no value."""
    content = info.text("propertiesContent")
    if "\\" in content:
        info.gap("a backslash in the properties", "propertiesContent", blocking=True)
    found = [(name.strip(), expand(Literal(value.strip()))) for name, value in properties_of(content)]
    later = [name for name, _ in found]
    for name, value in found:
        if not _NAME.fullmatch(name):
            info.gap(f"«{name}» can't be a variable of a build", "propertiesContent", blocking=True)
        if later.pop(0) and any(one in later for one in _names_in(value)):
            info.gap(f"the value of {name} uses a variable below it", "propertiesContent", blocking=True)
    return [(name, value) for name, value in found if _NAME.fullmatch(name)]


def _names_in(value: Value) -> Iterator[str]:
    if isinstance(value, Template):
        yield from (part.name for part in value.parts if isinstance(part, Reference))


@plugin.rule(
    "EnvInjectPasswordWrapper",
    "org.jenkinsci.plugins.envinject.EnvInjectPasswordWrapper",
    settings=(
        converted("passwordEntries[EnvInjectPasswordEntry].name", to="the variable's name"),
        converted("passwordEntries[EnvInjectPasswordEntry].value", to="the variable's value"),
        gap("injectGlobalPasswords", because="the passwords that the controller gives to all jobs only it knows: bind those "
            "that the job uses as credentials", default="false"),
        partial("maskPasswordParameters", because="the log hides secrets alone, no parameters", default="false"),
        ignored("passwordEntries", because="it is empty"),
    ),
)  # fmt: skip
def passwords(call: Call) -> Iterator[Contribution]:
    """The entries are variables of the build."""
    yield WithVariables(tuple((one.text("name"), one.value("value")) for one in call.nested("passwordEntries")))
