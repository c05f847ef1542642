"""Rules for the log of a build: https://plugins.jenkins.io/log-parser/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored
from migrate.model.contribution import Contribution, ParseLog

plugin = Plugin(
    "log-parser",
    title="Log parser",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

_PAGE = "a page of Jenkins about the log"
_UNUSED = "it names no rules that are used"
_OF_CONTROLLER = "the rules stand on the controller: put that file into Secrets Manager, from where the build reads it"
_AS_IT_IS = "Jenkins takes the path as it stands, with its dollar sign: such a file is not there"
_NO_RULES = "without a path of rules Jenkins aborts the build: name them, or leave out the step"
_PATHS = ("projectRulePath", "parsingRulesPath")


@plugin.rule(
    "hudson.plugins.logparser.LogParserPublisher",
    "logParser",
    settings=(
        converted("failBuildOnError", to="whether an error in the log fails the build", default="false"),
        gap("unstableOnWarning", because="a build has no UNSTABLE", default="false"),
        *(converted(name, to="the file of the rules") for name in _PATHS),
        converted("useProjectRule", to="where the file of the rules is", default="false"),
        *(ignored(name, because=_PAGE) for name in ("showGraphs", "sandbox")),
    ),
)
def parse_log(call: Call) -> Iterator[Contribution]:
    """What does not fail the build is a page. Of the two paths one is used."""
    in_workspace, fails = call.flag("useProjectRule"), call.flag("failBuildOnError")
    used, unused = _PATHS if in_workspace else _PATHS[::-1]
    path = call.text(used)
    call.text(unused)
    call.partial(_UNUSED if fails else _PAGE, unused)
    if not fails:
        call.partial(_PAGE, used)
    elif not path or (not in_workspace and "$" in path):
        call.gap(_AS_IT_IS if path else _NO_RULES, used, blocking=True)
    else:
        if not in_workspace:
            call.partial(_OF_CONTROLLER, used)
        yield ParseLog(path, of_controller=not in_workspace)
