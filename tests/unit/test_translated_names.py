"""Names in several languages: which one a text gets."""

from dataclasses import replace

import pytest

from saleor_push_plugin.core.facts.carts import CartFacts, CartLine, cart_words
from saleor_push_plugin.core.text.cleaning import isolated
from saleor_push_plugin.core.text.languages import Name, compose_names
from saleor_push_plugin.language_tags import lookup
from saleor_push_plugin.messages import formatting, localization
from saleor_push_plugin.scenarios import SCENARIOS

SHIRT = Name(
    original="Linen shirt",
    translations={"pl": "Lniana koszula", "pt": "Camisa", "pt-BR": "Blusa", "ar": "قميص"},
)
MEDIUM = Name(original="M", translations={"pl": "średnia", "pt-BR": "média"})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "Lniana koszula"),
        ("pl-PL", "Lniana koszula"),
        ("pt-BR", "Blusa"),
        ("pt-PT", "Camisa"),
        ("en", "Linen shirt"),
        ("de", "Linen shirt"),
    ],
)
def test_a_name_is_said_in_the_narrowest_language_there_is(language: str, said: str) -> None:
    assert SHIRT.in_language(lookup(language)) == said
    assert formatting.Formatter(language=language, time_zone="UTC").format(SHIRT) == said


def test_a_name_composed_of_two_takes_each_as_far_as_it_is_translated() -> None:
    both = compose_names("{}, {}", SHIRT, MEDIUM)
    assert str(both) == "Linen shirt, M"
    assert {tag: both.in_language(lookup(tag)) for tag in ("pl", "pt", "pt-BR", "ar")} == {
        "pl": "Lniana koszula, średnia",
        "pt": "Camisa, M",
        "pt-BR": "Blusa, média",
        "ar": "قميص, M",
    }


def test_braces_in_a_name_are_only_braces() -> None:
    assert str(compose_names("2 × {}", Name(original="{} {original}"))) == "2 × {} {original}"


def test_a_cart_names_its_first_item_in_every_language() -> None:
    cart = CartFacts(id="1", channel="eur", lines=(CartLine(variant_id=1, name=SHIRT, quantity=2),))
    item = cart_words(cart)["item"]
    assert [
        formatting.Formatter(language=each, time_zone="UTC").format(item) for each in ("en", "pl")
    ] == [
        "2 × Linen shirt",
        "2 × Lniana koszula",
    ]


def test_an_arabic_name_is_kept_apart_from_the_arabic_around_it() -> None:
    sample = SCENARIOS["price_drop"].sample
    text = localization.text(
        SCENARIOS["price_drop"], replace(sample, name=SHIRT), language="ar", time_zone="UTC"
    )
    assert isolated("قميص") in text.title


def test_facts_that_carry_names_can_still_be_remembered_by() -> None:
    sample = replace(SCENARIOS["price_drop"].sample, name=SHIRT)
    assert hash(sample) == hash(replace(sample))
    assert sample == replace(sample)
    assert sample != replace(sample, name=replace(SHIRT, translations={}))
