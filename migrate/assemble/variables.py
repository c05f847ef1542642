"""Jenkins' own variables in a build: defined only where the job uses them.

CodePipeline's variables reach a build through the action's EnvironmentVariables, so those have a `#{…}` form; the
others are shell text. https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrate.assemble.earlier_builds import EXECUTION_ID, FROM_EXECUTIONS
from migrate.model.contribution import JOB_NAMES
from migrate.model.settings import Settings

SOURCE_NAMESPACE = "Source"


@dataclass(frozen=True, slots=True)
class JenkinsVariable:
    """`shell` defines it in the build, `text` as it stands, or `pipeline` hands it in. `difference` says what is not
    as in Jenkins."""

    shell: str = ""
    pipeline: str = ""
    difference: str = ""
    text: str | None = None
    needs: tuple[str, ...] = ()  # variables that stand in it
    only_if: str = ""  # the condition under which there is one at all
    asks: str = ""  # what `earlier_build` is asked for its value: there is none where that is nothing

    @property
    def may_be_unset(self) -> bool:
        return bool(self.only_if or self.asks)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the values depend on: the job, its pipeline and its source."""

    job: str
    pipeline: str
    source_url: str
    git_source: bool
    multibranch: bool
    local_branch: str = ""  # that the source is on, where it has one
    of_branches: bool = False  # each branch of a multibranch project has a job
    by_steps: bool = False  # a `checkout` among the steps gives its values to Groovy, and sets none of GIT_…


_PER_PROJECT = "it counts the builds of this build project, not the runs of the job"
_OWN_FOLDER = "each build has one of its own, empty at its start"
_ON_CODEBUILD = "it opens the build in CodeBuild"
_NO_PULL_REQUESTS = "it is unset: the pipeline is started by pushes to branches"

_BY_CLONE = "the branch is primary that the HEAD of the clone's origin names"
_IS_PRIMARY = '[ "origin/$BRANCH_NAME" = "$(git symbolic-ref --short refs/remotes/origin/HEAD 2> /dev/null)" ]'
# As `NameEncoder` of the branch-api plugin writes what a name of a branch may have. Git allows no blanks in one.
_BRANCH_JOB = "$(printf %s $BRANCH_NAME | sed 's/%/%25/g; s|/|%2F|g; s/#/%23/g; s/]/%5D/g')"

_PULL_REQUEST_NAMES = (
    *("CHANGE_ID", "CHANGE_URL", "CHANGE_TITLE", "CHANGE_AUTHOR", "CHANGE_AUTHOR_DISPLAY_NAME"),
    *("CHANGE_AUTHOR_EMAIL", "CHANGE_TARGET", "CHANGE_BRANCH", "CHANGE_FORK"),
)
_TAG_NAMES = ("TAG_NAME", "TAG_TIMESTAMP", "TAG_UNIXTIME", "TAG_DATE")

# Unset in Jenkins too, where the job is no branch of a multibranch job or has no Git source.
UNSET_ELSEWHERE = frozenset({"BRANCH_NAME", "BRANCH_IS_PRIMARY", "GIT_COMMIT", "GIT_BRANCH", "GIT_URL"})

UNSET = dict.fromkeys(_PULL_REQUEST_NAMES + _TAG_NAMES, _NO_PULL_REQUESTS)


_WITHOUT_EQUIVALENT = frozenset(
    {
        *("NODE_NAME", "NODE_LABELS", "EXECUTOR_NUMBER", "JENKINS_URL", "JENKINS_HOME", "HUDSON_URL", "HUDSON_HOME"),
        *("checkout_GIT_COMMIT", "checkout_GIT_BRANCH", "checkout_GIT_URL"),
        *("GIT_PREVIOUS_COMMIT", "GIT_PREVIOUS_SUCCESSFUL_COMMIT", "SVN_REVISION", "SVN_URL"),
        *JOB_NAMES,
        *("BUILD_CAUSE", "ROOT_BUILD_CAUSE", "BUILD_USER", "BUILD_USER_ID", "BUILD_USER_EMAIL", "BUILD_TIMESTAMP"),
    }
)


# The beginnings of names of variables about other jobs' builds.
_OF_OTHER_BUILDS = ("COPYARTIFACT_BUILD_NUMBER", "TRIGGERED_BUILD_", "LAST_TRIGGERED_BUILD_", "PROMOTED_")

# Unset in the first build of a job in Jenkins: a build on AWS knows none before it.
OF_EARLIER_BUILDS = frozenset({"GIT_PREVIOUS_COMMIT", "GIT_PREVIOUS_SUCCESSFUL_COMMIT"})


def jenkins_variables(around: Surroundings) -> dict[str, JenkinsVariable]:
    """What Jenkins defines for every build of this job, by name."""
    console = "https://$AWS_REGION.console.aws.amazon.com/codesuite/codepipeline/pipelines"
    job = f"{around.job}/{_BRANCH_JOB}" if around.of_branches else around.job
    named = ("BRANCH_NAME",) if around.of_branches else ()
    tag = f"jenkins-{around.job.replace('/', '-')}{f'-{_BRANCH_JOB}' if named else ''}-$CODEBUILD_BUILD_NUMBER"
    variables = {
        "CI": JenkinsVariable("true"),
        "WORKSPACE": JenkinsVariable("$CODEBUILD_SRC_DIR"),
        "WORKSPACE_TMP": JenkinsVariable("$CODEBUILD_SRC_DIR@tmp", difference=_OWN_FOLDER),
        "BUILD_NUMBER": JenkinsVariable("$CODEBUILD_BUILD_NUMBER", difference=_PER_PROJECT),
        "BUILD_ID": JenkinsVariable("$CODEBUILD_BUILD_NUMBER", difference=_PER_PROJECT),
        "BUILD_DISPLAY_NAME": JenkinsVariable("#$CODEBUILD_BUILD_NUMBER", difference=_PER_PROJECT),
        "BUILD_TAG": JenkinsVariable(tag, difference=_PER_PROJECT, needs=named),
        "BUILD_URL": JenkinsVariable("$CODEBUILD_BUILD_URL", difference=_ON_CODEBUILD),
        "RUN_DISPLAY_URL": JenkinsVariable("$CODEBUILD_BUILD_URL", difference=_ON_CODEBUILD),
        "JOB_NAME": JenkinsVariable(job, needs=named),
        "JOB_BASE_NAME": JenkinsVariable(_BRANCH_JOB if named else job.rpartition("/")[2], needs=named),
        "JOB_URL": JenkinsVariable(f"{console}/{around.pipeline}/view", difference="it opens the pipeline in AWS"),
        EXECUTION_ID: JenkinsVariable(pipeline="#{codepipeline.PipelineExecutionId}"),
    }
    return variables | (_git_variables(around) if around.git_source else {})


def controller_variables(settings: Settings, parameters: Iterable[str]) -> dict[str, JenkinsVariable]:
    """What the user says that Jenkins itself sets. A parameter of the same name wins."""
    given = settings.environment or {}
    return {name: JenkinsVariable(text=text) for name, text in given.items() if name not in set(parameters)}


def _git_variables(around: Surroundings) -> dict[str, JenkinsVariable]:
    """Those that a checkout sets by itself, and those under other names that a script's `checkout scm` gives."""
    branch = _BRANCH_VARIABLES if around.multibranch else {}
    source = _source_variables(around)
    given = {f"checkout_{name}": variable for name, variable in source.items()}
    return branch | given | ({} if around.by_steps else source)


_BRANCH = f"#{{{SOURCE_NAMESPACE}.BranchName}}"
_BRANCH_VARIABLES = {
    "BRANCH_NAME": JenkinsVariable(pipeline=_BRANCH),
    "BRANCH_IS_PRIMARY": JenkinsVariable("true", difference=_BY_CLONE, needs=("BRANCH_NAME",), only_if=_IS_PRIMARY),
}


_OF_EARLIER_BUILDS = {
    "GIT_PREVIOUS_COMMIT": JenkinsVariable(asks="commit", difference=FROM_EXECUTIONS, needs=(EXECUTION_ID,)),
    "GIT_PREVIOUS_SUCCESSFUL_COMMIT": JenkinsVariable(
        asks="good_commit", difference=FROM_EXECUTIONS, needs=(EXECUTION_ID,)
    ),
}


def _source_variables(around: Surroundings) -> dict[str, JenkinsVariable]:
    variables = {
        "GIT_COMMIT": JenkinsVariable(pipeline=f"#{{{SOURCE_NAMESPACE}.CommitId}}"),
        "GIT_BRANCH": JenkinsVariable(pipeline=_BRANCH if around.multibranch else f"origin/{_BRANCH}"),
    }
    if around.local_branch:
        variables["GIT_LOCAL_BRANCH"] = JenkinsVariable(around.local_branch)
    if around.source_url:
        variables["GIT_URL"] = JenkinsVariable(around.source_url)
    return variables | ({} if around.multibranch else _OF_EARLIER_BUILDS)


def is_without_equivalent(name: str) -> bool:
    """Whether Jenkins, or a plugin of it, sets a variable, and nothing on AWS knows its value."""
    return name in _WITHOUT_EQUIVALENT or name.startswith(_OF_OTHER_BUILDS)


_USE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)|%([A-Za-z_][A-Za-z0-9_]*)%|\benv\.([A-Za-z_][A-Za-z0-9_]*)")
_ANY_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def variables_in(script: str) -> set[str]:
    """Names of variables that a script expands: `$NAME`, `${NAME…`, `%NAME%`."""
    return {next(name for name in match.groups() if name) for match in _USE.finditer(script)}


def words_in(script: str) -> set[str]:
    """Every word that could be a variable's name: a Python or Perl script reads its environment in its own way."""
    return set(_ANY_WORD.findall(script))


def expects_unset(script: str, name: str) -> bool:
    """Whether a script of the shell says itself what it does where a variable is unset: it tests that, or each use has
    a word for it."""
    if re.search(rf'-[nz]\s+("?)\$(\{{{name}\}}|{name}\b)\1', script):
        return True
    uses = re.findall(rf"\$(?:\{{{name}(\W{{1,2}})|{name}\b)", script)
    return bool(uses) and all(re.match(r":?[-+=]", one) for one in uses)
