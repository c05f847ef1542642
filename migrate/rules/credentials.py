"""Credentials as parameters: https://plugins.jenkins.io/credentials/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "credentials",
    title="Credentials",
    aws_docs="https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
)

plugin.blocked(
    "com.cloudbees.plugins.credentials.CredentialsParameterDefinition",
    "credentials",
    slots=(Slot.PARAMETER,),
    because="a pipeline can't be given a credential when it starts",
)
