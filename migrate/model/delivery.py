"""What AWS gets: the pipeline, its build projects and what stands around them. Writers turn it into files.

Names and limits follow the CodePipeline and CodeBuild APIs. `#{…}` references are plain text here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from migrate.model.contribution import SecretShape
from migrate.model.location import Location

# The custom action type that stands for Jenkins: its owner is Custom.
JENKINS_CATEGORY = "Build"
JENKINS_PROVIDER = "Jenkins"
JENKINS_VERSION = "1"

# What the plugin on Jenkins loses of a workspace, modes and links, goes beside it, for builds and Jenkins jobs alike. A
# folder in the place of a link is what somebody on the way made of it.
_MODES = ".j2cp/modes.tgz"
SAVE_MODES = (
    r"mkdir -p .j2cp && find . -path ./.j2cp -prune -o \( -type l -o -type f -perm -100 \) -print0"
    f" | tar --null -czf {_MODES} -T -"
)
RESTORE_MODES = f"""[ ! -e {_MODES} ] || {{
  tar -tzf {_MODES} | while IFS= read -r name; do [ -L "$name" ] || [ ! -d "$name" ] || rm -rf "$name"; done
  tar -xpzf {_MODES} && rm {_MODES}
}}"""

# CodePipeline's folder in the bucket is the pipeline's name, or its beginning, made unique, where it is longer:
# https://github.com/awsdocs/aws-cloudformation-user-guide/pull/733
_FOLDER_LENGTH = 20


def artifact_objects(pipeline: str) -> str:
    """The objects of the artifact bucket that are a pipeline's, as a pattern of IAM."""
    return f"{pipeline}/*" if len(pipeline) <= _FOLDER_LENGTH else f"{pipeline[:_FOLDER_LENGTH]}*"


def cache_folder(pipeline: str, project: str) -> str:
    """Where the cache of a build project stands in the artifact bucket, among the objects of its pipeline."""
    return f"{pipeline[:_FOLDER_LENGTH]}/caches/{project}"


@dataclass(frozen=True, slots=True)
class Artifact:
    name: str


@dataclass(frozen=True, slots=True)
class Permission:
    """What the role of a build or of the pipeline may do. Resources are ARNs; `${AWS::…}` and template parameters may
    stand in them."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One action. `configuration` values are 1 to 1000 characters; `permissions` are those that the role of the
    pipeline needs for it."""

    name: str
    category: str
    provider: str
    configuration: tuple[tuple[str, str], ...] = ()
    owner: str = "AWS"
    version: str = "1"
    run_order: int = 1
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    namespace: str = ""
    timeout_minutes: int | None = None
    origin: Location | None = None
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class VariableCheck:
    """A condition rule on a variable."""

    name: str
    variable: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class EntryCondition:
    """All rules must hold, or the stage gets `result` (SKIP or FAIL)."""

    result: str
    rules: tuple[VariableCheck, ...]


@dataclass(frozen=True, slots=True)
class PipelineStage:
    name: str
    actions: tuple[Action, ...]
    before_entry: EntryCondition | None = None
    disabled_reason: str = ""  # the transition into the stage is disabled


@dataclass(frozen=True, slots=True)
class PipelineVariable:
    """A variable asked for at start. `default` is 1 to 1000 characters."""

    name: str
    default: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PushFilter:
    branches: tuple[str, ...] = ()
    excluded_branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GitTrigger:
    source_action: str
    push: tuple[PushFilter, ...] = ()
    pull_request_branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    name: str
    stages: tuple[PipelineStage, ...]
    execution_mode: str = "QUEUED"
    variables: tuple[PipelineVariable, ...] = ()
    triggers: tuple[GitTrigger, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildCommand:
    """One complete shell command: an item of a phase's list. `origin` is the Jenkins line it comes from."""

    script: str
    origin: Location | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """`env.secrets-manager`: a variable and the secret (and JSON key) that it receives."""

    variable: str
    secret: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ReportGroup:
    name: str
    files: tuple[str, ...]
    file_format: str = "JUNITXML"
    base_directory: str = ""


@dataclass(frozen=True, slots=True)
class BuildArtifact:
    """An output artifact of the build. Paths are CodeBuild's patterns below `base_directory`."""

    name: str
    files: tuple[str, ...] = ("**/*",)
    base_directory: str = ""
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Buildspec:
    shell: str = ""  # empty is CodeBuild's default; `powershell.exe` on Windows
    variables: tuple[tuple[str, str], ...] = ()
    secrets: tuple[SecretEntry, ...] = ()
    exported: tuple[str, ...] = ()
    runtimes: tuple[tuple[str, str], ...] = ()
    install: tuple[BuildCommand, ...] = ()
    pre_build: tuple[BuildCommand, ...] = ()
    build: tuple[BuildCommand, ...] = ()
    post_build: tuple[BuildCommand, ...] = ()
    reports: tuple[ReportGroup, ...] = ()
    artifacts: tuple[BuildArtifact, ...] = ()
    cached: tuple[str, ...] = ()  # folders that later builds find again, as patterns


@dataclass(frozen=True, slots=True)
class LambdaFunction:
    """A function that an Invoke action calls. `template` names its Python file in `templates/lambda`."""

    name: str
    template: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True)
class BuildProject:
    name: str
    buildspec: Buildspec
    image: str
    environment_type: str = "LINUX_CONTAINER"
    compute_type: str = "BUILD_GENERAL1_SMALL"
    privileged: bool = False
    timeout_minutes: int = 60
    description: str = ""
    image_label: str = ""  # the Jenkins label that chose `image`; names the template parameter that overrides it
    image_credentials: str = ""  # the secret with the login of the image's registry
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduledStart:
    """EventBridge Scheduler starts the pipeline. `expression` is `cron(…)` with six fields."""

    name: str
    expression: str
    time_zone: str
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class UpstreamStart:
    """EventBridge starts the pipeline when another one ends in one of these states (`SUCCEEDED`, `FAILED`)."""

    pipeline: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential of Jenkins that must stand in Secrets Manager before the first run."""

    credential: str
    secret: str
    shape: SecretShape
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What only the user knows: a parameter of the template, and in pipeline.json a value that is valid by pattern."""

    parameter: str
    value: str
    description: str


@dataclass(frozen=True, slots=True)
class JenkinsJob:
    """A freestyle job that serves a custom action: its name is the action's ProjectName.

    It runs the job whose XML `config` is; or the scripts (`sh` or `bat`, and the text); or, without either, it starts
    the pipeline job that its `starts` names, which the user makes of the stage.
    """

    name: str
    stage: str
    outputs: tuple[str, ...] = ()
    config: str = ""
    scripts: tuple[tuple[str, str], ...] = ()
    starts: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    label: str = ""
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step for which CodePipeline has an action. `stays` says why the step stays in its build; it is empty where the
    action can take over, and then `differs` says what is not as in Jenkins. `taken` over are those of a conversion that
    asks for it."""

    stage: str
    origin: Location
    provider: str
    differs: tuple[str, ...] = ()
    stays: str = ""
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that one job becomes. `notes` are sentences for the report (layout, fusing); they are no outcomes.

    `starts_on_change`: a new commit or object of a CodeCommit or S3 source starts the pipeline (a connection's source
    says so itself, with triggers or DetectChanges). `keepable` are stages, by the pattern that keeps them on Jenkins
    and the label of their agents, that may need a machine that CodeBuild does not have. `proposals` are steps that an
    action of CodePipeline could take over.
    """

    name: str
    pipeline: Pipeline
    projects: tuple[BuildProject, ...]
    schedules: tuple[ScheduledStart, ...] = ()
    upstream: tuple[UpstreamStart, ...] = ()
    secrets: tuple[Secret, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    starts_on_change: bool = True
    notifies: bool = False
    log_retention_days: int = 30
    description: str = ""
    notes: tuple[str, ...] = field(default=())
    jenkins_jobs: tuple[JenkinsJob, ...] = ()
    functions: tuple[LambdaFunction, ...] = ()
    keepable: tuple[tuple[str, str], ...] = ()
    proposals: tuple[Proposal, ...] = ()
