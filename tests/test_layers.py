"""Who may import whom. `model` imports nothing of ours; readers, assembly, writers and checks never see each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "migrate"

ALLOWED = {
    "model": {"model"},
    "readers": {"readers", "model", "errors"},
    "mapping": {"mapping", "model", "errors", "rules"},
    "rules": {
        *("mapping.rule", "mapping.expressions", "mapping.aws_calls", "mapping.branch_filters", "mapping.pod_yaml"),
        *("mapping.open_parameters", "mapping.publish_over"),
        "model",
    },
    "assemble": {"assemble", "model", "errors"},
    "writers": {"writers", "model", "errors"},
    "validate": {"validate", "model"},
    "rehearse": {"rehearse", "model", "errors"},
    "report": {"report", "model"},
    "config": {"model", "errors"},
    "errors": set(),
    "cli": {"app", "config", "errors", "rehearse", "screen", "__version__"},
    "screen": {"rehearse"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, without the package's own name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "migrate":
            inside = (node.module or "").partition(".")[2]
            yield from (
                [f"{inside}.{one.name}".strip(".") for one in node.names]
                if (PACKAGE / inside.replace(".", "/")).is_dir()
                else [inside]
            )
        elif isinstance(node, ast.Import):
            yield from (one.name.partition(".")[2] for one in node.names if one.name.split(".")[0] == "migrate")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = _name(path).split(".")[0]
    if layer not in ALLOWED:
        assert layer in ("", "app", "testing", "docs"), f"{layer} is no layer"
        return
    allowed = ALLOWED[layer]
    wrong = [one for one in _imports(path) if not any(one == a or (a and one.startswith(f"{a}.")) for a in allowed)]
    assert not wrong, f"{_name(path)} must not import {wrong}"


def test_no_rule_imports_another_rule() -> None:
    for path in (PACKAGE / "rules").glob("*.py"):
        assert not [one for one in _imports(path) if one.startswith("rules")], path


def test_there_are_no_circles() -> None:
    edges = {_name(path): set(_imports(path)) for path in MODULES}
    known = set(edges)
    graph = {
        name: {one if one in known else one.rpartition(".")[0] for one in found} & known - {name}
        for name, found in edges.items()
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def test_no_file_is_a_drawer_for_everything() -> None:
    names = {part for path in MODULES for part in _name(path).split(".")}
    assert not names & {"utils", "helpers", "common", "manager"}
