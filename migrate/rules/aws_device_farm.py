"""Tests on devices: https://plugins.jenkins.io/aws-device-farm/

What it asks Device Farm for stands in the plugin's AWSDeviceFarmRecorder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.mapping.aws_calls import given, joined
from migrate.mapping.rule import Call, NotKnownError, Plugin, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need
from migrate.model.source import Literal, Reference, ReferenceKind, Value

plugin = Plugin(
    "aws-device-farm",
    title="AWS Device Farm",
    aws_docs="https://docs.aws.amazon.com/devicefarm/latest/developerguide/how-to-create-test-run.html",
)

_CALL = "a call of the AWS CLI"
_OFF = ("false", "")
# Kinds of tests: the settings for their package and filter, and the version of Appium.
_KINDS = {
    "BUILTIN_FUZZ": ("", "", ""),
    "APPIUM_JAVA_JUNIT": ("appiumJavaJUnitTest", "", "appiumVersionJunit"),
    "APPIUM_JAVA_TESTNG": ("appiumJavaTestNGTest", "", "appiumVersionTestng"),
    "APPIUM_PYTHON": ("appiumPythonTest", "", "appiumVersionPython"),
    "APPIUM_RUBY": ("appiumRubyTest", "", ""),
    "APPIUM_NODE": ("appiumNodeTest", "", ""),
    "INSTRUMENTATION": ("junitArtifact", "junitFilter", ""),
    "XCTEST": ("xctestArtifact", "xctestFilter", ""),
    "XCTEST_UI": ("xctestUiArtifact", "xctestUiFilter", ""),
}
_FUZZ = (("event_count", "eventCount"), ("throttle", "eventThrottle"), ("seed", "seed"))
_ALL = ("projectName", "devicePoolName", "appArtifact", "runName", "testToRun")
_FLAGS = ("ifWebApp", "isRunUnmetered", "ifVideoRecording", "ifAppPerformanceMonitoring", "ifSkipAppResigning")
_OF_KINDS = dict.fromkeys([*(one for _, one in _FUZZ), *(one for names in _KINDS.values() for one in names if one)])
_NEEDS = (
    Need(("devicefarm:ListProjects",), "*"),
    Need(
        tuple(f"devicefarm:{one}" for one in ("ListDevicePools", "CreateUpload", "GetUpload", "ScheduleRun", "GetRun")),
        "arn:${AWS::Partition}:devicefarm:us-west-2:${AWS::AccountId}:*",
    ),
)


@plugin.rule(
    "org.jenkinsci.plugins.awsdevicefarm.AWSDeviceFarmRecorder",
    "devicefarm",
    settings=(
        *(converted(name, to=_CALL, default="") for name in _ALL),
        *(converted(name, to=_CALL) for name in _FLAGS),
        *(partial(name, because="it is for one kind of tests, and used by that alone", default="") for name in _OF_KINDS),
        converted("jobTimeoutMinutes", to=_CALL),
        gap("storeResults", because="results stay in Device Farm", default=_OFF),
        ignored("resultsPath", because="results stay in Device Farm"),
        ignored("archiveResults", because="results stay in Device Farm"),
        gap("ignoreRunError", because="a run with errors fails the build", default=_OFF),
        converted("environmentToRun", to="the environment of the devices", default=("", "StandardEnvironment")),
        ignored("testSpecName", because="it is for an environment of its own, which is told with that"),
        *(gap(name, because="what the devices are is not set", default=_OFF, blocking=True)
          for name in ("extraData", "ifVpce", "deviceLocation", "radioDetails", "deviceLocaleFlag", "deviceSelectionFilters")),
        *(ignored(name, because="it is about what another setting turns on")
          for name in ("extraDataArtifact", "vpceServiceName", "deviceLatitude", "deviceLongitude", "ifWifi", "ifGPS",
                       "ifNfc", "ifBluetooth", "deviceLocale", "maxDevicesForDeviceFilters")),
        *(gap(name, because="Device Farm has no more tests of this kind", default="")
          for name in ("username", "password", "calabashFeatures", "calabashTags", "calabashProfile",
                       "uiautomatorArtifact", "uiautomatorFilter", "uiautomationArtifact")),
    ),
    behaviour=(
        partial("the account", because="it is that of the build, where Jenkins has a role or a key of its own"),
        partial("a run with warnings", because="it passes, where the build is UNSTABLE in Jenkins"),
        partial("what can't be found or uploaded", because="it fails the build, where Jenkins' goes on"),
    ),
)  # fmt: skip
def run(call: Call) -> Iterator[Contribution]:
    kind = call.text("testToRun").upper()
    own = call.text("environmentToRun") not in ("", "StandardEnvironment")
    if own or kind not in _KINDS:
        call.gap(_OTHER, "environmentToRun" if own else "testToRun", blocking=True)
        call.read |= {one.location for one in call.describable.settings}
        return
    web = call.flag("ifWebApp") and kind.startswith("APPIUM_")
    package, chosen, version = (given(call, one, expanded=True) if one else Literal("") for one in _KINDS[kind])
    parameters = [("appium_version", version)] if version != Literal("") else []
    parameters += [(name, given(call, one)) for name, one in _FUZZ] if kind == "BUILTIN_FUZZ" else []
    if call.has("ifAppPerformanceMonitoring") and not call.flag("ifAppPerformanceMonitoring"):
        parameters.append(("app_performance_monitoring", Literal("false")))
    name = given(call, "runName", expanded=True)
    words: list[Value] = [
        *(given(call, "projectName"), given(call, "devicePoolName")),
        Literal("") if call.flag("ifWebApp") else given(call, "appArtifact", expanded=True),
        Reference(ReferenceKind.ENVIRONMENT, "BUILD_TAG") if name == Literal("") else name,
        Literal(kind.replace("APPIUM_", "APPIUM_WEB_") if web else kind),
        *(package, chosen, Literal(_execution(call)), Literal(_configuration(call))),
        *(joined(f"{key}=", value) for key, value in parameters if value != Literal("")),
    ]
    if _KINDS[kind][0] and package == Literal(""):
        raise NotKnownError(_KINDS[kind][0])
    functions = ("farm_arn", "farm_file", "farm_upload", "device_farm")
    yield CallAws('device_farm "$@"', words=tuple(words), functions=functions, needs=_NEEDS)


_OTHER = "tests of this kind, or in an environment of their own, are not converted"
_USUAL_MINUTES = 60  # which the plugin leaves to Device Farm


def _execution(call: Call) -> str:
    made: dict[str, object] = {
        "videoCapture": call.flag("ifVideoRecording", True),
        "skipAppResign": call.flag("ifSkipAppResigning"),
    }
    minutes = int(call.number("jobTimeoutMinutes", _USUAL_MINUTES))
    return json.dumps(made if minutes == _USUAL_MINUTES else {"jobTimeoutMinutes": minutes, **made})


def _configuration(call: Call) -> str:
    """The devices as the plugin sets them where the job says nothing."""
    made: dict[str, object] = {
        "billingMethod": "UNMETERED" if call.flag("isRunUnmetered") else "METERED",
        "auxiliaryApps": [],
        "location": {"latitude": 47.6204, "longitude": -122.3491},
        "radios": dict.fromkeys(("bluetooth", "gps", "nfc", "wifi"), True),
        "locale": "en_US",
    }
    return json.dumps(made)
