"""Jobs made after a template: https://plugins.jenkins.io/ez-templates/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "ez-templates",
    title="EZ Templates",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
)

plugin.nothing(
    "com.joelj.jenkins.eztemplates.TemplateImplementationProperty",
    "com.joelj.jenkins.eztemplates.TemplateProperty",
    because="Jenkins has copied the settings of the template into this very job",
)
