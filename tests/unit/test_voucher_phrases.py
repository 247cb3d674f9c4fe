"""How a voucher code is said in each language: its worth, the code, what it needs."""

from decimal import Decimal
from typing import Any

import pytest

from saleor_push_plugin.core.facts.common import Money
from saleor_push_plugin.core.facts.personal_code import Condition, PersonalCode
from saleor_push_plugin.core.text.fitting import SHORTEST_NAME
from saleor_push_plugin.messages.formatting import Formatter
from tests.golden_files import plain


def eur(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def said(language: str, region: str = "", *, room: int = 120, **values: Any) -> str:
    code = PersonalCode(code="THX-2", **values)
    formatter = Formatter(language=language, time_zone="UTC", region=region, longest_name=room)
    return plain(formatter.format(code))


SHARE: dict[str, Any] = {"share": Decimal("12.500")}
AMOUNT: dict[str, Any] = {"amount": eur("5")}


@pytest.mark.parametrize(
    ("language", "share", "amount"),
    [
        ("en", "12.5% off with code THX-2", "€5.00 off with code THX-2"),
        ("de", "12,5 % Rabatt mit Code THX-2", "5,00 € Rabatt mit Code THX-2"),
        ("fr", "12,5 % de remise avec le code THX-2", "5,00 € de remise avec le code THX-2"),
        (
            "es",
            "12,5 % de descuento con el código THX-2",
            "5,00 € de descuento con el código THX-2",
        ),
        ("pl", "12,5% rabatu z kodem THX-2", "5,00 € rabatu z kodem THX-2"),
        # In a language of the owner's alone: no words of another.
        ("nl", "12,5%: THX-2", "€ 5,00: THX-2"),
    ],
)
def test_a_share_and_an_amount(language: str, share: str, amount: str) -> None:
    assert said(language, **SHARE) == share
    assert said(language, **AMOUNT) == amount


def test_numbers_are_those_of_the_readers_region() -> None:
    assert said("de", "CH", **SHARE) == "12.5% Rabatt mit Code THX-2"
    assert said("es", "MX", **SHARE) == "12.5% de descuento con el código THX-2"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"on_shipping": True, "frees_shipping": True}, "free shipping with code THX-2"),
        ({"on_shipping": True, **AMOUNT}, "€5.00 off shipping with code THX-2"),
        ({}, "code THX-2"),
        ({**SHARE, "condition": Condition.AMOUNT, "least": eur("50")}, ", on orders from €50.00"),
        ({**SHARE, "condition": Condition.SELECTED}, ", on selected items"),
        ({**SHARE, "condition": Condition.ONE_ITEM}, ", on one item"),
        ({**SHARE, "condition": Condition.OTHER}, ", conditions apply"),
    ],
    ids=str,
)
def test_what_it_is_worth_and_what_it_needs(values: dict[str, Any], expected: str) -> None:
    whole = f"12.5% off with code THX-2{expected}" if expected.startswith(",") else expected
    assert said("en", **values) == whole


@pytest.mark.parametrize(
    ("language", "items", "expected"),
    [
        ("en", 3, ", from 3 items"),
        ("de", 3, ", ab 3 Artikeln"),
        ("fr", 3, ", dès 3 articles"),
        ("es", 3, ", desde 3 artículos"),
        ("pl", 3, ", od 3 produktów"),
        ("pl", 22, ", od 22 produktów"),
        ("ar", 2, "، عند شراء منتجين على الأقل"),
        ("ar", 3, "، عند شراء 3 منتجات على الأقل"),
        ("ar", 11, "، عند شراء 11 منتجًا على الأقل"),
        ("nl", 3, " (≥ 3)"),
    ],
)
def test_numbers_of_items_have_the_plurals_of_the_language(
    language: str, items: int, expected: str
) -> None:
    needs = said(language, **SHARE, condition=Condition.ITEMS, items=items)
    assert needs == said(language, **SHARE) + expected


def test_what_it_needs_gives_way_where_the_text_would_be_too_long() -> None:
    values = {**SHARE, "condition": Condition.SELECTED}
    assert said("en", room=SHORTEST_NAME, **values) == "12.5% off with code THX-2"
