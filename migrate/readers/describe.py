"""XStream's XML as describables: names decoded, collections unwrapped, references resolved, each leaf recorded once.

A leaf is an element without children, an attribute of the user's, or stray text. It ends in exactly one of
`Setting.leaves`, `Describable.leaf` and a dismissal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from migrate.model.location import Location
from migrate.model.source import (
    Describable,
    Dismissal,
    Items,
    Leaf,
    Literal,
    Opaque,
    Setting,
    Slot,
    Value,
    leaves_of,
    nested,
)
from migrate.readers.secrets import names_secret, redact_setting
from migrate.readers.xml_document import Element
from migrate.readers.xstream import (
    ENTRY,
    METADATA,
    RUBY_METADATA,
    SCALARS,
    class_of,
    decode,
    encloses,
    holds_items,
    is_collection_class,
    names_class,
    resolve,
    ruby_object,
    serialized_by_java,
    wrapped,
)

# Texts that Jenkins itself normalizes before it runs them; others keep their line ends.
_SCRIPT = re.compile(r"(?:command|commands|script|scripts|source|dsl|groovy|code|content)\Z", re.I)
# What a `name` beside it tells about.
_TOLD = frozenset({"value", "defaultValue"})
_MOST_BORROWED = 10_000

Read = tuple[Value, tuple[Location, ...]]


class Describer:
    """Reads the elements of one file; remembers its leaves, what it dismissed, and where secrets stood.

    `called_from` are the places that use the file, for one that more than one place may use.
    """

    def __init__(self, file: str, called_from: tuple[str, ...] = ()) -> None:
        self._file = file
        self._called_from = called_from
        self.leaves: list[Leaf] = []
        self.dismissals: list[Dismissal] = []
        self.secrets: list[Location] = []
        self._borrowing = 0  # inside the target of a reference, whose leaves stand elsewhere
        self._borrowed = 0

    # ---- public --------------------------------------------------------------------------------------------------

    def describable(self, element: Element, slot: Slot, path: str, name: str = "") -> Describable:
        """A builder, publisher, … with a leaf of its own."""
        location = self.location(element, path)
        name = name or class_of(element)
        leaf = self.open(location, name)
        target = element
        if "reference" in element.attributes:
            found = self._target(element)
            if found is None:
                return Describable(name, slot, (self._lost(element, location),), location, leaf[0] if leaf else None)
            target = found
        with self._borrow(target is not element):
            settings = self.settings(target, path, name)
            if not target.children and target.text.strip():
                settings = (*settings, self._text_setting(target, f"{path}/#text", name))
        return Describable(name, slot, settings, location, leaf[0] if leaf else None)

    def setting(self, element: Element, path: str, name: str = "", owner: str = "", told: str = "") -> Setting | None:
        """One field. Its leaves are those of its scalars; nested describables keep their own. None: dismissed.

        `told` is what a sibling calls the value: a parameter's name may tell that its default is a secret.
        """
        name = name or decode(element.tag)
        read = (self._item if "." in name else self._value)(element, path, told or name, owner)
        return None if read is None else Setting(name, read[0], self.location(element, path), read[1])

    def settings(self, element: Element, path: str, owner: str) -> tuple[Setting, ...]:
        """The fields of an object; those of one name become one setting, as XStream's implicit collections do."""
        if element.tag == "ruby-proxy-object":
            return self._ruby_settings(element, path, owner)
        settings = list(self._attributes(element, path, owner))
        groups: dict[str, list[Setting]] = {}
        told = element.value("name").strip()
        secret = told if told and names_secret(told) else ""
        for child, child_path in self.children(element, path):
            one = self.setting(child, child_path, owner=owner, told=secret if child.tag in _TOLD else "")
            if one is not None:
                groups.setdefault(one.name, []).append(one)
        settings += [group[0] if len(group) == 1 else _merged(group) for group in groups.values()]
        self._stray_text(element, path)
        return tuple(settings)

    def dismiss(self, element: Element, path: str, because: str, *, gap: bool = False, blocking: bool = False) -> None:
        """Account for every leaf at and below an element here and now."""
        if self._borrowing:
            return
        for name, text in element.attributes.items():
            if name not in METADATA:
                self._dismissed(element, f"{path}/@{name}", name, text, because, gap, blocking)
        for child, child_path in self.children(element, path):
            self.dismiss(child, child_path, because, gap=gap, blocking=blocking)
        if not element.children:
            self._dismissed(element, path, decode(element.tag), element.text, because, gap, blocking)
        self._stray_text(element, path)

    def dismiss_setting(self, setting: Setting, because: str, *, gap: bool = False, blocking: bool = False) -> None:
        """Account for the leaves of a setting that turned out to matter to nobody."""
        inner = (leaf for one in nested(setting.value) for leaf in leaves_of(one))
        self.dismissals += [Dismissal(leaf, because, gap, blocking) for leaf in (*setting.leaves, *inner)]

    def rest(self, element: Element, path: str) -> list[Setting]:
        """What an element holds beside its children: attributes, as settings, and stray text, which is dismissed."""
        self._stray_text(element, path)
        return list(self._attributes(element, path, class_of(element)))

    def dismiss_rest(self, element: Element, path: str) -> None:
        """Account for what a list of describables holds beside its children."""
        for one in self.rest(element, path):
            self.dismiss_setting(one, "an attribute that no list of Jenkins has", gap=True)

    def children(self, element: Element, path: str) -> Iterator[tuple[Element, str]]:
        """The child elements with their paths; from the second of a name on, with `[n]`."""
        seen: dict[str, int] = {}
        prefix = f"{path}/" if path else ""
        for child in element.children:
            tag = decode(child.tag)
            count = seen[tag] = seen.get(tag, 0) + 1
            yield child, f"{prefix}{tag}[{count}]" if count > 1 else prefix + tag

    def location(self, element: Element, path: str) -> Location:
        return Location(self._file, element.line, element.column, path, self._called_from)

    def open(self, location: Location, text: str) -> tuple[Location, ...]:
        """Record a leaf. Below the target of a reference there is none: it stands where it is stored."""
        if self._borrowing:
            return ()
        self.leaves.append(Leaf(location, text))
        return (location,)

    # ---- values --------------------------------------------------------------------------------------------------

    def _value(self, element: Element, path: str, name: str, owner: str) -> Read | None:
        if "reference" in element.attributes:
            return self._referenced(element, path, name, owner)
        if element.tag == "ruby-proxy-object":
            return self._object(element, path)
        if not element.children:
            return self._scalar(element, path, name, owner)
        if (inner := wrapped(element)) is not None:
            return self._wrapped(element, inner, path, name, owner)
        if serialized_by_java(element) and is_collection_class(class_of(element)):
            return self._serialized(element, path, name, owner)
        if holds_items(element):
            return self._items(element, self.children(element, path), path, name, owner)
        return self._object(element, path)

    def _object(self, element: Element, path: str) -> Read:
        class_name = class_of(element) if element.tag == "ruby-proxy-object" else element.attributes.get("class", "")
        settings = self.settings(element, path, class_name)
        return Describable(class_name, Slot.VALUE, settings, self.location(element, path)), ()

    def _scalar(self, element: Element, path: str, name: str, owner: str) -> Read:
        """Text, or an empty element: that of a class is a describable without settings."""
        location = self.location(element, path)
        attributes = tuple(self._attributes(element, path, owner)) if element.attributes else ()
        class_name = element.attributes.get("class", "")
        if not element.text.strip():
            if is_collection_class(class_name):
                return Items(()), (*self.open(location, ""), *(leaf for one in attributes for leaf in one.leaves))
            if "." in class_name:
                leaf = self.open(location, class_name)
                return Describable(class_name, Slot.VALUE, attributes, location, leaf[0] if leaf else None), ()
        shown = self._shown(location, name, element.text, owner)
        if not attributes:
            return Literal(shown), self.open(location, shown)
        own = () if not shown else (Setting("", Literal(shown), location, self.open(location, shown)),)
        leaf = self.open(location, "") if not shown else ()
        return Describable(class_name, Slot.VALUE, (*attributes, *own), location, leaf[0] if leaf else None), ()

    def _text_setting(self, element: Element, path: str, owner: str) -> Setting:
        """The text of a top-level describable, whose own leaf is the element."""
        location = self.location(element, path)
        shown = self._shown(location, "", element.text, owner)
        return Setting("", Literal(shown), location, self.open(location, shown))

    # ---- collections ---------------------------------------------------------------------------------------------

    def _items(
        self, element: Element, children: Iterator[tuple[Element, str]], path: str, name: str, owner: str
    ) -> Read:
        items: list[Value] = []
        leaves: list[Location] = []
        for child, child_path in children:
            read = self._item(child, child_path, name, owner)
            if read is not None:
                items.append(read[0])
                leaves += read[1]
        for one in self._attributes(element, path, owner) if element.attributes else ():
            leaves += one.leaves
        self._stray_text(element, path)
        return Items(tuple(items)), tuple(leaves)

    def _item(self, child: Element, path: str, name: str, owner: str) -> Read | None:
        """An item of a list: a scalar, a map's entry, a list, or a describable that is named by its element."""
        tag = decode(child.tag)
        if tag == "null" and not child.children:
            return Literal(None), self.open(self.location(child, path), "")
        if "reference" in child.attributes:
            return self._referenced(child, path, name, owner)
        if tag == ENTRY and child.children:
            return self._entry(child, path, owner)
        if tag in SCALARS:
            return self._value(child, path, name, owner)
        if is_collection_class(tag):
            if child.children:
                return self._items(child, self.children(child, path), path, name, owner)
            return Items(()), self.open(self.location(child, path), child.text.strip())
        location = self.location(child, path)
        class_name = class_of(child)
        settings = self.settings(child, path, class_name)
        if child.children:
            return Describable(class_name, Slot.VALUE, settings, location), ()
        shown = self._shown(location, name, child.text, class_name)
        leaf = self.open(location, shown or class_name)
        if not child.text.strip():
            return Describable(class_name, Slot.VALUE, settings, location, leaf[0] if leaf else None), ()
        own = Setting("", Literal(shown), location, leaf)
        return Describable(class_name, Slot.VALUE, (*settings, own), location), ()

    def _entry(self, entry: Element, path: str, owner: str) -> Read:
        """A map's entry: key and value."""
        settings = list(self._attributes(entry, path, owner))
        texts = [child.text for child in entry.children if not child.children]
        for index, (child, child_path) in enumerate(self.children(entry, path)):
            name = ("key", "value")[min(index, 1)]
            secret_by_key = texts[0] if index and len(texts) > 1 else name
            read = self._item(child, child_path, secret_by_key, owner)
            if read is not None:
                settings.append(Setting(name, read[0], self.location(child, child_path), read[1]))
        self._stray_text(entry, path)
        return Describable("", Slot.VALUE, tuple(settings), self.location(entry, path)), ()

    def _wrapped(self, element: Element, inner: Element, path: str, name: str, owner: str) -> Read | None:
        """A collection around another; what else the outer one stores is its bookkeeping."""
        read: Read | None = None
        leaves = [leaf for one in self._attributes(element, path, owner) for leaf in one.leaves]
        for child, child_path in self.children(element, path):
            if child is not inner:
                self.dismiss(child, child_path, _BOOKKEEPING)
            elif not child.children and not child.text.strip() and "reference" not in child.attributes:
                read = Items(()), self.open(self.location(child, child_path), "")
            elif "reference" in child.attributes or wrapped(child) is not None:
                read = self._value(child, child_path, name, owner)
            elif child.children:
                read = self._items(child, self.children(child, child_path), child_path, name, owner)
            else:
                read = self._scalar(child, child_path, name, owner)
        self._stray_text(element, path)
        if read is None:
            return Items(()), tuple(leaves)
        return read[0], (*read[1], *leaves)

    def _serialized(self, element: Element, path: str, name: str, owner: str) -> Read:
        def members() -> Iterator[tuple[Element, str]]:
            for section, section_path in self.children(element, path):
                if not section.children:
                    self.dismiss(section, section_path, _BOOKKEEPING)
                sized = False
                for child, child_path in self.children(section, section_path):
                    if child.tag == "default" or (child.tag == "int" and not sized):
                        sized = sized or child.tag == "int"
                        self.dismiss(child, child_path, _BOOKKEEPING)
                    else:
                        yield child, child_path
                if section.children:
                    self._stray_text(section, section_path)

        return self._items(element, members(), path, name, owner)

    # ---- references ----------------------------------------------------------------------------------------------

    def _target(self, element: Element) -> Element | None:
        """What a reference means; None where it leads nowhere, back to what encloses it, or too far."""
        target = resolve(element)
        if target is None or encloses(target, element) or self._borrowed > _MOST_BORROWED or self._borrowing > 20:
            return None
        return target

    def _referenced(self, element: Element, path: str, name: str, owner: str) -> Read | None:
        found = resolve(element)
        if found is not None and encloses(found, element):
            self.dismiss(element, path, "it points back to the object that it is in")
            return None
        location = self.location(element, path)
        leaves = self.open(location, f"reference={element.attributes['reference']}")
        leaves += tuple(leaf for one in self._attributes(element, path, owner) for leaf in one.leaves)
        target = self._target(element)
        if target is None:
            return self._lost(element, location).value, leaves
        with self._borrow(True):
            in_list = names_class(decode(target.tag)) or target.tag in SCALARS
            read = self._item(target, path, name, owner) if in_list else self._value(target, path, name, owner)
        return (Literal(""), leaves) if read is None else (read[0], leaves)

    def _lost(self, element: Element, location: Location) -> Setting:
        reference = element.attributes["reference"]
        value = Opaque(f'reference="{reference}"', f"the reference {reference} leads nowhere")
        return Setting("reference", value, location, ())

    @contextmanager
    def _borrow(self, borrowing: bool) -> Iterator[None]:
        self._borrowing += borrowing
        self._borrowed += borrowing
        yield
        self._borrowing -= borrowing

    # ---- leaves --------------------------------------------------------------------------------------------------

    def _attributes(self, element: Element, path: str, owner: str) -> Iterator[Setting]:
        for name, text in element.attributes.items():
            if name not in METADATA:
                location = self.location(element, f"{path}/@{name}")
                shown = self._shown(location, name, text, owner)
                yield Setting(name, Literal(shown), location, self.open(location, shown))

    def _ruby_settings(self, element: Element, path: str, owner: str) -> tuple[Setting, ...]:
        """The fields of a Ruby plugin's object; what its proxy stores around it only says which class it is."""
        target = ruby_object(element)
        settings: list[Setting] = []

        def visit(here: Element, here_path: str) -> None:
            for name in here.attributes:
                if name not in RUBY_METADATA:
                    self._dismissed(
                        here, f"{here_path}/@{name}", name, here.attributes[name], _BOOKKEEPING, False, False
                    )
            for child, child_path in self.children(here, here_path):
                if child is target or encloses(child, target):
                    visit(child, child_path)
                elif here is target:
                    bare = Element(child.tag, {}, child.line, child.column, here, child.text, child.children)
                    one = self.setting(bare, child_path, owner=owner)
                    settings.extend([one] if one else [])
                else:
                    self.dismiss(child, child_path, _BOOKKEEPING)
            if here.children:
                self._stray_text(here, here_path)

        visit(element, path)
        return tuple(settings)

    def _dismissed(
        self, element: Element, path: str, name: str, text: str, because: str, gap: bool, blocking: bool
    ) -> None:
        location = self.location(element, path)
        for leaf in self.open(location, self._shown(location, name, text, "")):
            self.dismissals.append(Dismissal(leaf, because, gap, blocking))

    def _stray_text(self, element: Element, path: str) -> None:
        """Text between elements: XStream writes none, so nobody knows what it was meant for."""
        if element.children and element.text.strip() and not self._borrowing:
            because = "text between elements, which Jenkins does not read"
            self._dismissed(element, f"{path}/#text", "", element.text.strip(), because, True, False)

    def _shown(self, location: Location, name: str, text: str, owner: str) -> str:
        """The text as anything but the input may show it."""
        if not text:
            return text
        if "\r" in text and _SCRIPT.search(name):
            text = text.replace("\r\n", "\n")
        shown, secret = redact_setting(name, text, owner)
        if secret and not self._borrowing:
            self.secrets.append(location)
        return shown


_BOOKKEEPING = "bookkeeping of a collection or proxy, no configuration"


def _merged(group: list[Setting]) -> Setting:
    first = group[0]
    items = tuple(item for one in group for item in (one.value.items if isinstance(one.value, Items) else (one.value,)))
    return Setting(first.name, Items(items), first.location, tuple(leaf for one in group for leaf in one.leaves))
