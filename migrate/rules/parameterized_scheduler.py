"""Parameterized scheduler: https://plugins.jenkins.io/parameterized-scheduler/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "parameterized-scheduler",
    title="Parameterized scheduler",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html",
)

plugin.lost(
    "org.jenkinsci.plugins.parameterizedscheduler.ParameterizedTimerTrigger",
    "parameterizedCron",
    slots=(Slot.TRIGGER,),
    because="a schedule that gives parameters is not made: add a schedule to the pipeline with an input of its own",
)
