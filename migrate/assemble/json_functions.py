"""Shell functions that look things up in JSON, and make JSON of what else the utility steps of pipelines read.

CodeBuild's standard images have python3, with PyYAML: https://github.com/aws/aws-codebuild-docker-images
"""

from __future__ import annotations

_JSON = r"""json() {  # form text [key ...]: what stands under the keys of a JSON text
  python3 - "$@" <<'END'
import json, sys

def encoded(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

def text(value):
    if isinstance(value, (dict, list)) or (isinstance(value, float) and not 0.001 <= abs(value) < 10**7):
        raise ValueError("it is no plain value")
    return value if isinstance(value, str) else encoded(value)

def shown(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    if isinstance(value, dict):
        return "[" + (", ".join(f"{key}:{shown(value[key])}" for key in value) or ":") + "]"
    return text(value)

def number(value):
    if isinstance(value, str) and len(value) == 1:
        return str(ord(value))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else encoded(value)

def string(value):
    if not isinstance(value, str):
        raise ValueError("it is no text")
    return value

def plain(value):
    return "" if value is None else string(value)

def addend(value):
    if isinstance(value, bool):
        raise ValueError("nothing is added to true or false")
    return text(value)

def size(value):
    return str(len(value.encode("utf-16-le")) // 2 if isinstance(value, str) else len(value))

def items(value):
    if missing:
        return ""
    if not isinstance(value, list):
        raise ValueError("it is no list")
    return "".join(encoded(one) + "\x1e" for one in value)

def texts(value):
    if not isinstance(value, list) or any("\x1e" in text(one) for one in value):
        raise ValueError("it is no list of plain values")
    return "".join(text(one) + "\x1e" for one in value)

def strings(value):
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("it is no list of texts")
    return texts(value)

def member(value, key):
    return value[int(key)] if isinstance(value, list) else value.get(key)

forms = {"at": encoded, "text": text, "string": string, "plain": plain, "size": size, "items": items, "texts": texts}
forms |= {"shown": shown, "strings": strings}
forms["addend"] = addend
forms["number"] = number
forms["nullable"] = lambda value: encoded(value if value is None else string(value))
forms["worded"] = lambda value: encoded(value if value is None else text(value))
forms["truth"] = lambda value: "true" if value else ""
forms["has"] = lambda value: "" if missing else "true"
forms["keys"] = lambda value: texts(list(value))
missing = False  # whether nothing at all stands there, which is no item for a loop
try:
    value = json.loads(sys.argv[2])
    for key in sys.argv[3:]:
        missing = isinstance(value, dict) and key not in value
        value = member(value, key)
    sys.stdout.buffer.write(forms[sys.argv[1]](value).encode())
except (ValueError, TypeError, AttributeError, IndexError) as error:
    sys.exit(f"{'.'.join(sys.argv[3:]) or 'JSON'}: {error}")
END
}"""

_EACH = r"""json_each() {  # list [key ...]: the JSON list of what stands under the keys of each item, which is JSON
  python3 - "$@" <<'END'
import json, sys

def under(value):
    for key in sys.argv[2:]:
        value = value[int(key)] if isinstance(value, list) else value.get(key)
    return value

try:
    found = [under(json.loads(one)) for one in sys.argv[1].split("\x1e")[:-1]]
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
except (ValueError, TypeError, AttributeError, IndexError) as error:
    sys.exit(f"{'.'.join(sys.argv[2:]) or 'JSON'}: {error}")
END
}"""

_SLURPED = r"""json_slurped() {  # text: the same, if JsonSlurper, which keeps digits, prints its numbers as doubles are
  python3 - "$1" <<'END'
import json, sys

def as_double(digits):
    if repr(float(digits)) != digits:
        raise ValueError(f"JsonSlurper prints the number {digits} in another way than a build")

try:
    json.loads(sys.argv[1], parse_float=as_double)
    sys.stdout.buffer.write(sys.argv[1].encode())
except ValueError as error:
    sys.exit(f"JSON: {error}")
END
}"""

_ENTRY = """json_entry() {  # text [key ...]: what stands there, as JSON
  json at "$@"
}"""

_GIVEN = """json_given() {  # text [key ...]: the text that stands there, or null
  json nullable "$@"
}"""

_CAST = """json_cast() {  # text [key ...]: the text of what stands there, or null
  json worded "$@"
}"""

_SAFE = """json_safe() {  # text key: what stands there, as JSON; null in what is null
  if [ "$1" = null ]; then printf null; else json at "$@"; fi
}"""

_MAP_PUT = r"""map_put() {  # map [key value ...]: the map with these entries, as JSON
  python3 - "$@" <<'END'
import json, sys

found = json.loads(sys.argv[1])
found.update(zip(sys.argv[2::2], sys.argv[3::2]))
sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
END
}"""

_WRITTEN = r"""json_written() {  # form indent value: JSON as Groovy writes it, pretty where there is an indent
  python3 - "$@" <<'END'
import json, sys

class Number(str):
    pass

def quoted(value):
    return json.dumps(value).replace("\x7f", "\\u007f")

def block(signs, parts, indent):
    line, end = ("", "") if indent is None else ("\n" + " " * (indent + 4), "\n" + " " * indent)
    return signs[0] + line + ("," + line).join(parts) + end + signs[1]

def written(value, indent):
    inner, between = (None, ":") if indent is None else (indent + 4, ": ")
    if isinstance(value, dict):
        return block("{}", [quoted(key) + between + written(value[key], inner) for key in value], indent)
    if isinstance(value, list):
        return block("[]", [written(one, inner) for one in value], indent)
    return value if isinstance(value, Number) else quoted(value)

def read(value):
    return json.loads(value, parse_int=Number, parse_float=Number)

forms = {"text": str, "list": lambda value: value.split("\x1e")[:-1], "json": read}
try:
    value = forms[sys.argv[1]](sys.argv[3])
    print(written(value, int(sys.argv[2]) if sys.argv[2] else None), end="")
except ValueError as error:
    sys.exit(f"JSON: {error}")
END
}"""

_PUT = r"""json_put() {  # text key value: a JSON object with an entry, which is JSON
  python3 - "$@" <<'END'
import json, sys

try:
    found = json.loads(sys.argv[1])
    if not isinstance(found, dict):
        raise ValueError("it is no object")
    found[sys.argv[2]] = json.loads(sys.argv[3])
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
except ValueError as error:
    sys.exit(f"JSON: {error}")
END
}"""

# Before 2025 net.sf.json takes some texts for other values, and numbers of many digits have other forms in Java.
_SAVED = r"""json_saved() {  # text indent: JSON as net.sf.json writes it, pretty where there is an indent
  python3 - "$@" <<'END'
import json, re, sys

class Number(str):
    pass

SIGNS = {"\\": "\\\\", '"': '\\"', "</": "<\\/", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}

def quoted(text):
    return '"' + re.sub(r'</|["\\\x00-\x1f]', lambda one: SIGNS.get(one[0]) or f"\\u{ord(one[0]):04x}", text) + '"'

def refuse(value):
    raise ValueError(f"Jenkins may write {value} as another value")

def integer(text):
    return Number(int(text)) if -(2**63) <= int(text) < 2**63 else refuse(text)

def decimal(text):
    digits = re.sub(r"^[-0.]*|[.]", "", text)
    if not digits.isdigit() or len(digits) > 6 or not 0.001 <= abs(float(text)) < 10**7:
        refuse(text)
    return Number(repr(float(text)).removesuffix(".0"))

def entries(pairs):
    found = dict(pairs)
    if len(found) < len(pairs) or {"class", "declaringClass", "metaClass"} & found.keys():
        refuse(json.dumps(found))
    return found

def plain(value):
    if isinstance(value, Number) or not isinstance(value, str):
        return value if isinstance(value, str) else json.dumps(value)
    if value == "null" or value.startswith("function") or value[:1] + value[1:][-1:] in ("[]", "{}", "''", '""'):
        refuse(value)
    return quoted(value)

def block(signs, parts, step, indent):
    if len(parts) < 2:
        return signs[0] + "".join(written(step, indent) for written in parts) + signs[1]
    inner = indent + step
    lines = ",\n".join(" " * inner + written(step, inner) for written in parts)
    return " " * indent + signs[0] + "\n" + lines + "\n" + " " * indent + signs[1]

def pretty(value, step, indent):
    if isinstance(value, dict):
        parts = [lambda *at, key=key: quoted(key) + ": " + pretty(value[key], *at) for key in value]
        return block("{}", parts, step, indent)
    if isinstance(value, list):
        return block("[]", [lambda *at, one=one: pretty(one, *at) for one in value], step, indent)
    return plain(value)

def compact(value):
    if isinstance(value, dict):
        return "{" + ",".join(quoted(key) + ":" + compact(value[key]) for key in value) + "}"
    return "[" + ",".join(map(compact, value)) + "]" if isinstance(value, list) else plain(value)

try:
    hooks = {"parse_int": integer, "parse_float": decimal, "parse_constant": refuse, "object_pairs_hook": entries}
    value, step = json.loads(sys.argv[1], **hooks), int(sys.argv[2])
    if not isinstance(value, (dict, list)):
        raise ValueError("it is no object and no list")
    sys.stdout.buffer.write((pretty(value, step, 0) if step > 0 else compact(value)).encode())
except ValueError as error:
    sys.exit(f"JSON: {error}")
END
}"""

_FILES = r"""files_json() {  # the NUL-separated files of standard input, as findFiles has them
  python3 -c '
import json, os, sys

def described(path):
    if os.path.isdir(path):
        sys.exit(f"{path}: a link to a folder")
    known = os.stat(path)
    times = {"length": known.st_size, "lastModified": known.st_mtime_ns // 10**6}
    return {"name": os.path.basename(path), "path": path, "directory": False, **times}

paths = sorted(one.removeprefix("./") for one in sys.stdin.buffer.read().decode().split("\0")[:-1])
sys.stdout.buffer.write(json.dumps([*map(described, paths)], ensure_ascii=False, separators=(",", ":")).encode())'
}"""

_ENCODED = r"""url_encoded() {  # text: as a part of a URL
  python3 - "$1" <<'END'
import sys
from urllib.parse import quote_plus

print(quote_plus(sys.argv[1], safe="*").replace("~", "%7E"), end="")
END
}"""

_YAML = r"""yaml_json() {  # text: YAML as JSON
  python3 - "$1" <<'END'
import json, sys
import yaml

try:
    print(json.dumps(yaml.safe_load(sys.argv[1]), ensure_ascii=False), end="")
except (TypeError, yaml.YAMLError) as error:
    sys.exit(f"YAML: {error}")
END
}"""

_PROPERTIES = r"""properties_json() {  # text [defaults [interpolate]]: what java.util.Properties reads, as JSON
  python3 - "$@" <<'END'
import json, re, sys

ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}

def one(found):
    return chr(int(found[1], 16)) if found[1] else ESCAPES.get(found[2], found[2])

def plain(text):
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", one, text, flags=re.S)

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

line = re.compile(r"((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.S)
found = (line.match(text).groups() for text in logical(sys.argv[1]))
known = json.loads(sys.argv[2]) if sys.argv[2:] else {}
known.update((plain(key), plain(value)) for key, value in found)

def filled(value, around):
    if re.search(r"\$\$\{|\$\{[^}]*[:{$]", value):
        sys.exit(f"{value}: only plain names are put into properties here")
    return re.sub(r"\$\{([^}]+)\}", lambda one: named(one[1], around) if one[1] in known else one[0], value)

def named(name, around):
    return sys.exit(f"{name} stands in itself") if name in around else filled(known[name], {*around, name})

if sys.argv[3:]:
    known = {name: named(name, ()) for name in known}
sys.stdout.buffer.write(json.dumps(known, ensure_ascii=False).encode())
END
}"""

_POM = r"""pom_json() {  # text: the elements of a pom.xml as JSON
  python3 - "$1" <<'END'
import json, sys
from xml.etree import ElementTree

def elements(element):
    return {one.tag.rpartition("}")[2]: elements(one) if len(one) else (one.text or "").strip() for one in element}

try:
    print(json.dumps(elements(ElementTree.fromstring(sys.argv[1])), ensure_ascii=False), end="")
except ElementTree.ParseError as error:
    sys.exit(f"XML: {error}")
END
}"""

JSON_FUNCTIONS = {
    "json": _JSON,
    "json_each": _EACH,
    "json_slurped": _SLURPED,
    "json_entry": _ENTRY,
    "json_given": _GIVEN,
    "json_cast": _CAST,
    "json_safe": _SAFE,
    "map_put": _MAP_PUT,
    "json_put": _PUT,
    "json_saved": _SAVED,
    "json_written": _WRITTEN,
    "files_json": _FILES,
    "url_encoded": _ENCODED,
    "yaml_json": _YAML,
    "properties_json": _PROPERTIES,
    "pom_json": _POM,
}
