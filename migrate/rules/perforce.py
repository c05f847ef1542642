"""Perforce, which no source action reads: https://plugins.jenkins.io/perforce/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, gap, ignored, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "perforce",
    title="Perforce",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
)

_HELD = "the S3 object of the source must hold these files, with the folders that they have here"
_FETCHED = "the files come from the S3 object: nothing logs in, and each build starts with them alone"
_NOT_DONE = "not all changes start a build in Jenkins: whoever puts the object there decides"


@plugin.rule(
    "hudson.plugins.perforce.PerforceSCM",
    slots=(Slot.SCM,),
    settings=(
        partial("projectPath", because=_HELD),
        partial("p4Port", because=_HELD),
        gap("excludedUsers", because=_NOT_DONE, default=""),
        gap("excludedFiles", because=_NOT_DONE, default=""),
        ignored("p4Client", because=_FETCHED),
        ignored("p4User", because=_FETCHED),
        ignored("p4Passwd", because=_FETCHED),
        ignored("p4Tool", because=_FETCHED),
        ignored("p4SysDrive", because=_FETCHED),
        ignored("p4SysRoot", because=_FETCHED),
        ignored("p4Exe", because=_FETCHED),
        ignored("p4Charset", because=_FETCHED),
        ignored("p4CommandCharset", because=_FETCHED),
        ignored("configVersion", because=_FETCHED),
        ignored("projectOptions", because=_FETCHED),
        ignored("lineEndValue", because=_FETCHED),
        ignored("useClientSpec", because=_FETCHED),
        ignored("clientSpec", because=_FETCHED),
        ignored("useStreamDepot", because=_FETCHED),
        ignored("forceSync", because=_FETCHED),
        ignored("alwaysForceSync", because=_FETCHED),
        ignored("dontUpdateServer", because=_FETCHED),
        ignored("disableAutoSync", because=_FETCHED),
        ignored("disableChangeLogOnly", because=_FETCHED),
        ignored("disableSyncOnly", because=_FETCHED),
        ignored("showIntegChanges", because=_FETCHED),
        ignored("useOldClientName", because=_FETCHED),
        ignored("createWorkspace", because=_FETCHED),
        ignored("updateView", because=_FETCHED),
        ignored("dontRenameClient", because=_FETCHED),
        ignored("updateCounterValue", because=_FETCHED),
        ignored("dontUpdateClient", because=_FETCHED),
        ignored("exposeP4Passwd", because=_FETCHED),
        ignored("wipeBeforeBuild", because=_FETCHED),
        ignored("quickCleanBeforeBuild", because=_FETCHED),
        ignored("restoreChangedDeletedFiles", because=_FETCHED),
        ignored("wipeRepoBeforeBuild", because=_FETCHED),
        ignored("firstChange", because=_FETCHED),
        ignored("fileLimit", because=_FETCHED),
        ignored("slaveClientNameFormat", because=_FETCHED),
        ignored("excludedFilesCaseSensitivity", because=_FETCHED),
        ignored("useViewMask", because=_FETCHED),
        ignored("useViewMaskForPolling", because=_FETCHED),
        ignored("useViewMaskForSyncing", because=_FETCHED),
        ignored("useViewMaskForChangeLog", because=_FETCHED),
        ignored("pollOnlyOnMaster", because=_FETCHED),
        ignored("clientOwner", because=_FETCHED),
        ignored("p4UpstreamProject", because=_FETCHED),
        ignored("p4Counter", because=_FETCHED),
        ignored("p4Label", because=_FETCHED),
        ignored("p4Stream", because=_FETCHED),
        ignored("useOwnerName", because=_FETCHED),
        ignored("viewMask", because=_FETCHED),
        ignored("browser", because=_FETCHED),
        ignored("browser.**", because=_FETCHED),
    ),
    behaviour=(
        partial("variables of the checkout", because="those that the plugin sets, as for the revision, are not there"),
    ),
)
def source(call: Call) -> Iterator[Contribution]:
    """A job's source: an S3 object, as for a job without a repository. A step of a pipeline stops."""
    yield Checkout(scm="perforce")


plugin.lost(
    "hudson.plugins.perforce.PerforceTagNotifier",
    slots=(Slot.PUBLISHER,),
    because="the build labels nothing in Perforce: run p4 in a command, with a secret",
)
