"""Script trigger: https://plugins.jenkins.io/scripttrigger/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "scripttrigger",
    title="Script trigger",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.scripttrigger.ScriptTrigger",
    "org.jenkinsci.plugins.scripttrigger.groovy.GroovyScriptTrigger",
    slots=(Slot.TRIGGER,),
    because="the result of a script starts no pipeline: a scheduled build can run it and start the pipeline",
)
