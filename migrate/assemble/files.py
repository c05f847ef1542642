"""Steps that handle files of the workspace: archives, stashes, reports. Patterns are Ant's, matched by GNU find."""

from __future__ import annotations

from migrate.assemble.functions import KEPT
from migrate.assemble.names import identifier
from migrate.assemble.patterns import codebuild_pattern, find_arguments
from migrate.assemble.shell import Expansion, in_double_quotes, single_quoted, subshell, word
from migrate.assemble.workbench import Workbench
from migrate.model.ant_patterns import find_regex
from migrate.model.contribution import ArchiveArtifacts, DeleteFiles, FindFiles, Patterns, Stash, TestReport
from migrate.model.delivery import BuildArtifact, ReportGroup
from migrate.model.location import Location
from migrate.model.source import Literal, Template

# True while nothing has failed, among the `post` conditions before this one neither.
SUCCESSFUL = '[ "$CODEBUILD_BUILD_SUCCEEDING" = 1 ] && [ "${j2cp_post_failed:-0}" -eq 0 ]'
EMPTY_FOLDER = f"find . -mindepth 1 -maxdepth 1 ! -name {KEPT} -exec rm -rf {{}} +"

# What `deleteDir` does in a folder beside emptying it. Before another step it makes no difference: that makes it anew.
REMOVE_FOLDER = '[ . -ef "$CODEBUILD_SRC_DIR" ] || rmdir "$PWD"'


def archive(archived: ArchiveArtifacts, expansion: Expansion, bench: Workbench) -> str:
    """Copy what matches into the archive folder of the build; nothing there is a failure, as Jenkins has it."""
    folder = f"{KEPT}/{archived.artifact}"
    bench.artifacts[archived.artifact] = BuildArtifact(archived.artifact, ("**/*",), folder)
    tests = tests_of(archived.files, archived.excludes, expansion, bench, case_sensitive=archived.case_sensitive)
    complaint = "" if archived.allow_empty else sentence("No artifacts found that match ", archived.files, expansion)
    target = f"{folder}/{in_double_quotes(archived.below)}" if archived.below else folder
    command = _keep(tests, target, bench, complaint, ordinary=archived.default_excludes)
    if not isinstance(archived.files, tuple):
        command = subshell(_NO_INCLUDES.format(text=word(archived.files, expansion)), command)
    return f"if {SUCCESSFUL}; then\n{command}\nfi" if archived.only_if_successful else command


# `ArtifactArchiver.perform`: without patterns it fails, whatever may be empty.
_NO_INCLUDES = '[ -n {text} ] || {{ echo "No artifacts are configured for archiving" >&2; exit 1; }}'


def tests_of(
    wanted: Patterns, unwanted: Patterns, expansion: Expansion, bench: Workbench, *, case_sensitive: bool = True
) -> str:
    """Arguments for `find`. Patterns that only the run knows become regular expressions there."""
    if isinstance(wanted, tuple) and isinstance(unwanted, tuple):
        return find_arguments(wanted, unwanted, case_sensitive=case_sensitive)
    bench.functions["ant_regex"] = None
    test = "-regex" if case_sensitive else "-iregex"
    include, exclude = _regex(wanted, expansion, " '**'"), _regex(unwanted, expansion)
    return f"{test} {include}" + (f" ! {test} {exclude}" if unwanted else "")


def _regex(patterns: Patterns, expansion: Expansion, default: str = "") -> str:
    if isinstance(patterns, tuple):
        return single_quoted("|".join(f"({find_regex(one)})" for one in patterns))
    return f'"$(ant_regex {word(patterns, expansion)}{default})"'


def sentence(before: str, patterns: Patterns, expansion: Expansion) -> str:
    """A sentence that ends in the patterns, as one word of the shell."""
    if isinstance(patterns, tuple):
        return single_quoted(before + ", ".join(patterns))
    parts = patterns.parts if isinstance(patterns, Template) else (patterns,)
    return word(Template((Literal(before), *parts)), expansion)


def stash(stashed: Stash, expansion: Expansion, bench: Workbench) -> str:
    """Copy what matches into a folder of its own, which becomes an output artifact of the action."""
    name = identifier(f"stash_{stashed.name}")
    bench.artifacts[name] = BuildArtifact(name, ("**/*",), f"{KEPT}/{name}")
    tests = tests_of(stashed.includes, stashed.excludes, expansion, bench)
    complaint = "" if stashed.allow_empty else single_quoted(f"No files to stash as {stashed.name}")
    return _keep(tests, f"{KEPT}/{name}", bench, complaint, ordinary=stashed.default_excludes)


def _keep(tests: str, folder: str, bench: Workbench, complaint: str, *, ordinary: bool = True) -> str:
    """Copy the matching files; complain and fail when there are none and `complaint`, a word of the shell, is given."""
    bench.functions |= dict.fromkeys(("matching", *(["ordinary"] if ordinary else []), "keep"))
    target = f'"$CODEBUILD_SRC_DIR/{folder}"'
    words = f"{target} {complaint}" if complaint else target
    return f"{'ordinary' if ordinary else 'matching'} {tests} | keep {words}"


def unstash(name: str, origin: Location, bench: Workbench) -> str:
    """Copy a stash over the workspace: a folder of this very build, or an artifact of an earlier action."""
    own = identifier(f"stash_{name}")
    if own in bench.artifacts:
        return f'cp -a "$CODEBUILD_SRC_DIR/{KEPT}/{own}/." .'
    artifact = bench.stashes.get(name)
    if artifact is None:
        bench.gap(origin, f"no earlier stage stashes {name}")
        return subshell(f"echo {single_quoted(f'No such stash: {name}')} >&2", bench.stop_all(), "exit 1")
    bench.inputs[artifact] = None
    bench.functions["unpack"] = None
    return f'unpack "$CODEBUILD_SRC_DIR_{artifact}"'


def found(wanted: FindFiles, expansion: Expansion, bench: Workbench) -> str:
    """Keep a list of what matches."""
    bench.functions["found_files"] = None
    tests = tests_of(wanted.files, wanted.excludes, expansion, bench)
    bench.keep(wanted.variable)
    return f"found_files {wanted.variable} {tests}"


def delete(files: DeleteFiles, bench: Workbench) -> str:
    if not files.patterns:
        bench.source_gone |= not bench.directory
        return EMPTY_FOLDER
    bench.functions["matching"] = None
    return f"matching {find_arguments(files.patterns)} | xargs -0 -r rm -f"


def report(report: TestReport, origin: Location, expansion: Expansion, bench: Workbench) -> str:
    """A report group of the build; a command only where a missing file fails the build in Jenkins, or where only the
    run knows which files there are: those are copied to a place of their own."""
    name = f"tests{len(bench.reports) + 1}"
    known = report.files if isinstance(report.files, tuple) and "\0" not in bench.directory else None
    files: tuple[str, ...] = ("**/*",)
    folder = f"{KEPT}/{name}"
    if known is not None:
        files, folder = tuple(codebuild_pattern(one) for one in known), "/".join(bench.directory)
    if len(bench.reports) == 5:
        bench.gap(origin, "a build has five report groups at most", blocking=False)
    else:
        bench.reports.append(ReportGroup(name, files, report.file_format, folder))
    complaint = "" if report.allow_empty else sentence("No test report files were found: ", report.files, expansion)
    if known is None:
        tests = tests_of(report.files, (), expansion, bench)
        return _keep(tests, folder, bench, complaint, ordinary=False)
    if not complaint:
        return ""
    bench.functions |= dict.fromkeys(("matching", "present"))
    return f"matching {find_arguments(known)} | present {complaint}"
