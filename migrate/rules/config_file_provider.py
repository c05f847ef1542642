"""Files that the controller keeps: https://plugins.jenkins.io/config-file-provider/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "config-file-provider",
    title="Config file provider",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

plugin.blocked(
    "configFileProvider",
    "org.jenkinsci.plugins.configfiles.buildwrapper.ConfigFileBuildWrapper",
    "org.jenkinsci.plugins.configfiles.builder.ConfigFileBuildStep",
    because="a file of the Jenkins controller is not there in a build: keep it in the repository, or as a secret",
)
