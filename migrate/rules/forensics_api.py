"""Commits between builds: https://plugins.jenkins.io/forensics-api/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "forensics-api",
    title="Forensics",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "io.jenkins.plugins.forensics.miner.RepositoryMinerStep",
    "io.jenkins.plugins.forensics.reference.SimpleReferenceRecorder",
    "mineRepository",
    "discoverReferenceBuild",
    because="figures on Jenkins' pages",
)
plugin.nothing(
    "discoverGitReferenceBuild",
    because="reports of Jenkins are compared with another build",
)
