"""XStream's conventions: how class and field names are escaped, what collections look like, where references point.

https://x-stream.github.io/faq.html#XML_escaped_names, https://x-stream.github.io/graphs.html (relative XPath is what
Jenkins uses).
"""

from __future__ import annotations

import re

from migrate.readers.xml_document import Element

# Attributes of XStream and Jenkins themselves: they say what an element is, and hold nothing of the user's.
METADATA = frozenset({"class", "plugin", "reference", "resolves-to", "serialization", "defined-in"})
RUBY_METADATA = METADATA | {"ruby-class", "pluginid"}
SCALARS = frozenset({"string", "int", "long", "boolean", "float", "double", "char", "short", "byte", "null"})
ENTRY = "entry"

_COLLECTION = re.compile(
    r"(?:(?:linked-|empty-|singleton-|immutable-|unmodifiable-)?list|vector|(?:[\w.$-]+)-array"
    r"|(?:linked-hash-|tree-|sorted-|empty-|singleton-|immutable-)?set"
    r"|(?:linked-hash-|tree-|sorted-|empty-|singleton-|concurrent-hash-)?map|hashtable"
    r"|java\.util\.[\w.$]+|com\.google\.common\.collect\.[\w.$]+"
    r"|hudson\.util\.(?:CopyOnWrite|Describable|Persisted)[\w.$]*|hudson\.model\.Saveable[\w$]*List)\Z"
)
# The field of a wrapping collection in which the wrapped one stands.
_WRAPPED = (
    (re.compile(r"java\.util\.Arrays\$ArrayList"), ("a",)),
    (re.compile(r"java\.util\.Collections\$(?:Unmodifiable|Synchronized|Checked)\w+"), ("c", "m")),
    (re.compile(r"java\.util\.Collections\$Singleton\w+"), ("element",)),
    (re.compile(r"com\.google\.common\.collect\..*"), ("elements", "array", "delegate")),
)
_REPEATED = re.compile(r"(?P<tag>[^\[]+)\[(?P<index>\d{1,6})\]\Z")


def decode(name: str) -> str:
    """An element name as the Java name that XStream escaped: `__` is `_`, `_-` is `$`."""
    return name.replace("__", "\0").replace("_-", "$").replace("\0", "_") if "_" in name else name


def simple_class(name: str) -> str:
    """`a.Outer$Inner` without what stands before its last part."""
    return name.rpartition(".")[2].rpartition("$")[2]


def class_of(element: Element) -> str:
    """The class that an element says it is, by `class` or by its own name; Ruby plugins hide it one level down."""
    if element.tag == "ruby-proxy-object":
        return ruby_object(element).attributes.get("ruby-class", element.tag)
    return element.attributes.get("class") or decode(element.tag)


def ruby_object(element: Element) -> Element:
    """The object of a Ruby plugin (rvm, rbenv) inside its proxy; the proxy itself where there is none."""
    wrapper = element.child("ruby-object")
    found = wrapper.child("object") if wrapper is not None else None
    return found if found is not None else element


def is_collection_class(name: str) -> bool:
    return bool(_COLLECTION.match(name))


def names_class(tag: str) -> bool:
    """Whether an element name is a class rather than a field: it has a package, or begins as a class of none does."""
    return "." in tag or (tag[:1].isupper() and not tag.isupper() and any(map(str.islower, tag)) and "_" not in tag)


def wrapped(element: Element) -> Element | None:
    """The collection that a wrapping one (`Arrays$ArrayList`, `Unmodifiable…`) holds; None where it wraps none."""
    name = element.attributes.get("class", "")
    if not name.startswith(("java.util.", "com.google.")):
        return None
    for pattern, fields in _WRAPPED:
        if pattern.match(name):
            return next((one for one in element.children if one.tag in fields), None)
    return None


def serialized_by_java(element: Element) -> bool:
    """A collection in Java's own serialization: `List.of(…)` is `<java.util.CollSer><default/><int>2</int><string/>…`.

    Its `default` and first `int` are bookkeeping, the rest are the items.
    """
    return element.attributes.get("serialization") == "custom"


def holds_items(element: Element) -> bool:
    """Whether the children are the items of a collection rather than the fields of an object."""
    if is_collection_class(element.attributes.get("class", "")):
        return True
    for child in element.children:
        tag = child.tag
        if not (tag in SCALARS or tag == ENTRY or names_class(decode(tag))):
            return False
    return True


def resolve(element: Element) -> Element | None:
    """The element that a `reference` means; None where it leads nowhere, to itself, or round in circles."""
    seen: set[int] = set()
    here = element
    while (reference := here.attributes.get("reference")) is not None:
        if id(here) in seen:
            return None
        seen.add(id(here))
        target = _follow(here, reference)
        if target is None:
            return None
        here = target
    return here


def encloses(outer: Element, inner: Element) -> bool:
    here: Element | None = inner
    while here is not None:
        if here is outer:
            return True
        here = here.parent
    return False


def _follow(element: Element, reference: str) -> Element | None:
    here: Element | None = element
    steps = reference.split("/")
    if reference.startswith("/"):
        while here is not None and here.parent is not None:
            here = here.parent
        steps = steps[2:]
    for step in steps:
        if here is None:
            return None
        here = here.parent if step == ".." else here if step in (".", "") else _child(here, step)
    return here


def _child(element: Element, step: str) -> Element | None:
    match = _REPEATED.match(step)
    tag, index = (match["tag"], int(match["index"])) if match else (step, 1)
    same = [one for one in element.children if one.tag == tag]
    return same[index - 1] if 1 <= index <= len(same) else None
