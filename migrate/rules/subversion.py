"""Subversion, which no source action reads: https://plugins.jenkins.io/subversion/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Checkout, Contribution, Parameter
from migrate.model.source import Slot

plugin = Plugin(
    "subversion",
    title="Subversion",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
)

_HELD = "the S3 object of the source must hold these files, with the folders that they have here"
_FETCHED = "the files come from the S3 object: nothing logs in, and each build starts with them alone"
_NOT_DONE = "not all changes start a build in Jenkins: whoever puts the object there decides"
_TAGS = ("tagsDir", "credentialsId", "tagsFilter", "reverseByDate", "reverseByName", "maxTags")


@plugin.rule(
    "hudson.scm.SubversionSCM",
    slots=(Slot.SCM,),
    settings=(
        partial("locations.remote", because=_HELD),
        partial("locations.local", because=_HELD),
        partial("locations.depthOption", because=_HELD),
        partial("locations.ignoreExternalsOption", because=_HELD),
        partial("modules", because=_HELD),
        gap("excludedRegions", because=_NOT_DONE, default=("", "false")),
        gap("includedRegions", because=_NOT_DONE, default=("", "false")),
        gap("excludedUsers", because=_NOT_DONE, default=("", "false")),
        gap("excludedRevprop", because=_NOT_DONE, default=("", "false")),
        gap("excludedCommitMessages", because=_NOT_DONE, default=("", "false")),
        gap("ignoreDirPropChanges", because=_NOT_DONE, default=("", "false")),
        ignored("locations.credentialsId", because=_FETCHED),
        ignored("locations.cancelProcessOnExternalsFail", because=_FETCHED),
        ignored("locations", because=_FETCHED),
        ignored("browser", because=_FETCHED),
        ignored("browser.**", because=_FETCHED),
        ignored("workspaceUpdater", because=_FETCHED),
        ignored("workspaceUpdater.**", because=_FETCHED),
        ignored("additionalCredentials", because=_FETCHED),
        ignored("additionalCredentials.**", because=_FETCHED),
        ignored("useUpdate", because=_FETCHED),
        ignored("doRevert", because=_FETCHED),
        ignored("filterChangelog", because=_FETCHED),
        ignored("quietOperation", because=_FETCHED),
    ),
    behaviour=(
        partial("variables of the checkout", because="those that the plugin sets, as for the revision, are not there"),
    ),
)
def source(call: Call) -> Iterator[Contribution]:
    """A job's source: an S3 object, as for a job without a repository. A step of a pipeline stops."""
    yield Checkout(scm="svn")


plugin.blocked(
    "svn",
    slots=(Slot.STEP,),
    because="a build does not check out from Subversion: run svn in a command, with a secret",
)


@plugin.rule(
    "hudson.scm.listtagsparameter.ListSubversionTagsParameterDefinition",
    slots=(Slot.PARAMETER,),
    settings=(
        converted("name", to="a pipeline variable"),
        converted("defaultValue", to="the variable's default"),
        converted("description", to="the variable's description"),
        *(partial(name, because="a pipeline variable takes any text: nothing lists the tags") for name in _TAGS),
    ),
)
def tag(call: Call) -> Iterator[Contribution]:
    yield Parameter(call.text("name"), call.value("defaultValue"), call.text("description"))
