"""The scripts as browsers get them: with the words of every language in."""

import os
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest

from saleor_push_plugin import script_joining, scripts, urls
from saleor_push_plugin.messages import catalog
from tests.golden_files import ROOT

DECLARED = re.compile(r"^export (?:const|class|function) \w+", re.MULTILINE)
SERVED = {name: content.decode() for name, content in scripts.served().items()}


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_components_and_worker_have_the_words_of_every_language(language: str) -> None:
    assert catalog.section(language, "components")["askText"] in SERVED["components-words.js"]
    assert catalog.section(language, "worker")["something_new"] in SERVED["sw.js"]


def test_only_what_was_empty_is_filled_in() -> None:
    for name, (empty, _) in scripts.WORDS.items():
        source = (ROOT / "saleor_push_plugin" / "static" / name).read_text(encoding="utf-8")
        before, after = scripts.code_as_served(source).split(empty)
        assert SERVED[name].startswith(before)
        assert SERVED[name].endswith(after)


def test_push_js_is_served_with_the_parts_that_it_always_needs() -> None:
    static = ROOT / "saleor_push_plugin" / "static"
    for whole, parts in script_joining.JOINED.items():
        for part in parts:
            declared = re.findall(
                r"^export (?:const|class|function) \w+", (static / part).read_text(), re.MULTILINE
            )
            assert declared
            assert [each for each in declared if each not in SERVED[whole]] == []
            assert part not in SERVED


def test_parts_in_one_file_declare_no_name_twice() -> None:
    static = ROOT / "saleor_push_plugin" / "static"
    for whole, parts in script_joining.JOINED.items():
        code = "\n".join((static / part).read_text() for part in (*parts, whole))
        names = re.findall(
            r"^(?:export )?(?:async )?(?:const|let|class|function) (\w+)", code, re.MULTILINE
        )
        assert len(names) > 50
        assert sorted(names) == sorted(set(names))


def test_a_part_that_gives_a_name_of_another_part_another_name_is_refused() -> None:
    sources = dict.fromkeys(("push/browser.js", "push/api.js", "push/shop.js"), "")
    whole = 'import { late as other } from "./push/browser.js";\n'
    with pytest.raises(ValueError, match="one name"):
        script_joining.joined({**sources, "push.js": whole})


def test_no_script_that_is_served_imports_what_is_not() -> None:
    for name, text in SERVED.items():
        if not name.endswith(".js"):
            continue
        paths = re.findall(r"""(?:from |import |import\()"(\.[^"]+)\"""", text)
        targets = [posixpath.normpath(posixpath.join(posixpath.dirname(name), p)) for p in paths]
        # The others are types, in comments beside code.
        assert [each for each in targets if each not in SERVED] == []
        assert name not in targets


def test_a_source_without_a_place_for_words_is_refused() -> None:
    with pytest.raises(ValueError, match="has no place for words"):
        scripts.with_words("sw.js", "const SOMETHING_NEW = { en: 'x' };")


def test_the_plugin_serves_them() -> None:
    assert {name: content for name, (content, _) in urls._files().items()} == scripts.served()


def test_the_npm_package_gets_the_same_files_without_anything_installed(tmp_path: Path) -> None:
    command = [sys.executable, "-S", "-m", "saleor_push_plugin.scripts", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, check=True)
    made = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert made == SERVED.keys()
    for name in made:
        assert (tmp_path / name).read_bytes() == scripts.served()[name]
