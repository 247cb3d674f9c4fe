"""Which price drops are sent, and the texts about prices and stock."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_push_plugin.core.facts.common import Money
from saleor_push_plugin.core.facts.price_and_stock import Drop, MinimumDrop, Restock, WatchState
from saleor_push_plugin.messages import formatting, localization
from saleor_push_plugin.scenarios import SCENARIOS

DROP, RESTOCK = SCENARIOS["price_drop"], SCENARIOS["back_in_stock"]
OFFER = DROP.sample


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@pytest.mark.parametrize(
    ("waiting", "now", "objection"),
    [
        ({"reference_price": "40"}, "38.00", None),
        ({"reference_price": "40"}, "38.01", "price_drop_too_small"),
        ({"reference_price": "40"}, "41.00", "price_drop_too_small"),
        ({"reference_price": "40", "bought": True}, "20", "bought_meanwhile"),
        ({"reference_price": "40", "target": "30"}, "31", "target_price_not_reached"),
        ({"reference_price": "30.50", "target": "30"}, "30", None),
        ({"reference_price": "30", "target": "30", "notified": True}, "29", "price_drop_too_small"),
        ({"reference_price": "30", "target": "30", "notified": True}, "28", None),
        ({}, "10", None),
    ],
)
def test_a_drop_is_worth_telling_if_it_is_enough_for_the_one_who_waits(
    waiting: dict[str, object], now: str, objection: str | None
) -> None:
    amounts = {k: Decimal(v) if isinstance(v, str) else v for k, v in waiting.items()}
    offer = replace(OFFER, price=euros(now), watch=WatchState(**amounts))
    assert DROP.objection(offer) == objection


def test_the_smallest_drop_must_reach_both_its_percentage_and_its_amount() -> None:
    smallest = MinimumDrop(percent=Decimal(10), amount=Decimal(5))
    assert smallest.is_reached(Decimal(60), Decimal(54))
    assert not smallest.is_reached(Decimal(60), Decimal(55))
    assert not smallest.is_reached(Decimal(40), Decimal(36))


@pytest.mark.parametrize("scenario", [DROP, RESTOCK])
def test_what_cannot_be_bought_is_not_told(scenario: object) -> None:
    assert scenario.objection(replace(OFFER, available=0)) == "sold_out"
    assert scenario.objection(replace(OFFER, price=None)) == "not_for_sale"


def test_only_the_lowest_price_of_the_record_is_named_as_the_one_before() -> None:
    unknown = replace(OFFER, lowest=None, prior=euros("45.00"))
    assert unknown.watch
    assert unknown.watch.reference_price == Decimal("39.00")
    assert unknown.was is None
    assert replace(unknown, lowest=euros("35.00")).was == euros("35.00")


def test_outside_the_eu_saleors_own_prior_price_is_named_before_what_the_shopper_saw() -> None:
    abroad = replace(OFFER, lowest=None, eu_rules=False)
    assert replace(abroad, prior=euros("35.00")).was == euros("35.00")
    assert abroad.was == euros("39.00")


@pytest.mark.parametrize("lowest", ["25.00", "29.90"])
def test_no_price_before_is_named_that_was_not_higher(lowest: str) -> None:
    offer = replace(OFFER, lowest=euros(lowest))
    assert offer.was is None
    assert replace(offer, eu_rules=False, prior=euros(lowest)).was is None
    said = localization.text(DROP, offer, language="en", time_zone="UTC")
    assert said.body.splitlines()[0] == "This price ends within 5 hours · Only 4 left"


def test_an_amount_that_is_not_certain_is_not_compared_with_one_before() -> None:
    offer = replace(OFFER, is_price_certain=False)
    assert offer.was is None
    assert replace(offer, eu_rules=False).was is None
    said = localization.text(DROP, offer, language="en", time_zone="UTC")
    assert said.title == "Linen shirt, M: new price"


def test_plenty_is_not_worth_a_word() -> None:
    said = localization.text(DROP, replace(OFFER, available=10), language="en", time_zone="UTC")
    assert "left" not in said.body


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=20, seconds=1), "21 minutes"),
        (timedelta(minutes=89), "89 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=1), "48 hours"),
        (timedelta(hours=49), "3 days"),
    ],
)
def test_time_that_is_left_is_rounded_up(left: timedelta, said: str) -> None:
    assert formatting.Formatter(language="en", time_zone="UTC").format(left) == said


def test_polish_counts_the_pieces_that_are_left() -> None:
    reader = {"language": "pl", "time_zone": "UTC"}
    bodies = [
        localization.text(
            RESTOCK, replace(RESTOCK.sample, available=n), **reader
        ).body.splitlines()[1]
        for n in (1, 3, 5)
    ]
    assert [body.partition(" · ")[0] for body in bodies] == [
        "Została tylko 1 sztuka",
        "Zostały tylko 3 sztuki",
        "Zostało tylko 5 sztuk",
    ]


@pytest.mark.parametrize(
    "subject",
    [
        Drop(variant_id=7, channel_id=2, amount=Decimal("29.900"), at=1_795_306_476),
        Drop(variant_id=2**31, channel_id=2**31, amount=Decimal("12345678901234.567"), at=2**33),
        Restock(variant_id=7, channel_id=2, after=9, ration=3, at=1_795_306_476),
        Restock(variant_id=2**31, channel_id=99_999, after=2**40, ration=10**6, at=2**33),
    ],
)
def test_a_subject_is_read_as_it_was_written_and_fits_its_column(subject: Drop | Restock) -> None:
    assert type(subject).parse(str(subject)) == subject
    assert len(str(subject)) <= 64
