"""Whoever knows an endpoint and nothing else: what they can see, move or silence. Nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from saleor_push_plugin.models import Consent, ProductView, Subscription, Watch
from tests.graphql.storefront import (
    ATTACH,
    DETACH,
    RENEW,
    SUBSCRIBE,
    UNSUBSCRIBE,
    browser_subscription,
    told,
)

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.refs import Customer
    from tests.hosts.shop import Shop

NAMED = "$endpoint: String!, $proof: String"
BY = "endpoint: $endpoint, proof: $proof"
ERRORS = "{ errors { field message code } }"
ERASE = f"mutation({NAMED}) {{ pushUnsubscribe({BY}, erase: true) {ERRORS} }}"
TOPICS = f"""mutation({NAMED}) {{
  pushPreferencesUpdate({BY}, input: {{ topics: [SURVEYS], source: OTHER }}) {ERRORS} }}"""
PREFERENCES = f"query({NAMED}) {{ pushPreferences({BY}) {{ topics language }} }}"
PRICE = f"""mutation({NAMED}, $variant: ID!, $channel: String!) {{
  pushWatchPrice({BY}, variantId: $variant, channel: $channel) {ERRORS} }}"""
STOCK = PRICE.replace("pushWatchPrice", "pushWatchStock")
UNWATCH = f"mutation({NAMED}, $variant: ID!) {{ pushUnwatch({BY}, variantId: $variant) {ERRORS} }}"
VIEWED = f"""mutation({NAMED}, $product: ID!) {{
  pushProductViewed({BY}, productId: $product) {ERRORS} }}"""
NOT_FOUND = [("endpoint", "NOT_FOUND")]
WRONG = ["", "x", "A" * 22, "ż", "\ud800", "A" * 5000]


@pytest.fixture
def ada(shop: Shop) -> Customer:
    return shop.register()


@pytest.fixture
def hers(storefront: Storefront, ada: Customer) -> dict[str, Any]:
    """The subscription of a customer who agreed to everything, and its secret."""
    browser = storefront.a_browser(topics=["ORDER_UPDATES", "OFFERS"])
    payload = storefront.does(SUBSCRIBE, token=ada.token, input=browser)
    return {**browser["subscription"], "secret": payload["secret"]}


def everything() -> list[Any]:
    """All that is stored of browsers, to compare."""
    models = (Subscription, Consent, Watch, ProductView)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("proof", WRONG)
@pytest.mark.parametrize(
    "document",
    [ATTACH, DETACH, UNSUBSCRIBE, ERASE, TOPICS, PRICE, STOCK, UNWATCH, VIEWED],
    ids=[
        "attach",
        "detach",
        "unsubscribe",
        "erase",
        "topics",
        "price",
        "stock",
        "unwatch",
        "viewed",
    ],
)
def test_a_stranger_changes_nothing_and_does_not_learn_that_the_browser_is_known(
    storefront: Storefront, shop: Shop, hers: dict[str, Any], document: str, proof: str
) -> None:
    variant = shop.catalogue.variant("Linen shirt")
    stranger, before = shop.register(), everything()
    where = {"variant": variant.id, "product": variant.product_id, "channel": storefront.channel}
    answers = [
        storefront.ask(document, token=stranger.token, endpoint=endpoint, proof=proof, **where)
        for endpoint in (hers["endpoint"], browser_subscription()["endpoint"])
    ]
    assert told(next(iter(answers[0]["data"].values()))) == NOT_FOUND
    assert answers[0] == answers[1]
    assert everything() == before


@pytest.mark.parametrize("proof", WRONG)
def test_a_stranger_reads_no_preferences(
    storefront: Storefront, hers: dict[str, Any], proof: str
) -> None:
    for endpoint in (hers["endpoint"], browser_subscription()["endpoint"]):
        answer = storefront.ask(PREFERENCES, endpoint=endpoint, proof=proof)
        assert answer == {"data": {"pushPreferences": None}}


@pytest.mark.parametrize("shown", ["secret", "auth"])
def test_either_proof_opens_the_preferences(
    storefront: Storefront, hers: dict[str, Any], shown: str
) -> None:
    proof = {"secret": hers["secret"], "auth": hers["keys"]["auth"]}[shown]
    answer = storefront.ask(PREFERENCES, endpoint=hers["endpoint"], proof=proof)
    assert answer["data"]["pushPreferences"]["topics"] == ["ORDER_UPDATES", "OFFERS"]


def test_a_known_endpoint_with_a_strangers_keys_is_refused_and_nothing_changes(
    storefront: Storefront, shop: Shop, hers: dict[str, Any]
) -> None:
    before, stranger = everything(), shop.register()
    browser = storefront.a_browser()
    browser["subscription"]["endpoint"] = hers["endpoint"]
    payload = storefront.does(SUBSCRIBE, token=stranger.token, input=browser, proof="guess")
    assert told(payload) == [("endpoint", "UNPROVEN")]
    assert (payload["secret"], payload["subscription"]) == (None, None)
    assert everything() == before


def test_a_stranger_who_says_they_renewed_her_browser_is_a_new_browser_of_nobody(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    """The answer is the one for an endpoint that nobody knows."""
    [before], answers = everything()[0], []
    for old in (hers["endpoint"], browser_subscription()["endpoint"]):
        payload = storefront.does(RENEW, old=old, input=storefront.a_browser(), proof="guess")
        assert payload["errors"] == []
        assert payload["subscription"]["isCustomerAttached"] is False
        assert len(payload["secret"]) == 43
        answers.append({**payload["subscription"], "id": "", "endpoint": "", "createdAt": ""})
    assert answers[0] == answers[1]
    assert Subscription.objects.filter(pk=before["id"]).values().get() == before


def test_a_stranger_takes_no_browser_over_by_renewing_into_its_endpoint(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    own = storefront.subscribe()
    before, browser = everything(), storefront.a_browser()
    browser["subscription"]["endpoint"] = hers["endpoint"]
    payload = storefront.does(RENEW, old=own["endpoint"], input=browser)
    assert told(payload) == [("endpoint", "UNPROVEN")]
    assert everything() == before


def test_the_secret_renews_endpoint_and_keys_and_keeps_the_customer(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    browser = storefront.a_browser()
    payload = storefront.does(RENEW, old=hers["endpoint"], input=browser, proof=hers["secret"])
    assert payload["subscription"]["isCustomerAttached"] is True
    assert payload["secret"] is None
    row = Subscription.objects.get()
    assert (row.endpoint, row.auth) == (
        browser["subscription"]["endpoint"],
        browser["subscription"]["keys"]["auth"],
    )


def test_the_secret_is_told_once_and_only_its_hash_is_stored(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    row = Subscription.objects.get()
    assert row.secret_hash == hashlib.sha256(hers["secret"].encode()).hexdigest()
    assert hers["secret"] not in str(list(Subscription.objects.values()))
    again = storefront.a_browser()
    again["subscription"] = {"endpoint": hers["endpoint"], "keys": hers["keys"]}
    shown = storefront.does(SUBSCRIBE, input=again, proof=hers["secret"])
    assert (shown["errors"], shown["secret"]) == ([], None)
    assert Subscription.objects.get().secret_hash == row.secret_hash


def test_a_browser_that_lost_its_secret_proves_by_its_keys_and_gets_another(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    again = storefront.a_browser()
    again["subscription"] = {"endpoint": hers["endpoint"], "keys": hers["keys"]}
    payload = storefront.does(SUBSCRIBE, input=again, proof=None)
    assert payload["errors"] == []
    assert payload["secret"] not in (None, hers["secret"])
    wrong = storefront.does(DETACH, endpoint=hers["endpoint"], proof=hers["secret"])
    assert told(wrong) == NOT_FOUND
    right = storefront.does(DETACH, endpoint=hers["endpoint"], proof=payload["secret"])
    assert right["errors"] == []


def test_a_row_without_a_secret_is_proven_by_its_keys_and_by_no_empty_proof(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    Subscription.objects.update(secret_hash="")
    for proof in (None, "", hers["secret"]):
        payload = storefront.does(DETACH, endpoint=hers["endpoint"], proof=proof)
        assert told(payload) == NOT_FOUND
    proof = hers["keys"]["auth"]
    assert storefront.does(DETACH, endpoint=hers["endpoint"], proof=proof)["errors"] == []


def test_the_proof_of_one_browser_opens_no_other(
    storefront: Storefront, hers: dict[str, Any]
) -> None:
    own = storefront.does(SUBSCRIBE, input=storefront.a_browser())
    wrong = storefront.does(UNSUBSCRIBE, endpoint=hers["endpoint"], proof=own["secret"])
    assert told(wrong) == NOT_FOUND
    assert Subscription.objects.count() == 2
