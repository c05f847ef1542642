"""What a rule may ask for: a small closed set. Assembly places each exactly once; no rule knows JSON or YAML.

Values are the source model's (`Literal`, `Template`, …): whoever places them chooses their shell or `#{…}` form. Paths
are Ant patterns relative to the workspace, as Jenkins has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from migrate.model.source import Literal, Reference, Template, Value

# ---- what a build does, in order ------------------------------------------------------------------------------------


class Interpreter(Enum):
    """Who runs a script. `SHELL` is Jenkins' default `/bin/sh -xe`, with a `#!` in the very first bytes respected."""

    SHELL = "sh"
    BATCH = "bat"
    POWERSHELL = "powershell"
    PWSH = "pwsh"


class When(Enum):
    """The result of the build so far that a publisher waits for."""

    ALWAYS = "always"
    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Command:
    """A script, run in a process of its own in the current directory. It fails when its status is not 0: with the
    status `unstable` it makes the build UNSTABLE, and what follows runs. It alone sees the `variables`."""

    script: Value
    interpreter: Interpreter = Interpreter.SHELL
    encoding: str = ""
    unstable: int = 0
    variables: tuple[tuple[str, Value], ...] = ()
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class Print:
    """A line of text in the log."""

    text: Value


@dataclass(frozen=True, slots=True)
class Fail:
    """Stop here with a message, as `error` does. `interrupts`: for the catches around it is an interruption."""

    message: Value
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Exactly these bytes (UTF-8, or what the text is the Base64 of) in a file; its folder is made."""

    path: Value
    text: Value
    base64: bool = False


@dataclass(frozen=True, slots=True)
class DeleteFiles:
    """Delete the current directory's content (`patterns` empty) or the files that match."""

    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


ARCHIVE = "archive"  # the artifact for what Jenkins itself archives


# Ant patterns, or the text that holds them, with commas between, where only the run knows it.
Patterns = tuple[str, ...] | Reference | Template


@dataclass(frozen=True, slots=True)
class TestReport:
    """Publish test results. `allow_empty` is false where Jenkins fails the build when no file matches."""

    __test__ = False

    files: Patterns
    file_format: str = "JUNITXML"
    allow_empty: bool = False


@dataclass(frozen=True, slots=True)
class ArchiveArtifacts:
    """Keep files of the workspace. Without `allow_empty` the build fails when nothing matches.

    What a plugin publishes goes into an artifact of its own. There the files stand in the folder `below`.
    """

    files: Patterns
    excludes: Patterns = ()
    allow_empty: bool = False
    only_if_successful: bool = False
    default_excludes: bool = True
    case_sensitive: bool = True
    artifact: str = ARCHIVE
    below: str = ""


@dataclass(frozen=True, slots=True)
class CopyArtifacts:
    """Copy what the last good run of another job has archived into a folder: with its own folders, or `flatten`. Where
    it is `optional`, nothing to copy is no failure."""

    job: Value
    files: Patterns = ("**",)
    excludes: Patterns = ()
    target: Value = field(default_factory=lambda: Literal(""))
    flatten: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Stash:
    """Put files aside for later stages, under a name."""

    name: str
    includes: Patterns = ("**",)
    excludes: Patterns = ()
    allow_empty: bool = False
    default_excludes: bool = True


@dataclass(frozen=True, slots=True)
class Unstash:
    name: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A message to people; `channel` is what Jenkins used (`email`, `slack`), `recipients` as written there."""

    channel: str
    recipients: tuple[str, ...]
    subject: Value
    body: Value
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """A properties file with parameters. Without one that is `required` nothing is started."""

    path: Value
    required: bool = False


@dataclass(frozen=True, slots=True)
class StartJob:
    """Start another job's pipeline. `wait` waits for its end; `propagate` fails when it fails.

    With `own_parameters` the variables are the parameters of this job, and `variables` on top of them, of which later
    ones win. `needs_parameters`: it starts nothing where the files that are there have none.
    """

    job: Value
    variables: tuple[tuple[str, Value] | ParameterFile, ...] = ()
    wait: bool = True
    propagate: bool = True
    when: When = When.ALWAYS
    own_parameters: bool = False
    needs_parameters: bool = False


# What is set then: the names of all jobs that were waited for, and that of the last one.
JOB_NAMES = ("TRIGGERED_JOB_NAMES", "LAST_TRIGGERED_JOB_NAME")


@dataclass(frozen=True, slots=True)
class JobsStarted:
    """These jobs were started and have ended: variables tell their names to steps that come later."""

    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkout:
    """Source code from a repository. `scm` is `git`, `svn`, …; `job_scm` is the job's own source (`checkout scm`).

    `credentials` is the Jenkins id of a login there. `local_branch` is checked out, and not just the commit: `**` for
    the branch of the same name.

    `branches` are Jenkins branch specifiers as written (`*/main`, `origin/x`, `refs/tags/*`, `:regex`).
    """

    scm: str = "git"
    url: Value | None = None
    branches: tuple[Value, ...] = ()
    credentials: Value = field(default_factory=lambda: Literal(""))
    directory: str = ""
    job_scm: bool = False
    local_branch: str = ""
    submodules: bool = False
    lfs: bool = False


@dataclass(frozen=True, slots=True)
class SetVariable:
    """`env.NAME = value`: from here on, in later stages too."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class ReadVariables:
    """`SetVariable` for all that a properties file has, and a text on top of it, whose values may name each other and
    the variables that are there. A file that is not there fails."""

    path: Value
    content: Value = field(default_factory=lambda: Literal(""))


@dataclass(frozen=True, slots=True)
class SetDisplayName:
    """`currentBuild.displayName = 'rel 7'`: Jenkins shows the build under this name, and has it in the environment."""

    name: Value


@dataclass(frozen=True, slots=True)
class SetResult:
    """`currentBuild.result = 'FAILURE'`: the build goes on, and ends as no more than this. The names are Jenkins'."""

    result: Value


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a value under a name of ours, for steps that come later. Without a value, one that `throws` fails."""

    variable: str
    value: Value
    throws: bool = False


@dataclass(frozen=True, slots=True)
class Capture:
    """Run a script and keep what it prints, or with `status` its exit status, which then never fails."""

    variable: str
    command: Command
    status: bool = False


@dataclass(frozen=True, slots=True)
class Compute:
    """Keep what a step reads: `readFile` and `fileExists` with a path, `pwd`."""

    variable: str
    function: str
    value: Value = field(default_factory=lambda: Literal(""))


@dataclass(frozen=True, slots=True)
class FindFiles:
    """Keep a list of the files that match, without those that Ant leaves out: JSON as `findFiles` has them."""

    variable: str
    files: Patterns
    excludes: Patterns = ()


@dataclass(frozen=True, slots=True)
class CheckFile:
    """Stop where a file has another SHA-256 checksum than when the job was converted."""

    path: Value
    checksum: str


@dataclass(frozen=True, slots=True)
class CheckExists:
    """Stop where a file or folder is there and was not when the job was converted, or the other way round."""

    path: Value
    exists: bool


@dataclass(frozen=True, slots=True)
class CheckFiles:
    """Stop where other files match than when the job was converted: `paths`, in their order."""

    files: Patterns
    excludes: Patterns
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request over HTTP: keep the text that the server answers, and in `variable` + `_code` its code, whatever that
    is. It fails where there is no answer. `headers` are lines; `timeouts` are seconds to connect and to wait for data,
    0 for as long as it takes."""

    variable: str
    method: str
    url: Value
    headers: tuple[Value, ...] = ()
    body: Value | None = None
    timeouts: tuple[float, float] = (0, 0)


@dataclass(frozen=True, slots=True)
class Need:
    """Actions of IAM that the role of the build must be allowed, and on what: an ARN, or `*`. Parameters of the
    template and `${AWS::…}` may stand in it."""

    actions: tuple[str, ...]
    resource: str


@dataclass(frozen=True, slots=True)
class Takeover:
    """The action of CodePipeline that could do what a step does, behind the build that it ends.

    Its input artifact has what matches `files` below `directory`, and nothing else. A value of its `configuration` that
    begins with `INPUT` is a path in there. `to_ask` are values that only the user knows, by the keys that they are for.
    The role of the pipeline `needs` permissions, and the pipeline must be in the `region`, where there is one. What
    `differs` is not as in Jenkins, and `stays` says why the step stays in the build all the same: a step that its
    action can't do exactly has only that.
    """

    provider: str
    configuration: tuple[tuple[str, Value], ...] = ()
    category: str = "Deploy"
    directory: Value = field(default_factory=lambda: Literal(""))
    files: Patterns = ()
    excludes: Patterns = ()
    default_excludes: bool = False
    to_ask: tuple[str, ...] = ()
    region: Value = field(default_factory=lambda: Literal(""))
    needs: tuple[Need, ...] = ()
    differs: tuple[str, ...] = ()
    stays: str = ""


INPUT = "input::"


@dataclass(frozen=True, slots=True)
class CallAws:
    """A script of the shell that calls AWS, or with `secrets` another service: on the machine itself, whatever
    container is around.

    `inputs` are its variables, with exactly these values, and `words` its arguments. `files` match in `directory`,
    where it runs: the file `$files` has their names, NUL-separated. `functions` are those of ours that it calls. What
    it `needs`, a key or a role around may stand for. What it prints is kept where there is a `variable`, without the
    end of its last line. The `takeover` is an action that could do the same.
    """

    script: str
    inputs: tuple[tuple[str, Value], ...] = ()
    words: tuple[Value, ...] = ()
    directory: Value = field(default_factory=lambda: Literal(""))
    files: Patterns = ()
    excludes: Patterns = ()
    functions: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    variable: str = ""
    secrets: tuple[SecretVariable, ...] = ()
    only_if_successful: bool = False
    takeover: Takeover | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SonarScan:
    """Analyse with a SonarQube server: run a command that finds it. `server` is as in `WithSonarQube`."""

    server: str
    command: Command


@dataclass(frozen=True, slots=True)
class QualityGate:
    """Wait until SonarQube has done its part of the last analysis. It fails where that fails, and where it `aborts`
    with any verdict but OK. The verdict is the `status` of the JSON in `variable`, where there is one."""

    aborts: bool = False
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Something with an effect that could not be converted. Its place prints the reason and fails."""

    because: str


class Protocol(Enum):
    SFTP = "sftp"
    FTP = "ftp"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Put files on a server, and then run a command there. It fails where either does.

    `server` is the name that Jenkins has for it: address and login are a secret of that name. The files go below the
    server's own folder, into `folder`: with the path that they have in the workspace, less `prefix`, or `flat`. In the
    command the shell fills in the variables that the build has, and leaves others to the server. It may last so many
    seconds, 0 for as long as it takes.
    """

    server: str
    protocol: Protocol
    files: Patterns = ()
    excludes: Patterns = ()
    default_excludes: bool = True
    prefix: Value = field(default_factory=lambda: Literal(""))
    folder: Value = field(default_factory=lambda: Literal(""))
    flat: bool = False
    command: Value = field(default_factory=lambda: Literal(""))
    seconds: int = 0
    terminal: bool = False
    when: When = When.ALWAYS


# ---- what holds for a block of steps: the engine fills in the body --------------------------------------------------


@dataclass(frozen=True, slots=True)
class InDirectory:
    path: Value


@dataclass(frozen=True, slots=True)
class WithVariables:
    """Environment of a block. All values are known before the first is set: none sees a name of its own list. An
    empty value removes the name, and `PATH+X` puts its value in front of PATH."""

    variables: tuple[tuple[str, Value], ...]


class SecretShape(Enum):
    """The form of a Jenkins credential, and so of its secret in Secrets Manager.

    A secret text is the plain secret string; the others are JSON with the keys of `SECRET_KEYS`.
    """

    TEXT = "secret text"
    USERNAME_PASSWORD = "username and password"
    SSH_KEY = "SSH user name with private key"
    FILE = "secret file"
    CERTIFICATE = "certificate"
    AWS = "AWS access key"
    SSH_SERVER = "SSH server"
    FTP_SERVER = "FTP server"
    SONARQUBE_SERVER = "SonarQube server"
    ARTIFACTORY_SERVER = "Artifactory server"


SECRET_KEYS: dict[SecretShape, tuple[str, ...]] = {
    SecretShape.TEXT: (),
    SecretShape.USERNAME_PASSWORD: ("username", "password"),
    SecretShape.SSH_KEY: ("username", "privateKey", "passphrase"),
    SecretShape.FILE: ("name", "content"),  # content is base64
    SecretShape.CERTIFICATE: ("keystore", "password"),  # keystore is base64
    SecretShape.AWS: ("accessKeyId", "secretAccessKey"),
    SecretShape.SSH_SERVER: ("host", "port", "username", "privateKey", "directory"),
    SecretShape.FTP_SERVER: ("host", "port", "username", "password", "directory"),
    SecretShape.SONARQUBE_SERVER: ("url", "token"),
    SecretShape.ARTIFACTORY_SERVER: ("url", "username", "password"),
}


class SecretForm(Enum):
    """What a variable receives."""

    VALUE = "value"  # the key's text (`key` empty: the whole secret)
    USER_COLON_PASSWORD = "user:password"
    FILE_PATH = "path of a file that holds it"
    SSH_KEY_PATH = "path of a private key file"


@dataclass(frozen=True, slots=True)
class SecretVariable:
    """One variable of a credential binding. `credential` is the Jenkins id; `shape` None where Jenkins alone knows: it
    is taken for the `likely` one where nothing else tells."""

    name: str
    credential: Value
    shape: SecretShape | None
    key: str = ""
    form: SecretForm = SecretForm.VALUE
    likely: SecretShape | None = None


@dataclass(frozen=True, slots=True)
class WithSecrets:
    variables: tuple[SecretVariable, ...]


@dataclass(frozen=True, slots=True)
class WithRole:
    """The block acts as a role of IAM, by its ARN, or by its name in an `account` ("": the build's own). `arn` has `*`
    for what is not known of it; it is empty where nothing is."""

    role: Value
    account: Value
    session: Value
    seconds: int
    arn: str
    external_id: Value | None = None
    policy: Value | None = None


ROLE_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@dataclass(frozen=True, slots=True)
class WithSonarQube:
    """The block has what a scanner needs of a SonarQube server. `server` is the name that Jenkins has for it, "" for
    its first one; `credentials` the Jenkins id of a token, where it is not the server's own. Where it `finds`, a
    quality gate behind it is that of the analysis in the block."""

    server: str
    credentials: Value = field(default_factory=lambda: Literal(""))
    finds: bool = True


@dataclass(frozen=True, slots=True)
class WithParameterStore:
    """The block has parameters of the Parameter Store in its environment, in capitals: those directly below `path`, or
    `recursive` all below it, each called by its `naming`, `basename`, `relative` to the path, or `absolute`. Without a
    path all, or those whose names begin with one of the `prefixes`, with commas between. `credentials` is the Jenkins
    id of a key of AWS."""

    region: Value
    path: Value = field(default_factory=lambda: Literal(""))
    recursive: bool = False
    naming: str = "basename"
    prefixes: Value = field(default_factory=lambda: Literal(""))
    credentials: Value = field(default_factory=lambda: Literal(""))
    needs: tuple[Need, ...] = ()


# The analysis that a quality gate asks for, and what else scanners read.
SONARQUBE_TASK = "sonarqube_task"
SONARQUBE_NAMES = (
    *("SONAR_HOST_URL", "SONAR_AUTH_TOKEN", "SONAR_CONFIG_NAME"),
    *("SONAR_MAVEN_GOAL", "SONAR_EXTRA_PROPS", "SONARQUBE_SCANNER_PARAMS"),
)


@dataclass(frozen=True, slots=True)
class FollowedBy:
    """Where the block has passed, these calls are made."""

    calls: tuple[CallAws, ...]


@dataclass(frozen=True, slots=True)
class WithTimeout:
    """Abort the block after so many seconds. `activity`: seconds without output."""

    seconds: int
    activity: bool = False


@dataclass(frozen=True, slots=True)
class WithRetry:
    """Run the block until it passes, `count` times at most."""

    count: int


@dataclass(frozen=True, slots=True)
class CatchFailure:
    """A failure of the block does not stop what follows; `result` is what the build has from there on. Where it
    `fails_stage`, the `post` of the stage finds a failure all the same."""

    result: str = "FAILURE"
    message: Value = field(default_factory=lambda: Literal(""))
    fails_stage: bool = False


@dataclass(frozen=True, slots=True)
class InImage:
    """Run the block in a container. `image` has its registry in it, and `registry_credentials` is the Jenkins id of a
    login there. `args` are docker's. `dockerfile` builds the image first: a path in the workspace, its folder
    `context`. As an agent, `label` is the machine around the container, and `same_workspace` goes on in the workspace
    of the stages before (`reuseNode`)."""

    image: Value
    args: Value = field(default_factory=lambda: Literal(""))
    registry_credentials: str = ""
    dockerfile: str = ""
    context: str = ""
    build_args: str = ""
    label: Value | None = None
    same_workspace: bool = False


@dataclass(frozen=True, slots=True)
class Container:
    """A container of a pod. `command` and `arguments` take the place of the image's own where they are given; `waits`:
    it does nothing but wait for scripts. `mounts` are folders of the pod with their place in the container; an empty
    folder name is the machine's docker."""

    name: str
    image: Value
    command: tuple[Value, ...] = ()
    arguments: tuple[Value, ...] = ()
    variables: tuple[tuple[str, Value], ...] = ()
    mounts: tuple[tuple[str, str], ...] = ()
    waits: bool = False
    terminal: bool = False
    privileged: bool = False
    user: str = ""


@dataclass(frozen=True, slots=True)
class InPod:
    """The machine has containers that share its network and its workspace. Scripts run in the one called `default`, or
    without a name on the machine itself. As an agent, or around steps."""

    containers: tuple[Container, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class InContainer:
    """Scripts of the block run in that container of the pod around."""

    name: str


@dataclass(frozen=True, slots=True)
class OnMachine:
    """The block runs on a machine with the label, which may be another one than that of the steps around, and in a
    workspace of its own. Without a label it is the pod around."""

    label: Value | None = None


@dataclass(frozen=True, slots=True)
class WithRegistry:
    """Docker is logged in to a registry; `registry` is its URL, `credentials` the Jenkins id of a login."""

    registry: Value
    credentials: Value


@dataclass(frozen=True, slots=True)
class WithSshKeys:
    """An SSH agent holds the private keys of these credentials (Jenkins ids)."""

    credentials: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IntoFile:
    """What the steps print goes to the end of a file too."""

    path: Value


@dataclass(frozen=True, slots=True)
class OnResult:
    """The block of a publisher runs where the build so far has this result. With `unknown`, a reason, nobody can say
    whether it does: its place fails."""

    when: When = When.ALWAYS
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class WithLock:
    """Only one build at a time holds the resource."""

    resource: Value


@dataclass(frozen=True, slots=True)
class InParallel:
    """The children run at the same time; each child of the body is one branch."""

    fail_fast: bool = False


@dataclass(frozen=True, slots=True)
class InTurn:
    """The children run one after the other, whatever became of those before; it fails in the end when one has."""


class Role(Enum):
    """What a part of a choice, a loop or an attempt is in it."""

    CONDITION = "condition"
    FIRST = "first"
    THEN = "then"
    OTHERWISE = "otherwise"
    BODY = "body"
    CATCH = "catch"
    FINALLY = "finally"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a `Choice`, `Loop`, `Attempt` or `Until`. The body of a CONDITION are guards, that of others are steps.

    Names of variables are for a CATCH: `variable` keeps the message of the failure, `interrupted` whether that was an
    interruption (`true` or `false`). Steps AHEAD are for a choice, whose condition reads what they give; where they
    stand alone, a guard or an entry of an environment does.
    """

    role: Role
    variable: str = ""
    interrupted: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps for each item of a list, which is in the variable then. The body is a `Part` for what is kept before the
    first turn, and one for the turn."""

    variable: str
    items: Value


@dataclass(frozen=True, slots=True)
class Choice:
    """Steps of which one list runs: the body is a `Part` for the condition and one for each way."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Steps; others where one of them fails, which is no failure then; and others in any case. The body is `Part`s."""


@dataclass(frozen=True, slots=True)
class Until:
    """Steps that run again and again until a condition holds. The body is a `Part` for the condition, and for them."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The block changes nothing that a build can see (`timestamps`, `ansiColor`)."""


# ---- what holds for the job or a stage ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """A build parameter. `choices` closed; `default` None where Jenkins has none."""

    name: str
    default: Value | None
    description: str = ""
    choices: tuple[str, ...] = ()
    boolean: bool = False
    secret: bool = False
    trim: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Jenkins cron text. With `poll` it only looks for changes."""

    spec: str
    poll: bool = False


@dataclass(frozen=True, slots=True)
class PushTrigger:
    """A push to the source starts the pipeline."""


@dataclass(frozen=True, slots=True)
class BuildsBranches:
    """A push to any branch of the source starts the pipeline, if no filter keeps the branch out."""


@dataclass(frozen=True, slots=True)
class BuildsPullRequests:
    """A pull request in the source starts the pipeline, for the commit of its branch."""


@dataclass(frozen=True, slots=True)
class BranchFilter:
    """Only branches start the pipeline that match one of the includes and none of the excludes.

    They are globs in which `*` stays within a folder and `**` does not. Without includes nobody can say which.
    """

    includes: tuple[str, ...] = ("**",)
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UpstreamTrigger:
    """Start after these jobs; `threshold` is SUCCESS, UNSTABLE or FAILURE."""

    jobs: tuple[str, ...]
    threshold: str = "SUCCESS"


class Mode(Enum):
    """CodePipeline execution modes."""

    PARALLEL = "PARALLEL"
    QUEUED = "QUEUED"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True, slots=True)
class Concurrency:
    mode: Mode


@dataclass(frozen=True, slots=True)
class Milestone:
    """No older build passes where a newer one has: executions must not overtake each other."""


@dataclass(frozen=True, slots=True)
class WaitForJobs:
    """The job runs only while none of these runs: full names."""

    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long Jenkins keeps builds; days None is for ever."""

    days: int | None


@dataclass(frozen=True, slots=True)
class SkipCheckout:
    """The job's source is not checked out by itself."""


@dataclass(frozen=True, slots=True)
class SkipAfterUnstable:
    """Stages that begin when the build is UNSTABLE are skipped."""


@dataclass(frozen=True, slots=True)
class CheckoutDirectory:
    """The job's source is checked out into this folder of the workspace."""

    path: str


@dataclass(frozen=True, slots=True)
class OfJenkinsfile:
    """The pipeline is that of this Jenkinsfile, and of no other one that a branch may have. `checksum` is the SHA-256
    of its text without carriage returns."""

    path: str
    checksum: str


@dataclass(frozen=True, slots=True)
class FailFast:
    """Every parallel of the job stops its other branches on the first failure."""


@dataclass(frozen=True, slots=True)
class Disabled:
    """The job does not run."""


@dataclass(frozen=True, slots=True)
class Description:
    text: str


@dataclass(frozen=True, slots=True)
class Machine:
    """Where steps run: any machine (`label` None) or one with the label."""

    label: Value | None = None
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class NoMachine:
    """`agent none`: each stage has its own."""


@dataclass(frozen=True, slots=True)
class UseTool:
    """A tool that Jenkins installs: `kind` is `jdk`, `maven`, `nodejs`, …; `name` as the controller calls it."""

    kind: str
    name: Value


@dataclass(frozen=True, slots=True)
class Approval:
    """A person decides. `variables` are the form fields that Jenkins asks for."""

    message: Value
    submitters: str = ""
    variables: tuple[Parameter, ...] = ()
    timeout_minutes: int | None = None


# ---- guards ---------------------------------------------------------------------------------------------------------


class Operator(Enum):
    """VariableCheck's, the values as in CodePipeline."""

    EQUALS = "EQ"
    DIFFERS = "NE"
    CONTAINS = "CONTAINS"
    MATCHES = "MATCHES"
    STARTS = "starts with"  # from here on, what a VariableCheck has no operator for
    ENDS = "ends with"
    FINDS = "finds"  # a regular expression that matches somewhere; `^` and `$` stand at its ends alone
    HOLDS = "has the item"  # a list
    LESS = "less than"  # integers
    BELOW = "is a smaller number than"  # decimals; what is none stops the build
    AT_MOST = "is no larger number than"
    SAME = "is the same number as"
    OTHER = "is another number than"
    BEFORE = "before"  # texts, in the order of their characters
    EMPTY = "is null or"  # an empty text


@dataclass(frozen=True, slots=True)
class Compare:
    """A condition on a value and another. A MATCHES pattern is a regular expression that must match the whole value."""

    value: Value
    operator: Operator
    expected: Value
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every condition of the body is."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when a condition of the body is."""


@dataclass(frozen=True, slots=True)
class NotAny:
    """True when no condition of the body is."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A condition that is known before the run."""

    value: bool


Scope = (
    InDirectory
    | WithVariables
    | WithSecrets
    | WithRole
    | WithSonarQube
    | WithParameterStore
    | FollowedBy
    | WithTimeout
    | WithRetry
    | CatchFailure
    | InImage
    | InPod
    | InContainer
    | OnMachine
    | WithRegistry
    | WithSshKeys
    | IntoFile
    | OnResult
    | WithLock
    | InParallel
    | InTurn
    | Choice
    | Loop
    | Attempt
    | Until
    | Part
    | Plain
    | AllOf
    | AnyOf
    | NotAny
)

Guard = Compare | Constant | AllOf | AnyOf | NotAny | Blocked

Action = (
    Command
    | Print
    | Fail
    | WriteFile
    | DeleteFiles
    | Pause
    | TestReport
    | ArchiveArtifacts
    | CopyArtifacts
    | Stash
    | Unstash
    | Notification
    | StartJob
    | JobsStarted
    | Checkout
    | SetVariable
    | ReadVariables
    | SetDisplayName
    | SetResult
    | Keep
    | Capture
    | Compute
    | FindFiles
    | CheckFile
    | CheckExists
    | CheckFiles
    | Request
    | Transfer
    | CallAws
    | SonarScan
    | QualityGate
    | Approval
    | Milestone
    | Blocked
)

JobTrait = (
    Parameter
    | Schedule
    | PushTrigger
    | UpstreamTrigger
    | Concurrency
    | WaitForJobs
    | Retention
    | SkipCheckout
    | SkipAfterUnstable
    | CheckoutDirectory
    | OfJenkinsfile
    | FailFast
    | Disabled
    | Description
    | Machine
    | NoMachine
    | UseTool
)

SourceTrait = BuildsBranches | BuildsPullRequests | BranchFilter  # of a multibranch project

Contribution = Scope | Action | JobTrait | SourceTrait | Compare | Constant
