"""Jobs that a script makes: https://plugins.jenkins.io/job-dsl/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "job-dsl",
    title="Job DSL",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create.html",
)

plugin.blocked(
    "javaposse.jobdsl.plugin.ExecuteDslScripts",
    "jobDsl",
    because="the script makes jobs of Jenkins: convert those that it has made, from the controller's own files",
)
