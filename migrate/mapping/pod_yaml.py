"""A pod in the words of Kubernetes (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/) as
containers beside a build, and what of it a build does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from migrate.mapping.expressions import text_of
from migrate.mapping.yaml_value import read_yaml
from migrate.model.contribution import Container
from migrate.model.source import Literal, Value

AGENT = "jnlp"  # the container that speaks with Jenkins; scripts run there unless another one is named
DOCKER = ""  # the folder that stands for the machine's docker

_AGENT_IMAGE = re.compile(r"(.*/)?(inbound-agent|jnlp-slave|jnlp-agent|slave|jenkins-slave)([-:@].*)?")
_DOCKER_DAEMON = re.compile(r"(.*/)?docker:\S*dind\S*")
_WAITS = re.compile(r"((/\S+/)?(ba|da|a)?sh -c )?(/\S+/)?(cat|sleep \S+|tail -f /dev/null)")
_SOCKET = "/var/run/docker.sock"
_OWN_DOCKER = (("DOCKER_HOST", Literal(f"unix://{_SOCKET}")),)
_CACHES = frozenset((".m2", ".gradle", ".npm", ".cache", ".ivy2", ".sbt", ".yarn", ".nuget", ".cargo", "cache", "go"))
_COMPUTE = "the compute type of the build decides"

# Parts of a pod and of a container that change nothing for the scripts, or that are read here.
_POD = frozenset(
    (
        *("containers", "volumes", "restartPolicy", "tolerations", "affinity", "priorityClassName", "schedulerName"),
        *("terminationGracePeriodSeconds", "enableServiceLinks", "topologySpreadConstraints", "nodeSelector"),
        *("automountServiceAccountToken", "dnsPolicy", "preemptionPolicy", "hostname"),
    )
)
_POD_PARTIAL = {
    "serviceAccount": "the role of the build project stands for the service account",
    "serviceAccountName": "the role of the build project stands for the service account",
    "imagePullSecrets": "no login at the registry of the images is converted",
    "securityContext": "the containers run as docker runs them",
    "hostNetwork": "the containers have the network of the build",
    "nodeName": _COMPUTE,
    "activeDeadlineSeconds": "the limit of the build project holds",
}
_CONTAINER = frozenset(
    (
        *("name", "image", "command", "args", "env", "tty", "stdin", "volumeMounts", "securityContext"),
        *("imagePullPolicy", "ports", "workingDir", "terminationMessagePath", "terminationMessagePolicy"),
    )
)
_CONTAINER_PARTIAL = {
    "resources": f"resources: {_COMPUTE}",
    "readinessProbe": "the steps do not wait until a probe succeeds",
    "livenessProbe": "nothing starts a container again when a probe fails",
    "startupProbe": "the steps do not wait until a probe succeeds",
}


@dataclass(slots=True)
class Pod:
    """Containers by name, with what differs in a build and what is lost in it, as reasons."""

    containers: dict[str, Container] = field(default_factory=dict)
    differs: dict[str, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)

    def add(self, container: Container) -> None:
        """Add a container; one of the same name takes over what it does not say itself."""
        before = self.containers.get(container.name)
        self.containers[container.name] = _merged(before, container) if before else container

    def finished(self, agent: str = AGENT) -> tuple[Container, ...]:
        """The containers as a build starts them: the agent's own only where its image is not Jenkins' own."""
        known = [self._as_agent(one) if one.name == agent else one for one in self.containers.values()]
        found = [one for one in known if text(one.image) or not isinstance(one.image, Literal)]
        daemons = [one for one in found if _DOCKER_DAEMON.fullmatch(text(one.image))]
        if daemons:
            self.differs["the docker of the build stands for the docker daemon of the pod"] = None
            found = [_client(one, one in daemons) for one in found]
        return tuple(replace(one, waits=waits(one)) for one in found)

    def _as_agent(self, container: Container) -> Container:
        if _AGENT_IMAGE.fullmatch(text(container.image)):
            return replace(container, image=Literal(""))
        return replace(container, command=(Literal("cat"),), arguments=(), terminal=True)


def waits(container: Container) -> bool:
    """Whether a container does nothing by itself."""
    words = [text(one) for one in (*container.command, *container.arguments)]
    return bool(_WAITS.fullmatch(" ".join(words)))


def text(value: Value) -> str:
    """A known text; "" for any other."""
    return text_of(value) if isinstance(value, Literal) else ""


def _merged(before: Container, after: Container) -> Container:
    return replace(
        after,
        image=after.image if after.image != Literal("") else before.image,
        command=after.command or before.command,
        arguments=after.arguments or before.arguments,
        variables=tuple({**dict(before.variables), **dict(after.variables)}.items()),
        mounts=tuple(dict.fromkeys((*before.mounts, *after.mounts))),
        privileged=after.privileged or before.privileged,
        terminal=after.terminal or before.terminal,
        user=after.user or before.user,
    )


def _client(container: Container, is_daemon: bool) -> Container:
    """A container with the build's docker. Nothing runs in what was the daemon but scripts that ask for it."""
    kept = tuple(one for one in container.variables if not one[0].startswith("DOCKER_"))
    mounts = tuple(dict.fromkeys((*container.mounts, (DOCKER, _SOCKET))))
    found = replace(container, variables=(*kept, *_OWN_DOCKER), mounts=mounts)
    if not is_daemon:
        return found
    return replace(found, command=(Literal("cat"),), arguments=(), terminal=True, privileged=False)


# ---- YAML ------------------------------------------------------------------------------------------------------------


def read_pod(value: Value, pod: Pod) -> None:
    """Add what the YAML of a pod says. Raises ValueError for text that is no pod."""
    document = read_yaml(value)
    if document in (None, Literal("")):
        return
    spec = document.get("spec") if isinstance(document, dict) else None
    if not isinstance(spec, dict):
        raise ValueError("it has no spec of a pod")
    _check(spec, _POD, _POD_PARTIAL, "the pod", pod)
    _check_machine(spec.get("nodeSelector") or {}, pod)
    folders = {text(one.get("name", Literal(""))): one for one in _maps(spec.get("volumes"))}
    for one in _maps(spec.get("containers")):
        pod.add(_container(one, folders, pod))


def _maps(found: Any) -> list[dict[str, Any]]:
    """The items of a list of maps. Raises ValueError for anything else."""
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("it is no pod: a list of maps is expected")
    return found


def _check(part: Mapping[str, Any], known: frozenset[str], differs: Mapping[str, str], what: str, pod: Pod) -> None:
    """Note what is not as in the cluster, and what nothing here knows of."""
    for name in part:
        if name in differs:
            pod.differs[differs[name]] = None
        elif name not in known:
            pod.lost[f"{name} of {what} has no equivalent in a build"] = None


def _check_machine(selector: Any, pod: Pod) -> None:
    for name, value in selector.items() if isinstance(selector, dict) else ():
        if name.endswith("/os") and text(value) == "windows":
            pod.lost["containers of Windows are not started by a build"] = None
        pod.differs[f"nodeSelector: {_COMPUTE}"] = None


def _container(found: dict[str, Any], folders: Mapping[str, dict[str, Any]], pod: Pod) -> Container:
    name = text(found.get("name", Literal("")))
    _check(found, _CONTAINER, _CONTAINER_PARTIAL, f"the container {name}", pod)
    security = found.get("securityContext") or {}
    user = security.get("runAsUser")
    privileged = security.get("privileged") is True or bool((security.get("capabilities") or {}).get("add"))
    if set(security) - {"privileged", "runAsUser", "allowPrivilegeEscalation"}:
        pod.differs["securityContext: the containers run as docker runs them"] = None
    return Container(
        name,
        _value(found.get("image")),
        command=tuple(map(_value, _list(found.get("command")))),
        arguments=tuple(map(_value, _list(found.get("args")))),
        variables=tuple(_variables(_maps(found.get("env")), pod)),
        mounts=tuple(_mounts(_maps(found.get("volumeMounts")), folders, pod)),
        terminal=found.get("tty") is True,
        privileged=privileged,
        user="" if user is None else text_of(Literal(user)),
    )


def _value(found: Any) -> Value:
    if isinstance(found, dict | list):
        raise ValueError("it is no pod: a text is expected")
    return Literal("") if found is None else found if not isinstance(found, str | int | float) else Literal(found)


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _variables(entries: Iterable[dict[str, Any]], pod: Pod) -> Iterable[tuple[str, Value]]:
    for one in entries:
        name, value = text(one.get("name", Literal(""))), _value(one.get("value"))
        if "valueFrom" in one:
            pod.lost[f"the value of {name} is known to the cluster alone: bind a credential around the steps"] = None
        elif "$(" in text(value):
            pod.lost[f"the value of {name} is made of other variables by the cluster"] = None
        else:
            yield name, value


def _mounts(
    entries: Iterable[dict[str, Any]], folders: Mapping[str, dict[str, Any]], pod: Pod
) -> Iterable[tuple[str, str]]:
    for one in entries:
        name, path = text(one.get("name", Literal(""))), text(one.get("mountPath", Literal("")))
        volume = folders.get(name, {})
        host = volume.get("hostPath")
        if "subPath" in one or "subPathExpr" in one:
            pod.lost[f"{path}: a part of a volume has no equivalent in a build"] = None
        elif isinstance(host, dict):
            yield from mounted(name, path, "hostPath", pod, host=text(host.get("path", Literal(""))))
        else:
            yield from mounted(name, path, next((key for key in volume if key != "name"), "workspace"), pod)


_EMPTY = frozenset(("emptyDir", "emptyDirVolume", "ephemeral", "genericEphemeralVolume", "dynamicPVC"))


def mounted(name: str, path: str, kind: str, pod: Pod, *, host: str = "") -> Iterable[tuple[str, str]]:
    """The mount of a volume of this kind, where a build has one: a folder that starts empty, or docker itself."""
    if host == _SOCKET:
        pod.differs["docker runs inside of the build"] = None
        yield DOCKER, path
    elif kind in _EMPTY or _CACHES & set(path.split("/")):
        pod.differs[f"{path}: the folder starts empty in each build"] = None
        yield name, path
    else:
        pod.lost[f"{path}: the files of a volume ({kind}) are not there in a build"] = None
