"""Chuck Norris on Jenkins' pages: https://plugins.jenkins.io/chucknorris/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "chucknorris",
    title="Chuck Norris",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
)

plugin.nothing(
    "hudson.plugins.chucknorris.CordellWalkerRecorder",
    "chuckNorris",
    because="a picture on Jenkins' pages",
)
