"""Files that the controller or a folder keeps for jobs: https://plugins.jenkins.io/config-file-provider/

A job names one by its id; the folder nearest to the job that has it wins (`ConfigFiles.getByIdOrNull`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate.errors import InputError
from migrate.model.estate import HeldJob, job_key
from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Items, Leaf, Literal, Reading, Setting, Slot, Value
from migrate.readers.describe import Describer
from migrate.readers.rewriting import Callers, rewritten
from migrate.readers.xml_document import Element, read_xml
from migrate.readers.xstream import class_of, decode

_NAMES = ("configFile", "org.jenkinsci.plugins.configfiles.buildwrapper.ManagedFile")
_GLOBAL = "org.jenkinsci.plugins.configfiles.GlobalConfigFiles.xml"
_OF_FOLDER = "org.jenkinsci.plugins.configfiles.folder.FolderConfigFileProperty"
_FILLED = "CredentialMappings"
_AROUND = "org.jenkinsci.plugins.configfiles.buildwrapper.ConfigFileBuildWrapper"
_MAVEN = "org.jenkinsci.plugins.configfiles.maven.job.Mvn"
_PROVIDED = "settingsConfigId"
_BY_PATH = {
    "settings": "jenkins.mvn.FilePathSettingsProvider",
    "globalSettings": "jenkins.mvn.FilePathGlobalSettingsProvider",
}


def with_managed_files(reading: Reading, home: Path, jobs: Mapping[str, HeldJob]) -> Reading:
    """The reading with the text of each file beside its id, where the controller's files are here."""
    if reading.job is None:
        return reading
    filling = _Filling(reading.name, home, jobs)
    job = rewritten(reading.job, filling.change)
    return replace(
        reading,
        job=job,
        leaves=(*reading.leaves, *filling.leaves),
        dismissals=(*reading.dismissals, *filling.dismissals),
        secrets=(*reading.secrets, *filling.secrets),
    )


@dataclass(slots=True)
class _Filling:
    """One walk over one job."""

    job: str
    home: Path
    jobs: Mapping[str, HeldJob]
    callers: Callers = field(default_factory=Callers)
    leaves: list[Leaf] = field(default_factory=list)
    dismissals: list[Dismissal] = field(default_factory=list)
    secrets: list[Location] = field(default_factory=list)

    def change(self, one: Describable) -> Describable:
        if any(_provider(each) for each in one.settings):
            return self._with_maven_settings(one)
        identity = one.setting("fileId") if one.name in _NAMES else None
        if identity is None or not isinstance(identity.value, Literal):
            return one
        found = next(self._found(str(identity.value.value)), None)
        return one if found is None else replace(one, settings=(*one.settings, *self._told(one, *found)))

    def _with_maven_settings(self, maven: Describable) -> Describable:
        """A run of Maven that finds its settings in a file, inside of what writes the file."""
        files: list[Value] | None = [] if maven.slot is Slot.STEP else None  # a run once more finds the file there
        settings = tuple(self._as_path(one, files) for one in maven.settings)
        run = replace(maven, settings=settings)
        if not files:
            return run
        managed = Setting("managedFiles", Items(tuple(files)), maven.location, ())
        return Describable(_AROUND, Slot.STEP, (managed,), maven.location, children=(run,))

    def _as_path(self, setting: Setting, files: list[Value] | None) -> Setting:
        """The settings of the controller as a path; as they are where Jenkins puts more into them, or has none."""
        provider = _provider(setting)
        held = provider.setting(_PROVIDED) if provider else None
        identity = str(held.value.value) if held and isinstance(held.value, Literal) else ""
        found = next(self._found(identity), None) if identity else None
        if held is None or found is None or _is_filled(found[1]) or not found[1].value("content").strip():
            return setting
        own = Describable(_NAMES[-1], Slot.VALUE, (replace(held, name="fileId", leaves=()),), setting.location)
        if files is not None:
            files.append(replace(own, settings=(*own.settings, *self._told(own, *found))))
        path = Setting("path", Literal(f"$WORKSPACE_TMP/config-{_file_name(found[1])}"), held.location, held.leaves)
        return replace(setting, value=Describable(_BY_PATH[setting.name], Slot.VALUE, (path,), setting.location))

    def _told(self, one: Describable, file: str, kept: Element) -> Iterator[Setting]:
        """The text, with a leaf of its own, and what else of the file decides what Jenkins writes."""
        describer = Describer(file, self.callers.at(one.location))
        content = kept.child("content")
        path = f"{decode(kept.tag)}[{kept.value('id').strip()}]/content"
        text = describer.setting(content, path, "text") if content is not None else None
        yield text or Setting("text", Literal(""), one.location, ())
        filled = str(_is_filled(kept)).lower()
        for name, value in {"fileName": kept.value("name"), "filled": filled}.items():
            yield Setting(name, Literal(value), one.location, ())
        self.leaves += describer.leaves
        self.dismissals += describer.dismissals
        self.secrets += describer.secrets

    def _found(self, identity: str) -> Iterator[tuple[str, Element]]:
        """The file with this id, in the folders of the job from the inside, then in the controller's own."""
        for file, configs in self._stores():
            for one in configs.children:
                if one.value("id").strip() == identity:
                    yield file, one

    def _stores(self) -> Iterator[tuple[str, Element]]:
        folder = self.job.rpartition("/")[0]
        while folder:
            held = self.jobs.get(job_key(folder))
            properties = _child(_root(held.path), "properties") if held else None
            for one in properties.children if properties is not None else ():
                if held and class_of(one) == _OF_FOLDER and (configs := one.child("configs")) is not None:
                    yield held.file, configs
            folder = folder.rpartition("/")[0]
        configs = _child(_root(self.home / _GLOBAL), "configs")
        if configs is not None:
            yield _GLOBAL, configs


def _is_filled(kept: Element) -> bool:
    """Whether Jenkins puts credentials into the text."""
    return any(child.tag.endswith(_FILLED) and child.children for child in kept.children)


def _file_name(kept: Element) -> str:
    return kept.value("name").replace(" ", "_") or kept.value("id").strip()


def _provider(setting: Setting) -> Describable | None:
    """What gives Maven the settings of the controller."""
    value = setting.value
    known = setting.name in _BY_PATH and isinstance(value, Describable) and value.name.startswith(_MAVEN)
    return value if known and isinstance(value, Describable) else None


def _child(element: Element | None, tag: str) -> Element | None:
    return element.child(tag) if element is not None else None


def _root(path: Path) -> Element | None:
    """The XML of a file; None where nobody can read it: then the job says that its file is missing."""
    try:
        return read_xml(path.read_bytes(), path.name).root
    except (OSError, InputError):
        return None
