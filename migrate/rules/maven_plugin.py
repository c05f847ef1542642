"""Maven jobs: https://plugins.jenkins.io/maven-plugin/

The reader puts a run of Maven, `moduleset`, among the steps of the job, and `moduleset.records`, what Jenkins keeps of
it by itself, in front of the publishers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words, template
from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model import contribution as c
from migrate.model.contribution import Contribution
from migrate.model.source import Literal, Opaque, Reference, ReferenceKind, Slot

plugin = Plugin(
    "maven-plugin",
    title="Maven jobs",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_MVN = "a mvn command"
_FAILED_TESTS = 2  # the status of a run in which tests have failed; Maven itself has 1 where it fails
_IGNORE = "maven.test.failure.ignore"

_UNSTABLE = "a build has no UNSTABLE: what follows runs, they show in the report group, and the build passes"
_REPORTS = "those of Surefire and Failsafe are found, in their folders below target; Jenkins knows more plugins"
_IN_ENVIRONMENT = "they are in the environment alone: use ${env.NAME}"
_KEPT = (
    "the POMs and what stands in the target folders is kept under its own path, where Jenkins keeps what Maven calls "
    "the artifacts of a module, under groupId/artifactId/version"
)
_NOT_DEPLOYED = "Jenkins keeps no artifacts then, and so can't deploy them: it fails the build"
_SITE = "the site that Maven makes is archived with the build, and no page shows it"
_DEPENDENCIES = "a build of a dependency starts no pipeline: start this one from the other"
_STARTS = "a job that the builds of its dependencies start says so itself"
_READING = "how Jenkins reads the POMs before Maven does"
_SETTINGS = "Maven settings that Jenkins manages are not converted"
_THRESHOLD = "where Jenkins can't read the POMs, which is before Maven runs, it runs the steps after it all the same"

_COMMAND = (
    converted("goals", to=_MVN),
    converted("defaultGoals", to="the goals where the job has none"),
    converted("rootPOM", to="-f, and the folder of the command", default=""),
    converted("moduleRoot", to="where the POM is looked for first"),
    converted("mavenOpts", to="MAVEN_OPTS", default=""),
    converted("runHeadless", to="MAVEN_OPTS", default="false"),
    converted("alternateSettings", to="-s", default=""),
    converted("settings[FilePathSettingsProvider].path", to="-s"),
    converted("globalSettings[FilePathGlobalSettingsProvider].path", to="-gs"),
    ignored("settings[DefaultSettingsProvider]", because="it is the default"),
    ignored("globalSettings[DefaultGlobalSettingsProvider]", because="it is the default"),
    gap("settings.**", because=_SETTINGS, blocking=True),
    gap("globalSettings.**", because=_SETTINGS, blocking=True),
    gap("settingConfigId", because=_SETTINGS, default="", blocking=True),
    gap("globalSettingConfigId", because=_SETTINGS, default="", blocking=True),
    converted("usePrivateRepository", to="a repository in the workspace", default="false"),
    converted("localRepository[PerJobLocalRepositoryLocator]", to="a repository in the workspace"),
    ignored("localRepository[DefaultLocalRepositoryLocator]", because="it is the default"),
    ignored("localRepository[PerExecutorLocalRepositoryLocator]", because="each build has a machine of its own"),
    gap("localRepository.**", because="where it puts Maven's repository is not known", blocking=True),
    converted("kept", to="a variable of the build: whether Maven has succeeded"),
)


@plugin.rule(
    "moduleset",
    slots=(Slot.STEP,),
    settings=(
        *_COMMAND,
        partial("mavenName", because="the image's own Maven is used", default=("", "(Default)")),
        partial("runPostStepsIfResult.name", because=_THRESHOLD, default="FAILURE"),
        ignored("runPostStepsIfResult.*", because="it repeats the name of the result"),
        converted("runPostStepsIfResult", to="when the steps after Maven run"),
        converted("archivingDisabled", to="whether what Maven makes is an output artifact"),
        converted("siteArchivingDisabled", to="whether the site is an output artifact"),
        gap("aggregatorStyleBuild", because="each module as a build of its own is not converted", default="true",
            blocking=True),
        partial("incrementalBuild", because="all modules are built, and not those alone that have changed",
                default="false"),
        gap("ignoreUpstremChanges", because=_DEPENDENCIES, default="true"),
        *(ignored(name, because=_STARTS)
          for name in ("ignoreUnsuccessfulUpstreams", "disableTriggerDownstreamProjects", "blockTriggerWhenBuilding")),
        *(ignored(name, because=_READING) for name in ("resolveDependencies", "processPlugins", "mavenValidationLevel")),
        *(ignored(name, because="what Jenkins notes of the POM") for name in ("rootModule", "rootModule.*")),
        ignored("fingerprintingDisabled", because="fingerprints are records of Jenkins alone"),
        ignored("perModuleEmail", because="Jenkins does not read it any more"),
    ),
    behaviour=(
        partial("tests that fail make the build UNSTABLE", because=_UNSTABLE),
        partial("reports of tests", because=_REPORTS),
        partial("variables of the build are system properties of Maven", because=_IN_ENVIRONMENT),
    ),
)  # fmt: skip
def run_maven(call: Call) -> Iterator[Contribution]:
    """One run of Maven; tests that fail do not end it (`SurefireArchiver.preExecute`)."""
    if not call.has("ignoreUpstremChanges"):
        call.gap(_DEPENDENCIES)
    _tell_of_archives(call)
    script, status = Literal(_script(call)), Reference(ReferenceKind.VARIABLE, call.text("kept"))
    if not call.has("kept"):
        yield c.Command(script, unstable=_FAILED_TESTS)
        return
    yield c.Capture(call.text("kept"), c.Command(script), status=True)
    yield c.Command(template([Literal("exit "), status]), unstable=_FAILED_TESTS)


def _tell_of_archives(call: Call) -> None:
    if not call.flag("archivingDisabled"):
        call.partial(_KEPT, "archivingDisabled" if call.has("archivingDisabled") else "")
    if _makes_site(call):
        call.partial(_SITE, "siteArchivingDisabled" if call.has("siteArchivingDisabled") else "")


def _script(call: Call) -> str:
    """Maven in the folder of the POM, and a look into the reports that it has written."""
    ignores = _IGNORE in _goals(call) or _IGNORE in call.text("mavenOpts")
    words = [*([] if ignores else [f"-D{_IGNORE}=true"]), *shell_words(_goals(call))]
    return "\n".join(("j2cp_began=$(mktemp)", f"{_maven(call, words)} || exit 1", _LOOK))


_LOOK = f"""\
j2cp_reports=$(
  find . -newer "$j2cp_began" \\( -path '*/target/surefire-reports/*.xml' -o -path '*/target/failsafe-reports/*.xml' \\) \\
    ! -name 'testng-*.xml' -print0 | xargs -0 -r grep -lE '<(failure|error)([ />]|$)'
) || :
rm -f "$j2cp_began"
[ -z "$j2cp_reports" ] || {{ echo "Tests have failed: $j2cp_reports"; exit {_FAILED_TESTS}; }}"""


def _goals(call: Call) -> str:
    """`MavenModuleSet.getGoals`"""
    default = call.text("defaultGoals", "install")
    return call.text("goals") if call.has("goals") else default


def _maven(call: Call, words: list[str]) -> str:
    """The command that runs Maven in the folder of the POM. That is looked for in the folder of the checkout first."""
    pom, root = call.text("rootPOM").strip() or "pom.xml", call.text("moduleRoot").strip("/")
    before, after = " ".join([*_options(call), "mvn -B -f"]), " ".join([*_places(call), *words])
    if not root and not set("/$") & set(pom):
        return f"{before} {shell_word(pom)} {after}"
    lines = [f"j2cp_pom={shell_word(f'{root}/{pom}' if root else pom)}"]
    lines += [f'[ -e "$j2cp_pom" ] || j2cp_pom={shell_word(pom)}'] if root else []
    return "\n".join((*lines, f'(cd "$(dirname "$j2cp_pom")" && {before} "${{j2cp_pom##*/}}" {after})'))


def _options(call: Call) -> Iterator[str]:
    """MAVEN_OPTS, of which Maven's own script makes words at blanks."""
    given = shell_words(call.text("mavenOpts"))
    if any("\\ " in one or "\n" in one for one in given):
        call.partial("Maven's own script takes a blank for the end of an option", "mavenOpts")
    if call.flag("runHeadless"):
        given = [*(given or ['"${MAVEN_OPTS-}"']), "-Djava.awt.headless=true"]
    if given:
        yield "MAVEN_OPTS=" + "\\ ".join(given)


def _places(call: Call) -> Iterator[str]:
    """Where Maven's repository and its settings are: in the workspace, if the path does not say more."""
    of_job = any(one.name == "PerJobLocalRepositoryLocator" for one in call.nested("localRepository"))
    if call.flag("usePrivateRepository") or of_job:
        yield '-Dmaven.repo.local="$WORKSPACE"/.repository'
    old = call.text("alternateSettings").strip()
    for option, paths in (("-s", [old] if old else _paths(call, "settings")), ("-gs", _paths(call, "globalSettings"))):
        yield from (f"{option} {_in_workspace(path)}" for path in paths if path)


def _paths(call: Call, name: str) -> list[str]:
    return [one.text("path").strip() for one in call.nested(name)]


def _in_workspace(path: str) -> str:
    return shell_word(path) if path[0] in "/$" else f'"$WORKSPACE"/{shell_word(path)}'


def _makes_site(call: Call) -> bool:
    disabled = call.flag("siteArchivingDisabled")
    return not disabled and re.search(r"(?<![\w./=-])site(:\S+)?(?!\S)", _goals(call)) is not None


_SITE_FILES = ("**/target/site/**",)
_ARTIFACTS = tuple(f"**/target/*.{kind}" for kind in ("jar", "war", "ear", "rar", "hpi", "aar", "zip", "tar.gz"))
_NO_ARTIFACTS = (".repository/**", "**/target/*/*/**")


@plugin.rule(
    "moduleset.records",
    slots=(Slot.PUBLISHER,),
    settings=(
        converted("goals", to="whether Maven makes a site"),
        converted("defaultGoals", to="the goals where the job has none"),
        converted("archivingDisabled", to="whether what Maven makes is an output artifact"),
        converted("siteArchivingDisabled", to="whether the site is an output artifact"),
    ),
)
def records(call: Call) -> Iterator[Contribution]:
    """What Jenkins keeps of each run by itself: `SurefireArchiver`, `MavenArtifactArchiver`, `MavenSiteArchiver`."""
    folders = ("surefire-reports", "failsafe-reports")
    yield c.TestReport(tuple(f"**/target/{one}/TEST-*.xml" for one in folders), allow_empty=True)
    if not call.flag("archivingDisabled"):
        yield c.ArchiveArtifacts(("**/pom.xml", *_ARTIFACTS), _NO_ARTIFACTS, allow_empty=True)
    if _makes_site(call):
        yield c.ArchiveArtifacts(_SITE_FILES, allow_empty=True, artifact="site")


# ---- publishers and reporters ----------------------------------------------------------------------------------------

_LOGIN = "the login stood in the settings of the agent: give Maven a settings file with it"
_ONCE_MORE = "Maven runs once more up to deploy, with the options of its run and without tests"
_OTHER_REASONS = "a build that Jenkins marks UNSTABLE for something else than its tests passes on AWS, and deploys"
_WITH_ARGUMENT = frozenset(
    (
        *("-P", "-D", "-s", "-gs", "-f", "-pl", "-rf", "-T", "-t", "-gt", "-l", "-b"),
        *("--activate-profiles", "--define", "--settings", "--global-settings", "--file", "--projects"),
        *("--resume-from", "--threads", "--toolchains", "--global-toolchains", "--log-file", "--builder", "--color"),
    )
)


@plugin.rule(
    "hudson.maven.RedeployPublisher",
    slots=(Slot.PUBLISHER,),
    settings=(
        partial("url", because=_ONCE_MORE, to="an option of mvn deploy"),
        partial("id", because=_LOGIN, default=""),
        partial("uniqueVersion", because="Maven 3 gives each snapshot a version of its own", default="true"),
        converted("evenIfUnstable", to="whether it deploys where tests have failed"),
        converted("releaseEnvVar", to="a condition on the variable", default=""),
        ignored("moduleset.**", because="how Maven runs, which the job says"),
    ),
    behaviour=(partial("the artifacts that Maven has made", because=_ONCE_MORE),),
)
def deploy(call: Call) -> Iterator[Contribution]:
    """`RedeployPublisher.perform`: nothing after a failure, nor while a release is made."""
    run = next(iter(call.nested("moduleset")), None)
    if run is None:
        call.gap("it deploys what a Maven job has made, and this is none", blocking=True)
        return
    unless = call.text("releaseEnvVar").strip()
    if unless and not unless.isidentifier():
        call.gap(f"{unless} is no variable", "releaseEnvVar", blocking=True)
        return
    lines = [f'[ "${{{unless}-}}" != true ] || exit 0'] if unless else []
    lines.append(_deploying(call, run))
    guard: list[Literal | Reference | Opaque] = []
    if not call.flag("evenIfUnstable"):
        call.partial(_OTHER_REASONS, "evenIfUnstable" if call.has("evenIfUnstable") else "")
        status = Reference(ReferenceKind.VARIABLE, run.text("kept"))
        guard = [Literal('[ "'), status, Literal('" = 0 ] || exit 0\n')]
    yield c.Command(template([*guard, Literal("\n".join(lines))]), when=c.When.SUCCESS)


def _deploying(call: Call, run: Call) -> str:
    if run.flag("archivingDisabled"):
        return f'echo "{_NOT_DEPLOYED}" >&2; exit 1'
    name, url = (call.text(one).strip().replace("$", "$$") for one in ("id", "url"))
    repository = shell_word(f"-DaltDeploymentRepository={name or 'remote'}::default::{url}")
    return _maven(run, [*_without_goals(_goals(run)), "-DskipTests", *([repository] if url else []), "deploy"])


def _without_goals(goals: str) -> Iterator[str]:
    """The options among the words of a command, those with an argument of its own with that."""
    takes = False
    for word in shell_words(goals):
        if takes or word.startswith("-"):
            yield word
        takes = not takes and word in _WITH_ARGUMENT


plugin.lost(
    "hudson.maven.MavenTestDataPublisher",
    because="what is attached to tests is shown by Jenkins alone",
    slots=(Slot.PUBLISHER,),
)

_JOB = Reference(ReferenceKind.ENVIRONMENT, "JOB_NAME")
_URL = Reference(ReferenceKind.ENVIRONMENT, "BUILD_URL")


@plugin.rule(
    "hudson.maven.reporters.MavenMailer",
    advisory=True,
    settings=(
        *(partial(name, because="the message goes to the topic: subscribe these addresses to it", default="")
          for name in ("recipients", "mavenRecipients")),
        gap("dontNotifyEveryUnstableBuild", because="each failure sends a message", default="false"),
        gap("notifyEveryUnstableBuild", because="each failure sends a message", default="true"),
        gap("sendToIndividuals", because="who broke the build is not known on AWS", default="false"),
        partial("perModuleEmail", because="one message tells of the build, and none of its modules", default="false"),
    ),
    behaviour=(partial("a mail when the build is unstable, or stable again", because="only failures send a message"),),
)  # fmt: skip
def send_mail(call: Call) -> Iterator[Contribution]:
    """To those of the job, and those whom the POM names (`MavenMailer.getAllRecipients`)."""
    texts = " ".join(call.text(name) for name in ("recipients", "mavenRecipients"))
    recipients = tuple(texts.replace(",", " ").split())
    if recipients or call.flag("sendToIndividuals"):
        subject = template([Literal("Build failed in Jenkins job "), _JOB])
        yield c.Notification("email", recipients, subject, template([Literal("See "), _URL]), c.When.FAILURE)
