"""Ant patterns as arguments of GNU find, as a buildspec writes them, and as the build itself reads them."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.assemble.shell import single_quoted
from migrate.model.ant_patterns import find_regex


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
