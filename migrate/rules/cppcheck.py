"""What Cppcheck finds in C and C++: https://plugins.jenkins.io/cppcheck/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, gap, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "cppcheck",
    title="Cppcheck",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_KEPT = "no report is made of Cppcheck's findings: their files are archived"
_FAILS = "findings fail no build: cppcheck --error-exitcode does, in the command that runs it"
_UNSTABLE = "a build has no UNSTABLE"
_PAGE = "it is about Jenkins' pages"
_SEVERITIES = ("Error", "Warning", "Style", "Performance", "Information", "NoCategory", "Portability")
_GRAPH = ("xSize", "ySize", "numBuildsInGraph", "displayAllErrors", *(f"display{one}Severity" for one in _SEVERITIES))


def _config(prefix: str, evaluation: str, graph: str) -> tuple[Promise, ...]:
    return (
        partial(f"{prefix}pattern", because=_KEPT),
        partial(f"{prefix}allowNoReport", because=_KEPT),
        ignored(f"{prefix}ignoreBlankFiles", because=_PAGE),
        *(
            gap(f"{evaluation}{name}", because=_FAILS, default="", blocking=True)
            for name in ("failureThreshold", "newFailureThreshold")
        ),
        *(gap(f"{evaluation}{name}", because=_UNSTABLE, default="") for name in ("threshold", "newThreshold")),
        *(ignored(f"{evaluation}{name}", because=_PAGE) for name in ("healthy", "unHealthy")),
        *(
            ignored(f"{evaluation}severity{one}", because="it says which findings the thresholds count")
            for one in _SEVERITIES
        ),
        *(ignored(f"{graph}{name}", because=_PAGE) for name in _GRAPH),
    )


_CONFIG = "cppcheckConfig."


@plugin.rule(
    "org.jenkinsci.plugins.cppcheck.CppcheckPublisher",
    "publishCppcheck",
    settings=(
        *_config("", "", ""),
        *_config(_CONFIG, f"{_CONFIG}configSeverityEvaluation.", f"{_CONFIG}configGraph."),
        ignored("cppcheckConfig", because="it is empty"),
    ),
    behaviour=(partial("", because=_KEPT),),
)
def keep_findings(call: Call) -> Iterator[Contribution]:
    """A step has the fields of the configuration itself, config.xml has them in it."""
    for config in call.nested("cppcheckConfig") or (call,):
        files = config.patterns("pattern") or ("**/cppcheck-result.xml",)
        yield ArchiveArtifacts(files, allow_empty=config.flag("allowNoReport"), artifact="cppcheck")
