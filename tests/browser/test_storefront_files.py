"""What can be said of sw.js and push.js without a browser."""

import gzip
import json
import posixpath
import re
from collections.abc import Callable

import pytest
from graphql import parse, validate

from saleor_push_plugin import scripts
from tests.browser.storefront_kit import SCRIPTS, STATIC

pytestmark = pytest.mark.sandbox_only

JS = STATIC.parent.parent / "js"
DOCUMENT = re.compile(r"`((?:query|mutation)\b.*?)`", re.DOTALL)
# `from "…"`, `import "…"`, `import("…")` and `importScripts("…")`, of files of ours.
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*(\(\s*)?|\bimportScripts\(\s*)["'](\.[^"']+)["']""")
FIELDS = re.compile(r"const ([A-Z]+) = [`\"](.*?)[`\"]", re.DOTALL)


@pytest.mark.parametrize(
    ("name", "late", "limit"),
    [("sw.js", True, 4500), ("push.js", False, 7000)],
)
def test_files_stay_small_as_they_are_served(
    name: str, late: bool, limit: int, tell: Callable[[str], None]
) -> None:
    files = imported(name, late=late)
    size = sum(len(gzip.compress(SCRIPTS[file].encode(), compresslevel=6)) for file in files)
    tell(f"{' + '.join(files)}: {size:,} bytes gzipped, at most {limit:,}")
    assert size <= limit


def test_the_size_counts_what_a_file_imports() -> None:
    assert imported("push.js", late=False) == ["push.js"]
    assert imported("push.js", late=True) == ["push.js", "push/preferences.js"]
    assert {"push.js", "components-words.js"} < set(imported("components.js", late=False))


def imported(name: str, *, late: bool) -> list[str]:
    """The file itself and what it imports, directly or not; `late`: also with import()."""
    found = [name]
    for file in found:
        paths = [one[2] for one in IMPORT.finditer(SCRIPTS[file]) if late or not one[1]]
        for path in paths:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            found += [] if target in found else [target]
    return found


@pytest.mark.parametrize("name", ["sw.js", "push/api.js", "push/preferences.js"])
def test_every_question_to_the_shop_fits_the_schema(name: str) -> None:
    from saleor_push_plugin.graphql.schema import schema

    source = (STATIC / name).read_text()
    fields = dict(FIELDS.findall(source))
    documents = [_filled_in(text, fields) for text in DOCUMENT.findall(source)]
    assert documents
    assert [validate(schema, parse(text)) for text in documents] == [[] for _ in documents]


def _filled_in(text: str, fields: dict[str, str]) -> str:
    while "${" in text:
        text = re.sub(r"\$\{(\w+)\}", lambda found: fields[found[1]], text)
    return text


def test_types_name_every_method_there_is() -> None:
    source, types = ((STATIC / name).read_text() for name in ("push.js", "push.d.ts"))
    made = re.findall(r"^const METHODS = \{ (.*?) \};$", source, re.MULTILINE)[0].split(", ")
    made += re.findall(r"^  const push = \{ (.*?) \};$", source, re.MULTILINE)[0].split(", ")
    made += re.findall(r'^const LATE = "(.*?)"', source, re.MULTILINE)[0].split()
    interface = types.partition("export interface Push {")[2].partition("\n}")[0]
    declared = re.findall(r"^  (?:readonly )?(\w+)[(:]", interface, re.MULTILINE)
    assert sorted(set(declared)) == sorted(made)


def test_types_name_everything_there_is_for_react() -> None:
    source, types = ((JS / name).read_text() for name in ("react.js", "react.d.ts"))
    made = re.findall(r"^  return \{ (.*?) \};$", source, re.MULTILINE)[-1].split(", ")
    declared = re.findall(r"^  (\w+)\(", types, re.MULTILINE)
    assert sorted(declared) == sorted(made)


def test_the_worker_adds_one_name_to_its_surroundings_and_takes_nothing_over() -> None:
    source = scripts.without_comments((STATIC / "sw.js").read_text())
    assert re.findall(r"^\S.*$", source, re.MULTILINE) == ["(() => {", "})();"]
    assert not re.search(r"skipWaiting|clients\.claim", source)
    assert set(re.findall(r"(?:self|worker)\.(\w+) = ", source)) == {"saleorPush"}


def test_the_npm_package_has_the_version_of_the_plugin() -> None:
    from importlib.metadata import version

    package = json.loads((JS / "package.json").read_text())
    assert package["version"] == version("saleor-push-plugin")
