"""The rules of stage conditions as data: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.validate.keys import Keys

_BOOLEAN = "true|false"
_STATE = "(ALARM|OK|INSUFFICIENT_DATA)"

RULES: Mapping[str, Keys] = {
    "VariableCheck": Keys(("Variable", "Value", "Operator"), (), {"Operator": "EQ|NE|CONTAINS|MATCHES"}),
    "LambdaInvoke": Keys(("FunctionName",), ("UserParameters",)),
    "DeploymentWindow": Keys(("Cron",), ("TimeZone",)),
    "CloudWatchAlarm": Keys(
        ("AlarmName",),
        ("AlarmStates", "WaitTime"),
        {"AlarmStates": f"{_STATE}(,{_STATE})*", "WaitTime": "[0-9]+"},
    ),
    "Commands": Keys((), ("EnvironmentType", "ComputeType", "VpcId", "Subnets", "SecurityGroupIds")),
    "CodeBuild": Keys(
        ("ProjectName",),
        ("PrimarySource", "BatchEnabled", "CombineArtifacts", "EnvironmentVariables"),
        {"BatchEnabled": _BOOLEAN, "CombineArtifacts": _BOOLEAN},
    ),
}
