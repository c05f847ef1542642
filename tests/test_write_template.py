"""template.yaml and foundation.yaml: clean by cfn-lint and parliament, and the same pipeline as pipeline.json."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from migrate.model.delivery import Delivery, UpstreamStart
from migrate.model.settings import Settings
from migrate.validate.iam import check_policies
from migrate.validate.intrinsics import Resolver
from migrate.validate.node import Node
from migrate.validate.template import check_template, pipeline_input, project_input
from migrate.validate.yaml_text import read_yaml
from migrate.writers.buildspec import write_buildspec
from migrate.writers.cloudformation import write_template
from migrate.writers.declaration import declare_pipeline, declare_project
from migrate.writers.foundation import write_foundation
from migrate.writers.resources import logical_id
from tests.deliveries import ALL, legacy, nightly, team_app

SETTINGS = Settings()
TEXTS = {name: write_template(make(), SETTINGS) for name, make in ALL.items()} | {"foundation": write_foundation()}


def template(text: str) -> dict[str, Any]:
    """Short functions as long ones: `!Ref x` is {"Ref": "x"}."""
    value = read_yaml(text, "template").value
    assert isinstance(value, dict)
    return value


def resources(delivery: Delivery, kind: str = "") -> dict[str, Any]:
    found = template(write_template(delivery, SETTINGS))["Resources"]
    return {name: one["Properties"] for name, one in found.items() if one["Type"].endswith(kind)}


def resolved(text: str, name: str) -> Any:
    root = Node(template(text))
    return Resolver(root).resolve(root["Resources"][name].value)["Properties"]


def statements(properties: Any) -> Iterator[Any]:
    for policy in properties.get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]
    yield from properties.get("PolicyDocument", {}).get("Statement", ())


def resources_of(properties: Any, action: str) -> list[Any]:
    return [one for each in statements(properties) if action in each["Action"] for one in each["Resource"]]


def arn(service: str, resource: str) -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"}


class TestJudges:
    @pytest.mark.parametrize("name", TEXTS)
    @pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-west-1"])
    def test_cfn_lint_finds_nothing(self, name: str, region: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from cfnlint.api import lint  # noqa: PLC0415

            assert [str(match) for match in lint(TEXTS[name], None, [region])] == []

    @pytest.mark.parametrize("name", TEXTS)
    def test_no_policy_grants_too_much_and_no_resource_breaks_a_rule(self, name: str) -> None:
        assert [*check_template(template(TEXTS[name])), *check_policies(template(TEXTS[name]))] == []

    @pytest.mark.parametrize("name", TEXTS)
    def test_no_region_partition_or_account_is_fixed(self, name: str) -> None:
        assert not any(word in TEXTS[name] for word in ("us-east-1", "arn:aws:", "111111111111"))

    @pytest.mark.parametrize("name", TEXTS)
    def test_only_named_resources_are_reached(self, name: str) -> None:
        for properties in (one["Properties"] for one in template(TEXTS[name])["Resources"].values()):
            for statement in statements(properties):
                if statement["Effect"] == "Allow" and "ecr:GetAuthorizationToken" not in statement["Action"]:
                    assert "*" not in statement["Resource"]


class TestOneDeclaration:
    @pytest.mark.parametrize("make", ALL.values())
    def test_the_stack_has_the_pipeline_of_pipeline_json(self, make: Any) -> None:
        delivery = make()
        declared = declare_pipeline(delivery, SETTINGS)
        inside: Any = pipeline_input(resolved(write_template(delivery, SETTINGS), "Pipeline"))["pipeline"]
        for form in (declared, inside):
            for key in ("roleArn", "artifactStore"):
                del form[key]
            for stage in form["stages"]:
                for action in stage["actions"]:
                    for name in ("ConnectionArn", "S3Bucket", "NotificationArn", "ProjectName"):
                        action["configuration"].pop(name, None)
        assert json.loads(json.dumps(inside)) == declared

    @pytest.mark.parametrize("make", ALL.values())
    def test_the_stack_has_the_projects_of_the_files(self, make: Any) -> None:
        delivery, text = make(), write_template(make(), SETTINGS)
        for project in delivery.projects:
            declared = declare_project(project, delivery, SETTINGS, write_buildspec(project.buildspec))
            inside: Any = project_input(resolved(text, logical_id("Project", project.name)))
            for form in (declared, inside):
                for key in ("serviceRole", "encryptionKey"):
                    del form[key]
                for variable in form["environment"].get("environmentVariables", ()):
                    del variable["value"]
            assert inside == declared

    def test_a_buildspec_is_readable_in_the_template(self) -> None:
        assert "              - |-\n                ( set -e\n                mvn -B verify\n" in TEXTS["team-app"]

    def test_what_the_stack_or_the_user_names_is_a_reference(self) -> None:
        stages = resources(team_app())["Pipeline"]["Stages"]
        source, approval = stages[0]["Actions"][0]["Configuration"], stages[3]["Actions"][0]["Configuration"]
        assert source["ConnectionArn"] == {"Ref": "GitHubConnectionArn"}
        assert approval["NotificationArn"] == {"Ref": "NotificationTopic"}
        assert stages[1]["Actions"][0]["Configuration"]["ProjectName"] == {
            "Ref": logical_id("Project", "team-app-Build")
        }
        assert resources(nightly())["Pipeline"]["Stages"][0]["Actions"][0]["Configuration"]["S3Bucket"] == {
            "Ref": "SourceBucket"
        }


class TestParameters:
    def test_all_that_is_not_known_is_asked_for(self) -> None:
        parameters = template(TEXTS["team-app"])["Parameters"]
        required = [name for name, one in parameters.items() if "Default" not in one]
        assert required == ["ArtifactBucket", "ArtifactKeyArn", "NotificationTopic", "GitHubConnectionArn"]
        assert parameters["LogRetentionDays"]["Default"] == 90

    def test_the_topic_is_asked_for_where_it_is_used_alone(self) -> None:
        assert "NotificationTopic" not in template(TEXTS["nightly"])["Parameters"]

    def test_each_label_has_an_image(self) -> None:
        images = {name: one.get("Default") for name, one in template(TEXTS["team-app"])["Parameters"].items()}
        assert images[logical_id("Image", "maven")].startswith("aws/codebuild/")
        assert images[logical_id("Image", "node:20")] == "node:20"

    def test_two_images_of_one_label_stay_two(self) -> None:
        parameters = template(TEXTS["legacy"])["Parameters"]
        images = {one["Default"] for name, one in parameters.items() if re.fullmatch("Image.*[0-9a-f]{6}", name)}
        assert images == {project.image for project in legacy().projects}

    @pytest.mark.parametrize(
        ("chosen", "place", "pullers"),
        [
            ("aws/codebuild/standard:8.0", "codebuild", ["CODEBUILD", "SERVICE_ROLE"]),
            ("1.dkr.ecr.eu-central-1.amazonaws.com/x:1", "ecr", ["SERVICE_ROLE", "CODEBUILD"]),
            ("node:20", "other", ["SERVICE_ROLE", "CODEBUILD"]),
        ],
    )
    def test_who_pulls_an_image_follows_from_where_it_lies(self, chosen: str, place: str, pullers: list[str]) -> None:
        project = replace(team_app().projects[0], image=chosen, image_label="label")
        found = template(write_template(replace(team_app(), projects=(project,)), SETTINGS))
        image = logical_id("Image", "label")
        assert found["Parameters"][f"{image}From"]["Default"] == place
        environment = found["Resources"][logical_id("Project", "team-app-Build")]["Properties"]["Environment"]
        assert environment["Image"] == {"Ref": image}
        assert environment["ImagePullCredentialsType"] == {"Fn::If": [f"{image}LikeDefault", *pullers]}
        own = {"Fn::Equals": [{"Ref": f"{image}From"}, "codebuild"]}
        assert found["Conditions"][f"{image}LikeDefault"] == (own if place == "codebuild" else {"Fn::Not": [own]})

    def test_a_build_may_pull_from_ecr_where_its_image_lies_there_alone(self) -> None:
        found = template(TEXTS["team-app"])
        image = logical_id("Image", "maven")
        pull = found["Resources"][f"Pull{image}"]
        assert pull["Condition"] == f"{image}InEcr"
        assert found["Conditions"][f"{image}InEcr"] == {"Fn::Equals": [{"Ref": f"{image}From"}, "ecr"]}
        assert pull["Properties"]["Roles"] == [
            {"Ref": logical_id("Role", f"team-app-{name}")} for name in ("Build", "Unit", "Deploy")
        ]


class TestRoles:
    def test_the_pipeline_reaches_its_own_builds_bucket_folder_and_connection(self) -> None:
        role = resources(team_app())["PipelineRole"]
        builds = [arn("codebuild", f"project/team-app-{name}") for name in ("Build", "Unit", "Browser", "Deploy")]
        assert resources_of(role, "codebuild:StartBuild") == builds
        assert resources_of(role, "s3:PutObject") == [
            {"Fn::Sub": "arn:${AWS::Partition}:s3:::${ArtifactBucket}/team-app/*"}
        ]
        for prefix in ("codeconnections", "codestar-connections"):
            assert resources_of(role, f"{prefix}:UseConnection") == [{"Ref": "GitHubConnectionArn"}]
        assert resources_of(role, "sns:Publish") == [{"Ref": "NotificationTopic"}]
        assert not resources_of(role, "iam:PassRole")

    def test_a_long_name_keeps_to_the_folder_that_codepipeline_makes_of_it(self) -> None:
        delivery = nightly()
        delivery = replace(delivery, pipeline=replace(delivery.pipeline, name="a-pipeline-with-a-long-name"))
        assert resources_of(resources(delivery)["PipelineRole"], "s3:PutObject") == [
            {"Fn::Sub": "arn:${AWS::Partition}:s3:::${ArtifactBucket}/a-pipeline-with-a-lo*"}
        ]

    def test_the_pipeline_reaches_what_its_actions_invoke(self) -> None:
        role = resources(legacy())["PipelineRole"]
        assert resources_of(role, "lambda:InvokeFunction") == [arn("lambda", "function:legacy-tell")]
        assert resources_of(role, "codepipeline:StartPipelineExecution") == [arn("codepipeline", "legacy-next")]
        assert resources_of(role, "codecommit:UploadArchive") == [arn("codecommit", "legacy")]

    def test_a_build_reads_its_own_secrets_alone(self) -> None:
        own = resources(team_app())
        assert resources_of(own[logical_id("Role", "team-app-Unit")], "secretsmanager:GetSecretValue") == [
            arn("secretsmanager", "secret:jenkins/nexus-??????"),
            arn("secretsmanager", "secret:jenkins/token-??????"),
        ]
        assert not resources_of(own[logical_id("Role", "team-app-Build")], "secretsmanager:GetSecretValue")
        assert resources_of(
            resources(legacy())[logical_id("Role", "legacy-Build")], "secretsmanager:GetSecretValue"
        ) == [arn("secretsmanager", "secret:jenkins/registry-??????")]

    def test_a_build_has_what_its_commands_need(self) -> None:
        role = resources(team_app())[logical_id("Role", "team-app-Deploy")]
        assert resources_of(role, "sns:Publish") == [{"Ref": "NotificationTopic"}]
        assert resources_of(role, "codepipeline:StartPipelineExecution") == [arn("codepipeline", "team-other")]
        assert {"Fn::Sub": "arn:${AWS::Partition}:s3:::releases/*"} in resources_of(role, "s3:PutObject")

    def test_a_build_that_clones_may_use_the_source(self) -> None:
        role = resources(team_app())[logical_id("Role", "team-app-Unit")]
        assert resources_of(role, "codestar-connections:UseConnection") == [{"Ref": "GitHubConnectionArn"}]
        role = resources(legacy())[logical_id("Role", "legacy-Pack")]
        assert resources_of(role, "codecommit:GitPull") == [arn("codecommit", "legacy")]

    def test_reports_are_written_where_there_are_some(self) -> None:
        own = resources(team_app())
        groups = resources_of(own[logical_id("Role", "team-app-Build")], "codebuild:CreateReport")
        assert groups == [arn("codebuild", "report-group/team-app-Build-*")]
        assert not resources_of(own[logical_id("Role", "team-app-Unit")], "codebuild:CreateReport")

    def test_roles_are_taken_for_this_account_alone(self) -> None:
        for role in resources(team_app(), "::Role").values():
            (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
            assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

    def test_logs_are_kept_as_long_as_jenkins_keeps_builds(self) -> None:
        groups = resources(team_app(), "::LogGroup")
        assert [one["LogGroupName"] for one in groups.values()] == [
            f"/aws/codebuild/team-app-{name}" for name in ("Build", "Unit", "Browser", "Deploy")
        ]
        assert {json.dumps(one["RetentionInDays"]) for one in groups.values()} == {'{"Ref": "LogRetentionDays"}'}


class TestStarts:
    def test_a_schedule_has_its_time_zone(self) -> None:
        (schedule,) = resources(team_app(), "::Schedule").values()
        assert schedule["ScheduleExpression"] == "cron(7 3 ? * MON-FRI *)"
        assert schedule["ScheduleExpressionTimezone"] == "Europe/Berlin"
        assert schedule["State"] == "ENABLED"

    def test_a_disabled_job_is_not_started_and_goes_no_further(self) -> None:
        found = resources(nightly())
        (schedule,) = resources(nightly(), "::Schedule").values()
        assert schedule["State"] == "DISABLED"
        assert found["Pipeline"]["DisableInboundStageTransitions"] == [
            {"StageName": "Build", "Reason": "The Jenkins job is disabled"}
        ]
        assert "DisableInboundStageTransitions" not in resources(team_app())["Pipeline"]

    def test_a_new_object_starts_the_pipeline_where_a_change_did(self) -> None:
        assert not resources(nightly(), "::Events::Rule")
        (rule,) = resources(replace(nightly(), starts_on_change=True), "::Events::Rule").values()
        assert rule["EventPattern"]["detail"] == {
            "bucket": {"name": [{"Ref": "SourceBucket"}]},
            "object": {"key": ["source.zip"]},
        }

    def test_a_new_commit_of_codecommit_starts_the_pipeline(self) -> None:
        (rule,) = resources(legacy(), "::Events::Rule").values()
        assert rule["EventPattern"]["resources"] == [arn("codecommit", "legacy")]
        assert rule["EventPattern"]["detail"]["referenceName"] == ["main"]
        assert not resources(replace(legacy(), starts_on_change=False), "::Events::Rule")

    def test_the_end_of_another_pipeline_starts_this_one(self) -> None:
        (rule,) = resources(team_app(), "::Events::Rule").values()
        assert rule["EventPattern"]["detail"] == {"pipeline": ["team-base"], "state": ["SUCCEEDED"]}
        two = replace(team_app(), upstream=(UpstreamStart("a", ("FAILED",)), UpstreamStart("b", ("SUCCEEDED",))))
        assert len(resources(two, "::Events::Rule")) == 2

    def test_what_starts_may_start_this_pipeline_alone(self) -> None:
        for name in ("StartEventsRole", "StartSchedulerRole"):
            (statement,) = statements(resources(team_app())[name])
            assert statement["Action"] == ["codepipeline:StartPipelineExecution"]
            assert statement["Resource"] == [arn("codepipeline", "${Pipeline}")]

    def test_an_update_restarts_nothing(self) -> None:
        assert resources(team_app())["Pipeline"]["RestartExecutionOnUpdate"] is False


class TestLogicalIds:
    def test_an_id_changes_if_and_only_if_its_name_does(self) -> None:
        before = set(resources(team_app()))
        assert set(resources(replace(team_app(), projects=team_app().projects[::-1]))) == before
        first, *others = team_app().projects
        changed = replace(first, timeout_minutes=7, privileged=True, description="other")
        assert set(resources(replace(team_app(), projects=(changed, *others)))) == before
        renamed = replace(first, name="team-app-Make")
        after = set(resources(replace(team_app(), projects=(renamed, *others))))
        assert before - after == {logical_id(kind, "team-app-Build") for kind in ("Logs", "Role", "Project")}

    def test_names_that_look_alike_have_different_ids(self) -> None:
        names = ["a-b", "a_b", "ab", "A-b", "", "é", "ü", "x" * 100, "x" * 101]
        ids = [logical_id("Role", name) for name in names]
        assert len(set(ids)) == len(names)
        assert all(one.isascii() and one.isalnum() for one in ids)


class TestFoundation:
    FOUND = template(TEXTS["foundation"])["Resources"]

    def test_the_bucket_is_private_encrypted_versioned_and_cleaned_up(self) -> None:
        bucket = self.FOUND["ArtifactBucket"]
        properties = bucket["Properties"]
        assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["ArtifactKey", "Arn"]}
        (rule,) = properties["LifecycleConfiguration"]["Rules"]
        assert rule["ExpirationInDays"] == {"Ref": "ArtifactDays"}
        (policy,) = self.FOUND["ArtifactBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        assert (policy["Effect"], policy["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})

    def test_the_key_rotates_and_outlives_the_stack(self) -> None:
        key = self.FOUND["ArtifactKey"]
        assert key["DeletionPolicy"] == "Retain"
        assert key["Properties"]["EnableKeyRotation"] is True

    def test_services_may_send_messages_for_this_account_alone(self) -> None:
        assert self.FOUND["NotificationTopic"]["Properties"]["KmsMasterKeyId"] == {"Ref": "ArtifactKey"}
        (statement,) = self.FOUND["NotificationTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

    def test_pipeline_json_names_what_it_makes(self) -> None:
        settings = Settings(account="222222222222", region="eu-central-1")
        store = declare_pipeline(team_app(), settings)["artifactStore"]
        name = self.FOUND["ArtifactBucket"]["Properties"]["BucketName"]["Fn::Sub"]
        assert store["location"] == name.replace("${AWS::AccountId}", "222222222222").replace(
            "${AWS::Region}", "eu-central-1"
        )
        alias = self.FOUND["ArtifactKeyAlias"]["Properties"]["AliasName"]
        assert store["encryptionKey"]["id"] == f"arn:aws:kms:eu-central-1:222222222222:{alias}"
