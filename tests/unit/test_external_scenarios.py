"""Scenarios of other packages: found by entry point, left out where they cannot work."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from saleor_push_plugin.checks import check_external_scenarios
from saleor_push_plugin.core.audience import SingleSubscription
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.messages import localization
from saleor_push_plugin.scenarios import SCENARIOS, external
from saleor_push_plugin.scenarios.order_delivered import OrderDelivered
from tests import guide


class Fits(OrderDelivered):
    code = "fits"
    label = "Fits"
    translations = {"pl": {"title": "Pasuje"}}


class Breaks(OrderDelivered):
    code = "breaks"
    label = "Breaks"

    def objection(self, facts: object) -> str | None:
        return None if facts is self.sample else {}["nothing"]

    def audience(self, facts: object) -> SingleSubscription:
        return SingleSubscription(subscription_id=1 if facts is self.sample else {}["nobody"])

    def busy_until(self, facts: object) -> datetime | None:
        return None if facts is self.sample else {}["never"]

    def about(self, facts: object) -> str:
        return "x" * 500


def variant(**fields: object) -> type:
    return type("Variant", (Fits,), fields)


@pytest.fixture
def bring(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[dict, list[str]]]:
    """Gathers entry points that name these things."""

    def gather(**things: object) -> tuple[dict, list[str]]:
        module = ModuleType("shop_scenarios")
        vars(module).update(things)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        entries = [
            EntryPoint(name=name, value=f"{module.__name__}:{name}", group=external.GROUP)
            for name in things
        ]
        return external.load(entries, SCENARIOS)

    return gather


Bring = Callable[..., tuple[dict, list[str]]]


def test_one_that_fits_is_there_with_its_own_texts(bring: Bring) -> None:
    found, problems = bring(Fits=Fits)
    assert (list(found), problems) == (["fits"], [])
    assert isinstance(found["fits"], Fits)
    assert localization.templates(found["fits"], "pl")["title"] == "Pasuje"
    assert localization.templates(found["fits"], "ar")["title"] == Fits.title


@pytest.mark.parametrize(
    ("thing", "problem"),
    [
        (object, "it is not a scenario class"),
        (Fits(), "it is not a scenario class"),
        (
            variant(code="order_placed"),
            "the code “order_placed” is already used by another scenario",
        ),
        (variant(code="Über/all"), "the code “Über/all” is invalid"),
        (variant(code="x" * 51), "is invalid: only small letters"),
        (variant(trigger="full_moon"), "unknown trigger “full_moon”; known are back_in_stock"),
        (variant(after="nothing"), "unknown scenario “nothing” in `after`"),
        (variant(objection=lambda *_: "no"), "it objects to its own sample: no"),
        (variant(audience=lambda *_: 1 / 0), "ZeroDivisionError: division by zero"),
        (variant(busy_until=lambda *_: 1 / 0), "ZeroDivisionError: division by zero"),
        (variant(ttl="a day"), "TypeError"),
        (variant(topic="gossip"), "ValueError"),
    ],
)
def test_one_that_cannot_work_is_left_out_with_the_reason(
    bring: Bring, thing: object, problem: str
) -> None:
    found, (said,) = bring(It=thing)
    assert found == {}
    assert said.startswith("It = shop_scenarios:It: ")
    assert problem in said


def test_of_two_with_the_same_code_one_is_left_out(bring: Bring) -> None:
    found, (said,) = bring(A=Fits, B=variant(label="B"))
    assert found["fits"].label == "Fits"
    assert said.startswith("B = ")


def test_what_cannot_be_imported_is_left_out() -> None:
    entry = EntryPoint(name="gone", value="no.such.package:Scenario", group=external.GROUP)
    found, (said,) = external.load([entry], SCENARIOS)
    assert found == {}
    assert "ModuleNotFoundError" in said


def test_what_fails_on_real_orders_stays_silent_and_is_logged_once(
    bring: Bring, caplog: pytest.LogCaptureFixture
) -> None:
    external._LOGGED.clear()
    found, problems = bring(Breaks=Breaks)
    assert problems == []
    with caplog.at_level(logging.ERROR):
        answers = [found["breaks"].objection("an order") for _ in range(3)]
    assert answers == ["scenario_failed"] * 3
    assert len(caplog.records) == 1
    assert found["breaks"].audience("an order") == SingleSubscription(subscription_id=0)
    assert found["breaks"].busy_until("an order") is None
    assert len(found["breaks"].about("an order")) == 96
    assert found["breaks"].objection(Breaks.sample) is None


@pytest.mark.parametrize("answer", ["not today", "fits.other", 7, ["too_late"], True])
def test_a_reason_nobody_declared_skips_the_push_and_is_logged(
    bring: Bring, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    external._LOGGED.clear()
    found, _ = bring(It=variant(objection=lambda _, facts: facts is not Fits.sample and answer))
    with caplog.at_level(logging.ERROR):
        assert found["fits"].objection("an order") is Reason.SCENARIO_FAILED
    assert "neither a Reason nor one of its `reasons`" in caplog.text


@pytest.mark.parametrize("answer", ["too_late", "fits.no_label", "", None, False])
def test_a_reason_known_or_declared_is_passed_on(bring: Bring, answer: object) -> None:
    said = {"objection": lambda _, facts: facts is not Fits.sample and answer}
    found, problems = bring(It=variant(reasons={"fits.no_label": "It has no label."}, **said))
    assert problems == []
    assert found["fits"].objection("an order") == (answer or None)


def test_a_translation_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="translations of unknown texts: titel"):
        variant(translations={"pl": {"titel": "x"}})
    with pytest.raises(TypeError, match="unknown word colour"):
        variant(translations={"pl": {"title": "{colour}"}})


def test_nothing_is_wrong_where_nobody_brings_any() -> None:
    assert check_external_scenarios() == []


ASK = """
import json, django
django.setup()
from django.core.checks import run_checks
from saleor_push_plugin.dashboard import fields
from saleor_push_plugin.messages import localization, staff_reason_words
from saleor_push_plugin.management.commands.push_scenarios import table
from saleor_push_plugin.scenarios import SCENARIOS
warnings = [w for w in run_checks() if w.id == "saleor_push_plugin.W001"]
guide = SCENARIOS["care_guide"]
print(json.dumps({
    "fields": [f["name"] for f in fields.DEFAULTS if "care_guide" in f["name"]],
    "reason": staff_reason_words.words(str(guide.objection(guide.sample.__class__(
        **{**vars(guide.sample), "left": 2})))),
    "lines": sum("`care_guide`" in line for line in table()),
    "said": localization.text(guide, guide.sample, language="pl", time_zone="UTC").title,
    "warnings": [(w.msg, w.is_serious()) for w in warnings],
}))
"""


@pytest.mark.sandbox_only
def test_the_package_in_the_guide_works_beside_a_broken_one(tmp_path: Path) -> None:
    package, metadata = tmp_path / "shop_scenarios", tmp_path / "shop_scenarios-1.dist-info"
    package.mkdir()
    metadata.mkdir()
    (package / "care_guide.py").write_text(guide.BROUGHT, encoding="utf-8")
    (package / "broken.py").write_text("import nothing_of_this_name")
    line = guide.ENTRY.strip().splitlines()[-1].replace('"', "")
    entries = f"[{external.GROUP}]\n{line}\nbroken = shop_scenarios.broken:Broken\n"
    (metadata / "entry_points.txt").write_text(entries)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-scenarios\nVersion: 1\n")
    found = asked(tmp_path)
    ((message, serious),) = found.pop("warnings")
    assert "nothing_of_this_name" in message
    assert not serious
    assert found == {
        "fields": ["scenario_care_guide"],
        "lines": 1,
        "reason": "Pieces of the order have not left yet.",
        "said": "Na długie lata",
    }


def asked(folder: Path) -> dict:
    path = os.pathsep.join([str(folder), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
