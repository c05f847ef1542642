"""Whether what Jenkins refuses in its own tests is refused with the same meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.conformance_models import model_or_error
from tests.figures import Figure

_EXPECTED = re.compile(r'expectError\("([\w/]+)"\)(.*?)\.go\(', re.S)
_KEY = re.compile(r"Messages\.(?:Model(?:Parser|ValidatorImpl)_|Parser_(?=Multiple|Undefined))?(\w+)\(")
_TEXT = re.compile(r'logContains\(\s*"((?:\\.|[^"\\])*)"')
# Words inside other messages, and the compiler's heading over all of them.
_NO_MEANING = frozenset(("Parser_BuildParameters", "Parser_Options", "Parser_Triggers"))
_HEADING = "MultipleCompilationErrorsException"

# What our message says where Jenkins' has this key, without the class that it stands in.
MEANINGS = {
    "AgentInNestedStages": "agent and tools are not allowed beside",
    "BareDollarCurly": "can't be a value by itself: did you mean",
    "BigIntegerValue": "is too large: constants are at most",
    "BlockedStep": 'invalid step "',
    "CannotHaveBlocks": "definitions can't have blocks",
    "DuplicateAxisName": 'duplicate axis name: "',
    "DuplicateAxisValue": 'duplicate axis value: "',
    "DuplicateBuildCondition": 'duplicate build condition name: "',
    "DuplicateEnvVar": 'duplicate environment variable name: "',
    "DuplicateOptionName": 'duplicate option name: "',
    "DuplicateStageName": 'duplicate stage name: "',
    "DuplicateTriggerName": 'duplicate trigger name: "',
    "EmptySection": "can't be empty",
    "EmptyWhen": "empty when",
    "ExpectedBlockFor": "expected a block for",
    "ExpectedBoolean": "expected a boolean with",
    "ExpectedClosureOrFailFast": "expected closure or failFast",
    "ExpectedLibrary": r'expected a "lib\(…\)" but got',
    "ExpectedStage": "expected a stage",
    "ExpectedStep": "expected a step",
    "ExpectedStringLiteral": "expected string literal but got",
    "ExpectedStringLiteralButGot": "expected string literal but got",
    "ExpectedTool": "expected to find «someTool",
    "ExpectedWhen": "expected a when condition",
    "InvalidAgent": 'only "agent none", "agent any" or',
    "InvalidBuildCondition": "the post section can only contain conditions with blocks|invalid condition",
    "InvalidEnvironmentConcatValue": "environment values that are joined must be quoted texts",
    "InvalidEnvironmentIdentifier": "is not a valid environment (name|expression)",
    "InvalidEnvironmentOperation": "environment values can only be joined with «\\+»",
    "InvalidEnvironmentValue": "environment values must be quoted texts or function calls",
    "InvalidIdentifierInEnv": "is not a valid (identifier|environment (name|expression))",
    "InvalidInputField": "not a valid field for input",
    "InvalidParameterType": 'expecting \\w+( or \\w+)* for parameter "',
    "InvalidSectionDefinition": "not a valid section definition",
    "InvalidSectionType": 'invalid \\w+ type "',
    "InvalidStageSectionDefinition": "not a valid stage section definition",
    "InvalidStepParameter": 'invalid parameter "',
    "InvalidUnnamedParameterType": "expecting a text for parameter",
    "MapNotAllowed": "can't be defined as maps",
    "MatrixExcludeAxisValuesOrNotValues": 'either "values" or "notValues"',
    "MethodCallWithClosure": "arguments of a method call can't be blocks",
    "MissingInputMessage": 'missing required parameter: "message"',
    "MissingRequiredStepParameter": 'missing required parameter: "',
    "MixedNamedAndUnnamedParameters": "named and unnamed arguments can't be mixed",
    "MultipleOfSection": "multiple occurrences of the",
    "NestedWhenNoArgs": "takes nested conditions alone",
    "NestedWhenWithoutChildren": "needs nested conditions",
    "NestedWhenWrongChildrenCount": "needs one nested condition",
    "NoAgentType": "no agent type specified",
    "NoAxes": "(axes|exclude) can't be empty",
    "NoEnvVars": "no variables specified for environment",
    "NoExcludes": "excludes can't be empty",
    "NoNestedWhenAllowed": "can't contain nested conditions",
    "NoNestedWithinNestedStages": "is inside (parallel|matrix): it can't hold",
    "NoStages": "no stages specified",
    "NoSteps": "no steps specified for branch",
    "NothingForStage": 'expected one of "steps", "stages", "parallel"|nothing to execute within parallel',
    "ObjectMethodCall": "method calls on objects are not allowed outside of script blocks",
    "OneAgentMax": "only one agent type is allowed",
    "ParametersAndTriggersInOptions_RejectParameters": 'invalid option type "parameters"',
    "ParametersAndTriggersInOptions_RejectTriggers": 'invalid option type "triggers"',
    "PipelineBlockNotAtTop": "must be at the top level, not within another block",
    "RenamedNotifications": "the notifications section was removed: use post",
    "RequiredSection": "missing required section",
    "TooManyUnnamedParameters": 'arguments to "\\w+" must be named',
    "ToolsInNestedStages": "agent and tools are not allowed beside",
    "TwoOfStepsStagesParallel": r'expected one of "steps".*but got \w+, \w+',
    "UndefinedSection": 'undefined section "',
    "UnknownStageSection": 'unknown stage section "',
    "UnknownWhenConditional": "unknown conditional",
    "WrongNumberOfStepParameters": 'missing required parameter: "',
    # texts that are no keys
    r"name \"${this_is_gstring_name}\"": r'string literal but got "\${this_is_gstring_name}',
    "Duplicate named parameter 'time' found": "the named argument «time» is given twice",
    "(hey - look) is a binary expression, but it should be a variable expression": "nothing can be assigned to",
    "[heyLook] is a constant expression, but it should be a variable expression": "nothing can be assigned to",
}


def error_figures(plugin: Path) -> Iterator[Figure]:
    tests = plugin / "pipeline-model-definition" / "src" / "test"
    expected = _expected(tests / "java")
    files = sorted((tests / "resources" / "errors").rglob("*.groovy"))
    found = {path.stem: model_or_error(path.read_text("utf-8")) for path in files}
    refused = {name: error for name, error in found.items() if isinstance(error, str)}
    unlike = {name: _missing(expected.get(name, []), error) for name, error in refused.items()}
    same = [name for name, missing in unlike.items() if not missing]
    rest = [f"{name}: not refused" for name in found.keys() - refused.keys()]
    rest += [f"{name}: {', '.join(missing)}" for name, missing in unlike.items() if missing]
    yield Figure("errors are refused", len(refused), len(files))
    yield Figure("errors are refused with the same meaning", len(same), len(files), 0.8 * len(files), sorted(rest))


def _expected(tests: Path) -> dict[str, list[str]]:
    """By resource: the keys and texts of the messages that the plugin's tests expect."""
    found: dict[str, list[str]] = {}
    for path in sorted(tests.rglob("*Test.java")):
        for name, checks in _EXPECTED.findall(path.read_text("utf-8")):
            texts = [one for one in _TEXT.findall(checks) if not one.startswith(_HEADING)]
            keys = [one for one in _KEY.findall(checks) if one not in _NO_MEANING]
            found.setdefault(name.removeprefix("errors/"), []).extend([*keys, *texts])
    return found


def _missing(expected: list[str], error: str) -> list[str]:
    """The messages that ours does not contain; where no test expects one, that itself."""
    if not expected:
        return ["no test expects a message"]
    return sorted({one for one in expected if one not in MEANINGS or not re.search(MEANINGS[one], error, re.S)})
