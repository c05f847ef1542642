"""pipeline.json and projects/*.json: what create-pipeline and create-project take, the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.model
import botocore.validate
import pytest

from migrate.model.delivery import Delivery, GitTrigger
from migrate.model.settings import Settings
from migrate.validate.buildspec import check_buildspec
from migrate.validate.pipeline import check_pipeline
from migrate.validate.projects import check_project
from migrate.writers.delivery_files import write_delivery
from migrate.writers.foundation import write_foundation
from tests.deliveries import ALL, legacy, nightly, team_app

GOLDEN = Path(__file__).parent.parent / "fixtures" / "deliveries"
SETTINGS = Settings()
make_any = pytest.mark.parametrize("make", ALL.values(), ids=ALL)


def written(delivery: Delivery, settings: Settings = SETTINGS) -> dict[str, Any]:
    files = write_delivery(delivery, settings)
    return {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}


def pipeline(delivery: Delivery, settings: Settings = SETTINGS) -> Any:
    return written(delivery, settings)["pipeline.json"]["pipeline"]


def refused(service: str, operation: str, document: Any) -> str:
    """What botocore would say before it sends the document."""
    data = botocore.loaders.Loader().load_service_model(service, "service-2")
    shape = botocore.model.ServiceModel(data).operation_model(operation).input_shape
    report: str = botocore.validate.ParamValidator().validate(document, shape).generate_report()
    return report


class TestJudges:
    @make_any
    def test_botocore_takes_every_file(self, make: Callable[[], Delivery]) -> None:
        for name, document in written(make()).items():
            of_pipeline = name == "pipeline.json"
            service, operation = ("codepipeline", "CreatePipeline") if of_pipeline else ("codebuild", "CreateProject")
            assert refused(service, operation, document) == ""

    @make_any
    def test_our_own_rules_find_nothing(self, make: Callable[[], Delivery]) -> None:
        files = write_delivery(make(), SETTINGS)
        for name, text in files.items():
            if name == "pipeline.json":
                assert list(check_pipeline(json.loads(text))) == []
            elif name.startswith("projects/"):
                assert list(check_project(json.loads(text))) == []
            elif name.startswith("buildspecs/"):
                assert list(check_buildspec(text)) == []

    def test_account_region_and_partition_are_the_users(self) -> None:
        found = written(team_app(), Settings(account="222222222222", region="cn-north-1"))
        declared = found["pipeline.json"]["pipeline"]
        assert declared["roleArn"] == "arn:aws-cn:iam::222222222222:role/team-app-pipeline"
        assert declared["artifactStore"]["location"] == "jenkins-migration-artifacts-222222222222-cn-north-1"
        project = found["projects/team-app-Unit.json"]
        assert project["serviceRole"] == "arn:aws-cn:iam::222222222222:role/team-app-Unit-build"
        (topic,) = project["environment"]["environmentVariables"]
        assert topic["value"].startswith("arn:aws-cn:sns:cn-north-1:222222222222:")


class TestPipeline:
    def test_it_is_of_type_v2_always(self) -> None:
        assert {pipeline(make())["pipelineType"] for make in ALL.values()} == {"V2"}

    def test_keys_stand_in_the_order_of_the_documentation(self) -> None:
        declared = pipeline(team_app())
        assert list(declared) == [
            *("name", "roleArn", "artifactStore", "stages", "executionMode", "pipelineType", "variables", "triggers")
        ]
        action = declared["stages"][3]["actions"][0]
        assert list(action) == [
            *("name", "actionTypeId", "runOrder", "configuration", "outputArtifacts", "inputArtifacts"),
            "timeoutInMinutes",
        ]

    def test_nothing_empty_is_written(self) -> None:
        declared = pipeline(nightly())
        assert not {"variables", "triggers"} & set(declared)
        assert list(declared["stages"][1]) == ["name", "actions"]
        assert "timeoutInMinutes" not in declared["stages"][1]["actions"][0]

    def test_a_push_and_a_pull_request_start_it(self) -> None:
        (trigger,) = pipeline(team_app())["triggers"]
        assert trigger["gitConfiguration"] == {
            "sourceActionName": "Source",
            "push": [{"branches": {"includes": ["**"], "excludes": ["wip/**"]}}, {"tags": {"includes": ["v*"]}}],
            "pullRequest": [{"events": ["OPEN", "UPDATED"], "branches": {"includes": ["main"]}}],
        }
        delivery = team_app()
        requests = (GitTrigger("Source", pull_request_branches=("main",)),)
        delivery = replace(delivery, pipeline=replace(delivery.pipeline, triggers=requests))
        assert list(pipeline(delivery)["triggers"][0]["gitConfiguration"]) == ["sourceActionName", "pullRequest"]

    def test_a_condition_guards_its_stage(self) -> None:
        (condition,) = pipeline(team_app())["stages"][3]["beforeEntry"]["conditions"]
        assert condition["result"] == "SKIP"
        assert condition["rules"][0]["configuration"] == {
            "Variable": "#{SourceVariables.BranchName}",
            "Value": "main",
            "Operator": "EQ",
        }


class TestProject:
    def test_its_buildspec_is_the_one_of_the_file(self) -> None:
        files = write_delivery(team_app(), SETTINGS)
        project = json.loads(files["projects/team-app-Build.json"])
        assert project["source"] == {"type": "CODEPIPELINE", "buildspec": files["buildspecs/team-app-Build.yml"]}

    def test_codebuild_pulls_its_own_images_and_the_role_all_others(self) -> None:
        found = written(team_app())
        puller = "imagePullCredentialsType"
        assert found["projects/team-app-Build.json"]["environment"][puller] == "CODEBUILD"
        assert found["projects/team-app-Browser.json"]["environment"][puller] == "SERVICE_ROLE"

    def test_a_private_registry_has_its_login(self) -> None:
        environment = written(legacy())["projects/legacy-Build.json"]["environment"]
        assert environment["registryCredential"] == {
            "credential": "jenkins/registry",
            "credentialProvider": "SECRETS_MANAGER",
        }

    def test_the_topic_is_given_where_messages_are_sent(self) -> None:
        assert "environmentVariables" not in written(legacy())["projects/legacy-Build.json"]["environment"]


class TestSameBytes:
    @pytest.mark.parametrize("name", ["team-app", "nightly"])
    def test_the_files_are_as_accepted(self, name: str, accept: bool) -> None:
        files = write_delivery(ALL[name](), SETTINGS)
        check_golden(GOLDEN / name, files, accept)

    def test_the_foundation_is_as_accepted(self, accept: bool) -> None:
        check_golden(GOLDEN / "foundation", {"foundation.yaml": write_foundation()}, accept)

    def test_no_hash_seed_or_process_changes_a_byte(self) -> None:
        code = (
            "import hashlib; from tests import deliveries; from migrate.writers.delivery_files import write_delivery;"
            "from migrate.model.settings import Settings;"
            "print(hashlib.sha256(repr([write_delivery(make(), Settings()) for make in deliveries.ALL.values()])"
            ".encode()).hexdigest())"
        )
        digests = {
            subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
                check=True,
                capture_output=True,
            ).stdout
            for seed in ("1", "2")
        }
        assert len(digests) == 1


def check_golden(folder: Path, files: dict[str, str], accept: bool) -> None:
    """The files are exactly those of the folder; with --accept they become them."""
    known = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    if accept:
        for name in known.keys() - files.keys():
            known[name].unlink()
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode())
        return
    assert known.keys() == files.keys()
    for name, text in files.items():
        assert known[name].read_bytes().decode() == text, name
