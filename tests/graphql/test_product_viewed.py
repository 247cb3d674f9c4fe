"""pushProductViewed: what is stored, and what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin.models import ProductView
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import product_views
from tests.graphql.storefront import browser_subscription, told

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.goods import Variant
    from tests.hosts.shop import Shop

VIEWED = """mutation($endpoint: String!, $proof: String, $productId: ID!) {
  pushProductViewed(endpoint: $endpoint, proof: $proof, productId: $productId) {
    subscription { endpoint } errors { field message code } } }"""

VIEWED_IN = """mutation($endpoint: String!, $proof: String, $productId: ID!, $channel: String) {
  pushProductViewed(endpoint: $endpoint, proof: $proof, productId: $productId, channel: $channel) {
    errors { field message code } } }"""


def test_a_look_is_kept_and_the_newest_counts(storefront: Storefront, shop: Shop) -> None:
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    shirt, socks, _ = shop.catalogue.variants
    for variant in (shirt, socks, shirt):
        payload = storefront.does(VIEWED, endpoint=endpoint, productId=variant.product_id)
        assert payload == {"subscription": {"endpoint": endpoint}, "errors": []}
    newest, older = ProductView.objects.order_by("-viewed_at")
    assert (newest.times, older.times) == (2, 1)
    assert newest.channel == "channel-eur"


def test_the_channel_may_be_another_than_that_of_the_subscription(
    storefront: Storefront, shop: Shop
) -> None:
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    product = shop.catalogue.variants[0].product_id
    storefront.does(VIEWED_IN, endpoint=endpoint, productId=product, channel="channel-pln")
    assert ProductView.objects.get().channel == "channel-pln"
    wrong = storefront.does(VIEWED_IN, endpoint=endpoint, productId=product, channel="nowhere")
    assert told(wrong) == [("channel", "NOT_FOUND")]


def test_who_agreed_to_no_marketing_is_not_followed(storefront: Storefront, shop: Shop) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    product = shop.catalogue.variants[0].product_id
    assert storefront.does(VIEWED, endpoint=endpoint, productId=product)["errors"] == []
    assert not ProductView.objects.exists()


def test_old_looks_are_forgotten(
    storefront: Storefront, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product_views, "MAX_VIEWS", 2)
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    for variant in shop.catalogue.variants:
        storefront.does(VIEWED, endpoint=endpoint, productId=variant.product_id)
    assert ProductView.objects.count() == 2


def test_a_product_that_is_not_published_yet_is_not_seen(
    storefront: Storefront, shop: Shop
) -> None:
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    shirt = shop.catalogue.variants[0]
    publish(shirt, timezone.now() + timedelta(hours=1))
    payload = storefront.does(VIEWED, endpoint=endpoint, productId=shirt.product_id)
    assert told(payload) == [("productId", "NOT_FOUND")]
    unknown = graphene.Node.to_global_id("Product", "2147483647")
    assert payload == storefront.does(VIEWED, endpoint=endpoint, productId=unknown)
    publish(shirt, timezone.now() - timedelta(hours=1))
    assert told(storefront.does(VIEWED, endpoint=endpoint, productId=shirt.product_id)) == []


def publish(variant: Variant, at: datetime) -> None:
    """As staff do in the Dashboard."""
    from saleor.product.models import ProductChannelListing

    _, pk = graphene.Node.from_global_id(variant.product_id)
    with writer():
        ProductChannelListing.objects.filter(product_id=pk).update(published_at=at)


@pytest.mark.parametrize(
    ("product", "code"),
    [
        ("", "REQUIRED"),
        ("nonsense", "GRAPHQL_ERROR"),
        (graphene.Node.to_global_id("ProductVariant", 1), "GRAPHQL_ERROR"),
        (graphene.Node.to_global_id("Product", 2**40), "GRAPHQL_ERROR"),
        (graphene.Node.to_global_id("Product", "+1"), "GRAPHQL_ERROR"),
        (graphene.Node.to_global_id("Product", "٢"), "GRAPHQL_ERROR"),
        (graphene.Node.to_global_id("Product", 2**31 - 1), "NOT_FOUND"),
    ],
)
def test_what_is_no_product_is_refused(storefront: Storefront, product: str, code: str) -> None:
    endpoint = storefront.subscribe(topics=["OFFERS"])["endpoint"]
    payload = storefront.does(VIEWED, endpoint=endpoint, productId=product)
    assert told(payload) == [("productId", code)]


def test_an_unknown_browser_is_refused(storefront: Storefront, shop: Shop) -> None:
    product = shop.catalogue.variants[0].product_id
    for endpoint, code in ((browser_subscription()["endpoint"], "NOT_FOUND"), ("", "REQUIRED")):
        payload = storefront.does(VIEWED, endpoint=endpoint, productId=product)
        assert told(payload) == [("endpoint", code)]
