"""How far our Groovy parser agrees with the compiler inside Jenkins on real files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from migrate.readers.groovy import parse
from tests import groovy_oracle
from tests.figures import Figure
from tests.groovy_oracle.facts import facts_of

_DELETIONS = 300


def groovy_figures(corpus: Path) -> Iterator[Figure]:
    """Verdicts and trees on every pipeline and library file, verdicts on damaged ones, and the speed in MB/s."""
    texts = _texts(corpus)
    started = time.perf_counter()
    scripts = {name: parse(text) for name, text in texts.items()}
    seconds = time.perf_counter() - started
    trees = dict(zip(texts, groovy_oracle.trees(list(texts.values())), strict=True))
    accepted = {name: tree for name, tree in trees.items() if tree is not None}
    parsed = [name for name in accepted if not scripts[name].problems]
    unlike = [name for name in parsed if facts_of(scripts[name]) != accepted[name]]
    refused = [name for name in trees.keys() - accepted.keys() if scripts[name].problems]
    named = f"Groovy files that the compiler accepts, of {len(texts)}, parse"
    yield Figure(named, len(parsed), len(accepted), 0.995 * len(accepted), sorted(accepted.keys() - set(parsed)))
    wrong = sorted(trees.keys() - accepted.keys() - set(refused))
    yield Figure("Groovy files that it refuses are refused", len(refused), len(texts) - len(accepted), rest=wrong)
    yield Figure("trees are the compiler's", len(parsed) - len(unlike), len(parsed), rest=unlike)
    yield _deletions([texts[name] for name in accepted if texts[name]])
    yield Figure("megabytes of Groovy parsed in a second", sum(map(len, texts.values())) / 1e6 / seconds, least=1)


def _texts(corpus: Path) -> dict[str, str]:
    """By name: the pipelines and library files that are UTF-8."""
    files = [path for pattern in ("jobs/**/Jenkinsfile", "libraries/**/*.groovy") for path in corpus.glob(pattern)]
    found = {}
    for path in sorted(path for path in files if path.is_file()):
        try:
            found[str(path.relative_to(corpus))] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def _deletions(texts: list[str]) -> Figure:
    damaged = groovy_oracle.deletions(texts, _DELETIONS, seed=1)
    verdicts = groovy_oracle.verdicts(damaged)
    agreed = sum((not parse(text).problems) is verdict for text, verdict in zip(damaged, verdicts, strict=True))
    return Figure("files without one character have the compiler's verdict", agreed, _DELETIONS, 0.95 * _DELETIONS)
