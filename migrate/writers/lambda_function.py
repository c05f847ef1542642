"""Functions of Lambda: their code stands in the template itself, and beside it for whoever reads or rehearses it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
"""

from __future__ import annotations

from migrate.model.delivery import Delivery, LambdaFunction
from migrate.model.template_files import template_folder
from migrate.writers.declaration import Json
from migrate.writers.policies import function_policy
from migrate.writers.resources import logical_id, role
from migrate.writers.yaml_text import Tagged

_RUNTIME = "python3.13"
_SECONDS = 60


def write_functions(delivery: Delivery) -> dict[str, str]:
    """`lambda/NAME.py` of each function."""
    return {f"lambda/{one.name}.py": _code(one) for one in delivery.functions}


def function_resources(delivery: Delivery) -> Json:
    """Each function with its role and its log group."""
    resources: Json = {}
    for one in delivery.functions:
        resources |= _function(one)
    return resources


def function_id(function: LambdaFunction) -> str:
    return logical_id("Function", function.name)


def _code(function: LambdaFunction) -> str:
    return (template_folder() / "lambda" / f"{function.template}.py").read_text("utf-8")


def _function(function: LambdaFunction) -> Json:
    logs, own_role = logical_id("Logs", function.name), logical_id("Role", function.name)
    properties = {
        "FunctionName": function.name,
        "Description": _code(function).partition("\n")[0].strip('"'),
        "Runtime": _RUNTIME,
        "Handler": "index.handler",
        "Timeout": _SECONDS,
        "Role": Tagged("GetAtt", f"{own_role}.Arn"),
        "LoggingConfig": {"LogGroup": Tagged("Ref", logs)},
        "Code": {"ZipFile": _code(function)},
    }
    return {
        logs: {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {
                "LogGroupName": f"/aws/lambda/{function.name}",
                "RetentionInDays": Tagged("Ref", "LogRetentionDays"),
            },
        },
        own_role: role(f"Role of {function.name}", "lambda.amazonaws.com", function_policy(function)),
        function_id(function): {"Type": "AWS::Lambda::Function", "Properties": properties},
    }
