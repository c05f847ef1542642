"""gap-report.md: what a platform engineer reads before the pipeline goes to AWS."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migrate.model.contribution import SECRET_KEYS
from migrate.model.delivery import Action, BuildProject, Delivery, Proposal
from migrate.model.ledger import Entry, Outcome
from migrate.model.location import Location
from migrate.model.settings import OnGap
from migrate.model.source import Problem
from migrate.report.templating import markdown

_TALLY = {"converted": "converted", "partial": "with a difference", "gap": "not converted", "ignored": "without need"}
_SHOWN = 8  # places of one reason; ledger.json has them all


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in Jenkins, what stands there, and the build that it came to."""

    where: str
    text: str
    build: str


@dataclass(frozen=True, slots=True)
class Group:
    """Places that share a reason. `key` is what accepts a gap in migrate.toml."""

    because: str
    key: str
    places: tuple[Place, ...]

    @property
    def shown(self) -> tuple[Place, ...]:
        return self.places[:_SHOWN]

    @property
    def more(self) -> int:
        return len(self.places) - len(self.shown)


@dataclass(frozen=True, slots=True)
class Row:
    """One action of the pipeline, and what it came from."""

    stage: str
    action: str
    runs: str
    image: str
    where: str


def write_gap_report(
    name: str,
    delivery: Delivery | None,
    entries: Iterable[Entry],
    problems: Iterable[Problem],
    folder: str,
    on_gap: OnGap = OnGap.FAIL,
) -> str:
    """The report as Markdown. Texts of the job are escaped: they can't change the page."""
    entries = tuple(entries)
    counts = {outcome.value: sum(one.verdict.outcome is outcome for one in entries) for outcome in Outcome}
    builds = _builds(delivery)
    gaps = [entry for entry in entries if entry.verdict.outcome is Outcome.GAP]
    return (
        markdown()
        .get_template("gap-report.md.j2")
        .render(
            name=name,
            delivery=delivery,
            counts=counts,
            total=len(entries),
            tally=[f"{counts[outcome]} {word}" for outcome, word in _TALLY.items() if counts[outcome]],
            blocking=grouped((one for one in gaps if one.verdict.blocking), builds),
            advisory=grouped((one for one in gaps if not one.verdict.blocking), builds),
            partial=grouped((one for one in entries if one.verdict.outcome is Outcome.PARTIAL), builds),
            ignored=grouped((one for one in entries if one.verdict.outcome is Outcome.IGNORED), builds),
            problems=tuple(problems),
            fails=on_gap is OnGap.FAIL,
            rows=tuple(_rows(delivery)) if delivery else (),
            commands="\n".join(_commands(delivery, folder)) if delivery else "",
            everywhere=tuple(_everywhere(delivery)) if delivery else (),
            rehearsable=delivery is not None and not any(map(_is_windows, delivery.projects)),
            folder=shlex.quote(folder),
            keepable=tuple((shlex.quote(pattern), label) for pattern, label in delivery.keepable) if delivery else (),
            proposals=tuple(_proposals(delivery, entries)) if delivery else (),
            native=delivery is not None and any(one.taken for one in delivery.proposals),
            has_source=any(action.provider != "S3" for action in delivery.pipeline.stages[0].actions)
            if delivery
            else False,
        )
    )


def _everywhere(delivery: Delivery) -> Iterator[str]:
    """What is different for every job that has such a thing."""
    if delivery.projects:
        yield "The shell of a build is that of its image: `sh` is bash on Amazon Linux, and takes what dash refuses."
        yield "The workspace is a folder that CodeBuild names: `$CODEBUILD_SRC_DIR`."
    if delivery.pipeline.variables:
        yield "A pipeline knows its variables from the first start on; the first build of a Jenkins job may not."
    if delivery.secrets:
        yield "A build whose secret is missing does not start; in Jenkins the step that asks for it fails."


def _is_windows(project: BuildProject) -> bool:
    return project.buildspec.shell == "powershell.exe"


# ---- what became of the leaves ---------------------------------------------------------------------------------------


def grouped(entries: Iterable[Entry], builds: dict[tuple[str, str], str]) -> tuple[Group, ...]:
    """The entries by reason, in the order in which the reasons come first; gaps by their key, too."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for entry in entries:
        rule = entry.verdict.rule if entry.verdict.outcome is Outcome.GAP else ""
        for because in entry.verdict.reasons:
            groups.setdefault((because, rule), []).append(_place(entry, builds))
    return tuple(Group(because, key, tuple(places)) for (because, key), places in groups.items())


def _place(entry: Entry, builds: dict[tuple[str, str], str]) -> Place:
    at = entry.leaf.location
    return Place(str(at), entry.leaf.text or at.path, _build_of(at, builds))


def _builds(delivery: Delivery | None) -> dict[tuple[str, str], str]:
    """The build that has the commands of a place in Jenkins, by file and path."""
    found: dict[tuple[str, str], str] = {}
    for project in delivery.projects if delivery else ():
        spec = project.buildspec
        for command in (*spec.install, *spec.pre_build, *spec.build, *spec.post_build):
            if command.origin:
                found.setdefault((command.origin.file, command.origin.path), project.name)
    return found


def _build_of(at: Location, builds: dict[tuple[str, str], str]) -> str:
    """The build of a leaf: of the nearest place above it that has commands."""
    path = at.path
    while path:
        if (at.file, path) in builds:
            return builds[at.file, path]
        path = path.rpartition("/")[0]
    return ""


def _proposals(delivery: Delivery, entries: Iterable[Entry]) -> Iterator[tuple[Proposal, str]]:
    """Each with the text of its step: that of the script, where the step's own first line only opens it."""
    texts = {one.leaf.location: one.leaf.text for one in entries}
    scripts = {(one.file, one.path.rpartition("/")[0]): text for one, text in texts.items()}
    for one in delivery.proposals:
        text = texts.get(one.origin) or one.origin.path
        script = scripts.get((one.origin.file, one.origin.path), text)
        yield one, script.strip("'\"") if text.endswith(("'''", '"""')) else text


# ---- what is delivered -----------------------------------------------------------------------------------------------


def _rows(delivery: Delivery) -> Iterator[Row]:
    projects = {project.name: project for project in delivery.projects}
    for stage in delivery.pipeline.stages:
        for action in stage.actions:
            project = projects.get(dict(action.configuration).get("ProjectName", ""))
            where = str(action.origin) if action.origin else ""
            yield Row(stage.name, action.name, _runs(action, project), project.image if project else "", where)


def _runs(action: Action, project: BuildProject | None) -> str:
    if project:
        return project.name
    configuration = dict(action.configuration)
    keys = ("ProjectName", "FullRepositoryId", "RepositoryName", "S3ObjectKey", "PipelineName", "FunctionName")
    named = next((configuration[key] for key in keys if key in configuration), "")
    return f"{action.provider} {named}".strip()


# ---- what to type ----------------------------------------------------------------------------------------------------

_FOUNDATION = "jenkins-foundation"
_OUTPUT = """\
output() {  # stack key: what a stack gives
  aws cloudformation describe-stacks --stack-name "$1" --output text \\
    --query "Stacks[0].Outputs[?OutputKey=='$2'].OutputValue"
}"""


def _commands(delivery: Delivery, folder: str) -> Iterator[str]:
    """Shell commands that bring the job to AWS, in order. The foundation's are done once for all jobs."""
    stack = _stack(delivery.pipeline.name)
    yield f"aws cloudformation deploy --stack-name {_FOUNDATION} --template-file foundation.yaml{_jenkins(delivery)}"
    yield _OUTPUT
    yield from _create_secrets(delivery)
    yield f"aws cloudformation deploy --stack-name {stack} --template-file {shlex.quote(f'{folder}/template.yaml')} \\"
    yield f'  --s3-bucket "$(output {_FOUNDATION} ArtifactBucket)" --capabilities CAPABILITY_IAM \\'
    yield f"  --parameter-overrides {' '.join(_parameters(delivery))}"
    for action in delivery.pipeline.stages[0].actions:
        if action.provider == "S3":
            key = dict(action.configuration)["S3ObjectKey"]
            yield f'aws s3 cp {shlex.quote(key)} "s3://$(output {stack} SourceBucket)/{key}"'
    if not any(stage.disabled_reason for stage in delivery.pipeline.stages):
        yield f"aws codepipeline start-pipeline-execution --name {shlex.quote(delivery.pipeline.name)}"


def _jenkins(delivery: Delivery) -> str:
    return " \\\n  --parameter-overrides JenkinsUrl=https://..." if delivery.jenkins_jobs else ""


def _stack(pipeline: str) -> str:
    """A stack's name has letters, digits and hyphens, a letter first, and at most 128 characters."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", pipeline).strip("-")
    return name if name[:1].isalpha() else f"job-{name}"


def _parameters(delivery: Delivery) -> Iterator[str]:
    actions = (action for stage in delivery.pipeline.stages for action in stage.actions)
    topic = delivery.notifies or any("NotificationArn" in dict(action.configuration) for action in actions)
    for key in ("ArtifactBucket", "ArtifactKeyArn", *(["NotificationTopic"] if topic else [])):
        yield f'\\\n    {key}="$(output {_FOUNDATION} {key})"'
    for placeholder in delivery.placeholders:
        yield f"\\\n    {placeholder.parameter}=..."


def _create_secrets(delivery: Delivery) -> Iterator[str]:
    """Each secret from a file that the user writes: a value on the command line would stay in the shell's history."""
    for secret in delivery.secrets:
        keys = SECRET_KEYS[secret.shape]
        file = re.sub(r"[^A-Za-z0-9.-]+", "-", secret.secret).strip("-") + (".json" if keys else ".txt")
        form = json.dumps(dict.fromkeys(keys, "...")) if keys else "the secret alone"
        yield f"aws secretsmanager create-secret --name {shlex.quote(secret.secret)} \\"
        yield f"  --secret-string file://{file}  # {form}"
