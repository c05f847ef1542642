"""Steps, publishers and the source that a job takes from another one, as template-project does it (`ProxyBuilder`,
`ProxyPublisher`, `ProxySCM`, `TemplateUtils`).

Jenkins looks the other job up by its full name when the build comes there, whether it is disabled or not, and runs what
stands in it as the build's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from migrate.errors import InputError
from migrate.model.estate import HeldJob, job_key
from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Dismissal,
    Leaf,
    Literal,
    Opaque,
    Reading,
    Setting,
    Slot,
)
from migrate.readers.describe import Describer
from migrate.readers.freestyle_project import MULTIJOB
from migrate.readers.rewriting import Callers, rewritten, rewritten_all
from migrate.readers.xml_document import Element, read_xml
from migrate.readers.xstream import class_of, decode

_PROXY = "hudson.plugins.templateproject.Proxy"
_NAME = "projectName"
_NO_SOURCE = "hudson.scm.NullSCM"
_TRIGGER = "hudson.tasks.BuildTrigger"
_STARTS_NOTHING = "Jenkins does not look at the BuildTrigger of another job (since 1.501), and starts nothing"
_PROJECTS = ("project", MULTIJOB, "matrix-project")
_WITHOUT_BUILDERS = ("maven2-moduleset",)
_LISTS = {
    f"{_PROXY}Builder": ("builders", Slot.STEP),
    f"{_PROXY}Publisher": ("publishers", Slot.PUBLISHER),
    f"{_PROXY}SCM": ("scm", Slot.SCM),
}


def with_templates(reading: Reading, jobs: Mapping[str, HeldJob]) -> Reading:
    """The reading with what stands in other jobs inside of the describables that ask for it, and with its leaves."""
    if reading.job is None:
        return reading
    filling = _Filling(jobs)
    job = rewritten(reading.job, filling.change)
    return replace(
        reading,
        job=job,
        leaves=(*reading.leaves, *filling.leaves),
        dismissals=(*reading.dismissals, *filling.dismissals),
        secrets=(*reading.secrets, *filling.secrets),
    )


class _LostError(Exception):
    """Why what the other job has can't stand here."""


@dataclass(slots=True)
class _Filling:
    """One walk over one job. `inside` are the lists of other jobs that are being read, to see a circle."""

    jobs: Mapping[str, HeldJob]
    inside: tuple[tuple[str, str], ...] = ()
    callers: Callers = field(default_factory=Callers)
    leaves: list[Leaf] = field(default_factory=list)
    dismissals: list[Dismissal] = field(default_factory=list)
    secrets: list[Location] = field(default_factory=list)

    def change(self, one: Describable) -> Describable:
        return self._filled(one) if one.name in _LISTS else one

    # ---- what stands in another job ------------------------------------------------------------------------------

    def _filled(self, proxy: Describable) -> Describable:
        """The describable with what it stands for as its children, or with why there are none in place of the name."""
        try:
            return replace(proxy, children=self._all_of(proxy))
        except _LostError as error:
            named = (_lost(one, str(error)) if one.name == _NAME else one for one in proxy.settings)
            return replace(proxy, settings=tuple(named))

    def _all_of(self, proxy: Describable) -> tuple[Describable, ...]:
        held = self._held(proxy)
        tag, slot = _LISTS[proxy.name]
        if (held.file, tag) in self.inside:
            raise _LostError(f"the {tag} of {held.file} lead back to themselves, and Jenkins never comes to an end")
        around, self.inside = self.inside, (*self.inside, (held.file, tag))
        describer = Describer(held.file, self.callers.at(proxy.location))
        found = tuple(_described(_root(held, tag), tag, slot, describer))
        self.leaves += describer.leaves
        self.dismissals += describer.dismissals
        self.secrets += describer.secrets
        filled = rewritten_all(found, self.change)
        self.inside = around
        return filled

    def _held(self, proxy: Describable) -> HeldJob:
        setting = proxy.setting(_NAME)
        name = str(setting.value.value) if setting and isinstance(setting.value, Literal) else ""
        if "$" in name:
            raise _LostError(f"only the build knows which job {name} is")
        held = self.jobs.get(job_key(name))
        if held is None:
            raise _LostError(f"the job {name or 'that has no name'} is not here: convert the JENKINS_HOME that has it")
        return held


def _lost(name: Setting, because: str) -> Setting:
    return replace(name, value=Opaque(str(getattr(name.value, "value", "")), because))


def _root(held: HeldJob, tag: str) -> Element:
    """The other job's XML. Raises _LostError where nobody can read it, or Jenkins can't take that from such a job."""
    try:
        document = read_xml(held.path.read_bytes(), held.file)
    except (OSError, InputError) as error:
        raise _LostError(f"{held.file} can't be read: {error}") from error
    if document.broken:
        raise _LostError(f"{held.file}: {document.broken}")
    if decode(document.root.tag) not in (*_PROJECTS, *_WITHOUT_BUILDERS):
        raise _LostError(f"{held.file} is no job with {tag} of its own, and Jenkins can't take them from it")
    return document.root


def _described(root: Element, tag: str, slot: Slot, describer: Describer) -> Iterator[Describable]:
    """What another job has in a list; no Maven job has builders."""
    element = root.child(tag)
    if element is None or (tag == "builders" and decode(root.tag) in _WITHOUT_BUILDERS):
        return
    if slot is Slot.SCM:
        yield from [describer.describable(element, slot, tag)] if class_of(element) != _NO_SOURCE else []
        return
    for child, path in describer.children(element, tag):
        if class_of(child) == _TRIGGER and slot is Slot.PUBLISHER:
            describer.dismiss(child, path, _STARTS_NOTHING, gap=True)
        else:
            yield describer.describable(child, slot, path)
