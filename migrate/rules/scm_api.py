"""Filters of branches by their names: https://plugins.jenkins.io/scm-api/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.branch_filters import regex_filter, wildcard_filter
from migrate.mapping.rule import Call, Plugin, converted
from migrate.model.contribution import Contribution
from migrate.model.source import Slot

plugin = Plugin(
    "scm-api",
    title="Filters of branches",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html",
)

_TO = "the branches of the trigger"


@plugin.rule(
    "jenkins.scm.impl.trait.WildcardSCMHeadFilterTrait",
    slots=(Slot.TRAIT,),
    settings=(converted("includes", to=_TO), converted("excludes", to=_TO)),
)
def by_wildcards(call: Call) -> Iterator[Contribution]:
    yield wildcard_filter(call)


@plugin.rule(
    "jenkins.scm.impl.trait.RegexSCMHeadFilterTrait",
    slots=(Slot.TRAIT,),
    settings=(converted("regex", to=_TO),),
)
def by_regex(call: Call) -> Iterator[Contribution]:
    yield regex_filter(call)
