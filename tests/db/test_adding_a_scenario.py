"""The test in the guide to a new scenario, run as it stands there on the scenario it is of."""

import pytest

from saleor_push_plugin.scenarios import SCENARIOS
from tests import guide


@pytest.fixture(autouse=True)
def _on_the_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCENARIOS, "thank_you", guide.scenario())


exec(compile(guide.STORY, "test_thank_you.py", "exec"))
