"""Load tests of BlazeMeter: https://plugins.jenkins.io/BlazeMeterJenkinsPlugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable, TestReport
from migrate.model.source import Slot

plugin = Plugin(
    "BlazeMeterJenkinsPlugin",
    title="BlazeMeter",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html",
)

_REPORT = "blazemeter.xml"
_FILES = "files are not uploaded to the test before it starts"


@plugin.rule(
    "hudson.plugins.blazemeter.PerformanceBuilder",
    "blazeMeterTest",
    slots=(Slot.STEP,),
    settings=(
        converted("testId", to="a call of its API"),
        converted("credentialsId", to="a secret with the id and the secret of a key"),
        converted("serverUrl", to="the address of the calls", default=""),
        ignored("workspaceId", because="the test alone tells where it stands"),
        ignored("jobApiKey", because="keys of an older kind, which are no more"),
        partial("getJunit", because=f"the report stands in {_REPORT}", default="false"),
        ignored("junitPath", because="it is about a report that stands with the others"),
        gap("getJtl", because="the results of each request are not fetched", default="false"),
        ignored("jtlPath", because="it is about results that are not fetched"),
        gap("notes", because="notes are not written", default=""),
        gap("sessionProperties", because="properties are not handed to the test", default="", blocking=True),
        gap("mainTestFile", because=_FILES, default="", blocking=True),
        gap("additionalTestFiles", because=_FILES, default="", blocking=True),
        ignored("reportLinkName", because="a link on Jenkins' page"),
        partial("abortJob", because="a test goes on when the build is stopped", default="false"),
        gap("webhookUrl", because="nobody is told of the start", default=""),
        gap("selectWebhook", because="nobody is told of the start", default=("false", "")),
    ),
    behaviour=(
        partial("a test that fails", because="it fails the build, where BlazeMeter's thresholds say more in Jenkins"),
    ),
)
def run(call: Call) -> Iterator[Contribution]:
    """Start the test, wait for its end, and ask how it was: https://api.blazemeter.com/performance/"""
    reports = call.flag("getJunit")
    keys = (("BLAZEMETER_ID", "username"), ("BLAZEMETER_SECRET", "password"))
    credential = call.value("credentialsId")
    yield CallAws(
        f'blazemeter_test "${{serverUrl:-https://a.blazemeter.com}}" "${{testId%%.*}}" {_REPORT if reports else ""}'.rstrip(),
        (("serverUrl", call.value("serverUrl")), ("testId", call.value("testId"))),
        functions=("blazemeter_test",),
        secrets=tuple(SecretVariable(n, credential, SecretShape.USERNAME_PASSWORD, key) for n, key in keys),
    )
    if reports:
        yield TestReport((_REPORT,), allow_empty=True)
