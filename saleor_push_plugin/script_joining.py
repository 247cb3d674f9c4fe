"""push.js is served with the parts it always needs in one file: one request, and fewer bytes."""

import posixpath
import re
from collections.abc import Mapping

# A file, and the parts that are put before it, in this order. They are not served alone.
JOINED = {"push.js": ("push/browser.js", "push/api.js", "push/shop.js")}
_SPECIFIER = re.compile(r"""(\bfrom |\bimport |\bimport\()"(\.[^"]+)\"""")
_NAMES_FROM = re.compile(r'^(?:import|export) \{[^}]*\} from "(\.[^"]+)";$', re.MULTILINE)


def joined(sources: Mapping[str, str]) -> dict[str, str]:
    """The files with whole ones in the place of their parts; keys are paths below static/."""
    hosts = {part: whole for whole, parts in JOINED.items() for part in (*parts, whole)}
    moved = {name: _moved(source, name, hosts) for name, source in sources.items()}
    wholes = {
        whole: "".join(_without_own(moved[part], whole) for part in (*parts, whole))
        for whole, parts in JOINED.items()
    }
    return {name: text for name, text in moved.items() if name not in hosts} | wholes


def _moved(source: str, name: str, hosts: Mapping[str, str]) -> str:
    """Imports as they are written in the file that the source ends up in."""
    folder = posixpath.dirname(hosts.get(name, name))

    def written(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
        path = posixpath.relpath(hosts.get(target, target), folder or ".")
        return f'{found[1]}"{path if path.startswith(".") else f"./{path}"}"'

    return _SPECIFIER.sub(written, source)


def _without_own(source: str, whole: str) -> str:
    """Without what is imported from the file itself: it is declared there, and exported."""
    own = f"./{posixpath.basename(whole)}"

    def rest(found: re.Match[str]) -> str:
        if found[1] != own:
            return found[0]
        if " as " in found[0]:
            raise ValueError(f"in one file a thing has one name: {found[0]}")
        return "\n" * found[0].count("\n")

    return _NAMES_FROM.sub(rest, source)
