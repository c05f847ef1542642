"""Artifactory: https://plugins.jenkins.io/artifactory/"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.mapping.aws_calls import given
from migrate.mapping.expressions import text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, FollowedBy, Plain, SecretShape, SecretVariable
from migrate.model.source import Literal, Reference, ReferenceKind, Slot, Value

plugin = Plugin(
    "artifactory",
    title="Artifactory",
    aws_docs="https://docs.aws.amazon.com/codeartifact/latest/ug/welcome.html",
)

_SERVER = "address and login of the server are a secret of its name: fill it in"
_CALL = "a call of the JFrog CLI"
_OF_BUILD = "what Artifactory is told of a build is what the JFrog CLI tells"
_BEHAVIOUR = (
    partial("the JFrog CLI", because="an image without it gets the newest one, from https://install-cli.jfrog.io"),
    partial("what Artifactory is told", because="the name and the number of the build, without its repository"),
)
_NOTHING = (Literal(""), Literal(None))
_BUILDS = (converted("buildName", to=_CALL, default=""), converted("buildNumber", to=_CALL, default=""))


@plugin.rule(
    "rtServer",
    slots=(Slot.STEP,),
    settings=(
        *(partial(name, because=_SERVER) for name in ("id", "url", "credentialsId", "username", "password")),
        ignored("timeout", because="the JFrog CLI has waits of its own"),
        ignored("retry", because="the JFrog CLI tries again by itself"),
        gap("bypassProxy", because="the build knows no proxy of the controller", default="false"),
        gap("deploymentThreads", because="the JFrog CLI has 3 threads", default=""),
    ),
)
def server(call: Call) -> Iterator[Contribution]:
    """It names a server for the steps behind it, each of which has its secret."""
    yield Plain()


@plugin.rule(
    "rtBuildInfo",
    slots=(Slot.STEP,),
    settings=(
        gap("captureEnv", because=_OF_BUILD, default="false"),
        gap("**", because=_OF_BUILD),
    ),
)
def build_info(call: Call) -> Iterator[Contribution]:
    yield Plain()


def _files(name: str, kind: str) -> None:
    @plugin.rule(
        name,
        slots=(Slot.STEP,),
        settings=(
            partial("serverId", because=_SERVER),
            converted("spec", to=_CALL, default=""),
            converted("specPath", to=_CALL, default=""),
            *_BUILDS,
            converted("failNoOp", to=_CALL, default="false"),
            converted("module", to=_CALL, default=""),
            converted("project", to=_CALL, default=""),
        ),
        behaviour=_BEHAVIOUR,
    )
    def copy(call: Call) -> Iterator[Contribution]:
        options = [f"--{name}={call.text(name)}" for name in ("module", "project") if call.text(name)]
        options += ["--fail-no-op=true"] if call.flag("failNoOp") else []
        named = given(call, "buildName"), given(call, "buildNumber")
        yield _copied(
            kind, (call.expanded("spec"), call.expanded("specPath")), _login(call.text("serverId")), named, options
        )


_files("rtUpload", "upload")
_files("rtDownload", "download")


@plugin.rule(
    "rtPublishBuildInfo",
    slots=(Slot.STEP,),
    settings=(
        partial("serverId", because=_SERVER),
        *_BUILDS,
        converted("project", to=_CALL, default=""),
    ),
    behaviour=(
        *_BEHAVIOUR,
        partial("files of other builds", because="files that another build of the pipeline has copied are not told"),
    ),
)
def publish(call: Call) -> Iterator[Contribution]:
    options = [f"--project={call.text('project')}"] if call.text("project") else []
    yield _published(_login(call.text("serverId")), (given(call, "buildName"), given(call, "buildNumber")), options)


for _name in (
    *("rtPromote", "rtAddInteractivePromotion", "rtMavenDeployer", "rtMavenResolver", "rtMavenRun", "rtGradleDeployer"),
    *("rtGradleResolver", "rtGradleRun", "rtNpmDeployer", "rtNpmResolver", "rtNpmInstall", "rtNpmPublish"),
    *("rtDockerPush", "rtDockerPull", "rtSetProps", "rtDeleteProps", "rtCollectIssues", "rtConanClient", "rtConanRun"),
    *("xrayScan", "jf"),
):
    plugin.blocked(
        _name,
        because="a step of Artifactory is not converted yet: use the jf command line with a bound credential",
        slots=(Slot.STEP,),
    )


def _login(server: str, credential: Value = _NOTHING[0]) -> tuple[SecretVariable, ...]:
    """Address and login of a server; the login may be another credential."""
    place, shape = Literal(f"artifactory-server-{server}"), SecretShape.ARTIFACTORY_SERVER
    own = credential in _NOTHING
    login = (place, shape) if own else (credential, SecretShape.USERNAME_PASSWORD)
    return (
        SecretVariable("ARTIFACTORY_URL", place, shape, "url"),
        SecretVariable("ARTIFACTORY_USER", *login, "username"),
        SecretVariable("ARTIFACTORY_PASSWORD", *login, "password"),
    )


def _identity(named: tuple[Value, Value]) -> tuple[Value, Value, Value]:
    """The job, and the build as Artifactory calls it: by its own name and number where it has none."""
    name, number = named
    own = Reference(ReferenceKind.ENVIRONMENT, "BUILD_NUMBER")
    job = Reference(ReferenceKind.ENVIRONMENT, "JOB_NAME") if name in _NOTHING else Literal("")
    return job, name, own if number in _NOTHING else number


def _copied(
    kind: str,
    specification: tuple[Value, Value],
    login: tuple[SecretVariable, ...],
    named: tuple[Value, Value],
    options: Iterable[str] = (),
) -> CallAws:
    return CallAws(
        'artifactory_files "$@"',
        words=(Literal(kind), *specification, *_identity(named), *map(Literal, options)),
        functions=("private", "jf_here", "artifactory_spec", "artifactory_files"),
        secrets=login,
    )


def _published(login: tuple[SecretVariable, ...], named: tuple[Value, Value], options: Iterable[str] = ()) -> CallAws:
    return CallAws(
        'artifactory_build "$@"',
        words=(*_identity(named), *map(Literal, options)),
        functions=("private", "jf_here", "artifactory_build"),
        secrets=login,
    )


# ---- freestyle jobs --------------------------------------------------------------------------------------------------

_FILES = "files are not copied from or to Artifactory: use the jf command line with a bound credential"
_DETAILS = ("specsDeployerDetails", "specsResolverDetails", "deployerDetails", "resolverDetails", "details")
_LOGINS = ("deployerCredentialsConfig", "resolverCredentialsConfig")


@plugin.rule(
    "org.jfrog.hudson.generic.ArtifactoryGenericConfigurator",
    slots=(Slot.WRAPPER,),
    settings=(
        *(converted(f"{name}.{one}", to=_CALL, default="") for name in ("uploadSpec", "downloadSpec") for one in ("spec", "filePath")),
        *(partial(f"{name}.{one}", because=_SERVER) for name in _DETAILS for one in ("artifactoryName", "artifactoryUrl")),
        *(ignored(f"{name}.**", because="a login is asked for by its id alone") for name in (f"{one}.credentials" for one in _LOGINS)),
        *(converted(f"{name}.credentialsId", to="a secret", default="") for name in _LOGINS),
        *(converted(f"{name}.overridingCredentials", to="another secret", default="false") for name in _LOGINS),
        converted("useSpecs", to=_CALL),
        converted("deployBuildInfo", to=_CALL, default="false"),
        gap("includeEnvVars", because=_OF_BUILD, default="false"),
        *(gap(name, because=_FILES, default="", blocking=True)
          for name in ("deployPattern", "resolvePattern", "publishedArtifacts", "buildsToResolve")),
        *(gap(name, because="properties of all files are not set", default="", blocking=True)
          for name in ("matrixParams", "deploymentProperties")),
        gap("discardOldBuilds", because="Artifactory keeps what it knows of builds", default="false"),
        gap("multiConfProject", because="each combination uploads", default="false", blocking=True),
        gap("overrideBuildName", because="the build has the name of the job", default="false", blocking=True),
        ignored("**", because="it is about other settings, or about what Artifactory knows of the build"),
    ),
    behaviour=_BEHAVIOUR,
)  # fmt: skip
def around(call: Call) -> Iterator[Contribution]:
    """Downloads before the builders, and uploads behind them where they have passed: without a specification nothing."""
    named = Literal(""), Literal("")
    uses = call.flag("useSpecs", True)
    down, up = (_specification(call, name) if uses else None for name in ("downloadSpec", "uploadSpec"))
    if down:
        yield _copied("download", down, _server_of(call, "esolver"), named)
    after = [_copied("upload", up, _server_of(call, "eployer"), named)] if up else []
    if call.flag("deployBuildInfo"):
        after.append(_published(_server_of(call, "eployer"), named))
    yield FollowedBy(tuple(after)) if after else Plain()


def _specification(call: Call, name: str) -> tuple[Value, Value] | None:
    for one in call.nested(name):
        text, path = one.expanded("spec"), one.expanded("filePath")
        if path not in _NOTHING:
            return Literal(""), path
        if not isinstance(text, Literal) or text_of(text).strip():
            return text, Literal("")
    return None


def _server_of(call: Call, side: str) -> tuple[SecretVariable, ...]:
    """The server of one side, with the login that the job has for it."""
    names = [name for name in _DETAILS if side in name] + ["details"]
    details = [one for name in names for one in call.nested(name)]
    server = next((found for one in details if (found := one.text("artifactoryName"))), "")
    if not server:
        raise NotKnownError("details.artifactoryName")
    for name in _LOGINS:
        for one in call.nested(name) if side in name else ():
            credential = one.value("credentialsId")
            if one.flag("overridingCredentials") and credential in _NOTHING:
                raise NotKnownError(f"{name}.credentialsId")
            return _login(server, credential if one.flag("overridingCredentials") else Literal(""))
    return _login(server)


plugin.blocked(
    "org.jfrog.hudson.maven3.ArtifactoryMaven3Configurator",
    "org.jfrog.hudson.maven3.ArtifactoryMaven3NativeConfigurator",
    "org.jfrog.hudson.gradle.ArtifactoryGradleConfigurator",
    "org.jfrog.hudson.ivy.ArtifactoryIvyFreeStyleConfigurator",
    slots=(Slot.WRAPPER,),
    because="Artifactory does not take part in the build: name its repositories in the settings of the build tool",
)
plugin.blocked("org.jfrog.hudson.maven3.Maven3Builder", slots=(Slot.STEP,),
               because="Maven with Artifactory is not converted: run mvn in a command")  # fmt: skip
plugin.blocked("org.jfrog.hudson.ArtifactoryRedeployPublisher", slots=(Slot.PUBLISHER,), because=_FILES)
plugin.lost("org.jfrog.hudson.trigger.ArtifactoryTrigger", slots=(Slot.TRIGGER,),
            because="a new file in Artifactory starts no pipeline")  # fmt: skip
