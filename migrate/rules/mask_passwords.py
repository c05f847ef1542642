"""Passwords of a job: https://plugins.jenkins.io/mask-passwords/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, ignored, partial
from migrate.model.contribution import Contribution, WithVariables

plugin = Plugin(
    "mask-passwords",
    title="Masked passwords",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)


_NAME, _VALUE = "the variable's name", "the variable's value"


@plugin.rule(
    "com.michelin.cio.hudson.plugins.maskpasswords.MaskPasswordsBuildWrapper",
    settings=(
        converted("varPasswordPairs.var", to=_NAME),
        converted("varPasswordPairs.password", to=_VALUE),
        converted("varPasswordPairs.varPasswordPair[]", to="variables of the build"),
        converted("varPasswordPairs.varPasswordPair.var", to=_NAME),
        converted("varPasswordPairs.varPasswordPair.password", to=_VALUE),
        partial("varMaskRegexes.**", because="the log hides secrets alone, not what matches an expression"),
        ignored("varPasswordPairs", because="it is empty"),
        ignored("varMaskRegexes", because="it is empty"),
    ),
)
def around(call: Call) -> Iterator[Contribution]:
    """The pairs are variables of the build, beside being hidden in its log."""
    yield WithVariables(tuple((one.text("var"), one.value("password")) for one in _pairs(call)))


def _pairs(call: Call) -> Iterator[Call]:
    """config.xml has each pair in an element of its own, a pipeline in the list itself."""
    for one in call.nested("varPasswordPairs"):
        yield from one.nested("varPasswordPair") or (one,)
