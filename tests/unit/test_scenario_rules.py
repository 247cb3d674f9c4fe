"""The rules behind carts, loyalty and voucher codes, without a shop."""

from dataclasses import replace
from decimal import Decimal

import pytest

from saleor_push_plugin.core.facts.carts import fingerprint, subject_of
from saleor_push_plugin.core.facts.common import Money
from saleor_push_plugin.core.facts.loyalty import Milestones
from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.scenarios import SCENARIOS

TEN = Decimal(10)


def test_a_cart_is_the_same_in_any_order_and_another_with_another_quantity() -> None:
    assert fingerprint([(1, 2), (3, 4)]) == fingerprint([(3, 4), (1, 2)])
    assert fingerprint([(1, 2)]) != fingerprint([(1, 3)])
    assert fingerprint([(1, 2)]) != fingerprint([(12, 1)])


def test_a_carts_subject_fits_its_column() -> None:
    assert len(subject_of("4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11", [(2**31, 999)])) <= 64


@pytest.mark.parametrize(
    ("loyal", "orders", "reached"),
    [
        (Milestones(orders=5), 5, True),
        (Milestones(orders=5), 10, True),
        (Milestones(orders=5), 6, False),
        (Milestones(orders=0), 5, False),
        (Milestones(orders=5), 0, False),
        (Milestones(orders=0, spend=Decimal(25)), 2, False),
        (Milestones(orders=0, spend=Decimal(25)), 3, True),
        (Milestones(orders=0, spend=Decimal(25)), 4, False),
        (Milestones(orders=0, spend=Decimal(30)), 3, True),
    ],
)
def test_milestones(loyal: Milestones, orders: int, reached: bool) -> None:
    assert loyal.reached(orders, [TEN] * orders) is reached


def test_only_the_last_reminder_and_only_for_costly_shipping_brings_a_code() -> None:
    cart = replace(SCENARIOS["abandoned_cart"].sample, costly_shipping=None)
    costly = replace(cart, costly_shipping=Money(amount=TEN, currency="EUR"))
    gifts = {
        code: (scenario.voucher_purpose(cart), scenario.voucher_purpose(costly))
        for code, scenario in SCENARIOS.items()
        if code.startswith("abandoned_cart")
    }
    assert gifts == {
        "abandoned_cart": (None, None),
        "abandoned_cart_again": (None, None),
        "abandoned_cart_last": (None, VoucherPurpose.SHIPPING),
    }


def test_every_step_of_a_sequence_outlives_a_night_before_it() -> None:
    for scenario in SCENARIOS.values():
        before = SCENARIOS.get(scenario.after)
        assert before is None or scenario.ttl >= before.ttl


@pytest.mark.parametrize(
    ("loyal", "paid", "spent", "earned"),
    [
        (Milestones(orders=5), 4, 400, ""),
        (Milestones(orders=5), 5, 500, "orders-5"),
        (Milestones(orders=5), 9, 900, "orders-5"),
        (Milestones(orders=5), 10, 1000, "orders-10"),
        (Milestones(orders=0), 10, 1000, ""),
        (Milestones(orders=0, spend=Decimal("25.50")), 1, 25, ""),
        (Milestones(orders=0, spend=Decimal("25.50")), 1, 26, "spend-25.5-EUR"),
    ],
)
def test_what_paid_orders_have_earned(
    loyal: Milestones, paid: int, spent: int, earned: str
) -> None:
    assert loyal.earned(paid, [Decimal(spent)], "EUR") == earned
