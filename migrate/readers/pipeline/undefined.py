"""Bare names that nothing defines, of which Groovy throws a MissingPropertyException.

Jenkins looks for a bare name in the script, among the parameters, and in the environment. That it is nowhere is known
where the user says which variables Jenkins itself sets, and no step may have set others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from migrate.readers.groovy import tree
from migrate.readers.groovy.evaluate.effects import walk
from migrate.readers.groovy.evaluate.host import Given
from migrate.readers.groovy.evaluate.values import Unknown
from migrate.readers.pipeline.frozen import names_of
from migrate.readers.pipeline.steps import DESCRIBABLES

_WORD = re.compile(r"\w+")
# What Jenkins and its plugins set for builds, and what the environment of a machine commonly has.
_COMMON = re.compile(
    r"(?:BUILD|JOB|RUN|NODE|EXECUTOR|JENKINS|HUDSON|STAGE|BRANCH|CHANGE|TAG|GIT|SVN|P4|MERCURIAL|HG|GERRIT|GITHUB|GITLAB"
    r"|BITBUCKET|PROMOTED|UPSTREAM|TRIGGERED|COPYARTIFACT|ROOT|LIBRARY|MAVEN|M2|JAVA|GRADLE|NODEJS|SONAR|AWS|DOCKER|SSH"
    r"|XDG|LC|PROCESSOR|PROGRAM\w*|COMMON\w*|XVFB|POD|KUBERNETES)(?:_\w*)?"
    r"|(?:ghprb|gitlab|github|bitbucket|gerrit|sha1|webhook)\w*"
    r"|WORKSPACE\w*|CI|PATH\w*|HOME\w*|USER\w*|LOGNAME|LANG\w*|SHELL|TERM|PWD|OLDPWD|TMP\w*|TEMP|HOST\w*|EDITOR|MAIL"
    r"|TZ|DISPLAY|SHLVL|OS|ARCH|COMPUTERNAME|APPDATA|LOCALAPPDATA|ComSpec|COMSPEC|windir|WINDIR|System\w*|SYSTEM\w*"
    r"|Program\w*|NUMBER_OF_PROCESSORS|(?:https?|ftp|no|all)_proxy|(?:HTTPS?|FTP|NO|ALL)_PROXY|_\w*"
)
# Objects that plugins bring.
_OBJECTS = frozenset(("scm", "pipeline", "openshift", "Artifactory", "JFrog", "pullRequest", "steps", "out"))
# Steps that set no variable, or those alone that their texts name.
_STEPS = frozenset(
    (
        *("sh", "bat", "powershell", "pwsh", "echo", "print", "println", "sleep", "error", "throw", "unstable"),
        *("archiveArtifacts", "archive", "fingerprint", "junit", "publishHTML", "stash", "unstash", "deleteDir"),
        *("cleanWs", "dir", "ws", "withEnv", "withCredentials", "timeout", "retry", "stage", "node", "timestamps"),
        *("ansiColor", "catchError", "warnError", "lock", "sshagent", "mail", "emailext", "slackSend", "properties"),
        *("writeFile", "readFile", "fileExists", "writeJSON", "readJSON", "writeYaml", "readYaml", "readProperties"),
        *("readMavenPom", "findFiles", "sha1", "sha256", "touch", "zip", "unzip", "tool", "pwd", "isUnix", "script"),
        *("git", "checkout", "build", "input", "milestone", "parallel", "waitUntil", "waitForQualityGate"),
        *("copyArtifacts", "s3Upload", "s3Download", "withDockerContainer", "withDockerRegistry"),
    )
)
# What a declarative pipeline says beside its steps.
_DECLARATIVE = frozenset(
    (
        *("pipeline", "agent", "any", "none", "label", "docker", "dockerfile", "image", "args", "stages", "steps"),
        *("environment", "parameters", "triggers", "options", "post", "always", "success", "failure", "changed"),
        *("fixed", "regression", "aborted", "unsuccessful", "cleanup", "when", "expression", "branch", "anyOf"),
        *("allOf", "not", "equals", "tag", "buildingTag", "changeRequest", "changeset", "changelog", "beforeAgent"),
        *("beforeInput", "beforeOptions", "matrix", "axes", "axis", "excludes", "exclude", "name", "values"),
        *("notValues", "message", "ok", "id", "submitter", "submitterParameter", "failFast", "reuseNode"),
        *("customWorkspace", "filename", "additionalBuildArgs", "registryUrl", "registryCredentialsId", "alwaysPull"),
        *("skipDefaultCheckout", "skipStagesAfterUnstable", "parallelsAlwaysFailFast", "preserveStashes"),
        *("quietPeriod", "disableRestartFromStage", "checkoutToSubdirectory", "newContainerPerStage"),
    )
)


@dataclass(slots=True)
class Undefined:
    """Knows the names that nothing defines. `variables` are those that builds have beside what the script sets; None
    where not all are known. `told` are the words in which a script names what it sets itself."""

    variables: frozenset[str] | None = None
    told: frozenset[str] = frozenset()
    set_by_steps: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        """Whether a bare name is surely defined nowhere."""
        if self.variables is None or name in _OBJECTS or _COMMON.fullmatch(name):
            return False
        known = self.variables | self.told | self.set_by_steps
        return not any(one in known for one in _beginnings(name))

    def forget(self) -> None:
        """From here on, code that is not read may have set anything."""
        self.variables = None

    def run(self, name: str, arguments: list[Given]) -> None:
        """Note the variables that a step sets."""
        if name not in _STEPS and name not in DESCRIBABLES:
            self.forget()
        if name == "withEnv" and not all(map(_is_known, arguments)):
            self.forget()
        self.set_by_steps.update(one.name for one in names_of(name, arguments))

    def set(self, name: str) -> None:
        """Note that the script sets a variable."""
        self.set_by_steps.add(name)


def words_of(statements: Iterable[tree.Statement]) -> frozenset[str]:
    """Every word of a script but for what it reads by its bare name: in texts, as a member, or asked for a member."""
    return frozenset(word for one in statements for node in walk(one) for word in _words(node))


def _words(node: tree.Node) -> Iterator[str]:
    texts: list[object] = []
    if isinstance(node, tree.Constant):
        texts = [node.value]
    elif isinstance(node, tree.GString):
        texts = list(node.parts)
    elif isinstance(node, tree.Property):
        texts = [node.name, _name(node.object)]
    elif isinstance(node, tree.Index):
        texts = [_name(node.object)]
    elif isinstance(node, tree.Assign):
        texts = [_name(node.target)]
    elif isinstance(node, tree.Entry) and node.key is not None:
        texts = [_name(node.key)]
    for one in texts:
        if isinstance(one, str):
            yield from _WORD.findall(one)


def _name(node: tree.Node) -> str:
    return node.name if isinstance(node, tree.Name) else ""


def is_read_whole(script: tree.Script) -> bool:
    """Whether all that a declarative pipeline calls sets no variable, or those alone that it names."""
    own = {one.name for one in script.statements if isinstance(one, tree.Method)}
    calls = (node for one in script.statements for node in walk(one) if isinstance(node, tree.Call))
    names = {one.function.name for one in calls if isinstance(one.function, tree.Name)}
    return names <= _STEPS | DESCRIBABLES | _DECLARATIVE | own


def _beginnings(name: str) -> Iterator[str]:
    """A name, and all that stands before a `_` in it: `LOGIN_USR` comes with LOGIN."""
    yield name
    for found in re.finditer("_", name):
        yield from (name[: found.start()], name[: found.end()])


def _is_known(given: Given) -> bool:
    """Whether all names are known of the variables that a `withEnv` sets."""
    values = given.value if isinstance(given.value, list) else [given.value]
    return bool(names_of("withEnv", [given])) and all(_is_assignment(one) for one in values)


def _is_assignment(value: object) -> bool:
    if isinstance(value, Unknown):
        value = next((getattr(one, "value", None) for one in getattr(value.value, "parts", ())), None)
    return isinstance(value, str) and "=" in value
