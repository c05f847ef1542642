"""Actions of CodePipeline in the place of steps: recognised, taken over where they do the same, else told why not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from migrate.app import convert, tries
from migrate.assemble.native_commands import taken_over
from migrate.assemble.options import options
from migrate.assemble.shell_words import PIPE, NotSimpleError, simple_commands, unknown
from migrate.cli import cli
from migrate.config import read_settings
from migrate.errors import UsageError
from migrate.model.contribution import Takeover
from migrate.model.settings import Layout, Settings
from migrate.model.source import Literal, Reference, ReferenceKind, Template
from migrate.rehearse.rehearsal import RehearsalSettings, rehearse
from migrate.rehearse.results import Status
from migrate.validate.output import validate_output

HERE = Settings(account="111122223333", region="eu-central-1")
REGISTRY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com"
LOGIN = f"aws ecr get-login-password | docker login --username AWS --password-stdin {REGISTRY}\n"
KUBECONFIG = "aws eks update-kubeconfig --name prod\n"


# ---- words of the shell ----------------------------------------------------------------------------------------------


def words(script: str, **values: str) -> tuple[tuple[str, ...], ...]:
    return simple_commands(Literal(script), lambda reference: values.get(reference.name), values.get)


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ("a b", [("a", "b")]),
        ("\n# no\n  a 'b c' \"d e\"f # no\n", [("a", "b c", "d ef")]),
        ("a && b; c\nd", [("a",), ("b",), ("c",), ("d",)]),
        ("a \\\n  b", [("a", "b")]),
        ("a \\$X \"\\$X\" '$X'", [("a", "$X", "$X", "$X")]),
        ("a ''", [("a", "")]),
        ('a $X ${X} "$X"', [("a", "v", "v", "v")]),
        ("a $Y", [("a", unknown("Y"))]),
        ('a "$P" -$P', [("a", "#{variables.P}", "-#{variables.P}")]),
        ("a | b", [("a", PIPE, "b")]),
        ("#!/bin/bash\na", [("a",)]),
        ("#!/bin/sh -e\na\nb", [("a",), ("b",)]),
        ("a\r\nb", [("a",), ("b",)]),
    ],
)
def test_simple_commands_are_read_as_the_shell_does(script: str, read: list[tuple[str, ...]]) -> None:
    assert list(words(script, X="v", P="#{variables.P}")) == read


@pytest.mark.parametrize(
    "script",
    [
        *("a &", "a || b", "a |& b", "(a)", "{ a; }", "a > f", "a < f", "a $(b)", "a `b`", 'a "`b`"', 'a "$(b)"'),
        *(
            "a *",
            "a f?",
            "a [x]",
            "a {b,c}",
            "a ~/f",
            "! a",
            "a ${X:-y}",
            "a $1$",
            "a 'b",
            'a "b',
            "a $BLANK",
            "a $NONE",
        ),
        *("#!/usr/bin/python3\na", "#!/bin/bash\na\nb", "a '#{x}'"),
    ],
)
def test_what_is_more_than_simple_commands_is_not_read(script: str) -> None:
    with pytest.raises(NotSimpleError):
        words(script, BLANK="a b", NONE="", X="v")


def test_groovy_puts_its_values_in_before_the_shell_reads() -> None:
    value = Template((Literal("a '"), Reference(ReferenceKind.ENVIRONMENT, "X"), Literal("'")))
    assert simple_commands(value, lambda _: "b' 'c", lambda _: None) == (("a", "b", "c"),)


def test_options_are_flags_values_and_lists() -> None:
    read = options(
        ["x", "-q", "--to=a", "--to", "b", "--all", "c", "d", "--tag", "e", "--tag", "f", "--strange", "g"],
        values="--to",
        many="--all",
        repeated="--tag",
        flags="-q",
    )
    assert (read.one("--to"), read.all("--all"), read.all("--tag"), read.has("-q")) == (
        "b",
        ("c", "d"),
        ("e", "f"),
        True,
    )
    assert (read.places, read.strange) == (("x", "g"), ("--strange",))


# ---- commands --------------------------------------------------------------------------------------------------------


def action(script: str, settings: Settings = HERE) -> Takeover | None:
    return taken_over(words(script, V="#{variables.V}"), settings)


def configured(script: str) -> tuple[str, dict[str, str], str, tuple[str, ...]]:
    found = action(script)
    assert found is not None
    assert found.stays == ""
    assert isinstance(found.files, tuple)
    texts = {key: str(getattr(value, "value", "")) for key, value in found.configuration}
    shown = {key: text for key, text in texts.items() if text}
    return found.provider, shown, str(getattr(found.directory, "value", "")), found.files


_SITE = {"BucketName": "site", "Extract": "true"}
_READ = "public-read"


@pytest.mark.parametrize(
    ("script", "provider", "configuration", "directory", "files"),
    [
        ("aws s3 sync dist s3://site", "S3", _SITE, "dist", ("**",)),
        ("aws s3 sync . s3://site/", "S3", _SITE, "", ("**",)),
        ("aws s3 sync ./a/b/ s3://site/x/$V/", "S3", {**_SITE, "ObjectKey": "x/#{variables.V}"}, "a/b", ("**",)),
        (
            "aws s3 cp --recursive d s3://site --acl public-read",
            "S3",
            {**_SITE, "CannedACL": "public-read"},
            "d",
            ("**",),
        ),
        ("aws s3 cp d/app.jar s3://site/app.jar", "S3", _SITE, "d", ("app.jar",)),
        ("aws s3 cp --quiet app.jar s3://site/rel/", "S3", {**_SITE, "ObjectKey": "rel"}, "", ("app.jar",)),
        ("aws s3 cp f s3://site --cache-control no-cache", "S3", {**_SITE, "CacheControl": "no-cache"}, "", ("f",)),
        (
            "aws cloudformation deploy --template-file infra/t.yml --stack-name shop-$V --capabilities CAPABILITY_IAM "
            "CAPABILITY_AUTO_EXPAND --no-fail-on-empty-changeset --parameter-overrides A=1 'B=x y'",
            "CloudFormation",
            {
                "ActionMode": "CREATE_UPDATE",
                "StackName": "shop-#{variables.V}",
                "TemplatePath": "input::t.yml",
                "Capabilities": "CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND",
                "ParameterOverrides": '{"A":"1","B":"x y"}',
            },
            "infra",
            ("t.yml",),
        ),
        (
            f"{LOGIN}docker build -t a .\ndocker tag a {REGISTRY}/team/shop:7\ndocker push {REGISTRY}/team/shop:7",
            "ECRBuildAndPublish",
            {"ECRRepositoryName": "team/shop", "ImageTags": "7"},
            "",
            ("**",),
        ),
        (
            f"docker build -t {REGISTRY}/shop:$V -t {REGISTRY}/shop app\ndocker push {REGISTRY}/shop:$V\n"
            f"docker push {REGISTRY}/shop",
            "ECRBuildAndPublish",
            {"ECRRepositoryName": "shop", "ImageTags": "#{variables.V},latest"},
            "app",
            ("**",),
        ),
        (
            f"{KUBECONFIG}kubectl apply -f k8s/app.yaml -n shop",
            "EKS",
            {"ClusterName": "prod", "ManifestFiles": "k8s/app.yaml", "Namespace": "shop"},
            "",
            ("k8s/app.yaml",),
        ),
        (
            "aws eks update-kubeconfig --region eu-central-1 --name prod && helm upgrade --install shop ./charts/shop",
            "EKS",
            {"ClusterName": "prod", "HelmReleaseName": "shop", "HelmChartLocation": "charts/shop"},
            "",
            ("charts/shop/**",),
        ),
    ],
)
def test_a_command_becomes_the_action_that_does_the_same(
    script: str, provider: str, configuration: dict[str, str], directory: str, files: tuple[str, ...]
) -> None:
    assert configured(script) == (provider, configuration, directory, files)


@pytest.mark.parametrize(
    "script",
    [
        *(
            "make",
            "aws s3 ls s3://site",
            "aws s3 cp s3://site/f f",
            "aws s3 sync s3://a s3://b",
            "aws s3 cp - s3://site/f",
        ),
        *("aws s3 sync a s3://site\nmake", "docker build -t x .", "kubectl get pods"),
        *(f"make\n{KUBECONFIG}kubectl apply -f f.yaml", f"{KUBECONFIG}kubectl delete -f f.yaml"),
        *("cat f | aws s3 cp - s3://site/f", f"{LOGIN}make"),
    ],
)
def test_what_no_action_does_is_none(script: str) -> None:
    assert action(script) is None


@pytest.mark.parametrize(
    ("script", "stays"),
    [
        ("aws s3 sync a s3://site --delete", "deletes nothing"),
        ("aws s3 sync a s3://site --exclude x", "nothing for --exclude"),
        ("aws s3 cp a s3://site/b", "no file another name"),
        ("aws s3 cp ../a s3://site/", "outside of the workspace"),
        ("aws s3 cp /tmp/a s3://site/", "outside of the workspace"),
        ("aws s3 cp $V s3://site/", "known only when the pipeline runs"),
        ("aws s3 cp 'a,b' s3://site/", "would be a pattern"),
        ("aws s3 cp a s3://site/$OTHER/", "only the build knows the value of OTHER"),
        ("aws cloudformation deploy --template-file t --stack-name s --tags a=b", "nothing for --tags"),
        ("aws cloudformation deploy --template-file t --stack-name s --region r", "nothing for --region"),
        ("aws cloudformation deploy --template-file t", "no template or no stack"),
        ("aws cloudformation deploy --template-file t --stack-name s --fail-on-empty-changeset", "nothing changes"),
        (
            "aws cloudformation deploy --template-file t --stack-name s --parameter-overrides file://p",
            "stand in a file",
        ),
        (
            f"aws cloudformation deploy --template-file t --stack-name s --parameter-overrides A={'x' * 1000}",
            "more than 1000 characters",
        ),
        (f"docker build -f D -t {REGISTRY}/x .\ndocker push {REGISTRY}/x", "stands elsewhere"),
        (f"docker build --pull -t {REGISTRY}/x .\ndocker push {REGISTRY}/x", "nothing for --pull"),
        (f"docker build -t {REGISTRY}/x .\ndocker push {REGISTRY}/y", "does not build"),
        (f"docker build -t {REGISTRY}/x .\ndocker tag z {REGISTRY}/y\ndocker push {REGISTRY}/y", "does not build"),
        ("docker build -t acme/x .\ndocker push acme/x", "ECR alone"),
        (
            f"docker build -t {REGISTRY}/x -t {REGISTRY}/y .\ndocker push {REGISTRY}/x\ndocker push {REGISTRY}/y",
            "more than one repository",
        ),
        (
            "docker build -t 999922223333.dkr.ecr.eu-west-1.amazonaws.com/x .\n"
            "docker push 999922223333.dkr.ecr.eu-west-1.amazonaws.com/x",
            "account 999922223333 in eu-west-1",
        ),
        (f"docker push {REGISTRY}/x", "one that is there"),
        ("kubectl apply -f f.yaml", "stands in a kubeconfig"),
        ("helm upgrade --install a ./b", "stands in a kubeconfig"),
        (f"{KUBECONFIG}kubectl apply -f k8s", "one file of the workspace"),
        (f"{KUBECONFIG}kubectl apply -f https://x/f.yaml", "one file of the workspace"),
        (f"{KUBECONFIG}kubectl apply -f a.yaml -f b.yaml", "one file of the workspace"),
        (f"{KUBECONFIG}helm upgrade a ./b", "no such release"),
        (f"{KUBECONFIG}helm upgrade --install a stable/b", "no folder of the workspace"),
        (f"{KUBECONFIG}helm upgrade --install a ./b --set c=d", "nothing for --set"),
        ("aws eks update-kubeconfig --name p --region us-east-1\nkubectl apply -f f.yaml", "is in us-east-1"),
        ("aws ecs update-service --cluster c --service s --force-new-deployment", "imagedefinitions.json"),
        ("aws lambda update-function-code --function-name f --zip-file fileb://f.zip", "not an archive"),
        ("aws lambda invoke --function-name f out", "PutJobSuccessResult"),
        ("aws deploy create-deployment --application-name a", "in a bucket already"),
        ("aws elasticbeanstalk update-environment --version-label v", "there already"),
        ("eb deploy prod", "config.yml"),
        ("aws stepfunctions start-execution --state-machine-arn a", "waits for the end"),
        ("aws appconfig start-deployment --application-id a", "deploys a file"),
        ("aws servicecatalog create-provisioning-artifact --product-id p", "from a file"),
        ("aws inspector2 list-findings", "thresholds"),
        ("aws devicefarm schedule-run --project-arn p", "waits for the end"),
        ("sam deploy --guided", "sam package"),
        ("terraform apply -auto-approve", "a plan in a build, an approval"),
    ],
)
def test_what_an_action_does_in_another_way_stays(script: str, stays: str) -> None:
    found = action(script)
    assert found is not None
    assert stays in found.stays


def test_an_image_stays_where_nobody_says_in_which_account_the_pipeline_is() -> None:
    found = action(f"docker build -t {REGISTRY}/x .\ndocker push {REGISTRY}/x", Settings())
    assert found is not None
    assert "migrate.toml does not say" in found.stays


# ---- whole jobs ------------------------------------------------------------------------------------------------------

_CFN = "sh 'aws cloudformation deploy --template-file infra/shop.yml --stack-name shop'"
_SYNC = "sh 'aws s3 sync dist s3://acme-site'"


def declarative(*stages: str, around: str = "") -> str:
    bodies = "\n".join(f"stage('S{number}') {{ {body} }}" for number, body in enumerate(stages, 1))
    return f"pipeline {{ agent any\n{around}\nstages {{\n{bodies}\n}} }}"


def converted(folder: Path, text: str, settings: Settings = HERE, *, native: bool = True) -> Path:
    path = folder / "jobs" / "app" / ("config.xml" if text.startswith("<") else "Jenkinsfile")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    convert([folder / "jobs"], replace(settings, native=native), out=folder / "out", debug=True)
    return folder / "out" / "app"


def actions(job: Path) -> list[dict[str, Any]]:
    stages = json.loads((job / "pipeline.json").read_text("utf-8"))["pipeline"]["stages"]
    return [{"stage": stage["name"], **one} for stage in stages for one in stage["actions"]]


def native(job: Path) -> list[tuple[str, str, int]]:
    """The actions that are no source, build or approval: stage, provider and order."""
    plain = ("CodeStarSourceConnection", "S3Source", "CodeBuild", "Manual")
    found = [(one, one["actionTypeId"]) for one in actions(job)]
    return [
        (one["stage"], kind["provider"], one["runOrder"])
        for one, kind in found
        if kind["provider"] not in plain and kind["category"] != "Source"
    ]


def builds(job: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(job.glob("buildspecs/*.yml")))


def entries(job: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((job / "ledger.json").read_text("utf-8"))["entries"]
    return found


def table(job: Path) -> str:
    report = (job / "gap-report.md").read_text("utf-8")
    return report.partition("## AWS actions that could take over")[2].partition("\n## ")[0].replace("\\_", "_")


def errors(job: Path) -> list[tuple[str, str]]:
    return [(one.rule, one.message) for one in validate_output(job.parent, quick=False) if one.severity == "error"]


def test_without_being_asked_the_report_alone_tells_of_the_action(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ {_SYNC} }}"), native=False)
    assert native(job) == []
    assert "aws s3 sync dist" in builds(job)
    assert "Converted again with --native" in table(job)
    assert "Jenkinsfile:4` | `sh 'aws s3 sync dist s3://acme-site'` |" in table(job)
    assert "| S3 | yes, but: the role of the pipeline acts" in table(job)


def test_the_report_shows_the_command_of_a_script_of_several_lines(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { sh '''\naws s3 sync dist s3://acme-site\n''' }"), native=False)
    assert "`aws s3 sync dist s3://acme-site`" in table(job)


def test_an_action_stands_behind_the_build_with_the_files_it_needs(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh 'make'\n {_SYNC} }}", "steps { sh 'make test' }"))
    assert native(job) == [("S1", "S3", 2)]
    found = {one["name"]: one for one in actions(job)}
    assert found["S1-S3"]["inputArtifacts"] == [{"name": "S1_deploy"}]
    assert {"name": "S1_deploy"} in found["S1"]["outputArtifacts"]
    assert "aws s3" not in builds(job)
    assert "touch .j2cp/deploy" not in builds(job)  # a file of ours would go into the bucket
    told = [one for one in entries(job) if one["to"] == "an action of S3 behind the build"]
    assert [(one["outcome"], one["path"], one["to"]) for one in told] == [
        ("partial", "stages/S1/steps/sh[2]", "an action of S3 behind the build"),
        ("partial", "stages/S1/steps/sh[2]/value", "an action of S3 behind the build"),
    ]
    assert "With --native, which this conversion has" in table(job)
    assert errors(job) == []


def test_a_template_asks_for_the_role_of_its_stack(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ {_CFN} }}"))
    configuration = next(one for one in actions(job) if one["name"] == "S1-CloudFormation")["configuration"]
    assert configuration["TemplatePath"] == "S1_deploy::shop.yml"
    assert configuration["RoleArn"].startswith("arn:aws:iam::")
    template = (job / "template.yaml").read_text("utf-8")
    assert "RoleArn: !Ref StackRoleArn" in template
    assert "- iam:PassRole\n            Resource:\n            - !Ref StackRoleArn" in template
    assert "StackRoleArn" in (job / "gap-report.md").read_text("utf-8")
    assert errors(job) == []


_PLACES = {
    "not last": (declarative(f"steps {{ {_SYNC}\n sh 'make' }}"), "only what a build ends with"),
    "more in its script": (declarative("steps { sh 'make\\naws s3 sync a s3://b' }"), "its script does other things"),
    "stage's post": (declarative(f"steps {{ {_SYNC} }}\n post {{ always {{ sh 'x' }} }}"), "the post of its stage"),
    "job's post": (
        declarative(f"steps {{ {_SYNC} }}").removesuffix("}") + "\npost { failure { sh 'x' } } }",
        "the post of the job",
    ),
    "an option": (declarative(f"options {{ retry(2) }}\n steps {{ {_SYNC} }}"), "an option of its stage"),
    "a condition of the build": (
        declarative(f"when {{ expression {{ sh(script: 'x', returnStdout: true) == 'y' }} }}\n steps {{ {_SYNC} }}"),
        "only the build knows",
    ),
    "a condition that a later stage goes on behind": (
        declarative(f"when {{ branch 'main' }}\n steps {{ {_SYNC} }}", "steps { sh 'x' }"),
        "only the build knows",
    ),
    "a credential": (
        declarative(f"environment {{ AWS_ACCESS_KEY_ID = credentials('key') }}\n steps {{ {_SYNC} }}"),
        "AWS_ACCESS_KEY_ID, which may be of another account",
    ),
    "a block with a credential": (
        declarative(f"steps {{ withCredentials([string(credentialsId: 'k', variable: 'A')]) {{ {_SYNC} }} }}"),
        "a credential or role of its own",
    ),
    "a block with variables": (
        declarative(f"steps {{ withEnv(['AWS_PROFILE=x']) {{ {_SYNC} }} }}"),
        "it has variables of its own",
    ),
    "a block that repeats": (declarative(f"steps {{ retry(2) {{ {_SYNC} }} }}"), "a block stands around it"),
    "a block in another Region": (
        declarative(f"steps {{ withAWS(region: 'us-west-2') {{ {_SYNC} }} }}"),
        "it has variables of its own",
    ),
    "another Region": (
        declarative(f"environment {{ AWS_DEFAULT_REGION = 'us-west-2' }}\n steps {{ {_SYNC} }}"),
        "AWS_DEFAULT_REGION may be another Region",
    ),
    "a failure before it": (
        declarative(f"steps {{ catchError {{ sh 'x' }}\n {_SYNC} }}"),
        "may fail without ending the build",
    ),
    "UNSTABLE": (
        declarative(f"steps {{ {_SYNC} }}", around="options { skipStagesAfterUnstable() }"),
        "skipped after UNSTABLE",
    ),
    "beside others": (
        f"pipeline {{ agent any\n stages {{ stage('P') {{ parallel {{ stage('A') {{ steps {{ {_SYNC} }} }}\n"
        "stage('B') { steps { sh 'x' } } } } } }",
        "runs beside others",
    ),
    "the build's own value": (
        declarative("steps { sh 'aws s3 sync a s3://b/$BUILD_NUMBER' }"),
        "only the build knows the value of BUILD_NUMBER",
    ),
    "a bucket of which nothing is known": (
        declarative("steps { sh 'aws s3 sync a s3://$B' }", around="parameters { string(name: 'B') }"),
        "only the build knows the value of B",
    ),
    "a name of which nothing is known": (
        declarative(
            "steps { sh 'aws s3 sync a s3://$B' }", around="parameters { string(name: 'B', defaultValue: 'x') }"
        ),
        "nothing of its BucketName is known",
    ),
}


@pytest.mark.parametrize("place", _PLACES)
def test_where_no_action_can_stand_the_step_stays_and_the_report_says_why(place: str, tmp_path: Path) -> None:
    text, because = _PLACES[place]
    job = converted(tmp_path, text)
    assert native(job) == []
    assert "aws s3 sync" in builds(job)
    assert "| S3 | no: " in table(job)
    assert because in table(job)


def test_a_condition_that_the_pipeline_checks_holds_for_the_action_too(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { sh 'x' }", f"when {{ branch 'main' }}\n steps {{ {_SYNC} }}"))
    assert native(job) == [("S2", "S3", 2)]
    stages = json.loads((job / "pipeline.json").read_text("utf-8"))["pipeline"]["stages"]
    assert stages[2]["beforeEntry"]["conditions"][0]["result"] == "SKIP"


def test_an_approval_stands_before_the_build_and_the_action(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative("steps { sh 'x' }", f"input {{ message 'go?' }}\n steps {{ {_SYNC} }}"))
    orders = [(one["name"], one["runOrder"]) for one in actions(job) if one["stage"] == "S2"]
    assert orders == [("Approve", 1), ("S2", 2), ("S2-S3", 3)]


def test_values_of_the_job_stand_in_the_action(tmp_path: Path) -> None:
    script = r'sh "aws s3 sync \$WORKSPACE/dist s3://${BUCKET}-${params.STAGE}/$BRANCH_NAME"'
    around = "environment { BUCKET = 'acme' }\n parameters { string(name: 'STAGE', defaultValue: 'test') }"
    job = converted(
        tmp_path, declarative(f"steps {{ {script.replace('$WORKSPACE', chr(92) + '$WORKSPACE')} }}", around=around)
    )
    (found,) = [one for one in actions(job) if one["name"] == "S1-S3"]
    assert found["configuration"]["BucketName"] == "acme-#{variables.STAGE}"
    assert found["configuration"]["ObjectKey"] == "#{Source.BranchName}"
    assert "arn:${AWS::Partition}:s3:::acme-*/*" in (job / "template.yaml").read_text("utf-8")
    assert "several words of it" in table(job)


@pytest.mark.parametrize(
    ("name", "value"),
    [("GIT_COMMIT", "#{Source.CommitId}"), ("GIT_BRANCH", "#{Source.BranchName}"), ("PLACE", "eu")],
)
def test_variables_of_jenkins_that_the_pipeline_knows_are_in_the_action(name: str, value: str, tmp_path: Path) -> None:
    known = replace(HERE, environment={"PLACE": "eu"})
    job = converted(tmp_path, declarative(f"steps {{ sh 'aws s3 sync a s3://b/${name}' }}"), known)
    (found,) = [one for one in actions(job) if one["name"] == "S1-S3"]
    assert found["configuration"]["ObjectKey"] == value
    assert errors(job) == []


def test_a_text_that_looks_like_a_reference_of_the_pipeline_stays_a_text(tmp_path: Path) -> None:
    steps = "steps { sh 'aws s3 sync a s3://b/$P'\n s3Upload(bucket: 'b', path: '#{x.y}', includePathPattern: '*') }"
    job = converted(tmp_path, declarative(steps, around="environment { P = '#{codepipeline.PipelineExecutionId}' }"))
    assert native(job) == []
    assert table(job).count("only the build knows the value of") == 2


def test_the_folder_around_a_step_is_where_its_files_are(tmp_path: Path) -> None:
    steps = "steps { timestamps { dir('web') { sh 'make'\n sh 'aws s3 sync $WORKSPACE/x s3://acme' } } }"
    job = converted(tmp_path, declarative(steps))
    assert native(job) == []  # a path from the workspace on, and no folder around that is known to be it
    job = converted(tmp_path, declarative(steps.replace("$WORKSPACE/x", "out")))
    assert native(job) == [("S1", "S3", 2)]


def test_a_block_that_names_the_region_of_the_pipeline_changes_nothing(tmp_path: Path) -> None:
    steps = "steps { withAWS(region: 'eu-central-1') { s3Upload(bucket: 'site', includePathPattern: '**') } }"
    assert native(converted(tmp_path, declarative(steps))) == [("S1", "S3", 2)]


def test_of_the_turns_of_a_loop_the_last_alone_is_taken_over(tmp_path: Path) -> None:
    steps = "steps { script { for (d in ['a', 'b']) { sh \"aws s3 sync ${d} s3://acme/${d}\" } } }"
    job = converted(tmp_path, declarative(steps))
    assert [one["configuration"]["ObjectKey"] for one in actions(job) if one["name"] == "S1-S3"] == ["b"]
    assert "aws s3 sync a s3://acme/a" in builds(job)
    assert (table(job).count("| S3 | yes"), table(job).count("| S3 | no: only what a build ends with")) == (1, 1)


def test_one_script_after_another_may_be_one_action(tmp_path: Path) -> None:
    image = f"{REGISTRY}/shop:7"
    steps = f"steps {{ sh 'make'\n sh 'docker build -t {image} .'\n sh 'docker push {image}' }}"
    job = converted(tmp_path, declarative(steps))
    assert native(job) == [("S1", "ECRBuildAndPublish", 2)]
    assert "docker" not in builds(job)
    assert errors(job) == []


def test_what_a_later_stage_needs_docker_for_stays_in_its_build(tmp_path: Path) -> None:
    image = f"{REGISTRY}/shop:7"
    build = f"steps {{ sh 'docker build -t {image} .'\n sh 'docker push {image}' }}"
    job = converted(tmp_path, declarative(build, f"steps {{ sh 'docker run {image}' }}"))
    assert native(job) == []


def test_each_layout_has_the_action_only_where_the_build_ends_with_it(tmp_path: Path) -> None:
    text = declarative(f"steps {{ {_SYNC} }}", f"steps {{ {_CFN} }}")
    assert native(converted(tmp_path, text)) == [("S1", "S3", 2), ("S2", "CloudFormation", 2)]
    fused = Settings(region=HERE.region, account=HERE.account, layout=Layout.FUSED)
    assert native(converted(tmp_path, text, fused)) == [("S1", "CloudFormation", 2)]


# ---- steps of plugins ------------------------------------------------------------------------------------------------

_STEPS = {
    "cfnUpdate(stack: 'shop', file: 'infra/shop.yml', params: ['A=1'])": "CloudFormation",
    "s3Upload(bucket: 'site', path: 'js', includePathPattern: '**/*.js', workingDir: 'dist', acl: 'PublicRead')": "S3",
}
_CODEDEPLOY = """<com.amazonaws.codedeploy.AWSCodeDeployPublisher plugin="codedeploy@1.23">
  <applicationName>shop</applicationName><deploymentGroupName>prod</deploymentGroupName><deploymentConfig></deploymentConfig>
  <region>eu-central-1</region><s3bucket>revisions</s3bucket><s3prefix></s3prefix><subdirectory>bundle</subdirectory>
  <includes>**</includes><excludes></excludes><waitForCompletion>WAITS</waitForCompletion>
  <deploymentGroupAppspec>false</deploymentGroupAppspec><deploymentMethod>deploy</deploymentMethod>
</com.amazonaws.codedeploy.AWSCodeDeployPublisher>"""
_BEANSTALK = """<br.com.ingenieux.jenkins.plugins.awsebdeployment.AWSEBDeploymentBuilder plugin="a@0.3.21">
  <awsRegion>eu-central-1</awsRegion><applicationName>shop</applicationName><environmentName>shop-prod</environmentName>
  <bucketName></bucketName><keyPrefix>x</keyPrefix><versionLabelFormat>v</versionLabelFormat><rootObject>bundle</rootObject>
  <includes></includes><excludes></excludes>
</br.com.ingenieux.jenkins.plugins.awsebdeployment.AWSEBDeploymentBuilder>"""


def freestyle(*, builder: str = "", publisher: str = "") -> str:
    return f"""<project>
  <scm class="hudson.plugins.git.GitSCM"><userRemoteConfigs><hudson.plugins.git.UserRemoteConfig>
    <url>https://github.com/acme/app</url></hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>
    <branches><hudson.plugins.git.BranchSpec><name>*/main</name></hudson.plugins.git.BranchSpec></branches></scm>
  <builders><hudson.tasks.Shell><command>make</command></hudson.tasks.Shell>{builder}</builders>
  <publishers>{publisher}</publishers></project>"""


@pytest.mark.parametrize("step", _STEPS)
def test_steps_of_plugins_are_taken_over(step: str, tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh 'make'\n {step} }}"))
    assert native(job) == [("S1", _STEPS[step], 2)]
    assert errors(job) == []


@pytest.mark.parametrize(
    ("script", "because"),
    [
        ("aws s3 sync a s3://b --acl everybody", "does not take its CannedACL"),
        ("aws cloudformation deploy --template-file t --stack-name 1x", "does not take its StackName"),
        ("aws cloudformation deploy --template-file t --stack-name x --capabilities ALL", "take its Capabilities"),
        (f"aws s3 sync a s3://b --cache-control {'x' * 1001}", "CacheControl has more than 1000 characters"),
    ],
)
def test_what_codepipeline_would_refuse_stays(script: str, because: str, tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh '{script}' }}"))
    assert native(job) == []
    assert because in table(job)


def test_a_pipeline_that_aws_would_refuse_is_tried_with_its_steps_in_the_builds() -> None:
    tried = [(one.layout, one.native) for one in tries(Settings(native=True))]
    assert tried == [(layout, flag) for layout in (Layout.AUTO, Layout.FUSED) for flag in (True, False)]
    assert [one.layout for one in tries(Settings())] == [Layout.AUTO, Layout.FUSED]


def test_a_value_that_a_step_gives_keeps_it_in_the_build(tmp_path: Path) -> None:
    script = "steps { script { def o = cfnUpdate(stack: 's', file: 't.yml')\n echo o.Url } }"
    assert native(converted(tmp_path, declarative(script))) == []


def test_the_last_publisher_of_a_freestyle_job_is_taken_over(tmp_path: Path) -> None:
    job = converted(tmp_path, freestyle(publisher=_CODEDEPLOY.replace("WAITS", "true")))
    assert [provider for _, provider, _ in native(job)] == ["CodeDeploy"]
    found = next(one for one in actions(job) if one["actionTypeId"]["provider"] == "CodeDeploy")
    assert found["configuration"] == {"ApplicationName": "shop", "DeploymentGroupName": "prod"}
    assert errors(job) == []


def test_a_publisher_before_another_stays(tmp_path: Path) -> None:
    archiver = "<hudson.tasks.ArtifactArchiver><artifacts>*.jar</artifacts></hudson.tasks.ArtifactArchiver>"
    publishers = _CODEDEPLOY.replace("WAITS", "true") + archiver
    job = converted(tmp_path, freestyle(publisher=publishers))
    assert native(job) == []
    assert "only what a build ends with" in table(job)


def test_a_deployment_that_is_not_waited_for_stays(tmp_path: Path) -> None:
    job = converted(tmp_path, freestyle(publisher=_CODEDEPLOY.replace("WAITS", "false")))
    assert native(job) == []
    assert "this step does not" in table(job)


def test_another_region_keeps_a_deployment_in_the_build(tmp_path: Path) -> None:
    text = freestyle(publisher=_CODEDEPLOY.replace("WAITS", "true"))
    job = converted(tmp_path, text, Settings(region="us-east-1"))
    assert native(job) == []
    assert "Region of its own" in table(job)


def test_elastic_beanstalk_takes_the_folder_of_the_version(tmp_path: Path) -> None:
    job = converted(tmp_path, freestyle(builder=_BEANSTALK))
    assert [provider for _, provider, _ in native(job)] == ["ElasticBeanstalk"]
    assert errors(job) == []


_PACKAGE = "org.jenkinsci.plugins.awsbeanstalkpublisher"
_PUBLISHER = f"""<{_PACKAGE}.AWSEBPublisher plugin="aws-beanstalk-publisher-plugin@1.7"><extensions>
  <{_PACKAGE}.extensions.AWSEBElasticBeanstalkSetup><credentialsString></credentialsString>
    <awsRegion>EU_CENTRAL_1</awsRegion><applicationName>shop</applicationName><versionLabelFormat>v</versionLabelFormat>
    <extensions><{_PACKAGE}.extensions.AWSEBS3Setup><rootObject>bundle</rootObject>
    </{_PACKAGE}.extensions.AWSEBS3Setup></extensions>
    <envLookup><{_PACKAGE}.extensions.envlookup.ByName><envNameList>NAMES</envNameList>
    </{_PACKAGE}.extensions.envlookup.ByName></envLookup>
  </{_PACKAGE}.extensions.AWSEBElasticBeanstalkSetup></extensions></{_PACKAGE}.AWSEBPublisher>"""


@pytest.mark.parametrize(("names", "found"), [("prod", ["ElasticBeanstalk"]), ("prod test", [])])
def test_the_publisher_of_elastic_beanstalk_is_taken_over_for_one_environment(
    names: str, found: list[str], tmp_path: Path
) -> None:
    job = converted(tmp_path, freestyle(publisher=_PUBLISHER.replace("NAMES", names)))
    assert [provider for _, provider, _ in native(job)] == found
    assert errors(job) == []


def test_kubernetes_takes_a_manifest(tmp_path: Path) -> None:
    steps = "steps { sh 'aws eks update-kubeconfig --name prod'\n sh 'kubectl apply -f k8s/app.yaml' }"
    job = converted(tmp_path, declarative(steps))
    assert native(job) == [("S1", "EKS", 2)]
    template = (job / "template.yaml").read_text("utf-8")
    assert "cluster/prod" in template
    assert "log-group:/aws/codepipeline/app*" in template
    assert errors(job) == []


# ---- in a rehearsal --------------------------------------------------------------------------------------------------


def rehearsed(folder: Path, job: Path, **files: str) -> dict[str, Any]:
    source = folder / "source"
    source.mkdir()
    for name, text in files.items():
        path = source / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    result = rehearse(job, folder / "run", RehearsalSettings(sources={"": source}))
    return {one.name: one for one in result.actions}


def test_a_rehearsal_tells_what_the_action_would_get(tmp_path: Path) -> None:
    job = converted(tmp_path, declarative(f"steps {{ sh 'touch dist/new'\n {_SYNC} }}", "steps { sh 'ls dist/new' }"))
    found = rehearsed(tmp_path, job, dist__index_dot_html="x", other="y")
    assert (found["S1"].status, found["S1-S3"].status, found["S2"].status) == (
        *(Status.SUCCEEDED, Status.NOT_RUN, Status.SUCCEEDED),
    )
    assert found["S1-S3"].details["files"] == {"S1_deploy": ["index.html", "new"]}
    assert found["S1-S3"].details["configuration"]["BucketName"] == "acme-site"


def test_a_rehearsal_fails_where_the_files_are_not_there(tmp_path: Path) -> None:
    found = rehearsed(tmp_path, converted(tmp_path, declarative(f"steps {{ {_SYNC} }}")), other="y")
    assert found["S1"].status is Status.FAILED
    assert found["S1-S3"].status is Status.NOT_RUN


@pytest.mark.parametrize(("name", "status"), [("appspec.yml", "NOT_RUN"), ("appspec.yaml", "NOT_RUN"), ("x", "FAILED")])
def test_a_rehearsal_asks_for_the_file_that_the_action_reads(name: str, status: str, tmp_path: Path) -> None:
    job = converted(tmp_path, freestyle(publisher=_CODEDEPLOY.replace("WAITS", "true")).replace(">make<", ">true<"))
    found = rehearsed(tmp_path, job, **{f"bundle__{name.replace('.', '_dot_')}": "x"})
    deploys = next(one for one in found.values() if one.provider == "CodeDeploy")
    assert deploys.status == status
    assert ("appspec.yml" in deploys.because) is (status == "FAILED")


# ---- how it is asked for ---------------------------------------------------------------------------------------------


def test_the_option_and_the_file_ask_for_it(tmp_path: Path) -> None:
    job = tmp_path / "jobs" / "app" / "Jenkinsfile"
    job.parent.mkdir(parents=True)
    job.write_text(declarative(f"steps {{ {_SYNC} }}"))
    words = ["convert", str(tmp_path / "jobs"), "-o", str(tmp_path / "out"), "--fail-on", "never"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert native(tmp_path / "out" / "app") == []
    assert CliRunner().invoke(cli, [*words, "--native"]).exit_code == 0
    assert native(tmp_path / "out" / "app") == [("S1", "S3", 2)]
    (tmp_path / "jobs" / "migrate.toml").write_text("native = true\n")
    assert CliRunner().invoke(cli, words).exit_code == 0
    assert native(tmp_path / "out" / "app") == [("S1", "S3", 2)]


def test_the_file_takes_a_boolean(tmp_path: Path) -> None:
    path = tmp_path / "migrate.toml"
    path.write_text('native = "yes"\n')
    with pytest.raises(UsageError, match="neither true nor false"):
        read_settings(path)
