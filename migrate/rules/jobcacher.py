"""Files that are kept between builds: https://plugins.jenkins.io/jobcacher/

The plugin `jenkins-pipeline-cache` has a step of the same name with settings of its own; its files may be missing too.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, ignored, partial
from migrate.model.contribution import Contribution, Plain
from migrate.model.source import Slot

plugin = Plugin(
    "jobcacher",
    title="Job cacher",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-caching.html",
)

_NO_CACHE = "no cache is kept"
_OF_JOBCACHER = ("maxCacheSize", "defaultBranch", "skipSave", "skipRestore", "caches", "caches.**")
_OF_PIPELINE_CACHE = ("path", "key", "restoreKeys", "includes", "excludes")


@plugin.rule(
    "cache",
    slots=(Slot.STEP,),
    settings=tuple(ignored(name, because=_NO_CACHE) for name in (*_OF_JOBCACHER, *_OF_PIPELINE_CACHE)),
    behaviour=(
        partial("files of earlier builds and stages are restored", because="the steps run as with an empty cache"),
    ),
)
def cache(call: Call) -> Iterator[Contribution]:
    yield Plain()
