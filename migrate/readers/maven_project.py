"""Maven jobs: a run of Maven, with steps before and after it.

As `MavenModuleSetBuild.MavenModuleSetBuildExecution.doRun` of the plugin has it: where a step before fails, Maven does
not run; the steps after it run unless the result of Maven, or of those before it, is worse than `runPostStepsIfResult`.
https://github.com/jenkinsci/maven-plugin/blob/master/src/main/java/hudson/maven/MavenModuleSetBuild.java
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Items,
    Job,
    JobKind,
    Literal,
    Opaque,
    Post,
    Reference,
    ReferenceKind,
    Setting,
    Slot,
    Stage,
    Value,
    leaves_of,
    nested,
)
from migrate.readers.describe import Describer
from migrate.readers.job_parts import SLOTS, agent_of, read_parts, wrapped
from migrate.readers.xml_document import XmlDocument
from migrate.readers.xstream import simple_class

_BEFORE, _AFTER, _REPORTERS = "prebuilders", "postbuilders", "reporters"
_LISTS = {tag: slot for tag, slot in SLOTS.items() if tag != "builders"}
_LISTS |= {_BEFORE: Slot.STEP, _AFTER: Slot.STEP, _REPORTERS: Slot.PUBLISHER}

_RUN, _RECORDS, _DEPLOYER = "moduleset", "moduleset.records", "hudson.maven.RedeployPublisher"
_THRESHOLD = "runPostStepsIfResult"
_GOALS = ("goals", "defaultGoals")
_COMMAND = (
    *(*_GOALS, "rootPOM", "mavenOpts", "runHeadless", "alternateSettings", "settings", "globalSettings"),
    *("settingConfigId", "globalSettingConfigId", "localRepository", "usePrivateRepository"),
)
_ARCHIVING = ("archivingDisabled", "siteArchivingDisabled")
_OWN = frozenset(
    (
        *(*_COMMAND, *_ARCHIVING, _THRESHOLD, "mavenName", "rootModule", "aggregatorStyleBuild", "incrementalBuild"),
        *("perModuleEmail", "ignoreUpstremChanges", "ignoreUnsuccessfulUpstreams", "fingerprintingDisabled"),
        *("resolveDependencies", "processPlugins", "mavenValidationLevel", "disableTriggerDownstreamProjects"),
        "blockTriggerWhenBuilding",
    )
)
_ALWAYS = ("FAILURE", "NOT_BUILT", "ABORTED")  # no result of Maven is worse
_STATUS = "maven_status"  # 0 where Maven has succeeded and no test has failed


def read_maven(name: str, document: XmlDocument, describer: Describer) -> Job:
    parts, root = read_parts(document, describer, _LISTS)
    origin = root.location
    own, others = _parted(root.settings)
    before, after = (_within(parts[Slot.STEP], tag) for tag in (_BEFORE, _AFTER))
    publishers, reporters = _publishers(parts[Slot.PUBLISHER])
    own = tuple(_threshold(one) for one in own if after or one.name != _THRESHOLD)
    added = [*_module_root(parts[Slot.SCM]), *_asked(own, publishers, origin)]
    if not after:
        _dismiss_threshold(root.settings, describer)
    run = Describable(_RUN, Slot.STEP, (*own, *added), origin)
    records = Describable(_RECORDS, Slot.PUBLISHER, tuple(_copies(own, (*_GOALS, *_ARCHIVING))), origin)
    published = (records, *(_deploying(one, (*own, *added)) for one in publishers), *reporters)
    return Job(
        name=name,
        kind=JobKind.MAVEN,
        agent=agent_of(parts, describer),
        root=replace(root, settings=others),
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=parts[Slot.SCM],
        tools=parts[Slot.TOOL],
        stages=(Stage("Build", origin, steps=wrapped(parts[Slot.WRAPPER], _steps((*before, run), after, own))),),
        post=(Post("always", published, origin),),
    )


def _parted(settings: tuple[Setting, ...]) -> tuple[tuple[Setting, ...], tuple[Setting, ...]]:
    """What a Maven job alone has, and what every job has."""
    own = tuple(one for one in settings if one.name in _OWN)
    return own, tuple(one for one in settings if one.name not in _OWN)


def _within(describables: Iterable[Describable], tag: str) -> tuple[Describable, ...]:
    """Those of the lists with this tag; a second one is `tag[2]`."""
    return tuple(one for one in describables if re.split(r"[\[/]", one.location.path)[0] == tag)


def _publishers(describables: tuple[Describable, ...]) -> tuple[tuple[Describable, ...], tuple[Describable, ...]]:
    """The publishers and, as those that are asked at the end, the reporters."""
    reporters = _within(describables, _REPORTERS)
    return tuple(one for one in describables if one not in reporters), reporters


# ---- the steps after Maven -------------------------------------------------------------------------------------------


def _steps(
    run: tuple[Describable, ...], after: tuple[Describable, ...], own: tuple[Setting, ...]
) -> tuple[Describable, ...]:
    """The steps up to Maven, and those after it where its result lets them run."""
    result = _wanted(own)
    origin = run[-1].location
    if not after or result == "UNSTABLE":
        return (*run, *after)
    if result in _ALWAYS:
        return (_block("try", origin, _block("try.body", origin, *run), _block("try.finally", origin, *after)),)
    status = Reference(ReferenceKind.VARIABLE, _STATUS)
    settings = (Setting("expected", Literal("0"), origin, ()), Setting("actual", status, origin, ()))
    passed = Describable("equals", Slot.CONDITION, settings, origin)
    ways = (_block("if.condition", origin, passed), _block("if.then", origin, *after), _block("if.else", origin))
    return (*run, _block("if", origin, *ways))


def _block(name: str, origin: Location, *children: Describable) -> Describable:
    return Describable(name, Slot.STEP, (), origin, children=children)


def _wanted(own: tuple[Setting, ...]) -> str:
    """The worst result after which the steps run. One that is not known is taken for the best."""
    setting = next((one for one in own if one.name == _THRESHOLD), None)
    if setting is None:
        return "FAILURE"
    name = setting.value.setting("name") if isinstance(setting.value, Describable) else None
    return str(name.value.value) if name and isinstance(name.value, Literal) else ""


def _threshold(setting: Setting) -> Setting:
    """The setting; a result that Jenkins does not know is not understood."""
    if setting.name != _THRESHOLD or _wanted((setting,)) in ("SUCCESS", "UNSTABLE", *_ALWAYS):
        return setting
    leaves = (*setting.leaves, *(leaf for one in nested(setting.value) for leaf in leaves_of(one)))
    return replace(setting, value=Opaque("", "this is no result of a build"), leaves=leaves)


def _dismiss_threshold(settings: tuple[Setting, ...], describer: Describer) -> None:
    for one in settings:
        if one.name == _THRESHOLD:
            describer.dismiss_setting(one, "there are no steps after Maven")


def _asked(own: tuple[Setting, ...], publishers: tuple[Describable, ...], origin: Location) -> Iterator[Setting]:
    """The variable in which the build keeps whether Maven has succeeded, where something asks for it."""
    deploys = any(one.name == _DEPLOYER for one in publishers)
    asks = any(one.name == _THRESHOLD for one in own) and _wanted(own) not in ("UNSTABLE", *_ALWAYS)
    if deploys or asks:
        yield Setting("kept", Literal(_STATUS), origin, ())


# ---- what else needs to know of the run ------------------------------------------------------------------------------


def _copies(settings: Iterable[Setting], names: Iterable[str]) -> Iterator[Setting]:
    """Settings for a second reader: the ledger has their leaves already."""
    wanted = frozenset(names)
    yield from (replace(one, value=_bare(one.value), leaves=()) for one in settings if one.name in wanted)


def _bare(value: Value) -> Value:
    if isinstance(value, Describable):
        settings = tuple(replace(one, value=_bare(one.value), leaves=()) for one in value.settings)
        return replace(value, settings=settings, leaf=None)
    return Items(tuple(map(_bare, value.items))) if isinstance(value, Items) else value


def _deploying(publisher: Describable, run: tuple[Setting, ...]) -> Describable:
    """The publisher that deploys what Maven has made, with what it must know of Maven's run."""
    if publisher.name != _DEPLOYER:
        return publisher
    settings = tuple(_copies(run, (*_COMMAND, *_ARCHIVING, "moduleRoot", "kept")))
    of_run = Describable(_RUN, Slot.VALUE, settings, publisher.location)
    return replace(publisher, settings=(Setting(_RUN, of_run, publisher.location, ()), *publisher.settings))


def _module_root(sources: tuple[Describable, ...]) -> Iterator[Setting]:
    """The folder of the checkout, from which Jenkins looks for the POM first (`SCM.getModuleRoot`)."""
    for extensions in (one.setting("extensions") for one in sources[:1]):
        for one in nested(extensions.value) if extensions else ():
            folder = one.setting("relativeTargetDir")
            if simple_class(one.name) == "RelativeTargetDirectory" and folder:
                yield replace(folder, name="moduleRoot", leaves=())
