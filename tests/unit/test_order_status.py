"""Order statuses are spelt as Saleor spells them, and grouped once."""

import re

from saleor_push_plugin.core.order_status import CANCELLED, NOT_BOUGHT, SENT_BACK, OrderStatus
from saleor_push_plugin.core.scenario_bases import order_updates
from tests.golden_files import ROOT

PACKAGE = ROOT / "saleor_push_plugin"


def test_they_are_saleors() -> None:
    from saleor.order import OrderStatus as Saleors

    for status in OrderStatus:
        assert getattr(Saleors, status.name) == status


def test_what_is_no_purchase_has_no_news_and_what_was_sent_back_no_thanks() -> None:
    assert order_updates.NO_UPDATES.keys() == set(NOT_BOUGHT) > set(CANCELLED)
    assert order_updates.RETURN_REASONS.keys() == set(SENT_BACK)


def test_no_other_module_spells_out_how_an_order_ends() -> None:
    """Those of two meanings ("draft", "returned", "expired") are left to whoever reviews it."""
    spelt = [
        str(path.relative_to(PACKAGE))
        for suffix in ("*.py", "*.sql")
        for path in PACKAGE.rglob(suffix)
        if re.search(r"[\"'](canceled|partially_returned)[\"']", path.read_text(encoding="utf-8"))
    ]
    assert spelt == ["core/order_status.py"]
