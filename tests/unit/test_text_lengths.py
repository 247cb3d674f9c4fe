"""Every scenario in every language with realistic worst cases: nothing too long, facts in front."""

from dataclasses import replace
from decimal import Decimal

import pytest

from saleor_push_plugin.core.facts.common import Line, Money
from saleor_push_plugin.core.samples import ORDER
from saleor_push_plugin.core.text.languages import Name, compose_names
from saleor_push_plugin.core.text.platform_lengths import length
from saleor_push_plugin.messages import catalog, localization
from saleor_push_plugin.scenarios import SCENARIOS
from tests.golden_files import OWN, plain
from tests.lengths import CASES, ENDLESS, NAMES, faults, measured


@pytest.mark.parametrize("language", catalog.LANGUAGES)
@pytest.mark.parametrize("code", OWN)
def test_a_text_fits_whatever_it_is_about(code: str, language: str) -> None:
    found = {
        f"{fault}: {one.text.title} / {one.text.body}"
        for one in measured(code, language)
        for fault in faults(OWN[code], one)
    }
    assert not found


def test_the_cases_have_names_that_no_screen_has_room_for() -> None:
    assert max(map(len, NAMES)) == 210
    assert {case.lines for case in CASES} == {1, 12}


def test_a_long_name_is_shortened_where_it_stands_and_the_price_is_whole() -> None:
    drop = SCENARIOS["price_drop"]
    facts = replace(drop.sample, name=Name(original=ENDLESS[:200]))
    text = localization.text(drop, facts, language="en", time_zone="UTC")
    assert text.title == "Handwoven merino wool blanket with fr…: now €29.90"


def test_the_variant_is_said_though_the_product_is_shortened() -> None:
    name = compose_names("{}, {}", Name(original=ENDLESS[:200]), Name(original="XL"))
    assert name.shortened(("en",), 30) == "Handwoven merino wool bla…, XL"


def test_a_name_is_shortened_between_graphemes() -> None:
    family = "👩‍👩‍👧‍👦"
    assert Name(original=family * 5).shortened(("en",), 16) == f"{family * 2}…"


def test_a_name_that_fits_is_not_shortened() -> None:
    assert Name(original="Linen shirt").shortened(("en",), 11) == "Linen shirt"


def test_no_sentence_of_an_owner_is_left_out() -> None:
    placed = SCENARIOS["order_placed"]
    own = {"body": "{item}\nShipping {shipping}\nTotal {total}\n" + "Many thanks again. " * 12}
    line = Line(name=ENDLESS[:200], quantity=1, total=placed.sample.total)
    facts = replace(placed.sample, lines=(line,))
    text = localization.text(placed, facts, language="en", time_zone="UTC", overrides=own)
    item, *others = text.body.splitlines()
    assert length(item) == 12
    assert [each[:8] for each in others] == ["Shipping", "Total €9", "Many tha"]


def test_the_last_line_is_said_only_where_there_is_little_else() -> None:
    shipped = SCENARIOS["order_shipped"]
    bare = replace(shipped.sample, left=0, trackings=(), order=replace(ORDER, delivery=None))
    little = localization.text(shipped, bare, language="en", time_zone="UTC")
    much = localization.text(shipped, shipped.sample, language="en", time_zone="UTC")
    assert little.body == "2 × Linen shirt\nThank you for shopping with us."
    assert "Thank you" not in much.body


def test_the_last_line_of_an_owner_is_always_said() -> None:
    shipped = SCENARIOS["order_shipped"]
    own = {"body": "{item}\nEstimated delivery: {delivery}\nYours, Linen & Wool"}
    text = localization.text(shipped, shipped.sample, language="en", time_zone="UTC", overrides=own)
    assert text.body.endswith("\nYours, Linen & Wool")


def test_sums_that_are_left_out_leave_none_that_do_not_add_up() -> None:
    placed = SCENARIOS["order_placed"]
    paid = replace(placed.sample, gift_cards=Money(amount=Decimal("20.00"), currency="EUR"))
    for language, sums in (
        ("de", "Geschenkkarte -20,00 € · Gesamt 92,40 €"),
        ("fr", "Carte cadeau -20,00 € · Total 92,40 €"),
    ):
        text = localization.text(placed, paid, language=language, time_zone="UTC")
        assert plain(text.body.splitlines()[0]) == sums
