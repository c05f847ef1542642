"""Where the pipeline gets its source: a connection, CodeCommit, or an S3 object that the template provides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from migrate.assemble.shell import literal_text
from migrate.assemble.variables import SOURCE_NAMESPACE
from migrate.model.contribution import Checkout
from migrate.model.delivery import Action, Placeholder
from migrate.model.location import Location
from migrate.model.plan import Placed, Plan, PlannedStage, Remark
from migrate.model.settings import Settings
from migrate.model.source import Literal, Value

ARTIFACT = "SourceCode"
_PLACEHOLDER_ARN = "arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000"
_HOSTS = {"github.com": "GitHub", "gitlab.com": "GitLab", "bitbucket.org": "Bitbucket", "dev.azure.com": "AzureDevOps"}
_BY_HAND = "main"
_URL = re.compile(r"(?:[a-z+]+://)?(?:[^@/]+@)?(?P<host>[^:/]+)(?::\d+(?=/))?[:/]+(?P<path>.+?)(?:\.git)?/?$")
_CODECOMMIT = re.compile(r"git-codecommit\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/v1/repos/(?P<name>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class Source:
    """The source action, what only the user knows of it, and what is to be said. `url` is "" for S3."""

    action: Action
    url: str
    branch: str
    placeholders: tuple[Placeholder, ...] = ()
    remarks: tuple[Remark, ...] = ()
    checkout: Checkout | None = None  # the step that has the repository and the branch, where the job itself has none

    @property
    def is_connection(self) -> bool:
        return self.action.provider == "CodeStarSourceConnection"


def find_source(plan: Plan, pipeline: str, settings: Settings) -> Source:
    """The job's own source; the first explicit checkout where it has none; else an S3 object."""
    checkout = _own_checkout(plan)
    override = settings.repositories.get(plan.name, "")
    if checkout is None:
        return _without_scm(plan, override, pipeline, settings)
    assert isinstance(checkout.contribution, Checkout)
    url = override or _text(checkout.contribution.url)
    if checkout.contribution.scm != "git" or not url:
        because = f"a {checkout.contribution.scm} repository can't be a source: put its files into the S3 object"
        return _s3(pipeline, (Remark(checkout.origin, because, gap=True, blocking=False),))
    if plan.of_branches:
        return _of_branches(url, checkout, checkout.contribution, pipeline, settings)
    return replace(_git(url, checkout, pipeline, settings), checkout=_as_it_stands(checkout.contribution))


def _of_branches(url: str, checkout: Placed, known: Checkout, pipeline: str, settings: Settings) -> Source:
    """The source of a multibranch project: triggers name the branch, and its own is for starts by hand."""
    fixed = replace(known, branches=(Literal(_BY_HAND),))
    source = _git(url, replace(checkout, contribution=fixed), pipeline, settings)
    if not source.is_connection:
        return source
    chosen = Placeholder("SourceBranch", _BY_HAND, "Branch that a start by hand builds")
    return replace(source, placeholders=(*source.placeholders, chosen))


def _as_it_stands(checkout: Checkout) -> Checkout | None:
    """The checkout where the source action gives exactly that: one known branch, in the workspace itself."""
    known = len(checkout.branches) == 1 and branch_name(_text(checkout.branches[0]))
    return checkout if known and not checkout.directory else None


def _own_checkout(plan: Plan) -> Placed | None:
    own = next((one for one in plan.sources if isinstance(one.contribution, Checkout)), None)
    return own or next((one for stage in plan.stages for one in _checkouts(stage)), None)


def _checkouts(stage: PlannedStage) -> list[Placed]:
    """Explicit checkouts of a known repository among the plain steps of a stage and of those inside it."""
    own = [
        one
        for one in stage.work
        if isinstance(one.contribution, Checkout) and isinstance(one.contribution.url, Literal)
    ]
    return own + [one for inner in (*stage.stages, *stage.parallel) for one in _checkouts(inner)]


def _without_scm(plan: Plan, override: str, pipeline: str, settings: Settings) -> Source:
    """A Jenkinsfile that stands alone comes from a repository that only the user knows; other jobs have none."""
    if override or plan.multibranch:
        return _connection(override, None, plan.origin, settings)
    return _s3(pipeline, ())


def _git(url: str, checkout: Placed, pipeline: str, settings: Settings) -> Source:
    commit = _CODECOMMIT.search(url)
    match = _URL.match(url)
    if not commit and (match is None or "/" not in match["path"].strip("/")):
        because = f"a connection needs owner/name, which {url} has not: put its files into the S3 object"
        return _s3(pipeline, (Remark(checkout.origin, because, gap=True, blocking=False),))
    if not commit:
        return _connection(url, checkout, checkout.origin, settings)
    branch, remarks = _branch(checkout)
    configuration = (
        ("RepositoryName", commit["name"]),
        ("BranchName", branch),
        ("PollForSourceChanges", "false"),
        ("OutputArtifactFormat", "CODEBUILD_CLONE_REF"),
    )
    return Source(_action("CodeCommit", configuration, checkout.origin), url, branch, (), remarks)


def _connection(url: str, checkout: Placed | None, origin: Location, settings: Settings) -> Source:
    match = _URL.match(url)
    host = match["host"] if match else ""
    branch, remarks = _branch(checkout) if checkout else ("main", ())
    name = _HOSTS.get(host) or ("".join(re.findall("[A-Za-z0-9]+", host.title())) or "Source")
    known = settings.connections.get(host, "")
    placeholders = [] if known else [_arn_placeholder(name, host)]
    repository = match["path"] if match else "owner/repository"
    if match is None:
        placeholders.append(Placeholder("SourceRepository", repository, "Repository of the job, as owner/name"))
        placeholders.append(Placeholder("SourceBranch", branch, "Branch that the pipeline builds"))
    if host and host not in _HOSTS and not known:
        because = f"{host} must be reachable by a connection (GitHub Enterprise Server or GitLab self-managed)"
        remarks = (*remarks, Remark(origin, because))
    configuration = (
        ("ConnectionArn", known or placeholders[0].value),
        ("FullRepositoryId", repository),
        ("BranchName", branch),
        ("OutputArtifactFormat", "CODEBUILD_CLONE_REF"),
        ("DetectChanges", "true"),
    )
    action = _action("CodeStarSourceConnection", configuration, origin)
    return Source(action, url, branch, tuple(placeholders), remarks)


def _arn_placeholder(name: str, host: str) -> Placeholder:
    return Placeholder(
        f"{name}ConnectionArn", _PLACEHOLDER_ARN, f"ARN of the connection to {host or 'the repository host'}"
    )


def _s3(pipeline: str, remarks: tuple[Remark, ...]) -> Source:
    """An object in a bucket of the template: the pipeline starts when somebody puts a new one there."""
    configuration = (
        (
            "S3Bucket",
            f"{pipeline.lower()[:40].strip('-._').replace('_', '-').replace('.', '-').replace('@', '-')}-source",
        ),
        ("S3ObjectKey", "source.zip"),
        ("PollForSourceChanges", "false"),
    )
    return Source(_action("S3", configuration, None), "", "", (), remarks)


def _action(provider: str, configuration: tuple[tuple[str, str], ...], origin: Location | None) -> Action:
    return Action(
        "Source", "Source", provider, configuration, outputs=(ARTIFACT,), namespace=SOURCE_NAMESPACE, origin=origin
    )


def _branch(checkout: Placed) -> tuple[str, tuple[Remark, ...]]:
    """The one branch that a source action builds, and a remark where Jenkins would build others."""
    assert isinstance(checkout.contribution, Checkout)
    branches = checkout.contribution.branches
    name = branch_name(_text(branches[0])) if branches else ""
    if not name:
        because = "the branch is chosen when the job runs: a source action builds a fixed one, here main"
        return "main", (Remark(checkout.origin, because),)
    if len(branches) > 1:
        return name, (Remark(checkout.origin, f"a source action builds one branch, here {name}"),)
    return name, ()


def branch_name(specifier: str) -> str:
    """`main` for `*/main`, `origin/main`, `refs/heads/main`; "" for wildcards and regular expressions."""
    name = re.sub(r"^(refs/heads/|refs/remotes/[^/]+/|remotes/[^/]+/|\*/|origin/)", "", specifier.strip())
    return "" if not name or re.search(r"[*:${}?]", name) else name


def _text(value: Value | None) -> str:
    return literal_text(value) if isinstance(value, Literal) else ""
