"""Each rule id in the code has a mutation that gives it, and each id is well formed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import test_validate_buildspec
import test_validate_output
import test_validate_pipeline
import test_validate_project
import test_validate_shell
import test_validate_template

import migrate.validate
from migrate.validate.shellcheck import _FAULTS

FOLDER = Path(migrate.validate.__file__).parent
AREAS = (
    "batch|buildspec|conditions|iam|model|output|pipeline|project|provider|secret|shell|shellcheck|tags|template"
    "|triggers|variables"
)
ID = re.compile(rf"({AREAS})/[a-z0-9-]+")
FORMED = {  # ids that are put together of a prefix and an ending
    *(f"{prefix}/{end}" for prefix in ("buildspec", "batch") for end in ("type", "unknown-key", "required")),
    "buildspec/choice",
    *(f"{prefix}/{end}" for prefix in ("buildspec", "output") for end in ("yaml", "duplicate-key")),
    *(
        f"{prefix}-{end}"
        for prefix in ("provider/configuration", "conditions/rule")
        for end in ("required", "key", "value")
    ),
    *(f"shellcheck/SC{code}" for code in _FAULTS),
}
BY_HAND = {
    "shell/no-bash": test_validate_shell.test_without_bash_it_is_said,
    "shellcheck/missing": test_validate_shell.test_without_shellcheck_it_is_said,
}


def _in_code() -> set[str]:
    """Every string in the code that has the form of an id."""
    found = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                found.add(node.value)
    return found - {"conditions/rule", "provider/configuration"}


def _in_cases() -> set[str]:
    pipelines = [*test_validate_pipeline.CASES, *test_validate_pipeline.REGION_CASES]
    projects = [*test_validate_project.CASES, *(one for _, one in test_validate_project.OTHERS)]
    tables = (
        test_validate_buildspec.CASES,
        test_validate_output.CASES,
        test_validate_shell.CASES,
        test_validate_shell.FAULTS,
        test_validate_template.POLICY_CASES,
        test_validate_template.FOUNDATION_CASES,
        test_validate_template.TEMPLATE_CASES,
    )
    found = {one.rule for one in (*pipelines, *projects)} | {row[0] for table in tables for row in table}
    return found | {rule for _, rule, *_ in test_validate_buildspec.BATCH_CASES} | {"buildspec/no-phases"}


def test_each_rule_has_a_mutation() -> None:
    assert (_in_code() | FORMED) - _in_cases() - set(BY_HAND) == set()


def test_each_mutation_is_of_a_rule() -> None:
    others = {rule for rule in _in_cases() if re.match(r"iam/[A-Z]", rule)}  # parliament's own
    assert _in_cases() - others - _in_code() - FORMED == set()


def test_there_are_many_rules() -> None:
    assert len(_in_code() | FORMED) > 150
