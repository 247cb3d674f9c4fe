"""The files of static/ as browsers get them: the source, without the comments."""

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

SUFFIXES = (".js", ".ts")
# Comments that stand on lines of their own. `make check` compares the tokens of source and result.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)$", re.MULTILINE)


def served() -> dict[str, bytes]:
    """Content by path below static/, such as `push/shop.js`."""
    folder = resources.files(__package__).joinpath("static")
    return {name: _as_served(name, file.read_bytes()) for name, file in _files(folder)}


def without_comments(source: str) -> str:
    """Empty lines stand for comments, so that errors name the lines of the source.

    Half of these comments are types. Browsers need none, and every page would load them.
    """
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)


def _as_served(name: str, content: bytes) -> bytes:
    return without_comments(content.decode()).encode() if name.endswith(".js") else content


def _files(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(SUFFIXES):
            yield path + entry.name, entry
