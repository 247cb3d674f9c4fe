"""The files of static/ as browsers get them: without comments and indentation, with all words.

`python -m saleor_push_plugin.scripts FOLDER` writes them to a folder, for the npm package.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from .messages import catalog
from .script_joining import JOINED, joined

SUFFIXES = (".js", ".ts")
# The page in Saleor's Dashboard (dashboard/page.py): no storefront needs it.
STAFF_FOLDER = "page"
# Stands in the survey page itself (engagement/survey_html.py).
EMBEDDED = "survey-page.js"
# Comments that stand on lines of their own. `make check` compares the tokens of source and result.
COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)$", re.MULTILINE)
# The space before a line of code.
INDENTATION = re.compile(r"(?<=\n)[ \t]+")
# The placeholder in each source file, and the section of a language's file that replaces it.
WORDS = {
    "components-words.js": ("WORDS = {}", "components"),
    "sw.js": ("SOMETHING_NEW = {}", "worker"),
}


def served() -> dict[str, bytes]:
    """Content by path below static/, such as `push/shop.js`."""
    folder = resources.files(__package__).joinpath("static")
    files = {name: file.read_text(encoding="utf-8") for name, file in _files(folder)}
    code = {name: text for name, text in files.items() if name.endswith(".js")}
    texts = files | joined({name: _as_served(name, text) for name, text in code.items()})
    parts = [part for each in JOINED.values() for part in each]
    return {name: text.encode() for name, text in texts.items() if name not in parts}


def write(folder: Path) -> None:
    """Copy all files as they are served."""
    for name, content in served().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def code_as_served(source: str) -> str:
    """A source without what browsers do not need, line by line."""
    return without_indentation(without_comments(source))


def without_comments(source: str) -> str:
    """Empty lines stand for comments, so that errors name the lines of the source.

    Half of these comments are types. Browsers need none, and every page would load them.
    """
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)


def without_indentation(source: str) -> str:
    """Between backticks it is content. A template inside a template would be read wrongly.

    `make check` compares the tokens, so that would not pass.
    """
    parts = source.split("`")
    parts[::2] = [INDENTATION.sub("", part) for part in parts[::2]]
    return "`".join(parts)


def with_words(name: str, source: str) -> str:
    """A source with the words of all languages in the place it leaves for them."""
    empty, section = WORDS[name]
    if source.count(empty) != 1:
        raise ValueError(f"{name} has no place for words: “{empty}”")
    words = {language: _words(language, section) for language in catalog.LANGUAGES}
    return source.replace(empty, f"{empty[:-2]}{json.dumps(words, ensure_ascii=False)}")


def _words(language: str, section: str) -> object:
    """The worker has one text; the components have a table."""
    texts = catalog.section(language, section)
    return texts["something_new"] if section == "worker" else texts


def _as_served(name: str, source: str) -> str:
    code = code_as_served(source)
    return with_words(name, code) if name in WORDS else code


def _files(folder: Traversable, path: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != STAFF_FOLDER:
            yield from _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(SUFFIXES) and entry.name != EMBEDDED:
            yield path + entry.name, entry


if __name__ == "__main__":
    write(Path(sys.argv[1]))
