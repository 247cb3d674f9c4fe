"""Names of products in the language of the text, where the shop has translated them."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from saleor.product.models import ProductTranslation

from saleor_push_plugin.core.facts.recommendation import AFTER
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.core.text.languages import Name
from saleor_push_plugin.language_tags import lookup
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.shop import translations
from saleor_push_plugin.shop.connections import writer
from tests.hosts.goods import Variant
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .test_images import pk_of
from .waiting import Waiting

Browsers = Callable[..., Browser]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
UNLIMITED_STOCK = 50


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    """A shop that has said its shirt and its jacket in Polish, too."""
    push.configure_push(quiet_hours="", scenario_order_confirmed=False)
    found = Waiting(push, look, deliver)
    push.translate(found.shirt, "PL", product="Lniana koszula", name="rozmiar M")
    push.translate(push.catalogue.variant("Rain jacket"), "PL", product="Kurtka")
    found.look()
    return found


@pytest.fixture
def ada(waiting: Waiting) -> Customer:
    return waiting.shop.register()


@pytest.fixture
def phones(browser: Browsers, ada: Customer) -> list[Browser]:
    """An English one and a Polish one, both hers."""
    made = [browser(ada, language=language) for language in ("en", "pl")]
    Subscription.objects.update(topics=list(Topic))
    return made


def titles(phones: list[Browser]) -> list[str]:
    return [line for phone in phones for text in phone.texts for line in text.splitlines()[:1]]


def test_a_lower_price_is_told_with_the_name_in_the_readers_language(
    waiting: Waiting, phones: list[Browser]
) -> None:
    for phone in phones:
        waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    english, polish = titles(phones)
    assert english == "Linen shirt, M: now €29.90"
    assert polish.startswith("Lniana koszula, rozmiar M: teraz")


def test_new_stock_is_told_with_the_name_in_the_readers_language(
    waiting: Waiting, phones: list[Browser]
) -> None:
    waiting.has(0)
    for phone in phones:
        waiting.stock(phone)
    waiting.after(MINUTE)
    waiting.has(UNLIMITED_STOCK)
    waiting.after(MINUTE)
    assert titles(phones) == [
        "Back in stock: Linen shirt, M",
        "Znów w sprzedaży: Lniana koszula, rozmiar M",
    ]


def test_a_cart_is_remembered_by_the_name_in_the_readers_language(
    waiting: Waiting, phones: list[Browser], ada: Customer
) -> None:
    waiting.shop.new_checkout(customer=ada, lines=[(waiting.shirt, 2)])
    waiting.after(HOUR + 2 * MINUTE)
    items = [text.splitlines()[1] for phone in phones for text in phone.texts]
    assert items == ["2 × Linen shirt", "2 × Lniana koszula"]


def test_a_look_is_remembered_by_the_name_in_the_readers_language(
    waiting: Waiting, browser: Browsers
) -> None:
    phones = [browser(language=language) for language in ("en", "pl")]
    Subscription.objects.update(topics=list(Topic))
    for phone in phones:
        waiting.looks_at(phone)
    waiting.after(2 * HOUR + 2 * MINUTE)
    assert titles(phones) == [
        "Still interested in Linen shirt?",
        "Ostatnio oglądane: Lniana koszula",
    ]


def test_a_recommendation_names_both_in_the_readers_language(
    waiting: Waiting, phones: list[Browser], ada: Customer
) -> None:
    waiting.shop.configure_push(scenario_order_placed=False)
    waiting.shop.place_order(customer=ada, lines=[(waiting.shirt, 1)])
    waiting.after(MINUTE)
    waiting.after(AFTER)
    english, polish = [phone.texts[0].partition(" · ")[0] for phone in phones]
    assert english == "To go with Linen shirt\nRain jacket"
    assert polish == "Coś, co pasuje do: Lniana koszula\nKurtka"


def test_order_news_name_things_as_the_order_does(
    waiting: Waiting, phones: list[Browser], ada: Customer
) -> None:
    waiting.shop.place_order(customer=ada, lines=[(waiting.shirt, 1)], language="PL")
    waiting.after(MINUTE)
    for phone in phones:
        assert "Lniana koszula" in phone.texts[0].splitlines()


def looked_at(waiting: Waiting, browser: Browsers, language: str) -> str:
    """The title somebody reads who looked at the shirt."""
    phone = browser(language=language)
    Subscription.objects.update(topics=list(Topic))
    waiting.looks_at(phone)
    waiting.after(2 * HOUR + 2 * MINUTE)
    (title,) = titles([phone])
    return title


def test_what_is_not_translated_keeps_its_name(waiting: Waiting, browser: Browsers) -> None:
    assert "Linen shirt" in looked_at(waiting, browser, "ar")


def test_a_translation_without_a_name_changes_nothing(waiting: Waiting, browser: Browsers) -> None:
    waiting.shop.translate(waiting.shirt, "PL", product="")
    assert looked_at(waiting, browser, "pl") == "Ostatnio oglądane: Linen shirt"


def test_a_name_for_one_region_is_for_all_who_have_no_other(
    waiting: Waiting, browser: Browsers
) -> None:
    waiting.shop.translate(waiting.shirt, "EN_US", product="Linen button-down")
    assert looked_at(waiting, browser, "en-GB") == "Still interested in Linen button-down?"


def test_the_languages_own_name_comes_before_a_regions(waiting: Waiting, browser: Browsers) -> None:
    waiting.shop.translate(waiting.shirt, "EN_US", product="Linen button-down")
    waiting.shop.translate(waiting.shirt, "EN", product="Shirt of linen")
    assert looked_at(waiting, browser, "en") == "Still interested in Shirt of linen?"


def called(waiting: Waiting, names: Mapping[str, str]) -> Name:
    """What the shirt is called after Saleor stored these translations, by its language codes."""
    product = pk_of(waiting.shirt.product_id)
    with writer():
        for code, name in names.items():
            ProductTranslation.objects.create(product_id=product, language_code=code, name=name)
        return translations.load(products=[product]).of_product(product, "Linen shirt")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("zh-TW", "亞麻襯衫"),
        ("zh-HK", "亞麻襯衫"),
        ("zh-CN", "亚麻衬衫"),
        ("no", "Linskjorte"),
        ("nb-NO", "Linskjorte"),
        ("iw", "חולצה"),
        ("tl", "Kamisa"),
        ("in-ID", "Kemeja"),
    ],
)
def test_a_name_is_found_by_script_and_by_every_code_of_a_language(
    waiting: Waiting, language: str, name: str
) -> None:
    """Saleor writes zh-hant, nb, he, fil and id; browsers say zh-TW, no, iw, tl and in, too."""
    assert called(waiting, SAID).in_language(lookup(language)) == name


SAID = {
    "zh-hans": "亚麻衬衫",
    "zh-hant": "亞麻襯衫",
    "nb": "Linskjorte",
    "he": "חולצה",
    "fil": "Kamisa",
    "id": "Kemeja",
}


def test_a_name_for_hong_kong_is_for_all_who_read_its_script(waiting: Waiting) -> None:
    name = called(waiting, {"zh-hant-hk": "恤衫", "zh-hans-sg": "衬衫"})
    assert [name.in_language(lookup(each)) for each in ("zh-TW", "zh-Hant", "zh-CN", "zh")] == [
        "恤衫",
        "恤衫",
        "衬衫",
        "衬衫",
    ]


def test_it_costs_one_query_for_one_as_for_all(waiting: Waiting) -> None:
    def queries(variants: Collection[Variant]) -> int:
        products = {pk_of(variant.product_id) for variant in variants}
        with writer(), CaptureQueriesContext(connection) as captured:
            translations.load(
                products=products, variants={pk_of(variant.id) for variant in variants}
            )
        return len(captured)

    everything = waiting.shop.catalogue.variants
    assert queries(everything[:1]) == queries(everything) == 1
