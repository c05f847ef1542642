"""Variables that a build reads from a properties file, as the plugin EnvInject does (`PropertiesLoader`,
`PropertiesVariablesRetriever`, `EnvInjectEnvVars.getMergedVariables`).

Which names they are, the run alone knows: a shell around recalls all that were read so far.
"""

from __future__ import annotations

from collections.abc import Callable

from migrate.assemble.workbench import Workbench
from migrate.model.contribution import ReadVariables
from migrate.model.location import Location
from migrate.model.source import Value

REMARK = (
    "the build reads the file with Python 3; a value that names a variable which the build lacks, or one of a "
    "credential, stops it, and a name that a shell can't have is left out"
)


def command(read: ReadVariables, origin: Location, word: Callable[[Value], str], bench: Workbench) -> str:
    """Read the file and the text, and remember what they set."""
    bench.functions["inject_variables"] = None
    bench.partial(origin, REMARK)
    return " ".join(("inject_variables", word(read.path), word(read.content), *sorted(bench.secret_names)))


INJECT_VARIABLES = r"""inject_variables() {  # file, text, names of secrets: remember what file and text set
  j2cp_read=$(mktemp) || return 1
  python3 - "$@" > "$j2cp_read" <<'END' || return 1
import os, re, shlex, sys

path, text, secret = sys.argv[1], sys.argv[2], set(sys.argv[3:])
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
BLANK = "".join(map(chr, range(33)))
LINE = re.compile(r"((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.S)
MACRO = re.compile(r"\$([A-Za-z0-9_]+|\{[A-Za-z0-9_.]+\}|\$)")

def escaped(text):
    text = re.sub(r'(?<!\\)\\(?![n:*?"<>\\/])(?!\n)', r"\\\\", text)
    return re.sub(r'(?m)^([^=]+=)\\\\(?![:*?"<>\\/])', lambda one: one[1] + "\\" * 4, text)

def logical(text):
    whole = None
    for line in (one.lstrip(" \t\f") for one in re.split(r"\r\n|\n|\r", text)):
        if whole is None and (not line or line[0] in "#!"):
            continue
        goes_on = re.search(r"(?<!\\)(?:\\\\)*\\\Z", line) is not None
        whole = (whole or "") + line[:len(line) - goes_on]
        if not goes_on:
            yield whole
            whole = None
    yield from [whole] if whole else []

def one(found):
    return chr(int(found[1], 16)) if found[1] else ESCAPES.get(found[2], found[2])

def plain(text):
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", one, text, flags=re.S)

def filled(value, known):
    def named(found):
        name = found[1].strip("{}")
        if name in secret:
            sys.exit("%s is a credential: no value is made of it here" % name)
        return "$" if name == "$" else known.get(name, found[0])
    return MACRO.sub(named, value)

def read(text):
    pairs = (map(plain, LINE.match(line).groups()) for line in logical(escaped(text)))
    return {filled(key, os.environ).strip(BLANK): filled(value, os.environ).strip(BLANK) for key, value in pairs}

found = {}
if path:
    path = path.replace("\\", "/")
    if not os.path.exists(path):
        sys.exit("The given properties file path '%s' doesn't exist." % path)
    with open(path, encoding="utf-8", newline="") as file:
        found = read(file.read())
for name, value in read(text).items():
    found[name] = filled(value, {name: found[name]}) if name in found else value
for name in found:
    found[name] = filled(found[name], os.environ)
open_before, still_open = -1, 0
while still_open != open_before:
    open_before, still_open = still_open, 0
    for name in found:
        found[name] = filled(found[name], {other: found[other] for other in found if other != name})
        still_open += "$" in found[name] and "\\$" not in found[name]
for name, value in found.items():
    if missing := MACRO.search(value):
        sys.exit("%s: %s is not defined here" % (name, missing[0]))
shown = [name for name in found if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name)]
for name in found.keys() - set(shown):
    print("%s can't be a variable of a shell" % name, file=sys.stderr)
for name in shown:
    print("remember %s %s" % (name, shlex.quote(found[name])))
known = os.environ.get("j2cp_injected", "").split()
print("remember j2cp_injected %s" % shlex.quote(" ".join(dict.fromkeys(known + shown))))
END
  . "$j2cp_read"
}"""
