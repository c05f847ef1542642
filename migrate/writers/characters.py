"""Characters that a file can hold. Groovy and Java write an emoji as two halves; a half alone is no character."""

from __future__ import annotations


def whole_characters(text: str) -> str:
    """The text with both halves of a character joined, and U+FFFD in the place of a half that is alone."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
