"""Relay global ids as in Saleor's GraphQL API: base64 of `Type:key`."""

import base64
from uuid import UUID

# Saleor's primary keys have 32 bits, ours 64.
SALEORS, OURS = 2**31, 2**63


def global_id(type_name: str, key: str) -> str:
    """Encode a global id."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def parse_global_id(text: str) -> tuple[str, str]:
    """Decode a global id to its type and key. Both are empty if it is invalid."""
    try:
        type_name, colon, key = base64.b64decode(text).decode().partition(":")
    except ValueError:  # neither base64 nor UTF-8: both errors are ValueErrors
        return "", ""
    return (type_name, key) if colon else ("", "")


def number_of(text: str, type_name: str, *, below: int = SALEORS) -> int | None:
    """The integer key of a global id of that type. None if it is invalid or not below `below`."""
    named, key = parse_global_id(text)
    # The length is checked first, because parsing a million digits is slow.
    fits = named == type_name and key.isascii() and key.isdecimal() and len(key) < 20
    return int(key) if fits and int(key) < below else None


def uuid_of(text: str, type_name: str) -> UUID | None:
    """The UUID key of a global id of that type. None if it is invalid."""
    named, key = parse_global_id(text)
    try:
        return UUID(key) if named == type_name else None
    except ValueError:
        return None
