"""Kinds of jobs that are explained and not converted: what each of them does, and what to do instead.

Promotions: https://plugins.jenkins.io/promoted-builds/
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.readers.xml_document import Element
from migrate.readers.xstream import class_of, decode, simple_class

_PROMOTION = "hudson.plugins.promoted_builds.PromotionProcess"
_KINDS = {
    "hudson.model.ExternalJob": "Jenkins only records what runs elsewhere: there is nothing to convert, watch that in "
    "CloudWatch where it runs",
    "com.cloudbees.plugins.flow.BuildFlow": "a build flow starts other jobs from a script in a language of its plugin: "
    "write it as a pipeline with `build` steps and `parallel`, and convert that",
    "hudson.plugins.project_inheritance.projects.InheritanceProject": "Jenkins merges the job with its parents when it "
    "runs: save what it shows as the full configuration as a freestyle job, and convert that",
    "hudson.ivy.IvyModuleSet": "Jenkins builds the modules in the order of their Ivy descriptors: make it a freestyle "
    "job that calls Ant with the builder of the top module, and convert that",
}


def explained(root: Element, job: str) -> str:
    """What a job of this kind does, and what to do instead; "" for a kind that nobody knows."""
    tag = decode(root.tag)
    return _of_promotion(root, job) if tag == _PROMOTION else _KINDS.get(tag, "")


def is_view(root: Element) -> bool:
    """Whether it is a page of Jenkins that lists jobs."""
    tag = decode(root.tag)
    return "." in tag and tag.endswith("View")


# ---- promotions ------------------------------------------------------------------------------------------------------

_WHEN = {
    "ManualCondition": "a person has approved it",
    "SelfPromotionCondition": "it has passed",
    "ParameterizedSelfPromotionCondition": "it has passed with the value of a parameter",
    "UpstreamPromotionCondition": "builds that have led to it were promoted",
    "GroovyCondition": "a Groovy script says so",
    "ReleasePromotionCondition": "it is a release",
}
_DOWNSTREAM = "DownstreamPassCondition"


def _of_promotion(root: Element, name: str) -> str:
    job, _, process = name.rpartition("/promotion/")
    whose = f"«{process}» is a promotion of the job {job}" if job else "this is a promotion of a job"
    conditions = root.child("conditions")
    found = [*_conditions(conditions)] if conditions is not None else []
    when = f"runs for a build when {' and '.join(found)}" if found else "runs for a build that a person chooses"
    return f"{whose}, and {when}: add a stage with its steps to the pipeline of the job{_approval(found)}"


def _approval(found: list[str]) -> str:
    return ", behind an approval" if not found or _WHEN["ManualCondition"] in found else ""


def _conditions(conditions: Element) -> Iterator[str]:
    for one in conditions.children:
        name = simple_class(class_of(one))
        if name == _DOWNSTREAM:
            yield f"the builds of {one.value('jobs').strip() or 'other jobs'} that it has led to have passed"
        else:
            yield _WHEN.get(name, f"{name} holds")
