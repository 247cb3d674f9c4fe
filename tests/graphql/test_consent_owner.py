"""A shared browser: whose consent each topic is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from saleor_push_plugin.models import Consent, Subscription
from saleor_push_plugin.subscribers import proven_changes
from tests.graphql.storefront import ATTACH, DETACH

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.refs import Customer
    from tests.hosts.shop import Shop

UPDATE = """mutation($endpoint: String!, $proof: String, $topics: [PushTopicEnum!]!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof, input: { topics: $topics }) {
    errors { field message code } } }"""
ORDERS, ALERTS, OFFERS = "ORDER_UPDATES", "ALERTS", "OFFERS"


class Laptop:
    """One browser, and who sits before it."""

    def __init__(self, storefront: Storefront, *topics: str) -> None:
        self._storefront = storefront
        self.endpoint = storefront.subscribe(topics=[ORDERS, *topics])["endpoint"]

    def login(self, customer: Customer) -> None:
        self._storefront.does(ATTACH, endpoint=self.endpoint, token=customer.token)

    def logout(self) -> None:
        self._storefront.does(DETACH, endpoint=self.endpoint)

    def agree(self, *topics: str) -> None:
        """To these, exactly."""
        wish = {"endpoint": self.endpoint, "topics": [ORDERS, *topics]}
        assert self._storefront.does(UPDATE, **wish)["errors"] == []

    @property
    def marketing(self) -> list[str]:
        topics = Subscription.objects.get(endpoint=self.endpoint).topics
        return [topic.upper() for topic in topics if topic.upper() != ORDERS]


def last_words() -> list[tuple[list[str], list[str], str]]:
    rows = Consent.objects.order_by("-id")
    return list(rows.values_list("granted", "withdrawn", "source"))


@pytest.fixture
def ada(shop: Shop) -> Customer:
    return shop.register()


@pytest.fixture
def ben(shop: Shop) -> Customer:
    return shop.register()


def test_a_guests_new_topic_does_not_make_the_others_theirs(
    storefront: Storefront, ada: Customer, ben: Customer
) -> None:
    laptop = Laptop(storefront)
    laptop.login(ada)
    laptop.agree(OFFERS)
    laptop.logout()
    laptop.agree(OFFERS, ALERTS)
    laptop.login(ben)
    assert laptop.marketing == [ALERTS]
    ended = ([], ["offers"], "another_customer")
    assert last_words()[:2] == [ended, (["alerts"], [], "login")]
    assert Consent.objects.filter(source="login").get().user_id is not None


def test_the_first_ones_word_holds_when_they_come_back(
    storefront: Storefront, ada: Customer
) -> None:
    laptop = Laptop(storefront, OFFERS)
    laptop.login(ada)
    laptop.logout()
    laptop.agree(OFFERS, ALERTS)
    laptop.login(ada)
    assert laptop.marketing == [ALERTS, OFFERS]


def test_who_agrees_anew_agrees_for_themselves(
    storefront: Storefront, ada: Customer, ben: Customer
) -> None:
    laptop = Laptop(storefront, OFFERS)
    laptop.login(ada)
    laptop.logout()
    laptop.agree()
    laptop.agree(OFFERS)
    laptop.login(ben)
    assert laptop.marketing == [OFFERS]


def test_of_a_deleted_account_no_browser_keeps_what_it_agreed_to(
    storefront: Storefront, ada: Customer, ben: Customer
) -> None:
    """Also where she had logged out: with her lines erased it would be nobody's, and Ben's next."""
    laptop = Laptop(storefront)
    laptop.login(ada)
    laptop.agree(OFFERS)
    user_id = Subscription.objects.get().user_id
    assert user_id is not None
    laptop.logout()
    laptop.agree(OFFERS, ALERTS)
    proven_changes.erase_user(user_id, now=datetime.now(UTC))
    assert laptop.marketing == [ALERTS]
    laptop.login(ben)
    assert laptop.marketing == [ALERTS]
