"""Ant patterns as regular expressions for GNU find, exactly: `*` stays within a folder, `**` crosses folders.

https://ant.apache.org/manual/dirtasks.html#patterns and #defaultexcludes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrate.assemble.shell import single_quoted

_FOLDERS = r"CVS|SCCS|\.svn|\.git|\.hg|\.bzr"
_FILES = (
    r"\.cvsignore|vssver\.scc|\.DS_Store|\.git(attributes|ignore|modules)|\.hg(ignore|sub|substate|tags)|\.bzrignore"
)
_TEMPORARY = r"[^/]*~|#[^/]*#|\.#[^/]*|%[^/]*%|\._[^/]*"

# Ant's default excludes as one expression for `./path`.
DEFAULT_EXCLUDES = rf"\./(.*/)?({_TEMPORARY}|{_FILES}|({_FOLDERS})(/.*)?)"


def find_regex(pattern: str) -> str:
    """The POSIX extended regular expression that matches `./path` where Ant's `pattern` matches `path`."""
    normal = pattern.replace("\\", "/").removeprefix("./").lstrip("/")
    normal += "**" if normal.endswith("/") else ""
    return r"\./" + "".join(_pieces(normal.split("/")))


def _pieces(segments: list[str]) -> Iterator[str]:
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        if segment != "**":
            yield _segment(segment) + ("/" if index < last and segments[index + 1 :] != ["**"] else "")
        elif index == last:
            yield "(/.*)?" if index else ".*"
        else:
            yield "(.*/)?"


def _segment(segment: str) -> str:
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(char) or _escaped(char) for char in segment)


def _escaped(char: str) -> str:
    return "\\" + char if re.match(r"[.\[\]{}()+^$|\\]", char) else char


def find_arguments(includes: Iterable[str], excludes: Iterable[str] = (), *, case_sensitive: bool = True) -> str:
    """Arguments for `find . -regextype posix-extended`: the files and links that one include and no exclude matches."""
    test = "-regex" if case_sensitive else "-iregex"
    wanted = " -o ".join(f"{test} {single_quoted(find_regex(one))}" for one in includes)
    unwanted = "".join(f" ! {test} {single_quoted(find_regex(one))}" for one in excludes)
    return f"\\( {wanted} \\){unwanted}"


def codebuild_pattern(pattern: str) -> str:
    """The pattern as a buildspec writes it: a folder and everything below is `folder/**/*`."""
    normal = pattern.replace("\\", "/").removeprefix("./")
    if normal.endswith("/"):
        return normal + "**/*"
    return normal + "/*" if normal.endswith("**") else normal


# What `find_regex` does, for patterns that only the run knows. Nothing between commas matches nothing.
ANT_REGEX = r"""ant_regex() {  # patterns [default]: a regular expression of GNU find for Ant patterns between commas
  LC_ALL=C J2CP_PATTERNS=${1:-$2} awk '
    function segment(text,  one, at, regex) {
      for (at = 1; at <= length(text); at++) {
        one = substr(text, at, 1)
        if (one == "*") regex = regex "[^/]*"
        else if (one == "?") regex = regex "[^/]"
        else regex = regex (index(".[]{}()+^$|\\", one) ? "\\" : "") one
      }
      return regex
    }
    function rest(parts, at, count) { return at == count - 1 && parts[count] == "**" }
    function path(text,  count, parts, at, regex) {
      gsub(/\\/, "/", text)
      sub(/^\.\//, "", text)
      sub(/^\/+/, "", text)
      if (text ~ /\/$/) text = text "**"
      count = split(text, parts, "/")
      for (at = 1; at <= count; at++)
        if (parts[at] != "**") regex = regex segment(parts[at]) (at == count || rest(parts, at, count) ? "" : "/")
        else if (at == count) regex = regex (at == 1 ? ".*" : "(/.*)?")
        else regex = regex "(.*/)?"
      return "(\\./" regex ")"
    }
    BEGIN {
      count = split(ENVIRON["J2CP_PATTERNS"], patterns, ",")
      for (at = 1; at <= count; at++) {
        gsub(/^[ \t\r\n]+|[ \t\r\n]+$/, "", patterns[at])
        if (patterns[at] != "") all = all (all == "" ? "" : "|") path(patterns[at])
      }
      printf "%s", all
    }'
}"""
