"""Reads one job with all that belongs to it: its Jenkinsfile, and the shared libraries and files that this loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from migrate.errors import InputError
from migrate.model.estate import Estate, HeldJob
from migrate.model.settings import Settings
from migrate.model.source import Reading
from migrate.readers.config_xml import read_config_xml
from migrate.readers.folders import is_file, is_folder
from migrate.readers.jenkins_home import Input, InputKind
from migrate.readers.jenkinsfile import read_jenkinsfile
from migrate.readers.job_variables import variables_of
from migrate.readers.kept_job import with_config
from migrate.readers.libraries import Libraries, Library
from migrate.readers.managed_files import with_managed_files
from migrate.readers.multibranch_project import for_all_branches
from migrate.readers.organisation_folder import with_projects
from migrate.readers.pipeline.loaded import Surroundings
from migrate.readers.pipeline_job import Definition, merge_pipeline, without_jenkinsfile
from migrate.readers.promotion import with_owner, with_promotions
from migrate.readers.seeds import with_seeds
from migrate.readers.template_jobs import with_templates

_LARGEST = 5_000_000  # bytes of a Jenkinsfile
_CHECKOUTS = ("checkouts", "libraries")


def read_job(
    one: Input, settings: Settings, estate: Estate | None = None, steps: frozenset[str] = frozenset()
) -> Reading:
    """Read an input with all that belongs to it. `steps` are those of plugins, which no library is guessed for. Raises
    InputError or OSError."""
    estate = estate or Estate()
    reading = with_seeds(_read_file(one, settings, estate, steps), one.home, estate.jobs)
    return with_managed_files(reading, one.home, estate.jobs)


def _read_file(one: Input, settings: Settings, estate: Estate, steps: frozenset[str]) -> Reading:
    if one.kind is InputKind.UNREADABLE:
        raise InputError(one.error, f"make {one.file} readable")
    data = one.path.read_bytes()
    libraries = _libraries(one, settings, estate)
    around = Surroundings(libraries, one.path.parent, one.home, approved=estate.approved_signatures, steps=steps)
    if one.kind is InputKind.JENKINSFILE:
        around = replace(around, repository=_repository_of(one))
        return read_jenkinsfile(decoded(data), name=one.name, file=one.file, around=around)
    xml = read_config_xml(data, name=one.name, file=one.file)
    if xml.definition is None:
        return with_config(_with_others(xml.reading, estate.jobs), data, settings)
    return _read_pipeline(xml.reading, xml.definition, one, settings, around)


def _with_others(reading: Reading, jobs: Mapping[str, HeldJob]) -> Reading:
    """The reading with what other jobs of the controller have to do with it."""
    return with_projects(with_promotions(with_owner(with_templates(reading, jobs), jobs), jobs), jobs)


def decoded(data: bytes) -> str:
    """A Jenkinsfile's text: UTF-8, or Latin-1 where it is not. Raises InputError for what is no text."""
    if len(data) > _LARGEST:
        raise InputError(f"the file has {len(data):,} bytes", f"a Jenkinsfile has at most {_LARGEST:,}")
    if b"\0" in data:
        raise InputError("this is no text, or none in UTF-8", "give a Jenkinsfile, or save it in UTF-8")
    if not data.strip():
        raise InputError("the file is empty", "copy it from the repository again")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _read_pipeline(
    xml: Reading, definition: Definition, one: Input, settings: Settings, around: Surroundings
) -> Reading:
    around = replace(around, variables=variables_of(xml, one, settings), sandbox=definition.sandbox)
    if definition.script is not None:
        at = f"{one.file}#script"
        return merge_pipeline(xml, read_jenkinsfile(definition.script, name=one.name, file=at, around=around))
    found = _jenkinsfile_of(definition, one, settings)
    if found is None:
        because = f"{definition.script_path or 'the Jenkinsfile'} is not here: name its checkout under [checkouts]"
        return without_jenkinsfile(xml, because)
    folder, path = found
    text = decoded(path.read_bytes())
    around = replace(around, folder=path.parent, top=folder, repository=folder)
    read = merge_pipeline(xml, read_jenkinsfile(text, name=one.name, file=definition.script_path, around=around))
    return for_all_branches(read, definition.script_path, path.read_bytes())


def _repository_of(one: Input) -> Path:
    """The repository that a Jenkinsfile stands in: the checkout around it, or else its own folder."""
    folder = one.path.parent
    around = [folder, *(above for above in folder.parents if above.is_relative_to(one.home))]
    return next((above for above in around if (above / ".git").exists()), folder)


def _jenkinsfile_of(definition: Definition, one: Input, settings: Settings) -> tuple[Path, Path] | None:
    """The folder of a repository and the Jenkinsfile in it: a checkout that the user names, or one that lies with the
    job or its JENKINS_HOME."""
    url = definition.url or _url_of(definition)
    repository = url.rstrip("/").rpartition("/")[2].removesuffix(".git")
    folders = [one.path.parent / "source", one.home / "workspace" / one.name]
    if repository:
        folders.append(one.home / "checkouts" / repository)
    named = {_bare(one): Path(folder) for one, folder in settings.checkouts.items()}
    if _bare(url) in named:
        folders.insert(0, named[_bare(url)])
    paths = ((folder, folder / (definition.script_path or "Jenkinsfile")) for folder in folders)
    return next((both for both in paths if ".." not in both[1].parts and is_file(both[1])), None)


def _bare(url: str) -> str:
    """The address of a repository, which some write with `.git` at its end."""
    return url.rstrip("/").removesuffix(".git")


def _url_of(definition: Definition) -> str:
    if definition.scm is None:
        return ""
    for setting in definition.scm.settings:
        if setting.name == "userRemoteConfigs":
            for inner in getattr(setting.value, "items", ()):
                url = inner.setting("url")
                return str(url.value.value) if url else ""
    return ""


def _libraries(one: Input, settings: Settings, estate: Estate) -> Libraries:
    """Where the libraries of a job may lie: as the user says, in checkouts beside the jobs, or with the job itself."""
    named = {name: Library(name, Path(held.path), held.ref) for name, held in settings.libraries.items()}
    implicit = {name for name, held in settings.libraries.items() if held.implicit}
    beside = one.path.parent / "library"
    return Libraries(
        named=named,
        folders=tuple(folder / name for folder in (one.home, one.home.parent) for name in _CHECKOUTS),
        repositories=estate.libraries,
        implicit=frozenset(implicit | estate.implicit_libraries),
        beside=beside if is_folder(beside) else None,
        own=one.name.partition("/")[0],
    )
