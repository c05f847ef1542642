"""Promotions: https://plugins.jenkins.io/promoted-builds/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "promoted-builds",
    title="Promoted builds",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
)

plugin.blocked(
    "hudson.plugins.promoted_builds.JobPropertyImpl",
    because="promotions run behind builds, when their conditions hold: add a stage for each one, behind an approval where "
    "a person promotes",
)
plugin.lost(
    "hudson.plugins.promoted_builds.PromotionTrigger",
    because="promotions are not converted, so they start nothing",
)
