"""Topics are listed in core/scenario.py; what cannot read it from there has the same ones."""

import re

from saleor_push_plugin.core.scenario import Topic
from tests.golden_files import ROOT

STATIC = ROOT / "saleor_push_plugin" / "static"
NAMES = [topic.name for topic in Topic]


def test_storefronts_know_the_same_topics_in_the_same_order() -> None:
    components = (STATIC / "components-preferences.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r'TOPICS = "([\w ]+)"', components)
    assert listed.split() == NAMES
    types = (STATIC / "push.d.ts").read_text(encoding="utf-8")
    (union,) = re.findall(r"type PushTopic = ([^;]+);", types)
    assert re.findall(r"\w+", union) == NAMES


def test_python_and_sql_name_a_topic_by_the_enum() -> None:
    """Only those of two words can be told from other words."""
    spelt = [
        path.name
        for suffix in ("*.py", "*.sql")
        for path in (ROOT / "saleor_push_plugin").rglob(suffix)
        for topic in (Topic.ORDER_UPDATES, Topic.CART_REMINDERS)
        if re.search(rf"[\"']{topic}[\"']", path.read_text(encoding="utf-8"))
    ]
    assert spelt == ["scenario.py", "scenario.py"]
