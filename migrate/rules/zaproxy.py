"""Attacks by the Zed Attack Proxy: https://plugins.jenkins.io/zaproxy/"""

from migrate.mapping.rule import Plugin
from migrate.model.source import Slot

plugin = Plugin(
    "zaproxy",
    title="Zed Attack Proxy",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "fr.novia.zaproxyplugin.ZAProxyBuilder",
    slots=(Slot.STEP,),
    because="where ZAP is, and its sessions, the controller knows: run zap.sh in a command of an image that has it",
)
