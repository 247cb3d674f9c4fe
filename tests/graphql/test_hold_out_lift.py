"""What the hold-out has measured: money caused, beside what the same people would have bought."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from saleor_push_plugin.experiments import assigning
from saleor_push_plugin.models import Assignment, Experiment
from saleor_push_plugin.results import hold_out_lift
from saleor_push_plugin.shop import assigned_orders
from tests.db.peopled import Maker
from tests.graphql.storefront import Storefront
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

FIGURES = """name startedAt endedAt heldOut told merged"""
LIFTS = """lifts { currency heldOutMean toldMean caused causedInterval { low high } verdict
  toldBringsMore }"""
ASK = f"{{ pushHoldOuts {{ {FIGURES} }} }}"
ASK_MONEY = f"{{ pushHoldOuts {{ {FIGURES} {LIFTS} }} }}"


def hold_out(**more: Any) -> Experiment:
    started = timezone.now() - timedelta(days=60)
    return Experiment.objects.create(
        name="2026Q4",
        salt="x",
        arms=[{"name": "held out"}, {"name": "told"}],
        ends=[500, 10_000],
        started_at=started,
        **more,
    )


def naive(experiment: Experiment) -> dict[str, dict[int, list[Decimal]]]:
    """What each assigned person brought by currency and arm, read row by row."""
    from saleor.order.models import Order

    from tests.db.test_order_credits import paid_back, persons_of

    brought: dict[tuple[str, str], Decimal] = {}
    arms = {each.person: each for each in experiment.assignments.filter(merged=False)}
    for order in Order.objects.filter(origin="checkout").exclude(
        status__in=("draft", "canceled", "expired")
    ):
        for person in set(persons_of(order)) & arms.keys():
            if order.created_at >= arms[person].at:
                net = order.total_gross_amount - paid_back(order)
                key = (order.currency, person)
                brought[key] = brought.get(key, Decimal()) + net
    found: dict[str, dict[int, list[Decimal]]] = {}
    for (currency, person), net in brought.items():
        if net:
            found.setdefault(currency, {}).setdefault(arms[person].arm, []).append(net)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_what_arms_brought_equals_a_naive_reckoning(shop: Shop, seed: int) -> None:
    made, luck, now = hold_out(), random.Random(seed), timezone.now()
    maker = Maker(seed, now)
    for _ in range(40):
        Assignment.objects.create(
            experiment=made,
            person=maker.human().key,
            arm=luck.randint(0, 1),
            at=now - timedelta(days=luck.randint(0, 60)),
            merged=luck.random() < 0.1,
        )
    found = assigned_orders.by_currency(made.pk, now)
    expected = {
        currency: {
            arm: (len(nets), float(sum(nets)), float(sum(net * net for net in nets)))
            for arm, nets in arms.items()
        }
        for currency, arms in naive(made).items()
    }
    assert {c: {a: tuple(b) for a, b in arms.items()} for c, arms in found.items()} == expected
    assert sum(len(arms) for arms in expected.values()) > 2
    buyers = dict.fromkeys((0, 1), 0) | dict(assigned_orders.buyers(made.pk, now))
    assert max(buyers.values()) > 3


def sold(person: str, amount: int) -> None:
    """A customer's order, as Saleor's table has it."""
    from saleor.channel.models import Channel
    from saleor.order.models import Order

    channel = Channel.objects.order_by("pk").first()
    assert channel
    Order.objects.create(
        user_id=int(person[1:]),
        user_email="x@example.com",
        status="unfulfilled",
        channel=channel,
        currency="EUR",
        origin="checkout",
        total_gross_amount=amount,
        total_net_amount=amount,
        checkout_token=str(uuid4()),
        **({"lines_count": 1} if any(f.name == "lines_count" for f in Order._meta.fields) else {}),
    )


def crowd(experiment: Experiment, arm: int, people: int, buyers: int, amount: int) -> None:
    from saleor.account.models import User

    users = User.objects.bulk_create(
        User(email=f"{arm}-{n}-{experiment.pk}@example.com") for n in range(people)
    )
    at = timezone.now() - timedelta(days=1)
    Assignment.objects.bulk_create(
        Assignment(experiment=experiment, person=f"u{user.pk}", arm=arm, at=at) for user in users
    )
    for user in users[:buyers]:
        sold(f"u{user.pk}", amount)


def read(storefront: Storefront, token: str, document: str) -> list[dict[str, Any]]:
    answer = storefront.ask(document, token=token)
    assert "errors" not in answer, answer
    return list(answer["data"]["pushHoldOuts"])


def test_what_notifications_caused_is_said_with_its_interval(
    storefront: Storefront, shop: Shop
) -> None:
    made = hold_out()
    made.ends = [5000, 10_000]
    made.save()
    crowd(made, 0, 400, 40, 10)
    crowd(made, 1, 410, 200, 10)
    both = hire(shop, "manage_discounts", "manage_orders")
    (found,) = read(storefront, both, ASK_MONEY)
    assert (found["heldOut"], found["told"], found["merged"]) == (400, 410, 0)
    (lift,) = found["lifts"]
    assert (lift["currency"], lift["heldOutMean"]) == ("EUR", 1.0)
    assert lift["toldMean"] == pytest.approx(2000 / 410)
    assert lift["caused"] == pytest.approx(2000 - 410)
    assert 0 < lift["causedInterval"]["low"] < 1590 < lift["causedInterval"]["high"]
    assert (lift["verdict"], lift["toldBringsMore"]) == ("PROVEN", True)


def test_of_too_few_orders_nothing_is_claimed(storefront: Storefront, shop: Shop) -> None:
    made = hold_out()
    crowd(made, 0, 5, 1, 10)
    crowd(made, 1, 95, 3, 10)
    (lift,) = read(storefront, shop.staff_token, ASK_MONEY)[0]["lifts"]
    assert (lift["verdict"], lift["causedInterval"], lift["toldBringsMore"]) == (
        "TOO_FEW",
        None,
        None,
    )


def test_its_results_outlive_the_assignments(storefront: Storefront, shop: Shop) -> None:
    now = timezone.now()
    made = hold_out(ended_at=now)
    crowd(made, 0, 5, 1, 10)
    crowd(made, 1, 95, 3, 10)
    before = read(storefront, shop.staff_token, ASK_MONEY)
    hold_out_lift.keep_ended(now + timedelta(days=1), now)
    assigning.purge(now + timedelta(days=1))
    assert not Assignment.objects.exists()
    assert read(storefront, shop.staff_token, ASK_MONEY) == before


def test_nobody_else_reads_them(storefront: Storefront, shop: Shop, expired_token: str) -> None:
    hold_out()
    elsewhere = hire(shop, "manage_discounts", channels=[storefront.channel])
    others = [None, shop.register().token, hire(shop, "manage_plugins"), expired_token, elsewhere]
    for token in others:
        assert storefront.ask(ASK, token=token)["errors"], token
    without_money = hire(shop, "manage_discounts")
    assert read(storefront, without_money, ASK)[0]["name"] == "2026Q4"
    assert "MANAGE_ORDERS" in storefront.ask(ASK_MONEY, token=without_money)["errors"][0]["message"]
