"""Files of the repository that are read when converting, because the structure of the pipeline comes from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.app import convert
from migrate.model.settings import Settings
from tests.whole_jobs import Converted, converted, declarative, write_files

TABLE = {
    "web": {"cmd": "echo made web", "deps": ["core"], "deploy": True},
    "core": {"cmd": "echo made core", "deps": [], "deploy": False},
}
FILES = {"services.json": json.dumps(TABLE)}
BRANCHES = """
def work = [:]
readJSON(file: 'services.json').each { name, svc -> work[name] = { sh svc.cmd } }
parallel work
"""
SERVICES = {f"services/{name}/service.json": json.dumps({"name": name}) for name in ("b", "a")}
CHANGED = "services.json has changed since the pipeline was converted: convert again"


def scripted(body: str) -> str:
    return f"node {{\ncheckout scm\n{body}\n}}"


# ---- what becomes of it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jenkinsfile", [scripted(BRANCHES), declarative(f"steps {{ script {{ {BRANCHES} }} }}")])
def test_branches_that_a_table_of_the_repository_names(tmp_path: Path, jenkinsfile: str) -> None:
    job = converted(tmp_path, jenkinsfile, files=FILES)
    assert not job.entries("gap")
    assert any("read from the repository when the pipeline was converted" in one for one in job.reasons("partial"))
    run = job.run(FILES)
    assert run.succeeded, run.output
    assert {"made web", "made core"} <= set(run.output.splitlines())


def test_the_gap_report_tells_of_it(tmp_path: Path) -> None:
    report = (converted(tmp_path, scripted(BRANCHES), files=FILES).folder / "gap-report.md").read_text("utf-8")
    assert "a change there stops the build until it is converted again**: `job/Jenkinsfile:5`" in report


def test_without_the_repository_it_is_a_gap(tmp_path: Path) -> None:
    job = converted(tmp_path, scripted(BRANCHES))
    assert job.entries("gap")
    assert not job.run(FILES).succeeded


LOOP = """
def found = [:]
for (f in findFiles(glob: 'services/*/service.json')) {
  def j = readJSON file: f.path
  found[j.name] = [file: "${f}", name: f.name, folder: f.directory, length: f.length]
}
for (name in found.keySet().sort()) { echo "${name} ${found[name].file} ${found[name].length}" }
echo "${found.a.name} ${found.a.folder}"
"""


def test_a_loop_over_the_files_that_are_found(tmp_path: Path) -> None:
    job = converted(tmp_path, scripted(LOOP), files=SERVICES)
    assert not job.entries("gap")
    run = job.run(SERVICES)
    assert run.succeeded, run.output
    assert "a services/a/service.json 13\nb services/b/service.json 13\n" in run.output.replace(
        "\nservice.json false", ""
    )


# What Groovy makes of `services/a/service.json` and `services/b/service.json`, as Jenkins' FileWrapper has them.
OF_FILES = {
    "(f + f).collect { it.path.split('/')[1] }": "[a, b, a, b]",
    "f*.name.unique()": "[service.json]",
    "f.findAll { it.path.contains('/a/') }.collect { it.getPath() }": "[services/a/service.json]",
    "f.length": "2",
    'f.collect { "${it}".size() }': "[23, 23]",
    "f.collect { it.toString() == it.path && !it.isDirectory() }": "[true, true]",
    "f.any { it == f[1] }": "true",
}


@pytest.mark.parametrize("code", OF_FILES)
def test_what_is_made_of_files(tmp_path: Path, code: str) -> None:
    text = f'"made <${{{code}}}>"'
    body = f"def f = findFiles(glob: 'services/**')\ndef m = [(f[0].path): {{ echo {text} }}]\nparallel m"
    job = converted(tmp_path, scripted(body), files=SERVICES)
    assert not job.entries("gap"), job.reasons("gap")
    assert f"made <{OF_FILES[code]}>" in job.specs


def test_more_files_than_were_found_stop_the_build(tmp_path: Path) -> None:
    run = converted(tmp_path, scripted(LOOP), files=SERVICES).run(SERVICES | {"services/c/service.json": "{}"})
    assert not run.succeeded
    assert "Other files match services/*/service.json than when the pipeline was converted: convert again" in run.output


def test_a_change_after_the_conversion_stops_the_build(tmp_path: Path) -> None:
    run = converted(tmp_path, scripted(BRANCHES), files=FILES).run({"services.json": json.dumps(TABLE | {"x": {}})})
    assert not run.succeeded
    assert CHANGED in run.output
    assert "made" not in run.output


def test_a_change_by_an_earlier_step_stops_the_build(tmp_path: Path) -> None:
    job = converted(tmp_path, scripted("sh 'echo >> services.json'" + BRANCHES), files=FILES)
    run = job.run(FILES)
    assert not run.succeeded
    assert CHANGED in run.output


def test_no_catch_goes_on_behind_a_change(tmp_path: Path) -> None:
    body = f"try {{ {BRANCHES} }} catch (e) {{ echo 'caught' }}\necho 'after'"
    run = converted(tmp_path, scripted(body), files=FILES).run({"services.json": "{}"})
    assert not run.succeeded
    assert "caught" not in run.output
    assert "after" not in run.output


def test_the_current_folder_is_that_of_the_checkout(tmp_path: Path) -> None:
    files = {f"conf/{name}": text for name, text in FILES.items()}
    job = converted(tmp_path, scripted(f"dir('conf') {{ {BRANCHES} }}"), files=files)
    assert not job.entries("gap")
    assert job.run(files).succeeded


def test_the_top_of_the_checkout_around_a_jenkinsfile(tmp_path: Path) -> None:
    files = {**FILES, ".git/HEAD": "ref: refs/heads/main", "ci/Jenkinsfile": scripted(BRANCHES)}
    write_files(tmp_path / "jobs", files)
    convert([tmp_path / "jobs"], Settings(), out=tmp_path / "out")
    job = Converted(tmp_path / "out" / "ci", tmp_path)
    assert "unchanged services.json" in job.specs


# ---- what is left to the run -----------------------------------------------------------------------------------------


def test_a_single_value_stays_one_of_the_run(tmp_path: Path) -> None:
    body = "def version = readJSON(file: 'package.json').version\n" + BRANCHES + '\necho "version ${version}"'
    job = converted(tmp_path, scripted(body), files=FILES | {"package.json": '{"version": "1.0"}'})
    assert not job.entries("gap")
    run = job.run(FILES | {"package.json": '{"version": "2.0"}'})
    assert run.succeeded, run.output
    assert "version 2.0" in run.output


def test_nothing_is_read_ahead_where_all_is_understood_without(tmp_path: Path) -> None:
    job = converted(tmp_path, scripted("echo readJSON(file: 'services.json').web.cmd"), files=FILES)
    assert "unchanged" not in job.specs


def test_nothing_is_read_ahead_where_it_does_not_help(tmp_path: Path) -> None:
    body = "echo readJSON(file: 'services.json').web.cmd\nsomething.of(theirs) { }"
    job = converted(tmp_path, scripted(body), files=FILES)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


def test_nothing_is_read_ahead_for_a_value_that_nobody_uses(tmp_path: Path) -> None:
    job = converted(tmp_path, scripted("def m = [:]\nm += readProperties(file: 'f')\nsh 'make'"), files={"f": "a=b"})
    assert job.entries("gap")
    assert "unchanged" not in job.specs


NOT_READ = {
    "above": BRANCHES.replace("services.json", "../job/services.json"),
    "absolute": BRANCHES.replace("services.json", "/services.json"),
    "emptied": "deleteDir()" + BRANCHES,
    "another": "git 'https://example.com/a/b.git'" + BRANCHES,
    "stashed": "unstash 'x'" + BRANCHES,
    "written": "writeFile file: 'services.json', text: '{}'" + BRANCHES,
    "unknown": f"dir(params.WHERE) {{ {BRANCHES} }}",
    "a machine": f"node('other') {{ {BRANCHES} }}",
    "a text": BRANCHES.replace("file: 'services.json'", "text: params.TEXT"),
}


@pytest.mark.parametrize("why", NOT_READ)
def test_what_is_not_surely_of_the_checkout_is_not_read(tmp_path: Path, why: str) -> None:
    job = converted(tmp_path, scripted(NOT_READ[why]), files=FILES)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


@pytest.mark.parametrize(
    "before", ["writeFile file: 'services/c/service.json', text: '{}'", "dir('services') { unstash 'x' }"]
)
def test_files_that_steps_have_put_there_are_not_looked_for(tmp_path: Path, before: str) -> None:
    job = converted(tmp_path, scripted(before + LOOP), files=SERVICES)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


OWN = "userRemoteConfigs: scm.userRemoteConfigs"
ASIDE = "[$class: 'RelativeTargetDirectory', relativeTargetDir: 'x']"
SOURCES = {
    f"checkout([$class: 'GitSCM', branches: scm.branches, {OWN}])": True,
    f"checkout scmGit(branches: scm.branches, {OWN})": True,
    f"checkout([$class: 'GitSCM', extensions: [{ASIDE}], {OWN}])": False,
    "checkout([$class: 'GitSCM', userRemoteConfigs: [[url: 'https://example.com/a/b']]])": False,
}


@pytest.mark.parametrize("source", SOURCES)
def test_other_forms_of_the_own_source(tmp_path: Path, source: str) -> None:
    job = converted(tmp_path, f"node {{\n{source}\n{BRANCHES}\n}}", files=FILES)
    assert ("unchanged" in job.specs) is SOURCES[source]


def test_nothing_is_read_without_a_checkout(tmp_path: Path) -> None:
    job = converted(tmp_path, f"node {{ {BRANCHES} }}", files=FILES)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


def test_nothing_is_read_where_jenkins_does_not_check_out(tmp_path: Path) -> None:
    steps = f"steps {{ script {{ {BRANCHES} }} }}"
    job = converted(tmp_path, declarative(steps, head="options { skipDefaultCheckout() }"), files=FILES)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "services.json").write_text(FILES["services.json"], "utf-8")
    (tmp_path / "jobs" / "job").mkdir(parents=True)
    (tmp_path / "jobs" / "job" / "services.json").symlink_to(tmp_path / "services.json")
    (tmp_path / "jobs" / "job" / "other.txt").write_text("", "utf-8")
    (tmp_path / "jobs" / "job" / "Jenkinsfile").write_text(scripted(BRANCHES), "utf-8")
    convert([tmp_path / "jobs"], Settings(), out=tmp_path / "out")
    job = Converted(tmp_path / "out" / "job", tmp_path)
    assert job.entries("gap")
    assert "unchanged" not in job.specs


# ---- what files hold -------------------------------------------------------------------------------------------------

# Groovy that needs a file, with the file, and what it prints. No build has keys of a map that only a file knows.
READ = {
    "readYaml(file: 'f').jobs.each { k, v -> m[k] = \"${v}\" }": (
        "jobs: {b: 1, a: yes, c: [x, 1.5], d: ~}\n",
        "[b:1, a:true, c:[x, 1.5], d:null]",
    ),
    "readYaml(file: 'f').eachWithIndex { v, n -> m[v.x] = n }": ("x: 1\n---\nx: 2\n", "[1:0, 2:1]"),
    "readProperties(file: 'f').each { k, v -> m[k] = v }": (
        "# all\nb = x\\\n  y\na\\ c: \\u0041\n\nd",
        "[b:xy, a c:A, d:]",
    ),
    "readFile('f').split('\\n').each { m[it] = it.size() }": ("one\nthree\n", "[one:3, three:5]"),
    "readJSON(file: 'f').collectEntries { [(it): 1] }.each { k, v -> m[k] = v }": ('["z", "y"]', "[z:1, y:1]"),
    "readJSON(file: 'f').sort().each { m[it] = 1 }": ('["z", "y"]', "[y:1, z:1]"),
    "readJSON(file: 'f', returnPojo: true).each { k, v -> m[k] = v }": ('{"a": null, "b": [1]}', "[a:null, b:[1]]"),
    "readJSON(file: 'f').findAll { k, v -> v.x }.each { k, v -> m[k] = v.x as String }": (
        '{"a": {"x": 5}, "b": {"x": 0}, "c": {}}',
        "[a:5]",
    ),
    "['f', 'g'].each { if (fileExists(it)) { m[it] = 'there' } }": ("", "[f:there]"),
}


@pytest.mark.parametrize("code", READ)
def test_what_steps_give(tmp_path: Path, code: str) -> None:
    text, printed = READ[code]
    body = f"def m = [:]\n{code}\nsh \"echo '${{m}}'\""
    job = converted(tmp_path, scripted(body), files={"f": text})
    assert not job.entries("gap"), job.reasons("gap")
    run = job.run({"f": text})
    assert run.succeeded, run.output
    assert f"\n{printed}\n" in run.output
    assert "unchanged" in job.specs or "exists_still" in job.specs


def test_a_file_that_came_later_stops_the_build(tmp_path: Path) -> None:
    code = "def m = [:]\n['f', 'g'].each { if (fileExists(it)) { m[it] = { echo 'go' } } }\nparallel m"
    run = converted(tmp_path, scripted(code), files={"f": ""}).run({"f": "", "g": ""})
    assert not run.succeeded
    assert "Whether g is there has changed since the pipeline was converted: convert again" in run.output


# What Jenkins may have otherwise: each stays a gap, and the build stops there.
UNCLEAR = {
    '{"a": null}': "m[k] = { if (v) { echo 'x' } }",
    '{"a": "[x]"}': "m[k] = { sh v }",
    '{"a": 1.5}': 'm[k] = { sh "x ${v}" }',
    '{"a": {"b": 1}}': "m[k] = { sh v.toString() }",
    '{"a": {"c": 1}}': "m[k] = { sh v as String }",
    '{"a": {"d": 1}}': "v.x = 1; m[k] = { sh 'x' }",
    '{"a": {"e": 1}, "b": {"e": 1}}': "m[k] = { if (v == [e: 1]) { sh 'x' } }",
}


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_exact_is_a_gap(tmp_path: Path, text: str) -> None:
    body = f"def m = [:]\nreadJSON(file: 'f').each {{ k, v -> {UNCLEAR[text]} }}\nparallel m"
    job = converted(tmp_path, scripted(body), files={"f": text})
    assert job.entries("gap")
    assert not job.run({"f": text}).succeeded


# ---- secrets ---------------------------------------------------------------------------------------------------------

TOKEN = "ghp_" + "a1B2" * 9


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (BRANCHES, json.dumps({"a": {"cmd": f"curl {TOKEN}"}})),
        (BRANCHES.replace("svc.cmd", '"go ${svc.password}"'), '{"a": {"password": "hunter2hunter2"}}'),
        (BRANCHES.replace("svc.cmd", '"go ${svc.passwords[0]}"'), '{"a": {"passwords": ["hunter2hunter2"]}}'),
        (
            "def m = [:]\nreadFile('services.json').split('=').each { one -> m[one] = { sh one } }\nparallel m",
            "password=hunter2hunter2",
        ),
    ],
)
def test_no_secret_of_a_file_is_in_the_output(tmp_path: Path, body: str, text: str) -> None:
    job = converted(tmp_path, scripted(body), files={"services.json": text})
    assert job.entries("gap")
    written = "".join(path.read_text("utf-8") for path in job.folder.rglob("*") if path.is_file())
    assert TOKEN not in written
    assert "hunter2" not in written
