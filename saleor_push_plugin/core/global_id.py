"""Relay's global ids, as Saleor's GraphQL API gives and takes them: base64 of `Type:key`."""

import base64
from uuid import UUID

# Saleor's tables count in 32 bits, ours in 64.
SALEORS, OURS = 2**31, 2**63


def global_id(type_name: str, key: str) -> str:
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def parse_global_id(text: str) -> tuple[str, str]:
    """The type and the key; both are empty if this is no global id."""
    try:
        type_name, colon, key = base64.b64decode(text).decode().partition(":")
    except ValueError:  # neither base64 nor UTF-8: both errors are ValueErrors
        return "", ""
    return (type_name, key) if colon else ("", "")


def number_of(text: str, type_name: str, *, below: int = SALEORS) -> int | None:
    """The number in a global id of that type; None if it is none, or too large for its column."""
    named, key = parse_global_id(text)
    # The length first: a number of a million digits takes long to read.
    fits = named == type_name and key.isascii() and key.isdecimal() and len(key) < 20
    return int(key) if fits and int(key) < below else None


def uuid_of(text: str, type_name: str) -> UUID | None:
    """The UUID in a global id of that type; None if it is none."""
    named, key = parse_global_id(text)
    try:
        return UUID(key) if named == type_name else None
    except ValueError:
        return None
