"""What the documents say of the code is what the code says."""

import re
from pathlib import Path

import pytest

from saleor_push_plugin.core.text.platform_lengths import ADVICE, DISPLAY_LIMITS
from saleor_push_plugin.core.text.template_rules import MAX_TEXT, problem
from saleor_push_plugin.management.commands import push_reasons
from saleor_push_plugin.management.commands.push_scenarios import table
from saleor_push_plugin.messages import formatting
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.settings import config
from saleor_push_plugin.settings.config import NAMES, SERVICES_SETTING, VAPID_SETTING
from tests.golden_files import GENERATED, REASONS, TABLE

DOCS = Path(__file__).parent.parent.parent / "docs"
TEXTS = (DOCS / "texts.md").read_text(encoding="utf-8")
TEMPLATES = re.findall(r"```template (\w+) (\w+)\n(.*?)```\s+```shown\n(.*?)```", TEXTS, re.DOTALL)


def test_the_table_of_scenarios_is_the_one_the_classes_make() -> None:
    (found,) = GENERATED.findall(TABLE.read_text(encoding="utf-8"))
    assert found.splitlines() == list(table()), (
        "docs/scenarios.md is behind the classes: `make golden CODE=<any code>` writes its table"
    )


def test_every_scenario_says_when_it_ends() -> None:
    silent = [code for code, scenario in SCENARIOS.items() if not scenario.ends]
    assert silent == [], "`ends` says in words when objection() is none: it is missing"


@pytest.mark.parametrize(("code", "language", "template", "shown"), TEMPLATES)
def test_the_templates_in_the_guide_say_what_stands_below_them(
    code: str, language: str, template: str, shown: str
) -> None:
    scenario, formatter = (
        SCENARIOS[code],
        formatting.Formatter(language=language, time_zone="UTC"),
    )
    assert problem(scenario, "body", template.strip()) is None
    said = formatter.render(template, scenario.words(scenario.sample))
    assert said.replace("\xa0", " ") == shown.strip()


def test_the_guide_to_texts_has_all_its_templates_and_figures() -> None:
    assert len(TEMPLATES) == TEXTS.count("```template")
    for room in DISPLAY_LIMITS:
        assert f"| {room.platform} | {room.title} | {room.body or ''}".rstrip() in TEXTS
    assert "with {} to {}.".format(*ADVICE) in TEXTS
    assert f"at most {MAX_TEXT:,} characters" in TEXTS


def test_the_table_of_reasons_is_the_one_the_codes_make() -> None:
    (found,) = GENERATED.findall(REASONS.read_text(encoding="utf-8"))
    assert found.splitlines() == list(push_reasons.table()), (
        "docs/troubleshooting.md is behind core/reason.py: `make golden` writes its table"
    )


def test_every_setting_is_in_the_guide_and_every_setting_of_the_guide_is_read() -> None:
    guide = (DOCS / "installation.md").read_text(encoding="utf-8")
    names = NAMES - {"SALEOR_PUSH_PROJECT_URL"}
    assert set(re.findall(r"SALEOR_PUSH_[A-Z_]+", guide)) == names
    # The list itself stands in the configuration.
    code = {*(DOCS.parent / "saleor_push_plugin").glob("**/*.py")} - {Path(config.__file__)}
    read = {SERVICES_SETTING, VAPID_SETTING}.union(
        *(re.findall(r'"(SALEOR_PUSH_\w+)"', path.read_text(encoding="utf-8")) for path in code)
    )
    assert read == names


def test_the_way_to_the_plugins_page_is_the_same_in_all_documents() -> None:
    """Seen in the Dashboard 3.23; 3.20 has an older menu."""
    menus = (
        "*Extensions → Installed → Web Push* (Dashboard 3.20: *Configuration → Plugins → Web Push*)"
    )
    texts = {
        path: path.read_text("utf-8") for path in [DOCS.parent / "README.md", *DOCS.glob("*.md")]
    }
    naming = {path: " ".join(text.split()) for path, text in texts.items() if "→ Web Push" in text}
    assert len(naming) == 4
    assert [path for path, text in naming.items() if text.count("→ Web Push") != 2] == []
    assert [path for path, text in naming.items() if menus not in text] == []
