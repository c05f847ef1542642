"""The beginning of a rule for what no rule knows: a module, and a case of it, with the settings that real jobs have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrate.errors import OutputError, UsageError
from migrate.mapping.rule import simple_name

_MODULE = '''\
"""{title}: what it does in Jenkins, with a link that says so."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap
from migrate.model.contribution import Contribution

plugin = Plugin(
    "{id}",
    title="{title}",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_OPEN = "say what becomes of it: converted, partial or ignored"


@plugin.rule(
    "{name}",
    settings=(
{settings}
    ),
    behaviour=(gap("what it does", because=_OPEN, blocking=True),),
)
def convert(call: Call) -> Iterator[Contribution]:
    """What it does, as contributions: Command(call.expanded("script")), …"""
    yield from ()
'''
_CASES = """\
# {id}

## As a job has it

```xml slot={slot}
<{tag}>
{leaves}
</{tag}>
```

```text title=ledger
```

```text title=contributions
```
"""
_STEP = """\
# {id}

## As a job has it

```groovy slot=steps
{name} {arguments}
```

```text title=ledger
```

```text title=contributions
```
"""


def write_rule(name: str, entries: Iterable[Mapping[str, Any]], folder: Path) -> tuple[Path, Path]:
    """Write the module and its cases. Raises UsageError where no entry has the name, OutputError where they exist."""
    settings, slot = _found(name, entries)
    identity = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", simple_name(name)).lower()
    module, cases = folder / f"{identity.replace('-', '_')}.py", folder / f"{identity}.md"
    for path in (module, cases):
        if path.exists():
            raise OutputError(f"{path} exists", "name another folder with --rules, or remove it")
    folder.mkdir(parents=True, exist_ok=True)
    table = "\n".join(f'        gap("{one}", because=_OPEN, blocking=True),' for one in settings)
    module.write_text(_MODULE.format(id=identity, title=simple_name(name), name=name, settings=table), "utf-8")
    cases.write_text(_cases(identity, name, settings, slot), "utf-8")
    return module, cases


def _found(name: str, entries: Iterable[Mapping[str, Any]]) -> tuple[list[str], str]:
    """The settings of a class or step, and the section of a job that it stands in."""
    settings: dict[str, None] = {}
    slots: list[str] = []
    for one in entries:
        key = str(one["rule"])
        if one["because"] == f"no rule for {name}" and (key == name or key.startswith(f"{name}.")):
            slots.append(str(one["path"]).partition("/")[0])
            settings |= dict.fromkeys([key.removeprefix(f"{name}.")] if key != name else [])
    if not slots:
        raise UsageError(f"no job in there has {name} without a rule", "see the gaps of the jobs' gap-report.md")
    return [one for one in settings if one], slots[0]


def _cases(identity: str, name: str, settings: list[str], slot: str) -> str:
    plain = [one for one in settings if "." not in one]
    if "." not in name:
        return _STEP.format(id=identity, name=name, arguments=", ".join(f"{one}: '…'" for one in plain))
    tag = name.replace("_", "__").replace("$", "_-")
    leaves = "\n".join(f"  <{one}>…</{one}>" for one in plain)
    return _CASES.format(id=identity, slot=slot, tag=tag, leaves=leaves)
