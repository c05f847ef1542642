"""Jobs that can be put on a shelf: https://plugins.jenkins.io/shelve-project-plugin/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "shelve-project-plugin",
    title="Shelved projects",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "org.jvnet.hudson.plugins.shelveproject.ShelveProjectProperty",
    because="a button on Jenkins' pages",
)
