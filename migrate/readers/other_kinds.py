"""Kinds of jobs that are explained and not converted: what each of them does, and what to do instead."""

from __future__ import annotations

from migrate.readers.xml_document import Element
from migrate.readers.xstream import decode

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


def explained(root: Element) -> str:
    """What a job of this kind does, and what to do instead; "" for a kind that nobody knows."""
    return _KINDS.get(decode(root.tag), "")


def is_view(root: Element) -> bool:
    """Whether it is a page of Jenkins that lists jobs."""
    tag = decode(root.tag)
    return "." in tag and tag.endswith("View")
