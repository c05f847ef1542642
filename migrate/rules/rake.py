"""Rake: https://plugins.jenkins.io/rake/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, partial
from migrate.model.contribution import Command, Contribution
from migrate.model.source import Literal, Slot

plugin = Plugin(
    "rake",
    title="Rake",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


@plugin.rule(
    "hudson.plugins.rake.Rake",
    slots=(Slot.STEP,),
    settings=(
        partial("rakeInstallation", because="the image's own Ruby is used", default=("", "(Default)")),
        converted("rakeFile", to="--rakefile"),
        converted("rakeLibDir", to="--libdir"),
        converted("rakeWorkingDir", to="the folder of the command"),
        converted("tasks", to="a rake command"),
        converted("silent", to="--silent"),
        converted("bundleExec", to="bundle exec"),
    ),
)
def rake(call: Call) -> Iterator[Contribution]:
    """No shell reads the words, and Jenkins fills no variable in."""
    for name in ("rakeFile", "rakeLibDir", "rakeWorkingDir", "tasks"):
        if "$" in call.text(name):
            call.gap("Rake is given the dollar sign as it stands", name, blocking=True)
    folder = call.text("rakeWorkingDir")
    words = ["bundle", "exec", "rake"] if call.flag("bundleExec") else ["rake"]
    for name, option in (("rakeFile", "--rakefile"), ("rakeLibDir", "--libdir")):
        words += [option, shell_word(call.text(name))] if call.text(name) else []
    words += [*(["--silent"] if call.flag("silent") else []), *shell_words(call.text("tasks"))]
    lines = [f"cd {shell_word(folder)}"] if folder else []
    yield Command(Literal("\n".join([*lines, " ".join(words)])))
