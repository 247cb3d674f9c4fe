"""What can be said of sw.js and push.js without a browser."""

import gzip
import json
import re
from collections.abc import Callable

import pytest
from graphql import parse, validate

from tests.browser.storefront_kit import STATIC

pytestmark = pytest.mark.sandbox_only

JS = STATIC.parent.parent / "js"
DOCUMENT = re.compile(r"`((?:query|mutation)\b.*?)`", re.DOTALL)
FIELDS = re.compile(r"const ([A-Z]+) = [`\"](.*?)[`\"]", re.DOTALL)


@pytest.mark.parametrize(
    ("name", "limit"), [("sw.js", 3000), ("push.js", 6000), ("push-more.js", 2000)]
)
def test_files_stay_small_as_they_are_served(
    name: str, limit: int, tell: Callable[[str], None]
) -> None:
    files = [STATIC / name] if name.endswith(".js") else sorted(STATIC.glob(f"{name}*.js"))
    size = sum(len(gzip.compress(file.read_bytes(), compresslevel=6)) for file in files)
    tell(f"{name}: {size:,} bytes gzipped, at most {limit:,}")
    assert size < limit


@pytest.mark.parametrize("name", ["sw.js", "push.js", "push-more.js"])
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
    made = re.findall(r"^  const push = \{ (.*?) \};$", source, re.MULTILINE)[-1].split(", ")
    made += re.findall(r'^const MORE = "(.*?)"', source, re.MULTILINE)[0].split()
    interface = types.partition("export interface Push {")[2].partition("\n}")[0]
    declared = re.findall(r"^  (?:readonly )?(\w+)[(:]", interface, re.MULTILINE)
    assert sorted(set(declared)) == sorted(made)


def test_types_name_everything_there_is_for_react() -> None:
    source, types = ((JS / name).read_text() for name in ("react.js", "react.d.ts"))
    made = re.findall(r"^  return \{ (.*?) \};$", source, re.MULTILINE)[-1].split(", ")
    declared = re.findall(r"^  (\w+)\(", types, re.MULTILINE)
    assert sorted(declared) == sorted(made)


def test_the_worker_adds_one_name_to_its_surroundings_and_takes_nothing_over() -> None:
    source = (STATIC / "sw.js").read_text()
    assert re.findall(r"^\S.*$", source, re.MULTILINE)[1:] == ["(() => {", "})();"]
    assert not re.search(r"skipWaiting|clients\.claim", source)
    assert set(re.findall(r"self\.(\w+) = ", source)) == {"saleorPush"}


def test_the_npm_package_has_the_version_of_the_plugin() -> None:
    from importlib.metadata import version

    package = json.loads((JS / "package.json").read_text())
    assert package["version"] == version("saleor-push-plugin")
