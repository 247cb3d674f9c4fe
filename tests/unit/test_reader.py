"""What is left of a push for who gets an order's news without being its owner."""

import pytest

from saleor_push_plugin.core.audience import Access, Owner
from saleor_push_plugin.core.global_id import global_id
from saleor_push_plugin.core.links import Link, order_link
from saleor_push_plugin.core.order_privacy import without_order
from saleor_push_plugin.core.samples import ORDER
from saleor_push_plugin.core.scenario import Scenario, Topic
from saleor_push_plugin.messages import localization
from saleor_push_plugin.messages.catalog import LANGUAGES
from tests.golden_files import OWN, plain

# A gift card's reminder goes to its owner's account alone.
NEWS = [
    scenario
    for code, scenario in OWN.items()
    if scenario.topic is Topic.ORDER_UPDATES and code != "gift_card_expiring"
]
HOME = Link(page="home", words={"channel": "eur"})


def text(scenario: Scenario, language: str) -> str:
    facts = scenario.sample
    shown = localization.text(
        scenario, facts, language=language, time_zone="UTC", access=Access.NEWS
    )
    return plain(f"{shown.title}\n{shown.body}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", NEWS, ids=lambda s: s.code)
def test_news_without_amounts_has_a_title_and_names_none(scenario: Scenario, language: str) -> None:
    shown = text(scenario, language)
    assert shown.splitlines()[0]
    assert not [sign for sign in ("€", "EUR") if sign in shown]


REFUNDS = {
    "en": "Order 1042: refund on its way\nIt may take your bank a few days.",
    "de": "Bestellung 1042: Erstattung veranlasst\nBei Ihrer Bank kann es einige Tage dauern.",
    "fr": "Commande 1042 : remboursement effectué\nComptez quelques jours selon votre banque.",
    "es": "Pedido 1042: reembolso realizado\nSu banco puede tardar unos días.",
    "pl": "Zamówienie 1042: zwrot pieniędzy\nPrzelew może potrwać kilka dni.",
    "ar": "الطلب 1042: تم استرداد مبلغ\nقد يستغرق ذلك بضعة أيام لدى البنك.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refund_is_told_without_its_sum(language: str) -> None:
    shown = text(OWN["order_refunded"], language)
    assert shown.translate({0x2068: None, 0x2069: None, 0x200F: None}) == REFUNDS[language]


def test_a_link_that_opens_an_order_or_a_cart_becomes_the_home_page() -> None:
    assert without_order(order_link(ORDER), "eur") == HOME
    cart = Link(page="cart", words={"checkout": global_id("Checkout", "c"), "channel": "eur"})
    assert without_order(cart, "eur") == HOME
    product = Link(page="product", words={"channel": "eur", "slug": "shirt"})
    assert without_order(product, "eur") == product


@pytest.mark.parametrize(
    "path", ["?o={id}", "?o={escaped}", "/{key}", "?o={bare}"], ids=["id", "escaped", "key", "bare"]
)
def test_no_address_holds_the_orders_id(path: str) -> None:
    id = global_id("Order", ORDER.id)
    spelt = {"id": id, "bare": id.rstrip("="), "escaped": id.replace("=", "%3D"), "key": ORDER.id}
    words = order_link(ORDER).words
    opening = Link(url=f"https://carrier.example/{path.format(**spelt)}", words=words)
    assert without_order(opening, "eur") == HOME
    carrier = Link(url="https://carrier.example/H2000018", words=words)
    assert without_order(carrier, "eur") == carrier


def test_marketing_about_a_customers_order_is_for_their_account_alone() -> None:
    theirs, guests = Owner(user_id=7, checkout_id="c"), Owner(checkout_id="c")
    assert theirs.addressed(marketing=True) == Owner(user_id=7)
    assert guests.addressed(marketing=True) == guests
    assert theirs.addressed(marketing=False) == Owner(user_id=7, checkout_id="c", late=True)
