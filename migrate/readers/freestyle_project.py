"""Freestyle jobs, and MultiJob projects, which are such with a builder of their own for phases of other jobs.

A freestyle job is a pipeline of one stage: the build wrappers stand around the builders in the order in which they are
stored, for so Jenkins sets them up (`hudson.model.Build.BuildExecution.doRun`), and the publishers run afterwards
whatever happened, in stored order too (`AbstractBuild.performAllBuildSteps`).
"""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import Job, JobKind, Post, Slot, Stage
from migrate.readers.describe import Describer
from migrate.readers.job_parts import agent_of, read_parts, wrapped
from migrate.readers.xml_document import XmlDocument

MULTIJOB = "com.tikal.jenkins.plugins.multijob.MultiJobProject"
_FREESTYLE = "project"


def read_freestyle(name: str, document: XmlDocument, describer: Describer) -> Job:
    parts, root = read_parts(document, describer)
    origin = root.location
    steps = wrapped(parts[Slot.WRAPPER], parts[Slot.STEP])
    publishers = parts[Slot.PUBLISHER]
    return Job(
        name=name,
        kind=JobKind.FREESTYLE,
        agent=agent_of(parts, describer),
        root=replace(root, name=_FREESTYLE),
        properties=parts[Slot.PROPERTY],
        parameters=parts[Slot.PARAMETER],
        triggers=parts[Slot.TRIGGER],
        sources=parts[Slot.SCM],
        tools=parts[Slot.TOOL],
        stages=(Stage("Build", origin, steps=steps),),
        post=(Post("always", publishers, origin),) if publishers else (),
    )
