"""`make conformance CORPUS=folder PMD=checkout [SHAPES=file]`: how far we agree with the compiler and with Jenkins.

The corpus is laid out as `tests.corpus` says; the checkout is one of pipeline-model-definition-plugin, of which nothing
is kept. Fails where a figure is below what it must be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests import groovy_oracle
from tests.conformance_errors import error_figures
from tests.conformance_groovy import groovy_figures
from tests.conformance_models import model_figures
from tests.conformance_shapes import shape_figures
from tests.figures import Figure


def main(corpus: Path, plugin: Path, shapes: Path | None) -> int:
    good = True
    for figure in _figures(corpus, plugin, shapes):
        print("\n".join(figure.lines()), flush=True)
        good = good and figure.is_good
    return 0 if good else 1


def _figures(corpus: Path, plugin: Path, shapes: Path | None) -> Iterator[Figure]:
    if groovy_oracle.AVAILABLE:
        yield from groovy_figures(corpus)
    else:
        print("no figures of Groovy: its compiler is not here (sh tests/install-tools)")
    yield from model_figures(plugin)
    yield from error_figures(plugin)
    if shapes is not None:
        yield from shape_figures(corpus, shapes)


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:] if argument]
    sys.exit(main(given[0], given[1], given[2] if len(given) > 2 else None))
