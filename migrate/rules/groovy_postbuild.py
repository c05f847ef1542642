"""A Groovy script inside Jenkins when a build ends: https://plugins.jenkins.io/groovy-postbuild/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "groovy-postbuild",
    title="Groovy after a build",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "org.jvnet.hudson.plugins.groovypostbuild.GroovyPostbuildRecorder",
    because="a Groovy script that reads and changes the build inside Jenkins: write what it decides as a command",
)
