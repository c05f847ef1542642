"""Agents that are pods: https://plugins.jenkins.io/kubernetes/

A build has docker, and containers in its network see each other at localhost as those of a pod do. Scripts run in one of
them with the workspace mounted; those outside of any `container` run where the agent itself does, in `jnlp`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace

from migrate.mapping.expressions import opaque_parts
from migrate.mapping.pod_yaml import AGENT, Pod, mounted, read_pod
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import Container, Contribution, InContainer, InPod
from migrate.model.source import Literal, Slot, Value, nested

plugin = Plugin(
    "kubernetes",
    title="Kubernetes",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html",
)

_TO = "a container beside the build"
_COMPUTE = "the compute type of the build decides"
_AS_DOCKER = "the containers run as docker runs them"
_NAME_IMAGES = "name the images of its containers under [containers] in migrate.toml, and accept this gap"
_ELSEWHERE = "a pod of its own is not scheduled: a build has its own machine"

_POD: tuple[Promise, ...] = (
    converted("yaml", to=_TO),
    gap("inheritFrom", because=f"the pod stands in Jenkins' configuration: {_NAME_IMAGES}", default="", blocking=True),
    converted("agentContainer", to="where scripts run"),
    *(
        ignored(name, because=_ELSEWHERE)
        for name in (
            *("label", "cloud", "namespace", "idleMinutes", "instanceCap", "slaveConnectTimeout"),
            *("schedulerName", "podRetention", "podRetention.**", "showRawYaml", "agentInjection"),
        )
    ),
    *(
        ignored(name, because="nothing is inherited here")
        for name in ("yamlMergeStrategy", "yamlMergeStrategy.**", "inheritYamlMergeStrategy")
    ),
    partial("activeDeadlineSeconds", because="the limit of the build project holds", default="0"),
    partial("serviceAccount", because="the role of the build project stands for the service account", default=""),
    *(partial(name, because=_COMPUTE, default="") for name in ("nodeSelector", "workspaceVolume.requestsSize")),
    ignored("workspaceVolume.accessModes", because="a build has a disk of its own"),
    ignored("workspaceVolume.storageClassName", because="a build has a disk of its own"),
    partial("workspaceVolume.**", because="a build has a disk of its own, which is kept for no other one"),
    partial("supplementalGroups", because=_AS_DOCKER, default=""),
    ignored("workingDir", because="scripts run in the folder of the build"),
)


def _containers(name: str) -> tuple[Promise, ...]:
    """What becomes of the settings of `containerTemplate` below a setting of this name."""
    differs = ("resourceRequestCpu", "resourceRequestMemory", "resourceLimitCpu", "resourceLimitMemory",
               "resourceRequestEphemeralStorage", "resourceLimitEphemeralStorage")  # fmt: skip
    return (
        *(converted(f"{name}.{one}", to=_TO) for one in ("name", "image", "command", "args", "privileged")),
        *(converted(f"{name}.{one}", to=_TO) for one in ("ttyEnabled", "envVars.key", "envVars.value", "runAsUser")),
        gap(f"{name}.envVars.**", because="a secret of the cluster is not there in a build", blocking=True),
        *(partial(f"{name}.{one}", because=_COMPUTE, default="") for one in differs),
        partial(f"{name}.runAsGroup", because=_AS_DOCKER, default=""),
        partial(f"{name}.livenessProbe.**", because="nothing starts a container again when a probe fails"),
        *(
            ignored(f"{name}.{one}", because="it changes nothing for the steps")
            for one in ("alwaysPullImage", "workingDir", "ports", "ports.**", "shell")
        ),
    )


@plugin.rule(
    "kubernetes",
    slots=(Slot.AGENT,),
    settings=(
        *_POD,
        gap("yaml.**", because=f"the pod is known only when the pipeline runs: {_NAME_IMAGES}", blocking=True),
        converted("defaultContainer", to="where scripts run"),
        converted("yamlFile", to=_TO, default=""),
        converted("textOfYamlFile", to="what the reader has found in the file"),
        ignored("retries", because="a machine of CodeBuild is there until the build ends"),
        partial("customWorkspace", because="a build has its own folder: paths below the custom one differ", default=""),
        *_containers("containerTemplate"),
        *_containers("containerTemplates"),
    ),
)
def agent(call: Call) -> Iterator[Contribution]:
    """`containerTemplate` is also where its steps run, whatever `defaultContainer` says."""
    pod = Pod()
    several = call.nested("containerTemplates")
    templates = several or call.nested("containerTemplate")
    for one in templates:
        pod.add(_container(one))
    found = _pod(call, pod, "textOfYamlFile" if _has_file(call) else "yaml")
    only = "" if several or not templates else templates[0].text("name")
    default = only or call.text("defaultContainer") or found.default
    yield InPod(found.containers, "" if default == AGENT and not _has(found, AGENT) else default)


def _has_file(call: Call) -> bool:
    """Whether the pod stands in a file that is here. It goes before `yaml`."""
    file, text = call.describable.setting("yamlFile"), call.describable.setting("textOfYamlFile")
    if file is None or any(opaque_parts(file.value)):
        return False
    if call.value("yamlFile") == Literal("") or (text is not None and text.value != Literal(None)):
        return text is not None and text.value != Literal(None)
    call.gap(f"the file of the pod is not here: convert from a checkout, or {_NAME_IMAGES}", "yamlFile", blocking=True)
    return False


@plugin.rule(
    "podTemplate",
    slots=(Slot.AGENT, Slot.STEP),
    settings=(
        *_POD,
        *_containers("containers"),
        converted("envVars.key", to=_TO),
        converted("envVars.value", to=_TO),
        gap("envVars.**", because="a secret of the cluster is not there in a build", blocking=True),
        *(converted(f"volumes.{name}", to=_TO) for name in ("mountPath", "hostPath")),
        *(
            ignored(f"volumes.{name}", because="a build has its own disk")
            for name in ("memory", "readOnly", "claimName", "requestsSize", "accessModes", "storageClassName")
        ),
        gap("volumes.**", because="files of the cluster are not there in a build", blocking=True),
        ignored("annotations.**", because=_ELSEWHERE),
        ignored("name", because=_ELSEWHERE),
        ignored("nodeUsageMode", because=_ELSEWHERE),
        partial("imagePullSecrets", because="no login at the registry of the images is converted"),
        partial("hostNetwork", because="the containers have the network of the build", default="false"),
        *(partial(name, because=_AS_DOCKER, default="") for name in ("runAsUser", "runAsGroup")),
    ),
)
def template(call: Call) -> Iterator[Contribution]:
    """As the agent of the machine inside of it, or where that can't be, around steps of a build."""
    pod = Pod()
    variables = tuple(_variables(call))
    mounts = tuple(_volumes(call, pod))
    for one in call.nested("containers"):
        found = _container(one)
        pod.add(replace(found, variables=(*variables, *found.variables), mounts=mounts))
    yield _pod(call, pod)


@plugin.rule(
    "container",
    slots=(Slot.STEP,),
    settings=(
        converted("name", to="the container that the scripts run in"),
        ignored("shell", because="it only starts the shell that a script has itself"),
    ),
    behaviour=(partial("the user of the image", because="scripts run as the user of the build, which is root"),),
)
def container(call: Call) -> Iterator[Contribution]:
    yield InContainer(call.text("name"))


plugin.blocked("containerLog", because="the log of another container is not there in a build", slots=(Slot.STEP,))


# ---- the parts of a pod ----------------------------------------------------------------------------------------------


def _pod(call: Call, pod: Pod, name: str = "yaml") -> InPod:
    """The pod of the templates and of the YAML in a setting, which goes before them."""
    yaml = call.describable.setting(name)
    place = "" if yaml is None else "yamlFile" if name == "textOfYamlFile" else name
    if yaml is not None and not any(opaque_parts(yaml.value)) and not any(nested(yaml.value)):
        try:
            read_pod(call.value(name), pod)
        except ValueError as error:
            call.gap(f"the pod can't be read: {error}", place, blocking=True)
    agent_name = call.text("agentContainer") or AGENT
    found = pod.finished(agent_name)
    if pod.lost:
        call.gap("; ".join(pod.lost), place, blocking=True)
    elif pod.differs:
        call.partial("; ".join(pod.differs), place)
    return InPod(found, agent_name if any(one.name == agent_name for one in found) else "")


def _has(pod: InPod, name: str) -> bool:
    return any(one.name == name for one in pod.containers)


def _container(call: Call) -> Container:
    return Container(
        call.text("name"),
        call.value("image"),
        command=_words(call, "command"),
        arguments=_words(call, "args"),
        variables=tuple(_variables(call)),
        terminal=call.flag("ttyEnabled"),
        privileged=call.flag("privileged"),
        user=call.text("runAsUser"),
    )


def _variables(call: Call) -> Iterator[tuple[str, Value]]:
    """The variables whose values stand here; those of the cluster's secrets are gaps of their own."""
    for one in call.nested("envVars"):
        name = one.text("key")
        if one.has("value"):
            yield name, one.value("value")


def _words(call: Call, name: str) -> tuple[Value, ...]:
    """A command line as the plugin splits it: at blanks, quotes taken off."""
    try:
        return tuple(Literal(one) for one in shlex.split(call.text(name)))
    except ValueError as error:
        raise NotKnownError(f"{call.prefix}{name}") from error


def _volumes(call: Call, pod: Pod) -> Iterator[tuple[str, str]]:
    """The volumes of a `podTemplate`, which all its containers have."""
    for number, one in enumerate(call.nested("volumes")):
        path = one.text("mountPath")
        if not any(one.has(name) for name in ("secretName", "configMapName", "serverAddress")):
            kind = one.name if one.describable.name else "volume"
            yield from mounted(f"volume-{number}", path, kind, pod, host=one.text("hostPath"))
