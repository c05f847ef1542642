"""Steps and scripts when a build has ended: https://plugins.jenkins.io/postbuildscript/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import Contribution, OnResult, When
from migrate.model.source import Items, Slot

plugin = Plugin(
    "postbuildscript",
    title="PostBuildScript",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_FILES = "script files are not run: call them in a shell step"
_GROOVY = "a Groovy script inside Jenkins does not run: write what it does as a command"
_LATER = "steps that each have their results and machines are not converted"
_NOBODY = "on which results the steps run is not known"
_ON = {(True, False): When.SUCCESS, (False, True): When.FAILURE, (True, True): When.ALWAYS}
_FILE_LISTS = ("genericScriptFileList", "config.scriptFiles", "config.genericScriptFiles")
_GROOVY_LISTS = (
    *("groovyScriptFileList", "groovyScriptContentList"),
    *("config.groovyScripts", "config.groovyScriptFiles"),
)


@plugin.rule(
    "org.jenkinsci.plugins.postbuildscript.PostBuildScript",
    slots=(Slot.PUBLISHER,),
    hands_on=(("buildSteps", Slot.STEP),),
    settings=(
        ignored("buildSteps", because="it is empty"),
        converted("scriptOnlyIfSuccess", to="on which results the steps run"),
        converted("scriptOnlyIfFailure", to="on which results the steps run"),
        partial(
            "markBuildUnstable", because="a step that fails fails the build, which has no UNSTABLE", default="false"
        ),
        *(
            ignored(name, because="it is empty")
            for name in (*_FILE_LISTS, *_GROOVY_LISTS, "config.buildSteps", "config")
        ),
        *(gap(f"{name}.**", because=_FILES, blocking=True) for name in _FILE_LISTS),
        *(gap(f"{name}.**", because=_GROOVY, blocking=True) for name in _GROOVY_LISTS),
        gap("config.buildSteps.**", because=_LATER, blocking=True),
        ignored("config.markBuildUnstable", because="it is about steps and scripts"),
        ignored("executeOn", because="it is about the parts of a matrix job"),
    ),
)
def run_steps(call: Call) -> Iterator[Contribution]:
    """Of old all steps run on one result, or on both; later each has its own."""
    when = _ON.get((call.flag("scriptOnlyIfSuccess"), call.flag("scriptOnlyIfFailure")))
    if when is When.SUCCESS:
        call.partial("a build that Jenkins marks UNSTABLE passes on AWS, and runs the steps", "scriptOnlyIfSuccess")
    if isinstance(call.value("buildSteps"), Items):
        if when is None:
            call.gap(_NOBODY, blocking=True)
        yield OnResult(when) if when else OnResult(unknown=_NOBODY)


plugin.blocked(
    "org.jenkinsci.plugins.postbuildscript.MatrixPostBuildScript",
    because="steps behind all parts of a matrix job are not converted",
)
