"""Code from elsewhere that a pipeline runs: what shared libraries bring, and files that it loads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from migrate.model.location import Location
from migrate.model.source import Describable, Literal, Setting, Slot
from migrate.readers.folders import is_file
from migrate.readers.groovy import parse, tree
from migrate.readers.groovy.evaluate.values import NotFoldedError
from migrate.readers.libraries import Libraries, Library, parts_of
from migrate.readers.pipeline.ahead import Ahead

Register = Callable[[tree.Script, str], None]


# Methods that Groovy gives to every script: no library is looked for in their place.
_OF_EVERY_SCRIPT = frozenset(("each", "evaluate", "is", "print", "printf", "println", "run", "sprintf", "use"))


@dataclass(frozen=True)
class Surroundings:
    """What a Jenkinsfile stands in: where libraries may lie, its folder, and the folder of its whole repository.

    `variables` are those that builds have beside what the script sets; None where not all are known. In the `sandbox`
    Jenkins permits few calls of Java's, and those that an administrator has `approved`; None where these are not known.
    `repository` is the folder that the job's own checkout has the files of, where that is known; `ahead` says which of
    them are read when converting. No library is guessed in the place of one of the `steps`.
    """

    libraries: Libraries = field(default_factory=Libraries)
    folder: Path | None = None
    top: Path | None = None
    variables: frozenset[str] | None = None
    sandbox: bool = True
    approved: frozenset[str] | None = None
    repository: Path | None = None
    ahead: Ahead | None = None
    steps: frozenset[str] = frozenset()


@dataclass
class Loaded:
    """What one pipeline has asked for. `register` is told of each script before it runs, with its file."""

    around: Surroundings
    register: Register
    asked: list[Library] = field(default_factory=list)
    libraries: list[Describable] = field(default_factory=list)
    guessed: dict[str, Library] = field(default_factory=dict)  # by what the pipeline uses of each without asking for it
    missing: bool = False

    @cached_property
    def _implicit(self) -> list[Library]:
        return list(self.around.libraries.without_asking())

    def ask(self, identifier: str, url: str, location: Location, leaf: Location | None) -> Library | None:
        """Load a library by `name@version`; it is told of in the job's libraries."""
        name, version = parts_of(identifier)
        found = self.around.libraries.find(name, url)
        if found is None:
            self.missing = True
        elif found not in self.asked:
            self.asked.append(found)
        self.tell(identifier, found, location, leaf, version)
        return found

    def tell(
        self, identifier: str, found: Library | None, location: Location, leaf: Location | None, version: str = ""
    ) -> None:
        given = {"identifier": identifier, "found": _how(found, version)}
        leaves = (leaf,) if leaf else ()
        settings = tuple(
            Setting(key, Literal(text), location, leaves if key == "identifier" else ()) for key, text in given.items()
        )
        self.libraries.append(Describable("lib", Slot.LIBRARY, settings, location))

    @property
    def is_alone(self) -> bool:
        """Whether no library brings anything to the pipeline."""
        return not (self.asked or self.guessed or self.missing or self._implicit)

    def _all(self) -> Iterator[Library]:
        yield from self.asked
        yield from (one for one in self._implicit if one.root not in {known.root for known in self.asked})

    def variable(self, name: str) -> tree.Script | None:
        """The file of `vars` that a name stands for. Raises NotFoldedError for one that is no Groovy."""
        return self._script(f"vars/{name}.groovy", name) if name.isidentifier() else None

    def class_source(self, qualified: str) -> tree.Script | None:
        return self._script(f"src/{qualified.replace('.', '/')}.groovy", qualified)

    def _script(self, path: str, name: str) -> tree.Script | None:
        for library in (*self._all(), *self.guessed.values()):
            script = library.script(path)
            if script is not None:
                place = f"{library.name or library.root.name}/{path}"
                _check(script, place)
                self.register(script, place)
                return script
        known = name in self.around.steps or name in _OF_EVERY_SCRIPT
        guess = None if known else self.around.libraries.holding(path)
        if guess is None or guess.script(path) is None:
            return None
        if guess not in self.guessed.values():
            self.guessed[name] = guess
        return self._script(path, name)

    def resource(self, path: str) -> str | None:
        return next(
            (text for one in (*self._all(), *self.guessed.values()) if (text := one.resource(path)) is not None), None
        )

    def file(self, path: str) -> tree.Script | None:
        """A file of the repository that `load` names, as it stands beside the Jenkinsfile or in a folder above."""
        text = next(self._texts(path), None)
        if text is None:
            return None
        script = parse(text)
        self.register(script, path)
        return None if script.problems else script

    def text(self, path: str) -> str | None:
        """The text of a file that is named from the top of the repository."""
        return next(iter(reversed(list(self._texts(path)))), None)

    def _texts(self, path: str) -> Iterator[str]:
        """The files of this path beside the Jenkinsfile and in the folders above."""
        folder, top = self.around.folder, self.around.top
        while folder is not None and top is not None and ".." not in Path(path).parts and not Path(path).is_absolute():
            if is_file(folder / path):
                yield (folder / path).read_text("utf-8", "replace")
            folder = None if folder == top else folder.parent


def _how(found: Library | None, version: str) -> str:
    """What speaks for a library: `named`, `guess`, the other version that its checkout has, or `missing`."""
    if found is None:
        return "missing"
    if found.is_guess:
        return f"guess {found.root.name}"
    return f"version {found.ref}" if found.ref and version and found.ref != version else "named"


def url_of(value: Any) -> str:
    """The repository in the `retriever` of the `library` step."""
    if isinstance(value, dict):
        known = next((value[key] for key in ("remote", "url") if isinstance(value.get(key), str)), "")
        return known or next((url for one in value.values() if (url := url_of(one))), "")
    return next((url for one in value if (url := url_of(one))), "") if isinstance(value, list) else ""


def _check(script: tree.Script, place: str) -> None:
    for problem in script.problems:
        line, _ = script.position(problem.offset)
        raise NotFoldedError(f"{place}:{line} of the library is no Groovy: {problem.message}")
