"""Names of a job and of the columns of its view, from Maven: https://plugins.jenkins.io/maven-info/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored
from migrate.model.contribution import Contribution

plugin = Plugin(
    "maven-info",
    title="Maven Info",
    aws_docs="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-view.html",
)

_PAGE = "it is about Jenkins' pages"


@plugin.rule(
    "jenkins.plugins.maveninfo.config.MavenInfoJobConfig",
    settings=tuple(
        ignored(name, because=_PAGE)
        for name in ("mainModulePattern", "dependenciesPattern", "assignName", "nameTemplate", "assignDescription",
                     "descriptionTemplate")
    ),
    behaviour=(ignored("", because=_PAGE),),
)  # fmt: skip
def columns(_: Call) -> Iterator[Contribution]:
    """The name and the description are those of the job, which no build reads."""
    yield from ()
