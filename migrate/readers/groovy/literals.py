"""Numbers: http://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/#_numbers"""

from __future__ import annotations

_LARGEST = 4000  # digits; Python refuses to read more


def number(text: str) -> int | float:
    """The value of a number literal; what is too large for Python's float is infinite."""
    digits = text.replace("_", "").lower()
    if digits.startswith("0x"):
        return int(digits.rstrip("gli"), 16)
    if digits.startswith("0b"):
        return int(digits.rstrip("gli"), 2)
    whole = digits.rstrip("glifd")
    if whole.isdigit() and digits[-1] not in "fd":
        is_octal = len(whole) > 1 and whole[0] == "0" and not set(whole) & {"8", "9"}
        return int(whole, 8) if is_octal else int(whole[:_LARGEST])
    return float(whole)
