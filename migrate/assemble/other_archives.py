"""Files that the pipeline of another job has archived, fetched by the AWS CLI.

An execution's actions tell where their output artifacts are; those with what Jenkins would have archived end in
`_archive`. https://docs.aws.amazon.com/cli/latest/reference/codepipeline/list-action-executions.html
"""

from __future__ import annotations

from functools import partial

from migrate.assemble.files import tests_of
from migrate.assemble.functions import pipeline_of
from migrate.assemble.shell import literal_text, word
from migrate.assemble.workbench import Workbench
from migrate.model.contribution import CopyArtifacts
from migrate.model.delivery import artifact_objects
from migrate.model.location import Location
from migrate.model.source import Literal

_LISTS = ("codepipeline:ListPipelineExecutions", "codepipeline:ListActionExecutions")
_READS = ("s3:GetObject", "s3:GetObjectVersion")


def copied(copy: CopyArtifacts, origin: Location, bench: Workbench) -> str:
    """The command that copies; its job must be known."""
    assert isinstance(copy.job, Literal)
    name = pipeline_of(literal_text(copy.job), bench.facts.beside)
    expansion = partial(bench.expansion, origin)
    bench.functions["copy_artifacts"] = None
    bench.permit(_LISTS, (f"codepipeline:{name}",))
    bench.permit(_READS, (f"arn:${{AWS::Partition}}:s3:::${{ArtifactBucket}}/{artifact_objects(name)}",))
    how = ("may" if copy.optional else "must", "flat" if copy.flatten else "whole")
    target = "." if copy.target == Literal("") else word(copy.target, expansion)
    return " ".join(("copy_artifacts", name, *how, target, tests_of(copy.files, copy.excludes, expansion, bench)))
