"""Links beside a job: https://plugins.jenkins.io/sidebar-link/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "sidebar-link",
    title="Links beside a job",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "hudson.plugins.sidebar_link.ProjectLinks",
    "sidebarLinks",
    because="links on Jenkins' pages",
)
