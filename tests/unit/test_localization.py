"""How values are said: the same with every release of Babel that setup.cfg allows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from saleor_push_plugin.core.facts.common import Delivery, Money
from saleor_push_plugin.messages import formatting, localization, regions
from tests.golden_files import plain

NOVEMBER = datetime(2026, 11, 20, tzinfo=UTC)


def said(value: object, language: str) -> str:
    return plain(formatting.Formatter(language=language, time_zone="UTC").format(value))


@pytest.mark.parametrize(
    ("language", "same_month", "two_months", "one_day"),
    [
        ("en", "Nov 23 – 25", "Nov 23 – Dec 2", "November 23"),
        ("pl", "23–25 listopada", "23 listopada – 2 grudnia", "23 listopada"),
        ("ar", "23–25 نوفمبر", "23 نوفمبر – 2 ديسمبر", "23 نوفمبر"),
        ("de", "23.–25. Nov.", "23. Nov. – 2. Dez.", "23. November"),
        ("fr", "23–25 nov.", "23 nov. – 2 déc.", "23 novembre"),
        ("de-CH", "23.–25. Nov.", "23. Nov. – 2. Dez.", "23. November"),
        ("it", "23–25 nov", "23 nov – 02 dic", "23 novembre"),
    ],
)
def test_a_range_of_days_is_short_and_a_single_day_is_written_out(
    language: str, same_month: str, two_months: str, one_day: str
) -> None:
    spans = [Delivery(since=NOVEMBER, least=3, most=most) for most in (5, 12, 3)]
    assert [said(span, language) for span in spans] == [same_month, two_months, one_day]


@pytest.mark.parametrize("language", ["fa", "ur", "ps", "ckb", "ja"])
def test_a_range_of_days_names_its_months_in_every_language(language: str) -> None:
    """Babel 2.15 to 2.18 say “M11” in these."""
    assert "M1" not in said(Delivery(since=NOVEMBER, least=3, most=12), language)


@pytest.mark.parametrize(
    ("language", "days", "hours", "minutes"),
    [
        ("en", "3 days", "5 hours", "21 minutes"),
        ("pl", "3 dni", "5 godzin", "21 minut"),
        ("ar", "3 أيام", "5 ساعات", "21 دقيقة"),
        ("de", "3 Tage", "5 Stunden", "21 Minuten"),
        ("it", "3 giorni", "5 ore", "21 minuti"),
    ],
)
def test_a_span_of_time_is_said_in_words_of_the_language(
    language: str, days: str, hours: str, minutes: str
) -> None:
    assert said(timedelta(hours=49), language) == days
    assert said(timedelta(hours=4, minutes=20), language) == hours
    assert said(timedelta(minutes=20, seconds=1), language) == minutes


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        *((tag, "rtl") for tag in ("ar", "ar-EG", "he", "fa", "ur", "ps", "ckb", "yi", "pa-Arab")),
        *(
            (tag, "ltr")
            for tag in ("en", "pl", "pt-BR", "pa", "uz", "zh-Hant", "sr-Latn", "mn-Mong")
        ),
    ],
)
def test_a_language_runs_as_cldr_has_it(language: str, direction: str) -> None:
    assert formatting.direction(language) == direction


@pytest.mark.parametrize(
    ("tag", "currency", "amount", "day"),
    [
        ("en", "CAD", "CA$1,234.50", "November 20"),
        ("en-US", "USD", "$1,234.50", "November 20"),
        ("en-CA", "CAD", "$1,234.50", "November 20"),
        ("EN_au", "AUD", "$1,234.50", "20 November"),
        ("en-GB", "GBP", "£1,234.50", "20 November"),
        ("fr-CA", "CAD", "1 234,50 $", "20 novembre"),
        ("de-CH", "CHF", "CHF 1'234.50", "20. November"),
        ("de-AT", "EUR", "€ 1.234,50", "20. November"),
        ("es-MX", "MXN", "$1,234.50", "20 de noviembre"),
        # A region in which nobody writes the language so, and one that does not exist.
        ("de-CA", "CAD", "1.234,50 CA$", "20. November"),
        ("de-ZZ", "EUR", "1.234,50 €", "20. November"),
    ],
)
def test_amounts_and_dates_follow_the_readers_region(
    tag: str, currency: str, amount: str, day: str
) -> None:
    language = localization.choose(tag, default="en")
    formatter = formatting.Formatter(language=language, time_zone="UTC", region=regions.region(tag))
    money = Money(amount=Decimal("1234.50"), currency=currency)
    # Releases of CLDR differ in the width of a space and in the apostrophe.
    alike = str.maketrans({"\u202f": " ", "’": "'"})
    said = [plain(formatter.format(value)).translate(alike) for value in (money, NOVEMBER)]
    assert (language, said) == (tag[:2].lower(), [amount, day])


def test_a_language_with_a_region_of_its_own_keeps_it() -> None:
    assert regions.locale_of("pt-BR", "PT") == "pt_BR"
    assert regions.locale_of("zh-Hant", "HK") == "zh_Hant_HK"


def test_the_region_is_that_of_the_first_tag_that_has_one() -> None:
    assert regions.region("en", "fr-ca", "de-CH") == "CA"
    assert regions.region("zh-Hant-TW") == "TW"
    assert regions.region("zh-Hant", "", "sl-rozaj") == ""
