"""Uploads to Nexus: https://plugins.jenkins.io/nexus-artifact-uploader/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "nexus-artifact-uploader",
    title="Nexus artifact uploader",
    aws_docs="https://docs.aws.amazon.com/codeartifact/latest/ug/welcome.html",
)

plugin.blocked(
    "nexusArtifactUploader",
    "sp.sd.nexusartifactuploader.NexusArtifactUploader",
    because="an upload to Nexus is not converted yet: use the build tool's own upload, or curl, with a bound credential",
)
