"""pushWatchPrice, pushWatchStock and pushUnwatch: what shoppers ask to be told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin.models import Subscription, Watch, WatchedVariant
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.subscribers import watches
from tests.graphql.storefront import DETACH, browser_subscription, told

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.goods import Variant
    from tests.hosts.shop import Shop

PAYLOAD = "{ subscription { endpoint } errors { field message code } }"
PRICE = f"""mutation(
  $endpoint: String!, $proof: String, $variant: ID!, $channel: String!, $target: Float
) {{
  pushWatchPrice(
    endpoint: $endpoint, proof: $proof, variantId: $variant, channel: $channel, target: $target
  )
  {PAYLOAD} }}"""
STOCK = f"""mutation($endpoint: String!, $proof: String, $variant: ID!, $channel: String!) {{
  pushWatchStock(endpoint: $endpoint, proof: $proof, variantId: $variant, channel: $channel)
  {PAYLOAD} }}"""
UNWATCH = f"""mutation(
  $endpoint: String!, $proof: String, $variant: ID!, $kind: PushWatchKindEnum
) {{
  pushUnwatch(endpoint: $endpoint, proof: $proof, variantId: $variant, kind: $kind) {PAYLOAD} }}"""


@pytest.fixture
def asked(storefront: Storefront, shop: Shop) -> dict[str, Any]:
    """What a product page sends: the variables of a watch that is in order."""
    return {
        "endpoint": storefront.subscribe()["endpoint"],
        "variant": shop.catalogue.variants[0].id,
        "channel": shop.catalogue.channel.slug,
    }


def _watches() -> list[tuple[Any, ...]]:
    rows = Watch.objects.order_by("id")
    return [(w.kind, w.channel, w.seen and str(w.seen.normalize()), w.target) for w in rows]


def test_a_watched_price_is_remembered_with_what_it_was(
    storefront: Storefront, asked: dict[str, Any]
) -> None:
    payload = storefront.does(PRICE, **asked)
    assert payload == {"subscription": {"endpoint": asked["endpoint"]}, "errors": []}
    assert _watches() == [("price", "channel-eur", "39", None)]
    assert WatchedVariant.objects.get().amount == 39


def test_asked_again_the_wish_changes_but_not_since_when(
    storefront: Storefront, shop: Shop, asked: dict[str, Any]
) -> None:
    storefront.does(PRICE, **asked)
    before = Watch.objects.get().created_at
    assert storefront.does(PRICE, **asked, target=19.99)["errors"] == []
    watch = Watch.objects.get()
    assert (str(watch.target), watch.created_at) == ("19.990", before)


def test_each_channel_is_watched_by_itself(storefront: Storefront, asked: dict[str, Any]) -> None:
    storefront.does(PRICE, **asked)
    storefront.does(PRICE, **{**asked, "channel": "channel-pln"})
    assert [watch[1:3] for watch in _watches()] == [("channel-eur", "39"), ("channel-pln", "169")]


@pytest.mark.parametrize("target", [0, -1, 1e15, 0.0001])
def test_a_target_must_be_a_price(
    storefront: Storefront, asked: dict[str, Any], target: float
) -> None:
    assert told(storefront.does(PRICE, **asked, target=target)) == [("target", "INVALID")]


def test_a_target_that_is_reached_already_is_refused(
    storefront: Storefront, asked: dict[str, Any]
) -> None:
    assert told(storefront.does(PRICE, **asked, target=39)) == [("target", "INVALID")]
    assert _watches() == []


def test_stock_is_watched_while_there_is_none(
    storefront: Storefront, shop: Shop, asked: dict[str, Any]
) -> None:
    assert told(storefront.does(STOCK, **asked)) == [("variantId", "INVALID")]
    shop.set_stock(shop.catalogue.variants[0], 0)
    assert storefront.does(STOCK, **asked)["errors"] == []
    assert _watches() == [("stock", "channel-eur", None, None)]


@pytest.mark.parametrize("hidden", ["not_yet", "unpublished", "unlisted", "without_price"])
@pytest.mark.parametrize("document", [PRICE, STOCK])
def test_a_variant_that_shoppers_cannot_see_is_told_like_one_that_is_none(
    storefront: Storefront, shop: Shop, asked: dict[str, Any], document: str, hidden: str
) -> None:
    unknown = graphene.Node.to_global_id("ProductVariant", "2147483647")
    as_none = storefront.does(document, **{**asked, "variant": unknown})
    shop.set_stock(shop.catalogue.variants[0], 0)
    hide(shop.catalogue.variants[0], hidden)
    assert storefront.does(document, **asked) == as_none
    assert (_watches(), WatchedVariant.objects.count()) == ([], 0)


def hide(variant: Variant, how: str) -> None:
    """As staff do in the Dashboard."""
    from saleor.product.models import ProductChannelListing, ProductVariantChannelListing

    product, pk = (graphene.Node.from_global_id(id)[1] for id in (variant.product_id, variant.id))
    listing = ProductChannelListing.objects.filter(product_id=product)
    with writer():
        if how == "not_yet":
            listing.update(published_at=timezone.now() + timedelta(hours=1))
        elif how == "unpublished":
            listing.update(is_published=False)
        elif how == "unlisted":
            listing.delete()
        else:
            ProductVariantChannelListing.objects.filter(variant_id=pk).update(
                price_amount=None, discounted_price_amount=None
            )


def test_stock_of_what_cannot_be_bought_yet_is_watched(
    storefront: Storefront, shop: Shop, asked: dict[str, Any]
) -> None:
    from saleor.product.models import ProductChannelListing

    with writer():
        later = timezone.now() + timedelta(hours=1)
        ProductChannelListing.objects.update(available_for_purchase_at=later)
    assert storefront.does(STOCK, **asked)["errors"] == []


@pytest.mark.parametrize("document", [PRICE, STOCK])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"endpoint": ""}, ("endpoint", "REQUIRED")),
        ({"endpoint": "\ud800"}, ("endpoint", "INVALID")),
        ({"endpoint": browser_subscription()["endpoint"]}, ("endpoint", "NOT_FOUND")),
        ({"variant": ""}, ("variantId", "REQUIRED")),
        ({"variant": "nonsense"}, ("variantId", "GRAPHQL_ERROR")),
        ({"variant": graphene.Node.to_global_id("Product", "1")}, ("variantId", "GRAPHQL_ERROR")),
        (
            {"variant": graphene.Node.to_global_id("ProductVariant", "9" * 30)},
            ("variantId", "GRAPHQL_ERROR"),
        ),
        (
            {"variant": graphene.Node.to_global_id("ProductVariant", "2147483647")},
            ("variantId", "NOT_FOUND"),
        ),
        ({"channel": ""}, ("channel", "REQUIRED")),
        ({"channel": "channel-xyz"}, ("channel", "NOT_FOUND")),
        ({"channel": "\0"}, ("channel", "NOT_FOUND")),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_watched(
    storefront: Storefront,
    asked: dict[str, Any],
    document: str,
    change: dict[str, Any],
    error: tuple[str, str],
) -> None:
    assert told(storefront.does(document, **{**asked, **change})) == [error]
    assert _watches() == []


@pytest.mark.parametrize(
    ("limit", "proven_at"),
    [("MAX_WATCHES", datetime(2026, 1, 1, tzinfo=UTC)), ("MAX_WATCHES_UNPROVEN", None)],
)
def test_a_browser_may_wait_for_so_many_variants_only(
    storefront: Storefront,
    asked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    shop: Shop,
    limit: str,
    proven_at: datetime | None,
) -> None:
    monkeypatch.setattr(watches, limit, 1)
    Subscription.objects.update(proven_at=proven_at)
    storefront.does(PRICE, **asked)
    assert storefront.does(PRICE, **asked)["errors"] == []
    other = {**asked, "variant": shop.catalogue.variants[1].id}
    assert told(storefront.does(PRICE, **other)) == [("variantId", "INVALID")]


def test_one_wait_or_all_for_a_variant_can_be_given_up(
    storefront: Storefront, shop: Shop, asked: dict[str, Any]
) -> None:
    shop.set_stock(shop.catalogue.variants[0], 0)
    given_up = {"endpoint": asked["endpoint"], "variant": asked["variant"]}
    for document in (PRICE, STOCK):
        assert storefront.does(document, **asked)["errors"] == []
    assert storefront.does(UNWATCH, **given_up, kind="STOCK")["errors"] == []
    assert [watch[0] for watch in _watches()] == ["price"]
    storefront.does(STOCK, **asked)
    assert storefront.does(UNWATCH, **given_up)["errors"] == []
    assert _watches() == []


def test_giving_up_what_nobody_waits_for_does_no_harm(
    storefront: Storefront, asked: dict[str, Any]
) -> None:
    given_up = {"endpoint": asked["endpoint"], "variant": asked["variant"]}
    assert storefront.does(UNWATCH, **given_up)["errors"] == []
    wrong = storefront.does(UNWATCH, endpoint="", variant="x")
    assert told(wrong) == [("endpoint", "REQUIRED"), ("variantId", "GRAPHQL_ERROR")]


def test_a_shared_browser_forgets_at_logout_what_was_waited_for(
    storefront: Storefront, asked: dict[str, Any]
) -> None:
    storefront.does(PRICE, **asked)
    storefront.does(DETACH, endpoint=asked["endpoint"])
    assert _watches() == []
