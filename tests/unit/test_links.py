"""Links between documents lead somewhere, in the repository and on the package index."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("js/*.md")]
LINK = re.compile(r"\[[^]]*\]\((?!https?:)([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
URL = "https://code.example/shop/blob/main"


def anchors(page: Path) -> set[str]:
    """As Markdown viewers make them of headings."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_index_lists_every_document() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    names = {page.name for page in ROOT.glob("docs/*.*")} - {"README.md"}
    assert {name for name in names if f"({name})" not in index} == set()


def test_on_the_package_index_no_link_is_relative() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert LINK.search(readme)
    assert LINK.findall(setup_file().description(readme, "")) == []
    assert LINK.findall(setup_file().description(readme, URL)) == []


def test_with_an_address_pictures_and_documents_are_found_there() -> None:
    made = setup_file().description("![It](docs/it.png) and [more](docs/more.md#here)", f"{URL}/")
    assert made == f"![It]({URL}/docs/it.png?raw=true) and [more]({URL}/docs/more.md#here)"


def test_without_an_address_the_words_stay() -> None:
    made = setup_file().description("![It](docs/it.png)See [more](docs/more.md)", "")
    assert made == "See more"


def setup_file() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_file", ROOT / "setup.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
