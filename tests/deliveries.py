"""Deliveries as assembly makes them, by hand and rich: what the writers' tests write."""

from __future__ import annotations

from migrate.model.contribution import SecretShape
from migrate.model.delivery import (
    Action,
    BuildArtifact,
    BuildCommand,
    BuildProject,
    Buildspec,
    Delivery,
    EntryCondition,
    GitTrigger,
    Permission,
    Pipeline,
    PipelineStage,
    PipelineVariable,
    Placeholder,
    Proposal,
    PushFilter,
    ReportGroup,
    ScheduledStart,
    Secret,
    SecretEntry,
    UpstreamStart,
    VariableCheck,
)
from migrate.model.location import Location

_CONNECTION = "arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000"
_LINUX = "aws/codebuild/amazonlinux-x86_64-standard:5.0"


def at(line: int, path: str) -> Location:
    return Location("Jenkinsfile", line, 5, path)


def _build(name: str, order: int, inputs: tuple[str, ...], outputs: tuple[str, ...] = (), **more: str) -> Action:
    configuration = {"ProjectName": f"team-app-{name}", **more}
    return Action(
        name,
        "Build",
        "CodeBuild",
        tuple(configuration.items()),
        run_order=order,
        inputs=inputs,
        outputs=outputs,
        origin=at(10 * order, f"stages/{name}"),
    )


def _source(provider: str, **configuration: str) -> PipelineStage:
    action = Action(
        "Source",
        "Source",
        provider,
        tuple(configuration.items()),
        outputs=("SourceCode",),
        namespace="SourceVariables",
    )
    return PipelineStage("Source", (action,))


def team_app() -> Delivery:
    """A multibranch pipeline: parallel tests, an approval, a deployment on main alone, messages, a nightly run."""
    variables = '[{"name":"TARGET","value":"#{variables.TARGET}"}]'
    build = BuildProject(
        "team-app-Build",
        Buildspec(
            variables=(("MAVEN_OPTS", "-Xmx1g"),),
            runtimes=(("java", "corretto17"),),
            pre_build=(BuildCommand('export BUILD_NUMBER="$CODEBUILD_BUILD_NUMBER"'),),
            build=(
                BuildCommand("( set -e\nmvn -B verify\n\techo 'built 🚀'\n)", at(12, "stages/Build/steps/sh")),
                BuildCommand("echo done: $BUILD_NUMBER", at(13, "stages/Build/steps/echo"), "text of the job"),
            ),
            post_build=(BuildCommand('[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] || echo failed', at(40, "post/failure")),),
            reports=(ReportGroup("junit", ("**/surefire-reports/*.xml",)),),
            artifacts=(BuildArtifact("Build_workspace"), BuildArtifact("Build_archive", ("*.jar",), "target")),
        ),
        _LINUX,
        description="Stage Build of the Jenkins job team/app",
        image_label="maven",
    )
    unit = BuildProject(
        "team-app-Unit",
        Buildspec(
            secrets=(
                SecretEntry("CREDENTIAL_TOKEN", "jenkins/token"),
                SecretEntry("CREDENTIAL_NEXUS_USERNAME", "jenkins/nexus", "username"),
                SecretEntry("CREDENTIAL_NEXUS_PASSWORD", "jenkins/nexus", "password"),
            ),
            build=(BuildCommand('curl -fsS -H "Authorization: Bearer $CREDENTIAL_TOKEN" "$URL"', at(20, "sh")),),
        ),
        _LINUX,
        image_label="maven",
    )
    browser = BuildProject(
        "team-app-Browser",
        Buildspec(build=(BuildCommand("npm ci\nnpm test", at(24, "stages/Browser/steps/sh")),)),
        "node:20",
        privileged=True,
        image_label="node:20",
    )
    deploy = BuildProject(
        "team-app-Deploy",
        Buildspec(
            build=(BuildCommand('aws sns publish --topic-arn "$NOTIFICATION_TOPIC_ARN" --message x', at(30, "m")),)
        ),
        _LINUX,
        compute_type="BUILD_GENERAL1_MEDIUM",
        timeout_minutes=90,
        image_label="maven",
        permissions=(
            Permission(("sns:Publish",), ("NotificationTopic",)),
            Permission(("codepipeline:StartPipelineExecution",), ("codepipeline:team-other",)),
            Permission(("s3:PutObject",), ("arn:${AWS::Partition}:s3:::releases/*",)),
        ),
    )
    only_main = EntryCondition("SKIP", (VariableCheck("Branch", "#{SourceVariables.BranchName}", "EQ", "main"),))
    stages = (
        _source(
            "CodeStarSourceConnection",
            ConnectionArn=_CONNECTION,
            FullRepositoryId="team/app",
            BranchName="main",
            OutputArtifactFormat="CODEBUILD_CLONE_REF",
            DetectChanges="false",
        ),
        PipelineStage("Build", (_build("Build", 1, ("SourceCode",), ("Build_workspace", "Build_archive")),)),
        PipelineStage(
            "Tests",
            (
                _build("Unit", 1, ("Build_workspace",)),
                _build("Browser", 1, ("Build_workspace", "SourceCode"), PrimarySource="Build_workspace"),
            ),
        ),
        PipelineStage(
            "Deploy",
            (
                Action(
                    "Approve",
                    "Approval",
                    "Manual",
                    (("CustomData", "Deploy it?"), ("NotificationArn", "arn:aws:sns:us-east-1:111111111111:approvals")),
                    timeout_minutes=60,
                    origin=at(28, "stages/Deploy/input"),
                ),
                _build("Deploy", 2, ("Build_workspace",), EnvironmentVariables=variables),
            ),
            only_main,
        ),
    )
    pipeline = Pipeline(
        "team-app",
        stages,
        "PARALLEL",
        (PipelineVariable("TARGET", "staging", "Where to. One of: staging, production."),),
        (GitTrigger("Source", (PushFilter(("**",), ("wip/**",)), PushFilter(tags=("v*",))), ("main",)),),
    )
    return Delivery(
        "team/app",
        pipeline,
        (build, unit, browser, deploy),
        schedules=(ScheduledStart("schedule", "cron(7 3 ? * MON-FRI *)", "Europe/Berlin", at(5, "triggers/cron")),),
        upstream=(UpstreamStart("team-base", ("SUCCEEDED",)),),
        secrets=(
            Secret("nexus", "jenkins/nexus", SecretShape.USERNAME_PASSWORD, ("team-app-Unit",)),
            Secret("token", "jenkins/token", SecretShape.TEXT, ("team-app-Unit",)),
        ),
        placeholders=(Placeholder("GitHubConnectionArn", _CONNECTION, "ARN of the connection to github.com"),),
        notifies=True,
        log_retention_days=90,
        description="Builds the app.",
        notes=("Stage Tests holds several Jenkins stages: they share docker images.",),
        proposals=(
            Proposal("Build", at(12, "stages/Build/steps/sh"), "S3", ("files get other content types", "no links")),
            Proposal("Deploy", at(99, "stages/Deploy/steps/sh"), "ECS", stays="it names no image of a container"),
        ),
    )


def nightly() -> Delivery:
    """A disabled freestyle job without a repository: batch files on Windows, a timer."""
    windows = BuildProject(
        "nightly-Build",
        Buildspec(
            shell="powershell.exe",
            build=(BuildCommand("Write-Output 'x: y'", Location("config.xml", 12, 5, "builders/BatchFile")),),
        ),
        "aws/codebuild/windows-base:2022-1.0",
        environment_type="WINDOWS_SERVER_2022_CONTAINER",
        compute_type="BUILD_GENERAL1_MEDIUM",
        image_label="windows",
    )
    build = Action(
        "Build", "Build", "CodeBuild", (("ProjectName", "nightly-Build"),), inputs=("SourceCode",), origin=None
    )
    stages = (
        _source("S3", S3Bucket="nightly-source", S3ObjectKey="source.zip", PollForSourceChanges="false"),
        PipelineStage("Build", (build,), disabled_reason="The Jenkins job is disabled"),
    )
    return Delivery(
        "nightly",
        Pipeline("nightly", stages),
        (windows,),
        schedules=(ScheduledStart("schedule", "cron(0 2 * * ? *)", "UTC"),),
        starts_on_change=False,
    )


def legacy() -> Delivery:
    """A job of CodeCommit with a private image, several secondary artifacts, a function and another pipeline."""
    build = BuildProject(
        "legacy-Build",
        Buildspec(
            build=(BuildCommand("make"),),
            artifacts=(BuildArtifact("Build_a", ("a/**/*",)), BuildArtifact("Build_b", ("b/**/*",))),
        ),
        "registry.example.com/tools/make:1",
        image_label="make",
        image_credentials="jenkins/registry",
    )
    pack = BuildProject("legacy-Pack", Buildspec(build=(BuildCommand("pack"),)), _LINUX, image_label="make")
    actions = (
        Action("Tell", "Invoke", "Lambda", (("FunctionName", "legacy-tell"),), run_order=2),
        Action("Next", "Invoke", "CodePipeline", (("PipelineName", "legacy-next"),), run_order=3),
    )
    stages = (
        _source(
            "CodeCommit",
            RepositoryName="legacy",
            BranchName="main",
            PollForSourceChanges="false",
            OutputArtifactFormat="CODEBUILD_CLONE_REF",
        ),
        PipelineStage(
            "Build",
            (
                Action(
                    *("Build", "Build", "CodeBuild", (("ProjectName", "legacy-Build"),)),
                    inputs=("SourceCode",),
                    outputs=("Build_a", "Build_b"),
                ),
            ),
        ),
        PipelineStage(
            "Pack",
            (Action("Pack", "Build", "CodeBuild", (("ProjectName", "legacy-Pack"),), inputs=("Build_a",)), *actions),
        ),
    )
    return Delivery("legacy", Pipeline("legacy", stages, "SUPERSEDED"), (build, pack))


ALL = {"team-app": team_app, "nightly": nightly, "legacy": legacy}
