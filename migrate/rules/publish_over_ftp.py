"""Files over FTP: https://plugins.jenkins.io/publish-over-ftp/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.publish_over import OFF, of_step, of_xml, transfers
from migrate.mapping.rule import Call, Plugin, Promise, gap, partial
from migrate.model.contribution import Contribution, Protocol, When

plugin = Plugin(
    "publish-over-ftp",
    title="Publish over FTP",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_SERVER = "host, port, user, password and folder of this server are a secret of its name: fill it in"
_TO = "files put there by curl"


def _more(transfer: str) -> tuple[Promise, ...]:
    lines = "ends of lines are not changed on the way"
    return (gap(f"{transfer}asciiMode", because=lines, default=OFF, blocking=True),)


@plugin.rule(
    "ftpPublisher",
    "jenkins.plugins.publish_over_ftp.BapFtpPublisherPlugin",
    settings=(*of_step("ftp", _SERVER, _TO, _more), *of_xml("", _SERVER, _TO, _more)),
    behaviour=(partial("the server", because="the build must reach it; it uses TLS where the server has it"),),
)
def publish(call: Call) -> Iterator[Contribution]:
    for instance in call.nested("delegate") or (call,):
        yield from (files for files, _ in transfers(instance, Protocol.FTP, When.SUCCESS))


plugin.blocked(
    "jenkins.plugins.publish_over_ftp.BapFtpBuilder",
    "jenkins.plugins.publish_over_ftp.BapFtpPromotionPublisherPlugin",
    because="a transfer of a promoted build is not converted: make it a publisher",
)
