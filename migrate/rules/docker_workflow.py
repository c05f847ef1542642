"""Docker: agents, and the steps of the `docker` variable. https://plugins.jenkins.io/docker-workflow/

What the `docker` variable does is written as steps of their own: `docker.build(image, args)`, `docker.push(image, tag,
registry)`, `docker.tag` alike, `docker.pull(image, registry)`, and as blocks `docker.inside(image, args, registry)` and
`docker.withRegistry(url, credentialsId)`. `image` is what `docker.image(…)` or `docker.build(…)` was given; `registry` is
the URL of the `withRegistry` around it (`Docker.groovy`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from migrate.mapping.expressions import template, text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import (
    Capture,
    Command,
    Contribution,
    InImage,
    Keep,
    Plain,
    WithRegistry,
    WithVariables,
)
from migrate.model.source import Derived, Literal, Opaque, Reference, ReferenceKind, Slot, Template, Value

plugin = Plugin(
    "docker-workflow",
    title="Docker",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-custom-image.html",
)

_CONTAINER = (
    converted("args", to="the container of the build"),
    converted("label", to="the machine around the container"),
    converted("registryUrl", to="the name of the image"),
    converted("registryCredentialsId", to="registryCredential of the build project"),
    converted("reuseNode", to="the workspace of the stages before"),
    partial("customWorkspace", because="a build has its own folder: paths below the custom one differ", default=""),
)


@plugin.rule(
    "docker",
    slots=(Slot.AGENT,),
    settings=(
        converted("image", to="the image of the build"),
        ignored("alwaysPull", because="each build pulls its image"),
        *_CONTAINER,
    ),
)
def container(call: Call) -> Iterator[Contribution]:
    _check_options(call)
    yield InImage(
        qualified(call.value("image"), call.text("registryUrl")),
        call.value("args"),
        registry_credentials=call.text("registryCredentialsId"),
        label=call.value("label") if call.has("label") else None,
        same_workspace=call.flag("reuseNode"),
    )


_BUILT_FIRST = "an image that is built first must stand in a registry"


@plugin.rule(
    "dockerfile",
    slots=(Slot.AGENT,),
    settings=(
        *(gap(name, because=_BUILT_FIRST, blocking=True) for name in ("filename", "dir", "additionalBuildArgs")),
        *_CONTAINER,
    ),
    behaviour=(gap("the image is built from the repository", because=_BUILT_FIRST, blocking=True),),
)
def dockerfile(call: Call) -> Iterator[Contribution]:
    _check_options(call)
    call.text("registryUrl")  # a FROM line names its own registry
    folder = call.text("dir")
    name = call.text("filename", "Dockerfile")
    yield InImage(
        Literal(""),
        registry_credentials=call.text("registryCredentialsId"),
        dockerfile=f"{folder}/{name}" if folder else name,
        context=folder or ".",
        build_args=call.text("additionalBuildArgs"),
        label=call.value("label") if call.has("label") else None,
        same_workspace=call.flag("reuseNode"),
    )


# ---- options of docker run ---------------------------------------------------------------------------------------

_SWITCHES = frozenset({"-t", "-i", "-it", "-ti", "-d", "--tty", "--interactive", "--detach", "--rm", "--init"})
_NO_MATTER = frozenset({"--entrypoint", "--name", "--hostname", "-h", "--group-add", "--pull"})
_SIZES = frozenset({"-m", "--memory", "--memory-swap", "--cpus", "--cpu-shares", "-c", "--shm-size", "--ulimit"})
_CACHES = (".m2", ".gradle", ".npm", ".cache", ".ivy2", ".sbt", ".yarn", ".nuget", ".cargo")
_MOUNTS = frozenset({"-v", "--volume"})
_ROOT = ("root", "0", "0:0", "root:root")
_NETWORKS = ("host", "bridge", "default")


def _check_options(call: Call) -> None:
    """What CodeBuild, which starts the container itself, makes of the options of `docker run`."""
    if not call.text("args"):
        return
    options = list(_options(call.text("args")))
    lost = [f"{option} {value}: {because}" for option, value in options if (because := _lost(option, value))]
    changed = [f"{option} {value}: {because}" for option, value in options if (because := _changed(option, value))]
    if lost:
        call.gap("; ".join(lost), "args", blocking=True)
    elif changed:
        call.partial("; ".join(changed), "args")


def _options(text: str) -> Iterator[tuple[str, str]]:
    """The options with their values. Raises NotKnownError for text that no shell could read."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise NotKnownError("args") from error
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if equals or name in _SWITCHES or name == "--privileged":
            yield name, value
        else:
            yield name, words.pop(0) if words else ""


def _changed(option: str, value: str) -> str:
    if option in ("-u", "--user"):
        return "" if value in _ROOT else "CodeBuild runs the commands as root"
    if option in _SIZES:
        return "the compute type of the build decides"
    if option in _MOUNTS and "docker.sock" in value:
        return "docker runs inside of the build"
    if option in _MOUNTS:
        return "nothing is kept between builds: the folder starts empty"
    return "the project is privileged where its commands use docker" if option == "--privileged" else ""


def _lost(option: str, value: str) -> str:
    if option in _MOUNTS:
        host = value.partition(":")[0].rstrip("/")
        known = "docker.sock" in value or host in ("/tmp", "/var/tmp") or host.endswith(_CACHES)
        return "" if known else "files of the Jenkins agent are not there in a build"
    if option in ("--net", "--network"):
        return "" if value in _NETWORKS else "a network between containers has no equivalent"
    known = option in _SWITCHES | _NO_MATTER | _SIZES or option in ("-u", "--user", "--privileged")
    return "" if known else "CodeBuild starts the container itself, without this option"


# ---- names of images ---------------------------------------------------------------------------------------------


def qualified(image: Value, registry: str) -> Value:
    """The image with the host of its registry in front, as `DockerRegistryEndpoint.imageName` has it."""
    url = urlsplit(registry)
    host = url.netloc.rpartition("@")[2]
    parts = list(image.parts) if isinstance(image, Template) else [image]
    first = text_of(parts[0]) if isinstance(parts[0], Literal) else ""
    if not registry or not host or first.startswith(host):
        return image
    if not all(isinstance(part, Literal | Reference | Opaque) for part in parts):
        raise NotKnownError("image")
    known = [part for part in parts if isinstance(part, Literal | Reference | Opaque)]
    return template([Literal(f"{host}/"), *known])


def _tagged(call: Call, registry: str) -> Value | None:
    """The name under which `push` and `tag` know the image: with the tag given, or its own, or `latest`. None where
    the run alone knows which part of its name that is."""
    image, tag = call.value("image"), call.value("tag")
    parts = list(image.parts) if isinstance(image, Template) else [image]
    *before, last = parts
    if not isinstance(last, Literal):
        has_own = any(isinstance(one, Literal) and text_of(one).endswith(":") for one in before[-1:])
        return qualified(image, registry) if has_own and not call.has("tag") else None
    name, colon, _ = text_of(last).rpartition(":")
    has_tag = bool(colon) and "/" not in text_of(last)[len(name) :]
    if has_tag and not call.has("tag"):
        return qualified(image, registry)
    repository = Literal(name if has_tag else text_of(last))
    known = [one for one in before if isinstance(one, Literal | Reference | Opaque)]
    tags = [Literal("latest")] if not call.has("tag") else list(tag.parts) if isinstance(tag, Template) else [tag]
    ends = [one for one in tags if isinstance(one, Literal | Reference | Opaque)]
    return qualified(template([*known, repository, Literal(":"), *ends]), registry)


def _line(*pieces: str | Value) -> list[Literal | Reference | Opaque]:
    parts: list[Literal | Reference | Opaque] = []
    for piece in pieces:
        value = Literal(piece) if isinstance(piece, str) else piece
        values = value.parts if isinstance(value, Template) else (value,)
        parts += [one for one in values if isinstance(one, Literal | Reference | Opaque)]
    return parts


# ---- steps -------------------------------------------------------------------------------------------------------

_STEP = (Slot.STEP,)
_IMAGE = converted("image", to="a docker command")
_REGISTRY = converted("registry", to="the name of the image")


@plugin.rule("docker.build", slots=_STEP, settings=(_IMAGE, converted("args", to="docker build")))
def build(call: Call) -> Iterator[Contribution]:
    yield Command(template(_line('docker build -t "', call.value("image"), '" ', call.value("args", "."))))


@plugin.rule(
    "docker.push",
    "docker.tag",
    slots=_STEP,
    settings=(
        _IMAGE,
        converted("tag", to="a docker command"),
        _REGISTRY,
        ignored("force", because="docker no longer has this"),
    ),
)
def push(call: Call) -> Iterator[Contribution]:
    registry = call.text("registry")
    name = _tagged(call, registry)
    lines = [] if name else _tagged_by_the_run(call, registry)
    name = name or Literal("$name")
    lines += _line('docker tag "', call.value("image"), '" "', name, '"')
    if call.describable.name == "docker.push":
        lines += _line('\ndocker push "', name, '"')
    yield Command(template(lines))


def _tagged_by_the_run(call: Call, registry: str) -> list[Literal | Reference | Opaque]:
    """Lines of shell for the name: what stands behind the last colon of the image's is its tag."""
    host = urlsplit(registry).netloc.rpartition("@")[2]
    lines = _line('image="', call.value("image"), '"\n')
    if call.has("tag"):
        lines += _line('tag="', call.value("tag"), '"\n')
    else:
        lines += _line("case $image in *:?*) tag=${image##*:} ;; *) tag=latest ;; esac\n")
    lines += _line("name=${image%:*}:$tag\n")
    return [*lines, *_line(f"case $name in {host}*) ;; *) name={host}/$name ;; esac\n")] if host else lines


@plugin.rule("docker.pull", slots=_STEP, settings=(_IMAGE, _REGISTRY))
def pull(call: Call) -> Iterator[Contribution]:
    yield Command(template(_line('docker pull "', qualified(call.value("image"), call.text("registry")), '"')))


@plugin.rule(
    "docker.inside",
    "withDockerContainer",
    slots=_STEP,
    settings=(
        converted("image", to="a container around the steps"),
        converted("args", to="a container around the steps"),
        _REGISTRY,
        ignored("toolName", because="the image's own docker is used"),
    ),
)
def inside(call: Call) -> Iterator[Contribution]:
    _check_mounts(call)
    image = qualified(call.value("image"), call.text("registry"))
    if image != call.value("image"):
        call.partial("an image of the same name without the registry, built here before, is not looked for", "image")
    yield InImage(image, call.value("args"))


_WORKSPACE = "/workspace"  # what stands for a reference to it


def _check_mounts(call: Call) -> None:
    """Folders of the machine: the workspace's are there, all others are empty."""
    value = call.value("args")
    parts = value.parts if isinstance(value, Template) else (value,)
    text = "".join(text_of(one) if isinstance(one, Literal) else _path_of(one) for one in parts)
    mounts = [(option, path) for option, path in _options(text) if option in (*_MOUNTS, "--mount")]
    hosts = [path.partition(":")[0] for _, path in mounts]
    inside = [
        path for path in hosts if path == _WORKSPACE or path.startswith(f"{_WORKSPACE}/") or "docker.sock" in path
    ]
    others = [path for path in hosts if path not in inside]
    empty = [path for path in others if not path.startswith(("/", "?")) or path.rstrip("/").endswith(_CACHES)]
    if any(option == "--mount" for option, _ in mounts) or len(empty) < len(others):
        call.gap("files of the Jenkins agent are not there in a build", "args", blocking=True)
    elif empty:
        call.partial("nothing is kept between builds: the folder starts empty", "args")


def _path_of(value: Value) -> str:
    of_workspace = isinstance(value, Reference) and value.name == "WORKSPACE"
    return _WORKSPACE if of_workspace else "?"


@plugin.rule(
    "docker.withRegistry",
    "withDockerRegistry",
    slots=_STEP,
    settings=(
        converted("registry.url", to="docker login"),
        converted("registry.credentialsId", to="docker login"),
        converted("url", to="docker login"),
        converted("credentialsId", to="docker login"),
        gap("registry", because="this registry is not known before the run", blocking=True),
        ignored("toolName", because="the image's own docker is used"),
    ),
)
def log_in(call: Call) -> Iterator[Contribution]:
    """`withDockerRegistry([url: …, credentialsId: …])` and `withDockerRegistry(url: …)` are the same."""
    one = next(iter(call.nested("registry")), call)
    registry = one.value("url", "https://index.docker.io/v1/")
    if call.describable.name == "docker.withRegistry":
        yield WithVariables((("DOCKER_REGISTRY_URL", registry),))
    if one.has("credentialsId"):
        yield WithRegistry(registry, one.value("credentialsId"))


for _name in ("docker.withServer", "withDockerServer"):
    plugin.blocked(_name, because="another docker server than the build's own has no equivalent", slots=_STEP)


@plugin.rule("docker.withTool", slots=_STEP, settings=(partial("name", because="the image's own docker is used"),))
def with_tool(call: Call) -> Iterator[Contribution]:
    yield Plain()


@plugin.rule(
    "docker.run",
    slots=_STEP,
    settings=(
        _IMAGE,
        converted("args", to="docker run"),
        converted("command", to="docker run"),
        converted("variable", to="the name that the evaluator gives to the container"),
    ),
)
def run(call: Call) -> Iterator[Contribution]:
    """The container runs beside the steps until it is stopped, or the build ends."""
    _check_mounts(call)
    options, command = call.value("args"), call.value("command")
    pieces = [*([options, " "] if options != Literal("") else []), call.value("image")]
    pieces += [" ", command] if command != Literal("") else []
    yield from _kept(call.text("variable"), _line("docker run -d ", *pieces))


def _kept(variable: str, line: list[Literal | Reference | Opaque]) -> Iterator[Contribution]:
    """What a command prints, without the end of its line."""
    yield Capture(variable, Command(template(line)))
    printed = Reference(ReferenceKind.VARIABLE, variable)
    yield Keep(variable, Derived(ReferenceKind.DERIVED, "text_trim", (printed,)))


@plugin.rule("docker.stop", slots=_STEP, settings=(converted("container", to="docker stop"),))
def stop(call: Call) -> Iterator[Contribution]:
    container = call.value("container")
    yield Command(template(_line('docker stop "', container, '" && docker rm -f --volumes "', container, '"')))


@plugin.rule(
    "docker.port",
    slots=_STEP,
    settings=(
        converted("container", to="docker port"),
        converted("port", to="docker port"),
        converted("variable", to="the name that the evaluator gives to the address"),
    ),
)
def port(call: Call) -> Iterator[Contribution]:
    pieces = _line('docker port "', call.value("container"), '" "', call.value("port"), '"')
    yield from _kept(call.text("variable"), pieces)


for _name in ("dockerFingerprintFrom", "dockerFingerprintRun"):
    plugin.nothing(_name, because="fingerprints are records of Jenkins alone", slots=_STEP)


@plugin.rule(
    "newContainerPerStage",
    slots=(Slot.OPTION, Slot.PROPERTY),
)
def container_per_stage(call: Call) -> Iterator[Contribution]:
    """Each action starts a container of its own anyway."""
    yield from ()
