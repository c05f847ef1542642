"""`checkout`: https://plugins.jenkins.io/workflow-scm-step/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Checkout, Contribution
from migrate.model.source import Reference, ReferenceKind

plugin = Plugin(
    "workflow-scm-step",
    title="Checkout",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
)

_GIT = "scm[GitSCM|scmGit|gitSCM]"
_FULL_CLONE = "the build has a full clone"


@plugin.rule(
    "checkout",
    settings=(
        converted("scm", to="the source action"),
        converted(f"{_GIT}.userRemoteConfigs.url", to="the source action"),
        ignored(f"{_GIT}.userRemoteConfigs.credentialsId", because="the connection reads the repository"),
        partial(f"{_GIT}.userRemoteConfigs.name", because="the remote is called origin", default="origin"),
        partial(f"{_GIT}.userRemoteConfigs.refspec", because="the source action fetches branches alone"),
        converted(f"{_GIT}.branches.name", to="the source action"),
        ignored(f"{_GIT}.doGenerateSubmoduleConfigurations", because="git no longer has this"),
        ignored(f"{_GIT}.submoduleCfg", because="it is empty"),
        ignored(f"{_GIT}.gitTool", because="the image's own git is used"),
        ignored(f"{_GIT}.browser.**", because="a link on Jenkins' pages"),
        ignored(f"{_GIT}.extensions", because="it is empty"),
        ignored(f"{_GIT}.extensions[CloneOption|cloneOption].**", because=_FULL_CLONE),
        ignored(f"{_GIT}.extensions[CleanBeforeCheckout|CleanCheckout|WipeWorkspace|PruneStaleBranch].**",
                because="each build starts with a clean checkout"),
        ignored(f"{_GIT}.extensions[CleanBeforeCheckout|CleanCheckout|WipeWorkspace|PruneStaleBranch]",
                because="each build starts with a clean checkout"),
        gap(f"{_GIT}.extensions.**", because="this extension of the checkout is not converted", blocking=True),
        gap("scm.**", because="this kind of repository can't be a source", blocking=True),
        ignored("changelog", because="a page of Jenkins"),
        partial("poll", because="changes of the source start the pipeline", default="true"),
    ),
)  # fmt: skip
def checkout(call: Call) -> Iterator[Contribution]:
    if not call.nested("scm"):
        scm = call.value("scm")
        if not isinstance(scm, Reference) or scm.kind is not ReferenceKind.SCM:
            raise NotKnownError("scm")
        yield Checkout(job_scm=True)
    for inner in call.nested("scm"):
        remotes = inner.nested("userRemoteConfigs")
        url = remotes[0].value("url") if len(remotes) == 1 else None
        branches = tuple(one.expanded("name") for one in inner.nested("branches"))
        yield Checkout(
            scm="git" if inner.name.lower() in ("gitscm", "scmgit") else inner.name, url=url, branches=branches
        )
