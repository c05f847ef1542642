"""Go: https://plugins.jenkins.io/golang/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "golang",
    title="Go",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.lost(
    "org.jenkinsci.plugins.golang.GolangBuildWrapper",
    "go",
    slots=(Slot.WRAPPER,),
    because="the Go of the image is used",
)
