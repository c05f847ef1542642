"""Results of Allure: https://plugins.jenkins.io/allure-jenkins-plugin/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, Promise, ignored, partial
from migrate.model.contribution import ArchiveArtifacts, Contribution

plugin = Plugin(
    "allure-jenkins-plugin",
    title="Allure",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts",
)


_KEPT = "Allure's pages are not made: its results are archived"
_PAGES = ("jdk", "commandline", "includeProperties", "reportBuildPolicy", "properties", "configPath", "report", "disabled",
          "unstableThresholdPercentage", "reportName")  # fmt: skip


def _config(prefix: str) -> tuple[Promise, ...]:
    return (
        partial(f"{prefix}results.path", because=_KEPT, to="an output artifact"),
        partial(f"{prefix}results", because=_KEPT),
        partial(f"{prefix}resultsPattern", because=_KEPT, to="an output artifact"),
        *(ignored(f"{prefix}{name}", because="it is about pages that are not made") for name in _PAGES),
        ignored(f"{prefix}properties.**", because="it is about pages that are not made"),
    )


@plugin.rule(
    "ru.yandex.qatools.allure.jenkins.AllureReportPublisher",
    "allure",
    settings=(*_config(""), *_config("config."), ignored("config", because="it is empty")),
    behaviour=(partial("", because=_KEPT),),
)
def keep_results(call: Call) -> Iterator[Contribution]:
    for config in (call, *call.nested("config")):
        folders = [one.text("path") for one in config.nested("results")] + list(config.globs("resultsPattern"))
        if any("$" in one for one in folders):
            config.gap("the folder of the results is known only when the pipeline runs", blocking=True)
        for folder in folders:
            yield ArchiveArtifacts((f"{folder.strip().rstrip('/')}/**/*",), allow_empty=True, artifact="allure")
