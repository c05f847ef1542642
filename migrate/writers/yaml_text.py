"""YAML as people write it: commands of several lines as literal blocks, and comments that never break the data."""

from __future__ import annotations

from typing import Any

import yaml


class Tagged:
    """A CloudFormation function in its short form: `!Sub text`, `!GetAtt a.b`, `!Ref name`."""

    def __init__(self, tag: str, value: str) -> None:
        self.tag, self.value = tag, value


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and _fits_block(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _fits_block(text: str) -> bool:
    """Whether a literal block holds the text exactly and looks like it: no odd characters, no blanks at line ends."""
    lines = text.split("\n")
    return not text.startswith((" ", "\n")) and all(line.isprintable() and line == line.rstrip() for line in lines)


def _tagged(dumper: _Dumper, tagged: Tagged) -> yaml.Node:
    return dumper.represent_scalar(f"!{tagged.tag}", tagged.value)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Tagged, _tagged)


def dump(data: object) -> str:
    """The data as YAML, keys in their order, wide lines left whole."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000, indent=2)
    return text
