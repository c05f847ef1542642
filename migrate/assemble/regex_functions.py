"""The shell function that does what Java does with a regular expression, which the reader has put in Python's words.

It knows no more than the reader's own folding: where Java may read a text in another way, it fails.
"""

from __future__ import annotations

_REGEX = r"""regex() {  # form pattern ascii|any [argument] [text]: what Java finds in the text, or in null where none
  python3 - "$@" <<'END'
import json, os, re, sys

def matches_of(count=None):
    start = 0
    while count != 0 and start <= len(text) and (found := pattern.search(text, start)):
        yield found
        start, count = found.end() + (found.end() == found.start()), count and count - 1

def groups(found):
    return [found[0], *found.groups()] if pattern.groups else found[0]

def truth(found):
    return "true" if found else "false"

def encoded(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

def listed(texts):
    if any("\x1e" in one for one in texts):
        raise ValueError("a text with the mark of lists in it")
    return "".join(one + "\x1e" for one in texts)

def filled(part, found):
    escaped, number, name, broken, plain = part.groups()
    if broken or (number and part.string[part.end():part.end() + 1].isdigit()):
        raise ValueError("such a replacement")
    return (found[int(number) if number else name] or "") if number or name else escaped or plain

def replaced(count=None):
    parts = list(re.finditer(r"\\(.)|\$(\d)|\$\{([A-Za-z][A-Za-z0-9]*)\}|([\\$])|([^\\$]+)", argument[0], re.S))
    made, start = "", 0
    for found in matches_of(count):
        made += text[start:found.start()] + "".join(filled(part, found) for part in parts)
        start = found.end()
    return made + text[start:]

def split():
    limit, made, start = int(argument[0]), [], 0
    for found in matches_of():
        if 0 < limit <= len(made) + 1:
            break
        if found.end() > 0:
            made.append(text[start:found.start()])
            start = found.end()
    made.append(text[start:])
    while limit == 0 and len(made) > 1 and not made[-1]:
        made.pop()
    return listed([] if limit == 0 and start and made == [""] else made)

forms = {
    "finds": lambda: truth(pattern.search(text)),
    "matches": lambda: truth(not is_null and pattern.fullmatch(text)),
    "fits": lambda: truth(pattern.fullmatch(text)),
    "all": lambda: encoded([groups(one) for one in matches_of()]),
    "whole": lambda: encoded([groups(one) for one in [pattern.fullmatch(text)] if one]),
    "find": lambda: encoded(next((one[0] for one in matches_of()), None)),
    "texts": lambda: listed([one[0] for one in matches_of()]),
    "replaceAll": replaced,
    "replaceFirst": lambda: replaced(1),
    "split": split,
}
try:
    form, pattern, signs, *argument = (os.fsencode(one).decode() for one in sys.argv[1:])
    is_null = len(argument) <= (form in ("replaceAll", "replaceFirst", "split"))
    text = "null" if is_null else argument.pop()
    if is_null and form not in ("finds", "matches", "fits", "all", "whole"):
        raise ValueError("null has no such method")
    beyond = "\uffff" if signs == "any" else "\x7f"
    if max(text, default="") > beyond or set(text) & set("\r\x85\u2028\u2029"):
        raise ValueError("Java may read such a text in another way")
    pattern = re.compile(pattern, re.ASCII)
    sys.stdout.buffer.write(forms[form]().encode())
except (ValueError, IndexError, re.error) as error:
    sys.exit(f"Not converted: a regular expression: {error}")
END
}"""

REGEX_FUNCTIONS = {"regex": _REGEX}
