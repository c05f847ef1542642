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

def string(value):
    if not isinstance(value, str):
        raise ValueError("it is no text")
    return value

def plain(value):
    return "" if value is None else string(value)

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

def member(value, key):
    return value[int(key)] if isinstance(value, list) else value.get(key)

forms = {"at": encoded, "text": text, "string": string, "plain": plain, "size": size, "items": items, "texts": texts}
forms["shown"] = shown
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

_ENTRY = """json_entry() {  # text [key ...]: what stands there, as JSON
  json at "$@"
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

_PROPERTIES = r"""properties_json() {  # text: what java.util.Properties reads, as JSON
  python3 - "$1" <<'END'
import json, re, sys

ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}

def one(found):
    return chr(int(found[1], 16)) if found[1] else ESCAPES.get(found[2], found[2])

def plain(text):
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", one, text, flags=re.S)

text = re.sub(r"(?<!\\)((?:\\\\)*)\\(?:\r\n|\n|\r)[ \t\f]*", r"\1", sys.argv[1])
line = re.compile(r"((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.S)
lines = (line.lstrip(" \t\f") for line in re.split(r"[\r\n]+", text))
found = (line.match(text).groups() for text in lines if text and text[0] not in "#!")
print(json.dumps({plain(key): plain(value) for key, value in found}, ensure_ascii=False), end="")
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
    "json_entry": _ENTRY,
    "json_safe": _SAFE,
    "map_put": _MAP_PUT,
    "json_written": _WRITTEN,
    "url_encoded": _ENCODED,
    "yaml_json": _YAML,
    "properties_json": _PROPERTIES,
    "pom_json": _POM,
}
