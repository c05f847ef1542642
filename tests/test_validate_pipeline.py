"""Pipelines: good ones give no finding, and each single mutation gives exactly the finding of its rule."""

from __future__ import annotations

import json

import pytest
from validate_cases.edit import GONE, Case, case, edited
from validate_cases.pipelines import CONNECTION, EVERYTHING, GOOD, REGIONS, TRIGGERS, action, rule, stage

from migrate.validate.catalogue import PROVIDERS
from migrate.validate.output import check_pipeline
from migrate.validate.rule_catalogue import RULES

LONG = "x" * 1001
SOURCE = {"S3Bucket": "b-1", "S3ObjectKey": "k", "PollForSourceChanges": "false"}
EXTRA = action("Extra", "Approval/AWS/Manual")
ALARM = rule("alarm", "CloudWatchAlarm", {"AlarmName": "errors"})
GIT = "pipeline.triggers[0].gitConfiguration"
ENTRY = "%Build.beforeEntry.conditions[0]"
SUCCESS = "%Deploy.onSuccess.conditions[0]"
VARIABLE = "#{BuildVariables.VERSION}"

MODEL = [
    case("model/type", "pipeline.stages[0].actions[0].runOrder", "1"),
    case("model/type", "pipeline.stages[0].actions[0].runOrder", True),
    case("model/type", "pipeline.triggers", None),
    case("model/unknown-member", "pipeline.stage", []),
    case("model/unknown-member", "@Compile.Region", "eu-west-1"),
    case("model/required", "pipeline.roleArn", GONE),
    case("model/required", "@Compile.name", GONE),
    case("model/required", "tags[0].value", GONE),
    case("model/range", "pipeline.name", "n" * 101),
    case("model/range", "@Check.runOrder", 1000),
    case("model/range", "@Approve.timeoutInMinutes", 4),
    case("model/range", "@Approve.configuration.CustomData", LONG),
    case("model/range", "@Approve.configuration.CustomData", ""),
    case("model/range", "pipeline.variables[0].defaultValue", ""),
    case("model/range", "@Commands.commands[0]", LONG),
    case("model/range", f"{GIT}.push", [{"branches": {"includes": [n]}} for n in "abcd"]),
    case("model/range", f"{GIT}.push[0].branches.includes", list("abcdefghi")),
    case("model/range", "@Commands.outputVariables", [f"V{n}" for n in range(16)]),
    case("model/pattern", "pipeline.name", "a b"),
    case("model/pattern", "pipeline.roleArn", "arn:aws:iam::1:role/x"),
    case("model/pattern", "%Deploy.name", "De/ploy"),
    case("model/pattern", "pipeline.artifactStore.location", "under_score"),
    case("model/enum", "pipeline.executionMode", "FAST"),
    case("model/enum", "pipeline.pipelineType", "V3"),
    case("model/enum", "pipeline.artifactStore.type", "S4"),
]

STRUCTURE = [
    case("pipeline/type-v2", "pipeline.pipelineType", GONE),
    case("pipeline/type-v2", "pipeline.pipelineType", "V1"),
    case(
        "pipeline/stage-count",
        *[part for n in range(48) for part in ("pipeline.stages+", stage(f"S{n}", EXTRA))],
    ),
    case("pipeline/first-stage-sources", "%Source.actions+", EXTRA),
    case("pipeline/source-later", "%Deploy.actions+", action("More", "Source/AWS/S3", SOURCE, outputs="More")),
    case("pipeline/stage-name-unique", "pipeline.stages+", stage("Build", EXTRA)),
    case("pipeline/action-name-unique", "%Deploy.actions+", action("Invoke", "Approval/AWS/Manual")),
    case("pipeline/action-count", "pipeline.stages+", stage("Empty")),
    case(
        "pipeline/action-count",
        "pipeline.stages+",
        stage("Full", *[action(f"A{n}", "Approval/AWS/Manual") for n in range(51)]),
    ),
    case("pipeline/artifact-store", "pipeline.artifactStore", GONE),
    case("pipeline/artifact-store", "pipeline.artifactStores", {"eu-west-1": {"type": "S3", "location": "bucket"}}),
    case("pipeline/artifact-name", "@CodeCommit.outputArtifacts[0].name", "Com-mitted"),
    case("pipeline/artifact-unique", "@CodeCommit.outputArtifacts[0].name", "Zipped"),
    case("pipeline/artifact-unknown", "@PushImage.inputArtifacts[0].name", "Nothing"),
    case("pipeline/artifact-order", "@PushImage.inputArtifacts[0].name", "Jar"),
    case("pipeline/artifact-order", "@Check.runOrder", 1),
    case(
        "pipeline/artifact-order",
        f"{SUCCESS}.rules[1].inputArtifacts[0].name",
        "Later",
        "pipeline.stages+",
        stage("After", action("Late", "Build/Custom/Mine", {}, outputs="Later")),
    ),
    case("pipeline/input-unique", "@Compile.inputArtifacts+", {"name": "Zipped"}),
    case("pipeline/clone-reference", "@PushImage.inputArtifacts[0].name", "Cloned"),
    case("pipeline/timeout-approval", "@Compile.timeoutInMinutes", 60),
    case("pipeline/blockers", "%Build.blockers", [{"name": "b", "type": "Schedule"}]),
    case("pipeline/commands-required", "@Commands.commands", GONE),
    case("pipeline/commands-single-line", "@Commands.commands[0]", "ls\npwd"),
    case("pipeline/commands-only", "@Compile.commands", ["ls"]),
    case("pipeline/commands-only", "@Compile.outputVariables", ["A"]),
    case("pipeline/commands-only", "@Compile.outputArtifacts[0].files", ["a"]),
    case("pipeline/environment-place", "@Compile.environmentVariables", [{"name": "A", "value": "b"}]),
    case("pipeline/environment-unique", "@Eks.environmentVariables+", {"name": "TAG", "value": "v2"}),
    case("pipeline/environment-secret", "@Eks.environmentVariables[0].type", "SECRETS_MANAGER"),
    case("tags/unique", "tags+", {"key": "team", "value": "b"}),
    case("tags/reserved", "tags[0].key", "aws:team"),
    case("tags/count", "tags", [{"key": f"k{n}", "value": "v"} for n in range(51)]),
    case("secret/value", "@Approve.configuration.CustomData", "key AKIAIOSFODNN7ABCDEFG"),
    case("secret/name", "pipeline.variables+", {"name": "DB_PASSWORD", "defaultValue": "hunter2"}),
    case("secret/name", "@Eks.environmentVariables[0]", {"name": "API_TOKEN", "value": "abc"}),
]

VARIABLES = [
    case("variables/default", "pipeline.variables+", {"name": "VERSION"}),
    case("variables/unique", "pipeline.variables+", {"name": "TARGET", "defaultValue": "x"}),
    case("variables/namespace-unique", "@Check.namespace", "BuildVariables"),
    case("variables/namespace-reserved", "@Check.namespace", "variables"),
    case("variables/namespace-artifact", "@Check.namespace", "Jar"),
    case("variables/grammar", "@Approve.configuration.CustomData", "at #{SourceVariables}"),
    case("variables/grammar", "@Commands.commands[0]", "echo #{a.b"),
    case("variables/in-source", "@CodeCommit.configuration.BranchName", "#{variables.TARGET}"),
    case("variables/unknown-namespace", "@Approve.configuration.CustomData", "#{Nobody.CommitId}"),
    case("variables/unknown-namespace", f"{ENTRY}.rules[0].configuration.Variable", "#{Nobody.CommitId}"),
    case("variables/unknown-key", "@Approve.configuration.CustomData", "#{SourceVariables.TagName}"),
    case("variables/unknown-key", "@Approve.configuration.CustomData", "#{variables.OTHER}"),
    case("variables/unknown-key", "@Approve.configuration.CustomData", "#{codepipeline.BuildNumber}"),
    case("variables/unknown-key", "@Approve.configuration.CustomData", "#{BucketVariables.CommitId}"),
    case("variables/order", "@PushImage.configuration.ImageTags", VARIABLE),
    case("variables/order", f"{ENTRY}.rules[0].configuration.Value", VARIABLE),
    case("variables/order", "@Eks.environmentVariables[0].value", "#{FunctionVariables.FunctionVersion}"),
]

TRIGGER_CASES = [
    case("triggers/source-action", f"{GIT}.sourceActionName", "Bucket"),
    case("triggers/one-per-source", "pipeline.triggers+", TRIGGERS[0]),
    case("triggers/needs-filter", f"{GIT}.push", GONE, f"{GIT}.pullRequest", GONE),
    case("triggers/push-filter", f"{GIT}.push[1]", {"filePaths": {"includes": ["src/**"]}}),
    case("triggers/file-paths", f"{GIT}.push[1].filePaths", {"includes": ["src/**"]}),
    case("triggers/pull-request-branches", f"{GIT}.pullRequest[0].branches", GONE),
    case("triggers/duplicate-filter", f"{GIT}.push+", TRIGGERS[0]["gitConfiguration"]["push"][1]),
    case("triggers/empty-criteria", f"{GIT}.push[1].tags", {}),
]

CONDITION_CASES = [
    case("conditions/result", f"{ENTRY}.result", "ROLLBACK"),
    case("conditions/result", f"{ENTRY}.result", GONE),
    case("conditions/result", f"{SUCCESS}.result", "SKIP"),
    case("conditions/result", "%Deploy.onFailure.conditions[0].result", "FAIL"),
    case("conditions/failure-result", "%Build.onFailure", {"result": "SKIP"}),
    case("conditions/empty", "%Build.onFailure", {}),
    case("conditions/retry", "%Build.onFailure.result", "ROLLBACK"),
    case("conditions/skip-rules", f"{ENTRY}.rules+", ALARM),
    case("conditions/source-rollback", "%Source.onFailure", {"result": "ROLLBACK"}),
    case("conditions/no-rules", f"{ENTRY}.rules", GONE),
    case("conditions/rule-name-unique", f"{ENTRY}.rules[1].name", "main"),
    case("conditions/rule-provider", f"{SUCCESS}.rules[0].ruleTypeId.provider", "Weather"),
    case("conditions/rule-required", f"{ENTRY}.rules[0].configuration.Operator", GONE),
    case("conditions/rule-required", f"{SUCCESS}.rules[0].configuration.AlarmName", GONE),
    case("conditions/rule-key", f"{ENTRY}.rules[1].configuration.Payload", "x"),
    case("conditions/rule-value", f"{ENTRY}.rules[0].configuration.Operator", "EQUALS"),
    case("conditions/rule-value", f"{SUCCESS}.rules[0].configuration.AlarmStates", "RED"),
    case("conditions/commands-only", f"{ENTRY}.rules[1].commands", ["true"]),
    case("conditions/cron", "%Deploy.beforeEntry.conditions[0].rules[0].configuration.Cron", "0 9 * * *"),
    case("conditions/cron", "%Deploy.beforeEntry.conditions[0].rules[0].configuration.Cron", "5 0 9 ? * *"),
    case("conditions/time-zone", "%Deploy.beforeEntry.conditions[0].rules[0].configuration.TimeZone", "+01:00"),
    case("pipeline/commands-required", f"{SUCCESS}.rules[1].commands", GONE),
    case("pipeline/commands-single-line", f"{SUCCESS}.rules[1].commands[0]", "a\nb"),
    case("pipeline/artifact-unknown", f"{SUCCESS}.rules[1].inputArtifacts[0].name", "Nothing"),
]

REFUSED = ["Deploy/AWS/OpsWorks", "Test/ThirdParty/BlazeMeter", "Test/ThirdParty/Runscope", "Build/ThirdParty/SolanoCI"]

PROVIDER_CASES = [
    *(case("provider/refused", "%Deploy.actions+", action("Gone", kind, {}, "Jar")) for kind in REFUSED),
    case("provider/refused", "%Source.actions+", action("Old", "Source/ThirdParty/GitHub", {}, outputs="Old")),
    case("provider/unknown", "%Deploy.actions+", action("Odd", "Deploy/AWS/Heroku", {}, "Jar")),
    case("provider/unknown", "@Beanstalk.actionTypeId.category", "Test"),
    case("provider/version", "@Beanstalk.actionTypeId.version", "2"),
    case("provider/artifact-count", "@Beanstalk.inputArtifacts", []),
    case("provider/artifact-count", "@Approve.inputArtifacts", [{"name": "Jar"}]),
    case("provider/artifact-count", "@Downstream.outputArtifacts", [{"name": "Out"}]),
    case("provider/artifact-count", "@CodeDeploy.inputArtifacts+", {"name": "Docs"}),
    case("provider/artifact-count", "@Jenkins.outputArtifacts", [{"name": f"A{n}"} for n in range(6)]),
    case("provider/configuration-required", "@Compile.configuration.ProjectName", GONE),
    case("provider/configuration-required", "@Invoke.configuration", GONE),
    case("provider/configuration-key", "@Compile.configuration.Buildspec", "b.yml"),
    case("provider/configuration-key", "@Approve.configuration.Message", "x"),
    case("provider/configuration-value", "@Connection.configuration.OutputArtifactFormat", "CODE_TAR"),
    case("provider/configuration-value", "@Connection.configuration.ConnectionArn", CONNECTION.replace("aws", "x", 1)),
    case("provider/configuration-value", "@Connection.configuration.FullRepositoryId", "orders"),
    case("provider/configuration-value", "@Site.configuration.Extract", "no"),
    case("provider/configuration-value", "@Ecs.configuration.DeploymentTimeout", "61"),
    case("provider/configuration-value", "@Stack.configuration.Capabilities", "CAPABILITY_ALL"),
    case("provider/configuration-value", "@Devices.configuration.TestType", "REMOTE_ACCESS_RECORD"),
    case("provider/configuration-value", "@Fleet.configuration.InstanceType", "T3"),
    case("provider/configuration-value", "@Function.configuration.DeployStrategy", "Slowly"),
    case("provider/configuration-value", "@Approve.configuration.NotificationArn", "topic"),
    case("provider/configuration-value", "@Scan.configuration.HighThreshold", "few"),
    case("provider/polling", "@CodeCommit.configuration.PollForSourceChanges", GONE),
    case("provider/polling", "@Bucket.configuration.PollForSourceChanges", "true"),
    case("provider/primary-source", "@Compile.configuration.PrimarySource", GONE),
    case("provider/primary-source", "@Compile.configuration.PrimarySource", "Imaged"),
    case("provider/combine-artifacts", "@Check.configuration.BatchEnabled", "false"),
    case("provider/environment", "@Compile.configuration.EnvironmentVariables", '[{"name": "A", "value": 1}]'),
    case("provider/environment", "@Compile.configuration.EnvironmentVariables", '[{"name": "A"}]'),
    case(
        "provider/environment",
        "@Compile.configuration.EnvironmentVariables",
        json.dumps([{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]),
    ),
    case(
        "provider/environment",
        "@Compile.configuration.EnvironmentVariables",
        '[{"name": "A", "value": "b", "type": "SECRET"}]',
    ),
    case("provider/json", "@Compile.configuration.EnvironmentVariables", "A=b"),
    case("provider/json", "@Downstream.configuration.Variables", '{"name": "a"}'),
    case("provider/json", "@Stack.configuration.ParameterOverrides", "[1]"),
    case("provider/overrides-size", "@Stack.configuration.ParameterOverrides", f'{{"A": "{"é" * 600}"}}'),
    case("provider/depends", "@Site.configuration.ObjectKey", GONE),
    case("provider/depends", "@Stack.configuration.TemplatePath", GONE),
    case("provider/depends", "@Stack.configuration.RoleArn", GONE),
    case("provider/depends", "@Stack.configuration.OutputFileName", GONE),
    case("provider/depends", "@Stack.outputArtifacts", []),
    case("provider/depends", "@ChangeSet.configuration.ChangeSetName", GONE),
    case("provider/depends", "@StackSet.configuration.Regions", GONE),
    case("provider/depends", "@BlueGreen.configuration.Image1ContainerName", GONE),
    case("provider/depends", "@Function.configuration.FunctionAlias", GONE),
    case("provider/depends", "@Function.inputArtifacts", []),
    case("provider/depends", "@States.configuration.Input", GONE),
    case("provider/depends", "@States.inputArtifacts", []),
    case("provider/depends", "@Scan.inputArtifacts", []),
    case("provider/depends", "@Scan.configuration.InspectorRunMode", "ECRImageScan"),
    case("provider/depends", "@Fleet.configuration.PostScript", GONE),
    case("provider/either", "@Fleet.configuration.DeploySpec", "spec.yml"),
    case("provider/either", "@Eks.configuration.ManifestFiles", GONE),
    case("provider/either", "@Helm.configuration.ManifestFiles", "m.json"),
    case("provider/either", "@Product.configuration.ConfigurationFilePath", "c.json"),
    case(
        "provider/either",
        "@StackSet.configuration.OrganizationsAutoDeployment",
        "Enabled",
        "@StackSet.configuration.DeploymentTargets",
        GONE,
    ),
    case("provider/artifact-reference", "@Stack.configuration.TemplatePath", "Docs::template.yml"),
    case("provider/artifact-reference", "@BlueGreen.configuration.AppSpecTemplateArtifact", "Docs"),
    case("provider/artifact-reference", "@StackInstances.configuration.DeploymentTargets", "Docs::a.json"),
    case(
        "provider/compute",
        "@Commands.configuration",
        {"EnvironmentType": "WINDOWS_SERVER_2022_CONTAINER", "ComputeType": "BUILD_GENERAL1_SMALL"},
    ),
]

MANY = [action(f"A{n}", "Approval/AWS/Manual") for n in range(50)]
WIDE = [f"{n:x>255}" for n in range(8)]


def _trigger(source: str) -> dict[str, object]:
    both = {"includes": WIDE, "excludes": WIDE}
    push = [{"branches": both, "tags": {"includes": [n]}, "filePaths": both} for n in "abc"]
    git = {"sourceActionName": source, "push": push}
    return {"providerType": "CodeStarSourceConnection", "gitConfiguration": git}


SOURCES = [
    {**EVERYTHING["pipeline"]["stages"][0]["actions"][0], "name": f"More{n}", "namespace": f"More{n}Variables"}
    | {"outputArtifacts": [{"name": f"More{n}"}]}
    for n in range(9)
]
BIG_CASES = [
    case("pipeline/action-total", *[one for n in range(21) for one in ("pipeline.stages+", stage(f"S{n}", *MANY))]),
    case(
        "triggers/size",
        *[one for source in SOURCES for one in ("%Source.actions+", source)],
        *[one for source in SOURCES for one in ("pipeline.triggers+", _trigger(source["name"]))],
    ),
]

REGION_CASES = [
    case("pipeline/region-store", "@There.region", "us-west-2"),
    case("pipeline/region-home", "@Bucket.region", "eu-west-1"),
    case("pipeline/region-home", "@Custom.region", "us-east-1"),
    case(
        "pipeline/parallel-width",
        "%Deploy.actions",
        [action(f"D{n}", "Deploy/AWS/S3", {"BucketName": "one", "Extract": "true"}, "Zipped") for n in range(6)],
    ),
    case("conditions/parallel-rollback", "%Deploy.onFailure", {"result": "ROLLBACK"}),
]

CASES = [*MODEL, *STRUCTURE, *VARIABLES, *TRIGGER_CASES, *CONDITION_CASES, *PROVIDER_CASES, *BIG_CASES]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_pipeline_has_no_finding(name: str) -> None:
    assert list(check_pipeline(GOOD[name])) == []


def test_the_good_pipeline_uses_every_provider_and_rule() -> None:
    stages = EVERYTHING["pipeline"]["stages"]
    kinds = {"/".join(list(one["actionTypeId"].values())[:3]) for each in stages for one in each["actions"]}
    assert set(PROVIDERS) <= kinds
    text = json.dumps(stages)
    assert all(f'"Rule", "owner": "AWS", "provider": "{name}"' in text for name in RULES)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.id)
def test_a_mutation_gives_its_finding(one: Case) -> None:
    findings = list(check_pipeline(edited(EVERYTHING, one)))
    assert [finding.rule for finding in findings] == [one.rule]
    assert findings[0].message
    assert findings[0].path


@pytest.mark.parametrize("one", REGION_CASES, ids=lambda one: one.id)
def test_a_mutation_of_several_regions_gives_its_finding(one: Case) -> None:
    assert [finding.rule for finding in check_pipeline(edited(REGIONS, one))] == [one.rule]
