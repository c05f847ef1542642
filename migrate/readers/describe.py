"""XStream's XML as describables: names decoded, collections unwrapped, references resolved, each leaf recorded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from migrate.model.location import Location
from migrate.model.source import Describable, Dismissal, Items, Leaf, Literal, Setting, Slot, Value
from migrate.readers.secrets import redact_setting

# Attributes of XStream itself: they say what an element is, and hold nothing of the user's.
_META = frozenset({"class", "plugin", "reference", "resolves-to", "serialization", "defined-in", "id"})
_COLLECTION = re.compile(
    r"(java\.util\.|com\.google\.common\.collect\.|hudson\.util\.(CopyOnWrite|Describable|Persisted)|jenkins\.util\.|"
    r"(linked-list|vector|list|set|tree-set|empty-list|empty-set|string-array|singleton-list|immutable-list|sorted-set)$)"
)
_SCALARS = frozenset(
    {"string", "int", "long", "boolean", "float", "double", "char", "big-int", "file", "null", "short"}
)
_WRAPPER_TAGS = frozenset({"a", "c", "list", "default", "delegate", "values"})


def decode(name: str) -> str:
    """An element name as the Java name that XStream escaped: `__` is `_`, `_-` is `$`."""
    return name.replace("__", "\0").replace("_-", "$").replace("\0", "_") if "_" in name else name


def class_of(element: etree._Element) -> str:
    """The class that an element says it is, by `class` or by its own name."""
    return element.get("class") or decode(str(element.tag))


class Describer:
    """Reads the elements of one file; remembers its leaves, and where secrets stood."""

    def __init__(self, file: str, root: etree._Element) -> None:
        self._file = file
        self._root = root
        self.leaves: list[Leaf] = []
        self.dismissals: list[Dismissal] = []
        self.secrets: list[Location] = []
        self._silent = 0

    # ---- public --------------------------------------------------------------------------------------------------

    def describable(self, element: etree._Element, slot: Slot, path: str, name: str = "") -> Describable:
        """A builder, publisher, … with a leaf of its own."""
        location = self.location(element, path)
        leaf = self._leaf(location, "")
        target = self._resolved(element)
        if target is not element:
            self._silent += 1
        settings = self._settings(target, path)
        if target is not element:
            self._silent -= 1
        return Describable(name or class_of(element), slot, settings, location, leaf[0] if leaf else location)

    def setting(self, element: etree._Element, path: str, name: str = "") -> Setting:
        """One field. Its leaves are those of its scalars; nested describables keep their own."""
        name = name or decode(str(element.tag))
        value, leaves = self._value(element, path, name)
        return Setting(name, value, self.location(element, path), (*leaves, *self._attributes(element, path)))

    def dismiss(self, element: etree._Element, path: str, because: str, *, gap: bool = False) -> None:
        """Account for every leaf below an element here and now."""
        for location in self._all_leaves(element, path, decode(str(element.tag))):
            self.dismissals.append(Dismissal(location, because, gap, blocking=gap))

    def children(self, element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        """The child elements with their paths; from the second of a name on, with `[n]`."""
        seen: Counter[str] = Counter()
        for child in element.iterchildren(tag=etree.Element):
            tag = decode(str(child.tag))
            seen[tag] += 1
            count = f"[{seen[tag]}]" if seen[tag] > 1 else ""
            yield child, f"{path}/{tag}{count}" if path else f"{tag}{count}"

    def location(self, element: etree._Element, path: str) -> Location:
        return Location(self._file, _line(element), 0, path)

    # ---- values --------------------------------------------------------------------------------------------------

    def _settings(self, element: etree._Element, path: str) -> tuple[Setting, ...]:
        groups: dict[str, list[Setting]] = {}
        for child, child_path in self.children(element, path):
            one = self.setting(child, child_path)
            groups.setdefault(one.name, []).append(one)
        settings = [_merged(group) for group in groups.values()]
        own = self._attributes(element, path)
        if own:
            settings.append(Setting("@", Literal(""), self.location(element, path), own))
        text = (element.text or "").strip()
        if text and len(element):
            location = self.location(element, f"{path}/#text")
            settings.append(Setting("#text", Literal(text), location, self._leaf(location, text)))
        elif text:
            settings.append(Setting("", Literal(element.text or ""), self.location(element, path), ()))
        return tuple(settings)

    def _value(self, element: etree._Element, path: str, name: str) -> tuple[Value, tuple[Location, ...]]:
        target = self._resolved(element)
        if target is not element:
            self._silent += 1
            value, _ = self._value(target, path, name)
            self._silent -= 1
            return value, self._leaf(self.location(element, path), "")
        children = list(self.children(element, path))
        if not children:
            return self._scalar(element, path, name)
        if _is_collection(element, [child for child, _ in children]):
            return self._items(children, name)
        class_name = element.get("class", "")
        settings = self._settings(element, path)
        inner = Describable(
            class_name, Slot.VALUE, tuple(one for one in settings if one.name != "@"), self.location(element, path)
        )
        return inner, ()

    def _scalar(self, element: etree._Element, path: str, name: str) -> tuple[Value, tuple[Location, ...]]:
        """Text, or an empty element: of a class it is a describable without settings."""
        location = self.location(element, path)
        text = (element.text or "").replace("\r\n", "\n").replace("\r", "\n")
        class_name = element.get("class", "")
        if not text.strip() and _COLLECTION.match(class_name):
            return Items(()), self._leaf(location, "")
        if not text and "." in class_name:
            leaf = self._leaf(location, "")
            return Describable(class_name, Slot.VALUE, (), location, leaf[0] if leaf else None), ()
        shown, secret = redact_setting(name, text)
        if secret and not self._silent:
            self.secrets.append(location)
        return Literal(shown), self._leaf(location, shown)

    def _items(self, children: list[tuple[etree._Element, str]], name: str) -> tuple[Value, tuple[Location, ...]]:
        items: list[Value] = []
        leaves: list[Location] = []
        for child, path in children:
            value, own = self._item(child, path, name)
            items += value.items if isinstance(value, Items) and str(child.tag) in _WRAPPER_TAGS else (value,)
            leaves += own
        return Items(tuple(items)), tuple(leaves)

    def _item(self, child: etree._Element, path: str, name: str) -> tuple[Value, tuple[Location, ...]]:
        """An item of a list: a scalar, or a describable that is named by its element."""
        tag = decode(str(child.tag))
        if tag in _SCALARS or tag in _WRAPPER_TAGS:
            return self._value(child, path, name)
        location = self.location(child, path)
        settings = self._settings(self._resolved(child), path)
        leaf = () if settings else self._leaf(location, "")
        return Describable(class_of(child), Slot.VALUE, settings, location, leaf[0] if leaf else None), ()

    # ---- leaves --------------------------------------------------------------------------------------------------

    def _leaf(self, location: Location, text: str) -> tuple[Location, ...]:
        if self._silent:
            return ()
        self.leaves.append(Leaf(location, text))
        return (location,)

    def _attributes(self, element: etree._Element, path: str) -> tuple[Location, ...]:
        found: list[Location] = []
        for key, value in element.attrib.items():
            if str(key) not in _META:
                found += self._leaf(self.location(element, f"{path}/@{key!s}"), redact_setting(str(key), str(value))[0])
        return tuple(found)

    def _all_leaves(self, element: etree._Element, path: str, name: str) -> Iterator[Location]:
        yield from self._attributes(element, path)
        children = list(self.children(element, path))
        if not children:
            text, secret = redact_setting(name, element.text or "")
            location = self.location(element, path)
            if secret:
                self.secrets.append(location)
            yield from self._leaf(location, text)
        for child, child_path in children:
            yield from self._all_leaves(child, child_path, decode(str(child.tag)))

    def _resolved(self, element: etree._Element) -> etree._Element:
        """The element that an XStream `reference` points to; itself where it points nowhere."""
        reference = element.get("reference")
        if not reference:
            return element
        target: etree._Element | None = self._root if reference.startswith("/") else element
        parts = reference.split("/")[2:] if reference.startswith("/") else reference.split("/")
        for part in parts:
            target = None if target is None else (target.getparent() if part == ".." else _child(target, part))
        return element if target is None or target.get("reference") else target


def _line(element: etree._Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _child(element: etree._Element, step: str) -> etree._Element | None:
    tag, _, index = step.partition("[")
    same = [child for child in element.iterchildren(tag=etree.Element) if child.tag == tag]
    position = int(index.rstrip("]") or 1) - 1 if index else 0
    return same[position] if 0 <= position < len(same) else None


def _is_collection(element: etree._Element, children: list[etree._Element]) -> bool:
    """Whether the children are the items of a list rather than fields."""
    if _COLLECTION.match(element.get("class", "")):
        return True
    tags = [decode(str(child.tag)) for child in children]
    return all("." in tag or tag in _SCALARS or tag in ("a", "c") for tag in tags)


def _merged(group: list[Setting]) -> Setting:
    """Fields of one name as one setting: XStream's implicit collections repeat the element."""
    first = group[0]
    if len(group) == 1:
        return first
    items = tuple(item for one in group for item in (one.value.items if isinstance(one.value, Items) else (one.value,)))
    return Setting(first.name, Items(items), first.location, tuple(leaf for one in group for leaf in one.leaves))
