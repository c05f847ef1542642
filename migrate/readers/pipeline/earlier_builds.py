"""What `currentBuild` tells of the builds before, and of what has started this one: CodePipeline is asked for it.

https://javadoc.jenkins.io/plugin/workflow-support/org/jenkinsci/plugins/workflow/support/steps/build/RunWrapper.html
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.model.source import Literal
from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate import conditions, derived
from migrate.readers.groovy.evaluate.values import Kind, NotFoldedError, Unknown, Value

_BUILDS = {"previousBuild": "result", "previousCompletedBuild": "completed"}
_GETTERS = {"getPreviousBuild": "previousBuild", "getPreviousCompletedBuild": "previousCompletedBuild"}
# The classes of causes, by what starts an execution in their place.
_CAUSES = {
    "hudson.triggers.TimerTrigger$TimerTriggerCause": "timer",
    "hudson.model.Cause$UserIdCause": "user",
    "hudson.model.Cause$UpstreamCause": "upstream",
    "org.jenkinsci.plugins.workflow.support.steps.build.BuildUpstreamCause": "upstream",
    "hudson.triggers.SCMTrigger$SCMTriggerCause": "change",
    "com.cloudbees.jenkins.GitHubPushCause": "change",
    "com.dabsquared.gitlabjenkins.cause.GitLabWebHookCause": "change",
    "jenkins.branch.BranchEventCause": "change",
}


@dataclass(frozen=True, slots=True)
class EarlierBuild(Unknown):
    """A build before this one, or null: JSON with its `result`."""


@dataclass(frozen=True, slots=True)
class Causes(Unknown):
    """A JSON list of what has started this build, as far as it is of one class."""


def member(name: str) -> Unknown | None:
    """`currentBuild.previousBuild` and its like."""
    if name not in _BUILDS:
        return None
    return EarlierBuild(derived.derived("previous_build", Kind.OBJECT, Literal(_BUILDS[name])).value, Kind.OBJECT)


def method(name: str, arguments: list[Value]) -> Unknown | None:
    """`getPreviousBuild()`, and `getBuildCauses(class)`. Raises NotFoldedError for a class that is not known."""
    if not arguments:
        return member(_GETTERS.get(name, ""))
    if name != "getBuildCauses" or len(arguments) != 1:
        return None
    kind = _CAUSES.get(wanted) if isinstance(wanted := arguments[0], str) else None
    if kind is None:
        raise NotFoldedError(f"whether {wanted} has started the build is not known to CodePipeline")
    found = derived.derived("build_causes", Kind.OBJECT, Literal(kind), Literal(str(wanted)))
    return Causes(found.value, Kind.OBJECT)


def ask(node: tree.Node, owner: Unknown, name: Value, given: list[Value]) -> Value:
    """A member or method of what CodePipeline tells. Raises NotFoldedError for what only Jenkins knows."""
    if isinstance(owner, EarlierBuild) and name in ("result", "getResult") and not given:
        place = node.function if isinstance(node, tree.Call) else node
        safe = isinstance(place, tree.Property) and place.operator == "?."
        return (derived.safe_member if safe else derived.member)(owner, "result")
    if isinstance(owner, Causes) and name == "size" and not given:
        return derived.json("size", owner, kind=Kind.INTEGER)
    if isinstance(owner, Causes) and name == "isEmpty" and not given:
        return conditions.negated(conditions.truth_of(owner))
    of = "an earlier build" if isinstance(owner, EarlierBuild) else "the causes of a build"
    raise NotFoldedError(f"{name} of {of} is not known to CodePipeline")
