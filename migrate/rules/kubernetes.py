"""Agents that are pods: https://plugins.jenkins.io/kubernetes/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "kubernetes",
    title="Kubernetes",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker-custom-image.html",
)

_POD = "a build runs in one container: a pod with several of them has no equivalent"

plugin.blocked("kubernetes", because=_POD, slots=(Slot.AGENT,))
for _name in ("container", "podTemplate"):
    plugin.blocked(_name, because=_POD, slots=(Slot.STEP,))
plugin.blocked("containerLog", because="the log of another container is not there in a build", slots=(Slot.STEP,))
