"""Buildspecs: good ones give no finding, and each single mutation gives exactly the finding of its rule."""

from __future__ import annotations

import pytest
from validate_cases.builds import BUILDSPEC, BUILDSPECS, batch

from migrate.validate.output import check_buildspec

# rule, what stands in the good buildspec, what stands there instead
CASES = [
    ("buildspec/yaml", "run-as: root", "run-as: [root"),
    ("buildspec/yaml", "run-as: root", "\trun-as: root"),
    ("buildspec/duplicate-key", "run-as: root", "run-as: root\nrun-as: builder"),
    ("buildspec/duplicate-key", "    LEVEL: 3", "    LEVEL: 3\n    LEVEL: 4"),
    ("buildspec/version", "version: 0.2", "version: 0.1"),
    ("buildspec/required", "version: 0.2\n", ""),
    ("buildspec/required", '    commands:\n      - echo "before"\n', ""),
    ("buildspec/required", '    files:\n      - "**/*.xml"\n', ""),
    ("buildspec/required", '  files:\n    - "**/*"\n  name: all', "  name: all"),
    ("buildspec/required", "    runtime-versions:\n      java: corretto17\n      python: 3.12\n", "    run-as: root\n"),
    ("buildspec/unknown-key", "run-as: root", "runas: root"),
    ("buildspec/unknown-key", "  shell: bash", "  shel: bash"),
    ("buildspec/unknown-key", "    finally:", "    finaly:"),
    ("buildspec/unknown-key", "  post_build:", "  postbuild:"),
    ("buildspec/unknown-key", "    file-format:", "    format:"),
    ("buildspec/type", '    JAVA_HOME: "/usr/lib/jvm"', "    JAVA_HOME: [a]"),
    ("buildspec/type", '    GREETING: ""', "    GREETING:"),
    ("buildspec/type", "    - VERSION\n", "    VERSION: x\n"),
    ("buildspec/type", "  upload-artifacts: no", "  upload-artifacts: never"),
    ("buildspec/type", "  paths:\n    - /root/.m2/**/*", "  paths: /root/.m2"),
    ("buildspec/choice", "shell: bash", "shell: zsh"),
    ("buildspec/choice", "file-format: junitxml", "file-format: xunit"),
    ("buildspec/choice", "action: restore", "action: keep"),
    ("buildspec/commands", '    commands:\n      - echo "before"', "    commands: echo before"),
    ("buildspec/commands", '    commands:\n      - echo "before"', "    commands: []"),
    ("buildspec/command-map", "- 'echo \"state: $CODEBUILD_BUILD_SUCCEEDING\"'", "- echo state: ok"),
    ("buildspec/command-text", "- mvn -B package", "- 7"),
    ("buildspec/command-text", "- mvn -B package", "- true"),
    ("buildspec/command-text", "- mvn -B package", "- [mvn, package]"),
    ("buildspec/command-empty", "- mvn -B package", "- ''"),
    ("buildspec/on-failure", "on-failure: ABORT", "on-failure: STOP"),
    ("buildspec/on-failure", "on-failure: ABORT", "on-failure: RETRY-101"),
    ("buildspec/runtime", "      java: corretto17", "      rust: latest"),
    ("buildspec/reserved-name", "    LEVEL: 3", "    CODEBUILD_LEVEL: 3"),
    ("buildspec/variable-name", "    LEVEL: 3", "    MY-LEVEL: 3"),
    ("buildspec/variable-name", "    LICENSE:", "    1LICENSE:"),
    ("buildspec/variable-unique", "    LEVEL: 3", "    LICENSE: x"),
    ("buildspec/exported-secret", "    - VERSION\n", "    - DB_PASSWORD\n"),
    ("buildspec/exported-secret", "    - VERSION\n", "    - LICENSE\n"),
    ("buildspec/exported-aws", "    - VERSION\n", "    - AWS_REGION\n"),
    ("buildspec/parameter", "/orders/license", "orders license"),
    ("buildspec/secret", "orders/db:password", "orders/db:password:AWSCURRENT:1234"),
    ("buildspec/secret", "orders/db:password", "orders/db:a:b:c:d"),
    ("buildspec/secret", "orders/db:password", "my secret:password"),
    (
        "buildspec/report-count",
        "reports:\n",
        "reports:\n" + "".join(f"  r{n}:\n    files: [a.xml]\n" for n in range(5)),
    ),
    ("buildspec/fallback-keys", "    - maven-\n", "".join(f"    - maven-{n}\n" for n in range(6))),
    ("buildspec/artifact-identifier", "    Docs:\n", "    my-docs:\n"),
    ("secret/name", "    LEVEL: 3", "    DB_TOKEN: abc"),
    ("secret/value", "- mvn -B package", f"- curl -u x:ghp_{'a1' * 18} https://api.github.com"),
]

BATCH_CASES = [
    ("list", "batch/one-form", "  build-list:", "  build-fanout:\n    parallelism: 2\n  build-list:"),
    ("list", "batch/identifier", "identifier: two", "identifier: my-two"),
    ("list", "batch/identifier-unique", "identifier: two", "identifier: one"),
    ("list", "batch/fleet", "        fleet: my_fleet", "        fleet: my_fleet\n        compute-type: X"),
    ("list", "batch/required", "- identifier: two\n      env", "- env"),
    ("list", "batch/unknown-key", "      ignore-failure: true", "      ignore: true"),
    ("list", "batch/type", "  fast-fail: false", "  fast-fail: sometimes"),
    ("graph", "batch/depend-on", "        - one", "        - three"),
    ("graph", "batch/cycle", "    - identifier: one\n", "    - identifier: one\n      depend-on: [one]\n"),
    (
        "matrix",
        "batch/matrix-values",
        '          JDK:\n            - "17"\n            - "21"\n',
        "          JDK: 17\n",
    ),
    ("fanout", "batch/required", "    parallelism: 5\n", ""),
    ("fanout", "batch/type", "    parallelism: 5", "    parallelism: five"),
]


@pytest.mark.parametrize("name", BUILDSPECS)
def test_a_good_buildspec_has_no_finding(name: str) -> None:
    assert list(check_buildspec(BUILDSPECS[name])) == []


def test_files_may_be_a_single_string() -> None:
    assert list(check_buildspec(BUILDSPEC.replace('    files:\n      - "**/*.xml"\n', "    files: report.xml\n"))) == []


@pytest.mark.parametrize(("rule", "good", "bad"), CASES)
def test_a_mutation_gives_its_finding(rule: str, good: str, bad: str) -> None:
    assert good in BUILDSPEC
    assert [finding.rule for finding in check_buildspec(BUILDSPEC.replace(good, bad, 1))] == [rule]


@pytest.mark.parametrize(("form", "rule", "good", "bad"), BATCH_CASES)
def test_a_mutation_of_a_batch_gives_its_finding(form: str, rule: str, good: str, bad: str) -> None:
    assert good in batch(form)
    assert [finding.rule for finding in check_buildspec(batch(form).replace(good, bad, 1))] == [rule]


@pytest.mark.parametrize(("rule", "text"), [
    ("buildspec/type", ""),
    ("buildspec/type", "- a\n- b\n"),
    ("buildspec/type", "hello"),
    ("buildspec/no-phases", "version: 0.2\n"),
    ("buildspec/no-phases", "version: 0.2\nphases: {}\n"),
    ("buildspec/yaml", "a: &a [*a]\n"),
    ("buildspec/yaml", "a: \x00"),
    ("buildspec/yaml", "a: !!int x"),
])  # fmt: skip
def test_a_text_that_is_no_buildspec_gives_one_finding(rule: str, text: str) -> None:
    assert [finding.rule for finding in check_buildspec(text)] == [rule]


def test_a_finding_names_the_line_of_a_second_key() -> None:
    finding = next(
        check_buildspec("version: 0.2\nphases:\n  build: {commands: [a]}\nphases:\n  build: {commands: [b]}\n")
    )
    assert (finding.rule, finding.path) == ("buildspec/duplicate-key", "line 4")
