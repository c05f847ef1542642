"""Snapshots of the virtual machine that builds: https://plugins.jenkins.io/libvirt-slave/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "libvirt-slave",
    title="Virtual machines",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.libvirt.BeforeJobSnapshotJobProperty",
    settings=(
        gap(
            "snapshotName",
            because="no machine is set back to a snapshot: make an image of it",
            default="",
            blocking=True,
        ),
    ),
    behaviour=(ignored("", because="each build starts on a clean machine"),),
)
def set_back(call: Call) -> Iterator[Contribution]:
    yield from ()
