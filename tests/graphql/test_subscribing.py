"""pushSubscribe and pushSubscriptionRenew: what is stored, and what is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import graphene
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from saleor_push_plugin.models import Subscription
from saleor_push_plugin.settings import vapid_keys
from tests.graphql.storefront import (
    PATH,
    RENEW,
    SUBSCRIBE,
    browser_subscription,
    open_storefront,
    told,
)
from tests.hosts.replica import share_in_this_thread

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Shop


def test_a_guest_subscribes_and_gets_back_what_is_known(storefront: Storefront) -> None:
    browser = storefront.a_browser()
    payload = storefront.does(SUBSCRIBE, input=browser)
    subscription = payload["subscription"]
    kind, key = graphene.Node.from_global_id(subscription.pop("id"))
    row = Subscription.objects.get()
    assert (kind, key) == ("PushSubscription", str(row.public_id))
    assert subscription.pop("createdAt") == row.created_at.isoformat()
    assert subscription == {
        "endpoint": browser["subscription"]["endpoint"],
        "channel": storefront.channel,
        "language": "pl",
        "timeZone": "Europe/Warsaw",
        "isCustomerAttached": False,
    }


def test_language_and_time_zone_may_be_left_out(storefront: Storefront) -> None:
    subscription = storefront.subscribe(language=None, timeZone=None)
    assert (subscription["language"], subscription["timeZone"]) == ("en", None)


def test_a_logged_in_customer_is_bound_at_once(storefront: Storefront, shop: Shop) -> None:
    customer = shop.register()
    assert storefront.subscribe(token=customer.token)["isCustomerAttached"] is True
    _, key = graphene.Node.from_global_id(customer.id)
    assert Subscription.objects.get().user_id == int(key)


def test_a_guests_checkout_is_remembered(storefront: Storefront, shop: Shop) -> None:
    checkout = shop.new_checkout()
    storefront.subscribe(checkoutId=checkout.id)
    _, key = graphene.Node.from_global_id(checkout.id)
    [bound] = Subscription.objects.get().checkouts.all()
    assert str(bound.checkout_id) == key


def test_subscribing_twice_refreshes_the_one_subscription(storefront: Storefront) -> None:
    first = storefront.subscribe()
    browser = storefront.a_browser(language="ar")
    browser["subscription"]["endpoint"] = first["endpoint"]
    proof = storefront.keys.proof_of(first["endpoint"])
    second = storefront.does(SUBSCRIBE, input=browser, proof=proof)["subscription"]
    assert (second["id"], second["language"]) == (first["id"], "ar")
    assert Subscription.objects.count() == 1


def test_everything_that_is_wrong_is_told_together_and_nothing_is_stored(
    storefront: Storefront,
) -> None:
    broken = {
        "subscription": {"endpoint": "https://example.com/", "keys": {"p256dh": "x", "auth": "y"}},
        "channel": "no-such-channel",
        "checkoutId": "nonsense",
    }
    payload = storefront.does(SUBSCRIBE, input=broken)
    assert payload["subscription"] is None
    assert sorted(told(payload)) == [
        ("auth", "INVALID"),
        ("channel", "NOT_FOUND"),
        ("checkoutId", "GRAPHQL_ERROR"),
        ("endpoint", "UNSUPPORTED_PUSH_SERVICE"),
        ("p256dh", "INVALID"),
    ]
    assert not Subscription.objects.exists()


def test_empty_strings_are_missing_values(storefront: Storefront) -> None:
    browser = storefront.a_browser(channel="")
    browser["subscription"]["endpoint"] = ""
    payload = storefront.does(SUBSCRIBE, input=browser)
    assert sorted(told(payload)) == [("channel", "REQUIRED"), ("endpoint", "REQUIRED")]


@pytest.mark.parametrize("channel", ["\0", "a\0b", "\ud800", "x" * 300, "a b", "' OR 1=1 --"])
def test_a_channel_that_cannot_be_one_is_not_found(storefront: Storefront, channel: str) -> None:
    payload = storefront.does(SUBSCRIBE, input=storefront.a_browser(channel=channel))
    assert told(payload) == [("channel", "NOT_FOUND")]


@pytest.mark.parametrize(
    "checkout_id",
    [
        "nonsense",
        "Ω",
        "\0",
        graphene.Node.to_global_id("Checkout", "no-uuid"),
        graphene.Node.to_global_id("Order", str(uuid4())),
        str(uuid4()),
    ],
)
def test_what_is_no_checkout_id_is_refused(storefront: Storefront, checkout_id: str) -> None:
    payload = storefront.does(SUBSCRIBE, input=storefront.a_browser(checkoutId=checkout_id))
    assert told(payload) == [("checkoutId", "GRAPHQL_ERROR")]


def test_a_checkout_that_is_not_there_is_not_found(storefront: Storefront) -> None:
    unknown = graphene.Node.to_global_id("Checkout", str(uuid4()))
    payload = storefront.does(SUBSCRIBE, input=storefront.a_browser(checkoutId=unknown))
    assert told(payload) == [("checkoutId", "NOT_FOUND")]
    assert not Subscription.objects.exists()


def test_nobody_can_subscribe_while_sending_is_switched_off(
    storefront: Storefront, shop: Shop
) -> None:
    shop.configure_push(send=False)
    payload = storefront.does(SUBSCRIBE, input=storefront.a_browser(channel=""))
    assert told(payload) == [(None, "DISABLED"), ("channel", "REQUIRED")]
    assert not Subscription.objects.exists()


def test_a_changed_endpoint_keeps_id_customer_and_checkouts(
    storefront: Storefront, shop: Shop
) -> None:
    customer, checkout = shop.register(), shop.new_checkout()
    old = storefront.subscribe(token=customer.token, checkoutId=checkout.id)
    browser = storefront.a_browser()
    new = storefront.does(RENEW, old=old["endpoint"], input=browser)["subscription"]
    assert new["endpoint"] == browser["subscription"]["endpoint"]
    assert (new["id"], new["isCustomerAttached"]) == (old["id"], True)
    assert Subscription.objects.get().checkouts.count() == 1


def test_a_browser_is_not_lost_when_it_syncs_while_sending_is_switched_off(
    storefront: Storefront, shop: Shop
) -> None:
    old = storefront.subscribe()
    shop.configure_push(send=False)
    payload = storefront.does(RENEW, old=old["endpoint"], input=storefront.a_browser())
    assert payload["errors"] == []
    assert payload["subscription"]["id"] == old["id"]


def test_syncing_from_an_endpoint_nobody_knows_subscribes(storefront: Storefront) -> None:
    gone = browser_subscription()["endpoint"]
    payload = storefront.does(RENEW, old=gone, input=storefront.a_browser())
    assert payload["subscription"]["isCustomerAttached"] is False
    assert Subscription.objects.count() == 1


def test_a_sync_that_is_refused_changes_nothing(storefront: Storefront) -> None:
    old = storefront.subscribe()
    broken: dict[str, Any] = storefront.a_browser(channel="no-such-channel")
    payload = storefront.does(RENEW, old=old["endpoint"], input=broken)
    assert told(payload) == [("channel", "NOT_FOUND")]
    assert Subscription.objects.get().endpoint == old["endpoint"]


@pytest.mark.parametrize(("old", "code"), [("", "REQUIRED"), ("\0", "INVALID"), ("ż", "INVALID")])
def test_an_old_endpoint_that_cannot_be_one_is_named_as_the_caller_wrote_it(
    storefront: Storefront, old: str, code: str
) -> None:
    payload = storefront.does(RENEW, old=old, input=storefront.a_browser())
    assert told(payload) == [("oldEndpoint", code)]


def test_a_browser_renewed_with_the_key_before_is_sent_to_with_that_one(
    storefront: Storefront,
) -> None:
    subscription = storefront.subscribe()
    old = Subscription.objects.get().vapid_public
    vapid_keys.make(timezone.now())
    renewed = storefront.a_browser(vapidPublicKey=old)
    storefront.does(RENEW, old=subscription["endpoint"], input=renewed)
    assert Subscription.objects.get().vapid_public == old
    here = renewed["subscription"]["endpoint"]
    storefront.does(RENEW, old=here, input=storefront.a_browser())
    assert Subscription.objects.get().vapid_public == vapid_keys.current() != old


@pytest.mark.parametrize("key", ["nonsense", "ключ", "B" * 500, "\0"])
def test_a_key_that_is_not_the_shops_is_refused(storefront: Storefront, key: str) -> None:
    browser = storefront.a_browser(vapidPublicKey=key)
    assert told(storefront.does(SUBSCRIBE, input=browser)) == [("vapidPublicKey", "NOT_FOUND")]
    assert not Subscription.objects.exists()


def test_a_former_key_is_not_kept_alive_by_a_new_browser(storefront: Storefront) -> None:
    former = vapid_keys.current()
    known = storefront.a_browser()
    storefront.does(SUBSCRIBE, input=known)
    vapid_keys.make(timezone.now())
    new, moved = storefront.a_browser(), storefront.a_browser()
    storefront.does(SUBSCRIBE, input=moved)
    moved["subscription"]["endpoint"] += "x"
    refused = [("vapidPublicKey", "NOT_FOUND")]
    for browser in (new, moved, storefront.a_browser()):
        given = {**browser, "vapidPublicKey": former}
        assert told(storefront.does(SUBSCRIBE, input=given)) == refused
    # What is told of a known endpoint to somebody without a proof is the same.
    strangers = {**known["subscription"], "keys": browser_subscription()["keys"]}
    given = {**known, "subscription": strangers, "vapidPublicKey": former}
    assert told(storefront.does(SUBSCRIBE, input=given, proof="")) == refused
    assert told(storefront.does(SUBSCRIBE, input={**known, "vapidPublicKey": former})) == []
    assert Subscription.objects.filter(vapid_public=former).count() == 1


def test_no_error_tells_a_known_endpoint_without_storing_anything(storefront: Storefront) -> None:
    known, checkout = storefront.a_browser(), graphene.Node.to_global_id("Checkout", uuid4())
    storefront.does(SUBSCRIBE, input=known)
    answers = []
    for endpoint in (known["subscription"]["endpoint"], browser_subscription()["endpoint"]):
        probe = storefront.a_browser(checkoutId=checkout)
        probe["subscription"]["endpoint"] = endpoint
        answers.append(storefront.does(SUBSCRIBE, input=probe, proof=""))
    assert answers[0] == answers[1]
    assert told(answers[0]) == [("checkoutId", "NOT_FOUND")]


@pytest.mark.django_db(transaction=True)
def test_one_browser_told_of_by_four_requests_at_once_is_one_row(
    shop: Shop, client: Client
) -> None:
    """The same keys at other endpoints, and the same endpoint with other keys."""
    storefront = open_storefront(shop, client)
    for _ in range(8):
        first = browser_subscription()
        others = [{**first, "endpoint": f"{first['endpoint']}{letter}"} for letter in "bd"]
        strangers = {**first, "keys": browser_subscription()["keys"]}
        answers = _at_once(
            [storefront.a_browser(subscription=one) for one in (first, *others, strangers)]
        )
        assert {tuple(told(one)) for one in answers} <= {(), (("endpoint", "UNPROVEN"),)}
        assert Subscription.objects.filter(auth=first["keys"]["auth"]).count() <= 1


def _at_once(inputs: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """The payloads of as many requests to subscribe, in threads of their own."""
    start, answers = threading.Barrier(len(inputs)), []

    def subscribe(browser: dict[str, Any]) -> None:
        share_in_this_thread()
        start.wait()
        body = json.dumps({"query": SUBSCRIBE, "variables": {"input": browser}})
        try:
            answer = Client().post(PATH, body, content_type="application/json").json()
        finally:
            connections.close_all()
        answers.append(answer["data"]["pushSubscribe"] or {"errors": answer["errors"]})

    threads = [threading.Thread(target=subscribe, args=[one]) for one in inputs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(inputs)
    return answers


def test_a_language_and_a_time_zone_that_nobody_knows_cost_no_browser(
    storefront: Storefront,
) -> None:
    subscription = storefront.subscribe(language="!", timeZone="Mars/Olympus")
    assert (subscription["language"], subscription["timeZone"]) == ("en", None)
