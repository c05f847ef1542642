"""Rules of the user's own: tables of migrate.toml, a folder of modules, and packages that are installed.

A module has a `plugin`, as those of the toolkit do; packages name theirs in the entry-point group `migrate.rules`.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from migrate.errors import UsageError
from migrate.mapping.registry import Registry, built_in
from migrate.mapping.rule import Call, Plugin, Promise, converted, ignored, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.settings import OwnRule, Settings
from migrate.model.source import Items, Literal

_GROUP = "migrate.rules"
_DOCS = "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
_READ = re.compile(r"\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))")


def registry_of(settings: Settings) -> Registry:
    """The rules of the toolkit and the user's own. Raises UsageError."""
    return _registry(settings.rules, settings.rules_folder)


@functools.cache
def _registry(rules: tuple[OwnRule, ...], folder: str) -> Registry:
    own = [*map(plugin_of, rules), *(_in_folder(Path(folder)) if folder else ()), *_installed()]
    return Registry([*built_in().plugins, *own]) if own else built_in()


# ---- without code ----------------------------------------------------------------------------------------------------


def plugin_of(rule: OwnRule) -> Plugin:
    """The plugin that a table of migrate.toml makes."""
    plugin = Plugin(rule.id, rule.id, _DOCS, replaces=rule.names if rule.replaces else ())
    if rule.ignore:
        plugin.nothing(*rule.names, because=rule.ignore)
    elif rule.stop:
        plugin.blocked(*rule.names, because=rule.stop)
    else:
        _runs(plugin, rule)
    return plugin


def _runs(plugin: Plugin, rule: OwnRule) -> None:
    names = tuple(dict.fromkeys(one or other for one, other in _READ.findall(rule.run)))
    settings = (
        *(converted(name, to=f"${name} in the script") for name in names),
        *(ignored(name, because=because) for name, because in rule.ignored),
    )
    behaviour: tuple[Promise, ...] = (partial("", because=rule.differs),) if rule.differs else ()

    @plugin.rule(*rule.names, settings=settings, behaviour=behaviour)
    def run(call: Call) -> Iterator[Contribution]:
        given = tuple((name, call.expanded(name)) for name in names)
        for name in (name for name, value in given if isinstance(value, Items)):
            call.gap("a list is no value of a variable", name, blocking=True)
        yield Command(Literal(rule.run), variables=tuple(one for one in given if not isinstance(one[1], Items)))


# ---- with code -------------------------------------------------------------------------------------------------------


def _in_folder(folder: Path) -> Iterator[Plugin]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", "name the folder of your rules with --rules")
    modules = sorted(folder.glob("*.py"))
    if not modules:
        raise UsageError(f"{folder} has no rules", "write some with j2cp rules new")
    for path in modules:
        yield _plugin_in(functools.partial(_module, path), str(path))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"own_rules_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _installed() -> Iterator[Plugin]:
    for one in sorted(entry_points(group=_GROUP), key=lambda point: point.name):
        yield _plugin_in(one.load, f"the package {one.value}")


def _plugin_in(load: Callable[[], ModuleType], where: str) -> Plugin:
    try:
        plugin = getattr(load(), "plugin", None)
    except Exception as error:  # it is the user's own code
        raise UsageError(f"{where}: {type(error).__name__}: {error}", "mend the module") from error
    if not isinstance(plugin, Plugin):
        raise UsageError(f"{where} has no plugin", 'write plugin = Plugin("id", title="…", aws_docs="https://…")')
    return plugin
