"""Uploads to Nexus: https://plugins.jenkins.io/nexus-artifact-uploader/

Where what goes stands in the plugin's Utils and ArtifactRepositoryManager.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import given, joined
from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "nexus-artifact-uploader",
    title="Nexus artifact uploader",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_TO = "files that the build uploads"
_PATHS = {"nexus2": "/content/repositories/", "nexus3": "/repository/"}
_NOTHING = (Literal(""), Literal(None))


@plugin.rule(
    "nexusArtifactUploader",
    "sp.sd.nexusartifactuploader.NexusArtifactUploader",
    slots=(Slot.STEP,),
    settings=(
        *(
            converted(name, to=_TO)
            for name in ("nexusVersion", "protocol", "nexusUrl", "repository", "groupId", "version")
        ),
        converted("credentialsId", to="a secret", default=""),
        *(converted(f"artifacts.{name}", to=_TO) for name in ("artifactId", "classifier", "type", "file")),
    ),
)
def upload(call: Call) -> Iterator[Contribution]:
    """Each text may name variables of the environment."""
    path = _PATHS["nexus3" if call.text("nexusVersion") == "nexus3" else "nexus2"]
    server = joined(call.text("protocol"), "://", given(call, "nexusUrl", expanded=True), path)
    words = [joined(server, given(call, "repository", expanded=True))]
    words += [given(call, name, expanded=True) for name in ("groupId", "version")]
    for artifact in call.nested("artifacts"):
        words += [given(artifact, name, expanded=True) for name in ("artifactId", "classifier", "type", "file")]
    yield CallAws('nexus_upload "$@"', words=tuple(words), functions=("nexus_upload",), secrets=tuple(_login(call)))


def _login(call: Call) -> Iterator[SecretVariable]:
    credential = call.value("credentialsId")
    if credential not in _NOTHING:
        for name, key in (("NEXUS_USER", "username"), ("NEXUS_PASSWORD", "password")):
            yield SecretVariable(name, credential, SecretShape.USERNAME_PASSWORD, key)
