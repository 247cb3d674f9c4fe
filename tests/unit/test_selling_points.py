"""Sales and ratings of a product, and their plural forms in each language."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_push_plugin.core.facts.carts import CartFacts, CartLine, cart_words
from saleor_push_plugin.core.facts.selling_points import (
    SellingPoints,
    rating_of,
    selling_point_words,
)
from saleor_push_plugin.core.text.languages import Name
from saleor_push_plugin.messages import formatting, localization
from saleor_push_plugin.scenarios import SCENARIOS

RECOMMENDATION = SCENARIOS["recommendation"]
AGAIN = SCENARIOS["abandoned_cart_again"]
SHIRT = CartLine(variant_id=1, name=Name(original="Linen shirt"), quantity=1)


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        ("4.7", "4.7"),
        ("4,7", "4.7"),
        (" 5 ", "5"),
        (4.5, "4.5"),
        (4, "4"),
        ("0.5", "0.5"),
        ("4.666666666666667", "4.666666666666667"),
    ],
)
def test_a_rating_is_a_number_up_to_five(value: object, rating: str) -> None:
    assert rating_of(value) == Decimal(rating)


@pytest.mark.parametrize(
    "value",
    [
        "5.1",
        "6",
        "-1",
        "0",
        "0,0",
        "4/5",
        "4.",
        ".5",
        "four",
        "",
        "NaN",
        "1e1",
        "٤",
        None,
        True,
        [],
    ],
)
def test_anything_else_is_none(value: object) -> None:
    assert rating_of(value) is None


@pytest.mark.parametrize(
    ("selling_points", "said"),
    [
        ({"sold": 9}, {}),
        ({"sold": 10}, {"sold_recently": 10}),
        ({"rating": Decimal("3.9")}, {}),
        ({"rating": Decimal(4)}, {"rating": Decimal(4)}),
        ({"ends_in": timedelta(days=8)}, {}),
        ({"ends_in": timedelta(days=6)}, {"ends_in": timedelta(days=6)}),
        ({"ends_in": timedelta(0)}, {}),
    ],
)
def test_only_what_speaks_for_it_is_said(selling_points: dict, said: dict) -> None:
    words = selling_point_words(SellingPoints(**selling_points))
    assert {name: value for name, value in words.items() if value is not None} == said


def sold(pieces: int, language: str) -> str:
    offer = replace(RECOMMENDATION.sample.offer, selling_points=SellingPoints(sold=pieces))
    facts = replace(RECOMMENDATION.sample, offer=offer)
    body = localization.text(RECOMMENDATION, facts, language=language, time_zone="UTC").body
    return body.split("\n")[2]


def test_polish_counts_what_was_sold() -> None:
    assert [sold(n, "pl") for n in (12, 22, 25, 101, 904)] == [
        "W 30 dni sprzedano 12 sztuk",
        "W 30 dni sprzedano 22 sztuki",
        "W 30 dni sprzedano 25 sztuk",
        "W 30 dni sprzedano 101 sztuk",
        "W 30 dni sprzedano 904 sztuki",
    ]


def test_arabic_counts_what_was_sold() -> None:
    assert [sold(n, "ar").strip(formatting.RIGHT_TO_LEFT) for n in (11, 100, 104)] == [
        "بيعت 11 قطعة خلال 30 يومًا",
        "بيعت 100 قطعة خلال 30 يومًا",
        "بيعت 104 قطع خلال 30 يومًا",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Rated 4.0 out of 5"), ("pl", "Ocena 4,3 na 5"), ("ar", "التقييم 5.0 من 5")],
)
def test_a_rating_has_one_decimal_in_every_language(language: str, said: str) -> None:
    rating = {"en": "4", "pl": "4.25001", "ar": "4.96"}[language]
    facts = replace(AGAIN.sample, selling_points=SellingPoints(rating=Decimal(rating)))
    assert said in localization.text(AGAIN, facts, language=language, time_zone="UTC").body


def test_of_a_cart_with_several_products_nobody_knew_which_is_meant() -> None:
    cart = CartFacts(
        id="1",
        channel="c",
        lines=(SHIRT,),
        stock_left=3,
        selling_points=SellingPoints(rating=Decimal(5), sold=12),
    )
    words = {"stock_left": 3, "rating": Decimal(5), "sold_recently": 12, "ends_in": None}
    assert words.items() <= cart_words(cart).items()
    several = cart_words(replace(cart, lines=(SHIRT, SHIRT)))
    assert {name: several[name] for name in words} == dict.fromkeys(words)
