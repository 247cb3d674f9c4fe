"""A gift card that was sent is told to the account of that e-mail, once each time it is sent."""

import base64
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from saleor.plugins.manager import get_plugins_manager

from saleor_push_plugin.models import Event, Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver
from .order_story import row

Browsers = Callable[..., Browser]
READY = "Ready to use at the checkout."


@pytest.fixture
def gifts(push: Shop) -> Shop:
    push.configure_push(scenario_order_placed=False, scenario_order_delivered=False)
    return push


@pytest.fixture
def ada(gifts: Shop) -> Customer:
    return gifts.register()


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    return browser(ada)


def number(global_id: str) -> int:
    return int(base64.b64decode(global_id).decode().partition(":")[2])


def card_of(node: str) -> Any:
    from saleor.giftcard.models import GiftCard

    with writer():
        return GiftCard.objects.get(pk=number(node))


def change(node: str, **values: Any) -> None:
    card = card_of(node)
    with writer():
        type(card).objects.filter(pk=card.pk).update(**values)


def events() -> list[str]:
    rows = Event.objects.filter(kind="gift_card_sent").order_by("id")
    return list(rows.values_list("subject", flat=True))


def test_who_is_sent_a_card_hears_of_it_without_its_code(
    gifts: Shop, ada: Customer, phone: Browser, browser: Browsers
) -> None:
    another = browser(gifts.register())
    node = gifts.issue_card("25.00", ada.email)
    code = card_of(node).code
    assert phone.texts == [f"Your gift card: €25.00\nCard …{code[-4:]}\n{READY}"]
    assert code not in phone.texts[0]
    assert another.texts == []


def test_the_last_day_is_said_if_there_is_one(
    gifts: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    node = gifts.issue_card("25.00")
    last = date(timezone.now().year + 1, 12, 24)
    change(node, expiry_date=last)
    gifts.send_card_again(node, ada.email)
    ending = card_of(node).code[-4:]
    assert phone.texts == [f"Your gift card: €25.00\nCard …{ending} · Valid until December 24"]


def test_an_address_in_other_letters_is_the_same_and_one_of_nobody_is_no_event(
    gifts: Shop, ada: Customer, phone: Browser
) -> None:
    gifts.issue_card("25.00", ada.email.upper())
    assert len(phone.texts) == 1
    gifts.issue_card("25.00", "nobody@example.com")
    gifts.issue_card("25.00")
    assert len(events()) == 1


def test_it_is_news_again_only_where_staff_send_it_again(
    gifts: Shop, ada: Customer, phone: Browser
) -> None:
    node = gifts.issue_card("25.00", ada.email)
    assert phone.arrivals == 1
    gifts.send_card_again(node, ada.email)
    assert phone.arrivals == 2
    assert len(events()) == 2


def bought(shop: Shop, customer: Customer, *amounts: str) -> list[Any]:
    """Gift cards as Saleor makes and sends them when an order of them is fulfilled."""
    from saleor.giftcard.models import GiftCard
    from saleor.order.models import FulfillmentLine, OrderLine

    order = shop.place_order(customer=customer)
    parcel = row(shop.fulfill(order, notify=False))
    hooks, cards = get_plugins_manager(allow_replica=False), []
    with writer():
        lines = FulfillmentLine.objects.filter(fulfillment=parcel)
        OrderLine.objects.filter(fulfillment_lines__in=lines).update(is_shipping_required=False)
        for each, amount in enumerate(amounts):
            money = {"initial_balance_amount": amount, "current_balance_amount": amount}
            code = f"BOUGHT-00{each}{each}{each}{each}"
            values = {"code": code, "currency": "EUR", "fulfillment_line": lines.get(), **money}
            cards.append(GiftCard.objects.create(created_by_email=customer.email, **values))
        for card in cards:
            hooks.gift_card_sent(card, shop.catalogue.channel.slug, customer.email)
    return cards


def test_cards_bought_together_are_one_piece_of_news(
    gifts: Shop, ada: Customer, phone: Browser
) -> None:
    cards = bought(gifts, ada, "25.00", "25.00", "50.00")
    assert phone.texts[-1:] == ["Your 3 gift cards: €100.00 in all\nCards …0000, …1111, …2222"]
    assert len(events()) == 1
    later = timezone.now() - timedelta(hours=1)
    with writer():
        type(cards[0]).objects.update(created_at=later)
        again = type(cards[0]).objects.select_related("fulfillment_line").get(pk=cards[1].pk)
        hooks = get_plugins_manager(allow_replica=False)
        hooks.gift_card_sent(again, gifts.catalogue.channel.slug, ada.email)
    assert phone.texts[-1] == f"Your gift card: €25.00\nCard …1111\n{READY}"


@pytest.mark.parametrize(
    "unusable",
    [
        {"is_active": False},
        {"current_balance_amount": Decimal(0)},
        {"expiry_date": date(2020, 1, 1)},
    ],
    ids=str,
)
def test_a_card_that_cannot_be_used_is_not_told_of(
    gifts: Shop, ada: Customer, phone: Browser, unusable: dict[str, Any]
) -> None:
    node = gifts.issue_card("25.00")
    change(node, **unusable)
    # Saleor refuses to send a card that has expired.
    with writer():
        hooks = get_plugins_manager(allow_replica=False)
        hooks.gift_card_sent(card_of(node), gifts.catalogue.channel.slug, ada.email)
    assert phone.texts == []
    reasons = Event.objects.get(kind="gift_card_sent").objections
    assert reasons == {"gift_card_sent": "spent_or_inactive"}


def test_an_account_that_is_not_confirmed_hears_nothing_where_the_shop_asks_for_that(
    gifts: Shop, ada: Customer, phone: Browser
) -> None:
    """Anybody may register somebody else's address."""
    from django.contrib.sites.models import Site
    from saleor.account.models import User
    from saleor.site.models import SiteSettings

    with writer():
        SiteSettings.objects.update_or_create(
            site=Site.objects.get_current(),
            defaults={"enable_account_confirmation_by_email": True},
        )
        User.objects.filter(email=ada.email).update(is_confirmed=False)
    gifts.issue_card("25.00", ada.email)
    assert phone.texts == []
    with writer():
        User.objects.filter(email=ada.email).update(is_confirmed=True)
    gifts.issue_card("25.00", ada.email)
    assert len(phone.texts) == 1


def test_who_refused_order_updates_does_not_hear_of_it(
    gifts: Shop, ada: Customer, phone: Browser
) -> None:
    Subscription.objects.update(topics=[])
    gifts.issue_card("25.00", ada.email)
    assert phone.texts == []


def test_a_deleted_account_leaves_no_event_with_its_number(
    gifts: Shop, ada: Customer, phone: Browser, browser: Browsers
) -> None:
    other = gifts.register()
    browser(other)
    for each in (ada, other):
        gifts.issue_card("25.00", each.email)
    gifts.delete_account(ada)
    assert [subject.partition("@")[0] for subject in events()] == [f"u{number(other.id)}"]
    assert Notification.objects.filter(scenario="gift_card_sent").count() == 1
