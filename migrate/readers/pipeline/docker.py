"""The variable `docker`, and the images and containers that it gives (`Docker.groovy` of the docker-workflow plugin).

Each method that runs a command is a step of its own: `docker.build`, `docker.push`, … with the settings that the rules
of the plugin know. An image has no registry in its name: that is of the `withRegistry` around its use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from migrate.model.source import Literal, Reference, ReferenceKind
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.expressions import joined
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.values import Code, JenkinsObject, Kind, NotFoldedError, Unknown, Value


@dataclass(frozen=True, slots=True)
class Image(JenkinsObject):
    """What `docker.image(…)` and `docker.build(…)` give."""

    name: str = "docker.image"
    id: Value = ""


@dataclass(frozen=True, slots=True)
class Running(JenkinsObject):
    """A container that runs; its id is kept in a variable of the build."""

    name: str = "docker.container"
    variable: str = ""

    @property
    def id(self) -> Unknown:
        return Unknown(Reference(ReferenceKind.VARIABLE, self.variable), Kind.TEXT)


class Steps(Protocol):
    """What makes steps of calls."""

    def block(
        self,
        node: tree.Call,
        name: str,
        given: list[Given],
        known: Mapping[str, Value],
        body: Callable[[], Value] | None = None,
    ) -> Value:
        """A step with arguments that stand in the call, and settings that don't. Gives what its body does."""

    def finally_(self, node: tree.Call, body: Callable[[], Value], last: Callable[[], object]) -> Value:
        """Steps, and others after them in any case. Gives what the first ones do."""

    def fresh(self, name: str) -> str:
        """A name that no other value is kept under."""


@dataclass(slots=True)
class Docker:
    """The methods of `docker` and of its objects, by the name of the object and the method."""

    steps: Steps
    registries: list[Value] = field(default_factory=list)

    def knows(self, owner: JenkinsObject) -> bool:
        return owner.name == "docker" or isinstance(owner, Image | Running)

    def member(self, owner: JenkinsObject, name: str) -> Value:
        if name == "id" and isinstance(owner, Image | Running):
            return owner.id
        raise NotFoldedError(f"{owner.name}.{name} is not evaluated")

    def method(self, node: tree.Call, owner: JenkinsObject, name: str, arguments: list[Given]) -> Value:
        match owner:
            case Image():
                return self._of_image(node, owner, name, arguments)
            case Running():
                return self._of_container(node, owner, name, arguments)
        return self._of_docker(node, name, arguments)

    # ---- docker --------------------------------------------------------------------------------------------------

    def _of_docker(self, node: tree.Call, name: str, arguments: list[Given]) -> Value:
        match name:
            case "image":
                [image] = _named(arguments, "image", least=1)
                return Image(id=_text(image.value))
            case "build":
                given = _named(arguments, "image", "args", least=1)
                self.steps.block(node, "docker.build", given, {})
                return Image(id=_text(given[0].value))
            case "withRegistry":
                return self._in_registry(node, arguments)
            case "withServer" | "withTool":
                names = ("uri", "credentialsId") if name == "withServer" else ("name",)
                given, body = _with_body(arguments, *names, least=1)
                return self.steps.block(node, f"docker.{name}", given, {}, body.call)
        raise NotFoldedError(f"docker.{name}() is not evaluated")

    def _in_registry(self, node: tree.Call, arguments: list[Given]) -> Value:
        given, body = _with_body(arguments, "url", "credentialsId", least=1)
        self.registries.append(given[0].value or "")
        try:
            known = [one for one in given if one.value is not None]
            return self.steps.block(node, "docker.withRegistry", known, {}, body.call)
        finally:
            self.registries.pop()

    # ---- images --------------------------------------------------------------------------------------------------

    def _of_image(self, node: tree.Call, image: Image, name: str, arguments: list[Given]) -> Value:
        match name:
            case "imageName":
                return self._qualified(image.id)
            case "inside":
                given, body = _with_body(arguments, "args")
                return self.steps.block(node, "docker.inside", given, self._of(image), body.call)
            case "pull":
                return self.steps.block(node, "docker.pull", _named(arguments), self._of(image))
            case "push" | "tag":
                given = _named(arguments, "tag", "force")
                self.steps.block(node, f"docker.{name}", given, self._of(image))
                return self._tagged(image, given[0].value if given else None) if name == "tag" else None
            case "run":
                return self._run(node, image, _named(arguments, "args", "command"))
            case "withRun":
                given, body = _with_body(arguments, "args", "command")
                container = self._run(node, image, given)
                stop = lambda: self._of_container(node, container, "stop", [])  # noqa: E731
                return self.steps.finally_(node, lambda: body.call(container), stop)
        raise NotFoldedError(f"{name} of an image is not evaluated")

    def _of(self, image: Image) -> dict[str, Value]:
        registry = self.registries[-1] if self.registries else ""
        return {"image": image.id} | ({"registry": registry} if registry else {})

    def _run(self, node: tree.Call, image: Image, given: list[Given]) -> Running:
        variable = self.steps.fresh("docker.run")
        self.steps.block(node, "docker.run", given, {"image": image.id, "variable": variable})
        return Running(variable=variable)

    def _tagged(self, image: Image, tag: Value) -> Value:
        if not isinstance(image.id, str):
            raise NotFoldedError("the name of an image that only the run knows")
        repository, _, own = image.id.rpartition(":") if ":" in image.id else (image.id, "", "")
        return self._qualified(joined([repository, ":", tag or own or "latest"]))

    def _qualified(self, image: Value) -> Value:
        """The name with the host of the registry around in front, as `DockerRegistryEndpoint.imageName` has it."""
        registry = self.registries[-1] if self.registries else ""
        if not isinstance(registry, str):
            raise NotFoldedError("the registry is known only when the pipeline runs")
        host = urlsplit(registry).netloc.rpartition("@")[2]
        if not host or _start(image).startswith(host):
            return image
        return joined([f"{host}/", image])

    # ---- containers ----------------------------------------------------------------------------------------------

    def _of_container(self, node: tree.Call, container: Running, name: str, arguments: list[Given]) -> Value:
        known: dict[str, Value] = {"container": container.id}
        if name == "stop" and not arguments:
            return self.steps.block(node, "docker.stop", [], known)
        if name == "port":
            variable = self.steps.fresh("docker.port")
            given = _named(arguments, "port")
            self.steps.block(node, "docker.port", given, known | {"variable": variable})
            return Unknown(Reference(ReferenceKind.VARIABLE, variable), Kind.TEXT)
        raise NotFoldedError(f"{name} of a container is not evaluated")


def _named(arguments: list[Given], *names: str, least: int = 0) -> list[Given]:
    """Positional arguments with the names of the parameters. Raises NotFoldedError for others."""
    if not least <= len(arguments) <= len(names) or any(one.name or isinstance(one.value, Code) for one in arguments):
        raise NotFoldedError("a call of a method of docker with arguments that it does not take")
    return [Given(name, one.node, one.value) for name, one in zip(names, arguments, strict=False)]


def _with_body(arguments: list[Given], *names: str, least: int = 0) -> tuple[list[Given], Code]:
    body = arguments[-1].value if arguments else None
    if not isinstance(body, Code):
        raise NotFoldedError("a method of docker without its block")
    return _named(arguments[:-1], *names, least=least), body


def _text(value: Value) -> Value:
    if not isinstance(value, str) and not (isinstance(value, Unknown) and value.kind is not Kind.BOOLEAN):
        raise NotFoldedError("the name of an image is no text")
    return value


def _start(image: Value) -> str:
    """The known text at the start of a name."""
    if isinstance(image, Unknown):
        first = next(iter(getattr(image.value, "parts", ())), None)
        return str(first.value) if isinstance(first, Literal) else ""
    return str(image)
