"""Variables for a build, given as properties: https://plugins.jenkins.io/envinject/"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.mapping.expressions import expand, shell_words, template
from migrate.mapping.rule import Call, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Command, Contribution, ReadVariables, SetVariable, WithVariables
from migrate.model.java_properties import properties_of
from migrate.model.source import Literal, Reference, Slot, Template, Value

plugin = Plugin(
    "envinject",
    title="Environment injector",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE = "the variables of the file are read when the build runs"
_BEFORE = "what is on the agent before the checkout is not converted"
_COMMAND = "a command ahead of the builders, with the variables of the properties: it sets none itself"
_WORDS = f"{_COMMAND}; its words are told apart before variables are filled in"
_GROOVY = "variables that a Groovy script inside Jenkins sets are not converted"
_TRIMMED = "".join(map(chr, range(33)))  # what java.lang.String.trim takes away


def _properties(prefix: str) -> tuple[Promise, ...]:
    return (
        converted(f"{prefix}propertiesContent", to="variables of the build"),
        partial(f"{prefix}propertiesFilePath", because=_FILE, default=""),
    )


_CONTENT, _PATH = _properties("info.")
_SCRIPTS = ("info.scriptFilePath", "info.scriptContent")
_OF_GROOVY = (
    *(gap(f"info.{name}", because=_GROOVY, default="", blocking=True)
      for name in ("groovyScriptContent", "secureGroovyScript.script")),
    ignored("info.secureGroovyScript.sandbox", because="it is about the script"),
    ignored("info.secureGroovyScript.classpath", because="it is about the script"),
    gap("info.secureGroovyScript.**", because=_GROOVY, blocking=True),
    ignored("info.loadFilesFromMaster", because="it is about the files"),
    ignored("info", because="it is empty"),
)  # fmt: skip


@plugin.rule(
    "EnvInjectBuildWrapper",
    "org.jenkinsci.plugins.envinject.EnvInjectBuildWrapper",
    settings=(
        _CONTENT,
        _PATH,
        partial(_SCRIPTS[0], because=_WORDS, default=""),
        converted(_SCRIPTS[1], to=_COMMAND, default=""),
        *_OF_GROOVY,
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    """Each variable has a scope of its own: a value sees those above it. Scripts run after all are set."""
    for info in call.nested("info"):
        variables: list[tuple[str, Value]] = []
        if path := _path(info):
            yield ReadVariables(path, Literal(info.text("propertiesContent")))
        else:
            variables = _variables(info)
        yield from _scripts(info, variables)
        yield from (WithVariables((one,)) for one in variables)


@plugin.rule(
    "EnvInjectBuilder",
    "org.jenkinsci.plugins.envinject.EnvInjectBuilder",
    settings=(
        _CONTENT,
        _PATH,
        *_properties(""),
        ignored("info", because="it is empty"),
        *(ignored(one.name, because="a builder has properties alone") for one in _OF_GROOVY),
        *(ignored(one, because="a builder has properties alone") for one in _SCRIPTS),
    ),
)
def from_here_on(call: Call) -> Iterator[Contribution]:
    for info in (call, *call.nested("info")):
        if path := _path(info):
            yield ReadVariables(path, Literal(info.text("propertiesContent")))
        else:
            yield from (SetVariable(name, value) for name, value in _variables(info))


@plugin.rule(
    "EnvInjectJobProperty",
    "org.jenkinsci.plugins.envinject.EnvInjectJobProperty",
    slots=(Slot.PROPERTY,),
    settings=(
        _CONTENT,
        *(gap(one, because=_BEFORE, default="", blocking=True) for one in (_PATH.name, *_SCRIPTS)),
        *_OF_GROOVY,
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


def _path(info: Call) -> Value | None:
    """The properties file; None where there is none."""
    path = info.expanded("propertiesFilePath")
    return None if path == Literal("") else path


def _scripts(info: Call, variables: list[tuple[str, Value]]) -> Iterator[Contribution]:
    """What runs with the variables: a file with arguments, then a script (`EnvInjectScriptExecutor`)."""
    known: dict[str, Value] = {}
    for name, value in variables:
        known[name] = _filled(value, known)
    file, script = info.text("scriptFilePath"), info.text("scriptContent")
    scripts = [*([" ".join(shell_words(file))] if file.strip() else []), *([script] if script.strip() else [])]
    yield from (Command(Literal(one), variables=tuple(known.items())) for one in scripts)


def _filled(value: Value, known: Mapping[str, Value]) -> Value:
    """The value with the values of others in their places."""
    parts = list(value.parts) if isinstance(value, Template) else [value]
    values = [known.get(one.name, one) if isinstance(one, Reference) else one for one in parts]
    flat = [part for one in values for part in (one.parts if isinstance(one, Template) else (one,))]
    return template([one for one in flat if isinstance(one, Literal | Reference)])


def _variables(info: Call) -> list[tuple[str, Value]]:
    """Names and values. What Jenkins reads in another way than it looks is no value."""
    content = info.text("propertiesContent")
    pairs = [(name.strip(_TRIMMED), value.strip(_TRIMMED)) for name, value in properties_of(_doubled(content))]
    if any("\\$" in value for _, value in pairs):
        info.gap("a backslash before a dollar sign", "propertiesContent", blocking=True)
    found = [(name, expand(Literal(value))) for name, value in pairs]
    later = [name for name, _ in found]
    for name, value in found:
        if not _NAME.fullmatch(name):
            info.partial(f"«{name}» can't be a variable of a shell, and no command has it", "propertiesContent")
        if later.pop(0) and any(one in later for one in _names_in(value)):
            info.gap(f"the value of {name} uses a variable below it", "propertiesContent", blocking=True)
    return [(name, value) for name, value in found if _NAME.fullmatch(name)]


def _doubled(text: str) -> str:
    """The properties with two backslashes for most that stand alone (`PropertiesLoader.getVars`)."""
    text = re.sub(r'(?<!\\)\\(?![n:*?"<>\\/])(?!\n)', r"\\\\", text)
    return re.sub(r'(?m)^([^=]+=)\\\\(?![:*?"<>\\/])', lambda one: one[1] + "\\" * 4, text)


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
