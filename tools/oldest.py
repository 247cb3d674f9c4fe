"""Part of `make check`: what the plugin does with its packages, with the oldest of each.

A lower bound that nobody tries promises versions that do not work: pywebpush 1.14.0 encrypts
nothing with cryptography 46 or newer. `make matrix` runs the whole suite with them.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from tools import matrix, pythons
from tools.say import CACHE, ROOT, say

PASSED = CACHE / "oldest"
# Encryption, VAPID, HTTP, languages, and the whole way of one push.
TESTS = (
    "tests/wire/test_webpush_pywebpush.py",
    "tests/wire/test_pushservice_decrypt.py",
    "tests/unit/test_localization.py",
    "tests/unit/test_languages.py",
    "tests/db/test_push_keys.py",
    "tests/db/test_push_send_test.py",
)
# Where the packages are used; the rest of the plugin does not know them.
USERS = ("webpush", "settings", "messages", "subscribers")


def checked() -> bool | None:
    """Whether the tests pass; None where the old packages cannot be had, as without a network."""
    digest = _digest()
    if PASSED.exists() and PASSED.read_text() == digest:
        say("has passed with these sources")
        return True
    python = next(one for one in pythons.found().values() if one)
    row = matrix.run(python, python.minor, "lowest", TESTS, digest)
    if row.not_run:
        return None
    say(" ".join(f"{name}={version}" for name, version in sorted(row.versions.items())))
    if row.is_green:
        PASSED.write_text(digest)
    return row.is_green


def _digest() -> str:
    parts = [path.relative_to(ROOT).as_posix().encode() + path.read_bytes() for path in _sources()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / "setup.cfg", Path(__file__), *(ROOT / test for test in TESTS))
    for user in USERS:
        yield from sorted((ROOT / "saleor_push_plugin" / user).glob("**/*.py"))
