"""Every event type is declared once, and all that is asked of one has an answer."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from saleor_push_plugin.core import event
from saleor_push_plugin.core.event import EVENT_TYPES, Event, EventType, OtherType, SaleorType
from saleor_push_plugin.core.facts.carts import subject_of
from saleor_push_plugin.core.facts.gift_cards import SentCard
from saleor_push_plugin.core.facts.price_and_stock import Drop, Restock
from saleor_push_plugin.shop.facts import expiring
from saleor_push_plugin.shop.facts.registry import LOADERS, loads, loads_shared
from tests.golden_files import ROOT

PACKAGE = ROOT / "saleor_push_plugin"
SOURCES = sorted(PACKAGE.rglob("*.py"))
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_every_event_type_has_a_loader() -> None:
    missing = EVENT_TYPES.keys() - LOADERS.keys()
    assert not missing, f"no loader in shop/facts/ for {', '.join(sorted(missing))}"


def test_an_event_type_without_a_loader_is_named_with_the_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(event._types, "order_unpaid", EVENT_TYPES[event.ORDER_CREATED])
    with pytest.raises(AssertionError, match="no loader in shop/facts/ for order_unpaid"):
        test_every_event_type_has_a_loader()


def test_a_loader_of_what_cannot_happen_or_a_second_one_is_refused() -> None:
    with pytest.raises(ValueError, match="full_moon, which is no event type"):
        loads_shared("full_moon")(lambda _subjects: {})
    with pytest.raises(ValueError, match="the facts of order_created have two loaders"):
        loads(event.ORDER_CREATED)(lambda _pairs: {})


def test_a_second_event_type_of_the_same_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="order_created is declared twice"):
        event._declare("order_created", "Order")


@pytest.mark.parametrize("each", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_a_kind_is_the_name_of_its_constant_and_fits_its_column(each: EventType) -> None:
    assert getattr(event, each.kind.upper()) == each.kind
    assert len(each.kind) <= 32
    assert each.subject_type in {*get_args(SaleorType), *get_args(OtherType)}


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (event.CART_LEFT, subject_of("4f1c", [(7, 1)])),
        (event.GIFT_CARD_SENT, SentCard(user_id=7, card_id=5, channel_id=1)),
        (event.GIFT_CARD_EXPIRING, expiring.subject_of(7, date(2026, 11, 30))),
        (event.VOUCHER_EXPIRING, expiring.subject_of("SHIP-1", date(2026, 11, 30))),
        (event.PRICE_DROPPED, Drop(variant_id=7, channel_id=1, amount=Decimal("9.9"), at=17)),
        (event.BACK_IN_STOCK, Restock(variant_id=7, channel_id=1, after=0, ration=3, at=17)),
    ],
)
def test_a_subject_has_the_form_its_type_declares(kind: str, subject: object) -> None:
    form = EVENT_TYPES[kind].form
    assert re.sub(r"[^@+]", "", str(subject)) == re.sub(r"[^@+]", "", form)


def test_a_key_says_what_happened_to_what() -> None:
    happened = Event(kind=event.ORDER_CREATED, subject="4f1c", at=NOON)
    assert happened.key == "order_created:4f1c"
    assert event.kind_of("tracking_changed:7@ab:cd") == event.TRACKING_CHANGED


def _strings(path: Path) -> Iterator[str]:
    """Texts in a module, without docstrings and the codes of scenarios: those may be the same."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    others = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in others:
            yield node.value


def _kinds_in(path: Path) -> set[str]:
    """Kinds of events that a module spells out, alone or as the beginning of a key.

    Alone, one of a single word may mean anything.
    """
    return {
        kind
        for text in _strings(path)
        for kind in EVENT_TYPES
        if (text == kind and "_" in kind) or f"{kind}:" in text
    }


def test_no_other_module_spells_a_kind_out() -> None:
    by_module = {str(path.relative_to(PACKAGE)): _kinds_in(path) for path in SOURCES}
    spelt = {module: kinds for module, kinds in by_module.items() if kinds}
    assert spelt.pop("core/event.py") == {kind for kind in EVENT_TYPES if "_" in kind}
    # A kind of voucher has the same name.
    assert spelt == {"core/voucher_purpose.py": {event.WIN_BACK}}
