"""Many watched variants are compared by one join: it suspects whatever a look at each one finds."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from saleor_push_plugin.models import WatchedVariant
from saleor_push_plugin.shop.connections import writer
from saleor_push_plugin.shop.sweeps import price_and_stock_changes as changes
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .second_warehouse import second_warehouse
from .unheard import unheard
from .waiting import Waiting, reckon_prices

Browsers = Callable[..., Browser]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver, browser: Browsers) -> Waiting:
    """A shop in which every variant is watched, for a lower price or for stock, in each channel."""
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    found = Waiting(push, look, deliver)
    found.has(0)
    for phone in (browser(), browser()):
        for channel in push.catalogue.channels:
            for variant in push.catalogue.variants:
                found.price(phone, variant, channel=channel.slug)
            found.stock(phone, channel=channel.slug)
    found.look()
    return found


def change(model: str, which: dict[str, Any], **values: Any) -> None:
    """What no mutation of the shop can do, or not in all versions."""
    from django.apps import apps

    with writer():
        assert apps.get_model(model).objects.filter(**which).update(**values)


def key(shop: Shop, name: str) -> int:
    variant = shop.catalogue.variant(name)
    return int(base64.b64decode(variant.id).decode().partition(":")[2])


def nothing(_waiting: Waiting) -> None:
    """The shop stays as it is."""


def cheaper(waiting: Waiting) -> None:
    waiting.shop.set_price(waiting.shirt, "29.90")
    reckon_prices()


def restocked(waiting: Waiting) -> None:
    waiting.has(3)


def sold_out(waiting: Waiting) -> None:
    waiting.shop.set_stock(waiting.shop.catalogue.variant("Wool socks"), 0)


def unlisted(waiting: Waiting) -> None:
    change("product.ProductChannelListing", {}, is_published=False)


def closed(waiting: Waiting) -> None:
    change("channel.Channel", {"slug": waiting.shop.catalogue.channel.slug}, is_active=False)


def without_price(waiting: Waiting) -> None:
    listing = {"variant_id": key(waiting.shop, "Wool socks")}
    change("product.ProductVariantChannelListing", listing, price_amount=None)


def untracked(waiting: Waiting) -> None:
    variant = {"pk": key(waiting.shop, "Linen shirt")}
    change("product.ProductVariant", variant, track_inventory=False)


def preordered(waiting: Waiting) -> None:
    variant = {"pk": key(waiting.shop, "Linen shirt")}
    change("product.ProductVariant", variant, is_preorder=True, preorder_global_threshold=4)


def in_a_cart(waiting: Waiting) -> None:
    waiting.shop.reserve_stock(minutes=10)
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.shop.new_checkout(lines=[(socks, 2)])


def ordered(waiting: Waiting) -> None:
    socks = waiting.shop.catalogue.variant("Wool socks")
    waiting.shop.place_order(lines=[(socks, 2)])


CHANGES = (
    nothing,
    cheaper,
    restocked,
    sold_out,
    unlisted,
    closed,
    without_price,
    untracked,
    preordered,
    in_a_cart,
    ordered,
)


def one_by_one(now: Any) -> set[int]:
    when = {"before": now - changes.WAVE, "over": now - changes.MAX_HOLD}
    pages = changes.all_pages()
    return {row.id for page, values in pages for row in changes._changed_rows(page, values | when)}


def joined(now: Any) -> set[int]:
    return {id for _, values in changes._suspects(now) for id in values["ids"]}


@pytest.mark.parametrize("warehouses", [1, 2])
@pytest.mark.parametrize("happens", CHANGES)
def test_what_one_look_at_each_finds_is_suspected(
    waiting: Waiting, happens: Callable[[Waiting], None], warehouses: int
) -> None:
    """With one warehouse for each channel, and where several add up."""
    if warehouses == 2:
        second_warehouse(waiting.shop, same_zone=True)
        waiting.look()
    with unheard():
        happens(waiting)
    now = timezone.now() + waiting.passed + MINUTE
    with writer():
        found, suspected = one_by_one(now), joined(now)
    assert found <= suspected
    assert bool(found) is (happens is not nothing)
    # A preorder is always looked at.
    assert happens is preordered or suspected == found
    waiting.shop.reserve_stock(minutes=None)


def test_the_next_wave_is_suspected_once_its_time_has_come(waiting: Waiting) -> None:
    with unheard():
        waiting.has(1)
    waiting.after(MINUTE)
    now = timezone.now() + waiting.passed
    with writer():
        assert one_by_one(now + MINUTE) == joined(now + MINUTE) == set()
        assert one_by_one(now + HOUR) <= joined(now + HOUR) != set()


def test_many_watched_are_joined_and_few_are_looked_up(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writer(), connection.cursor() as cursor:
        cursor.execute("ANALYZE product_productvariantchannellisting")
    assert WatchedVariant.objects.count() > 1
    assert pages() == ["id = ANY(%(ids)s)"]
    monkeypatch.setattr(changes, "MANY", 0)
    assert pages() == ["id > %(after)s AND id <= %(upto)s"]


def pages() -> list[str]:
    with unheard(), writer():
        WatchedVariant.objects.update(available=1)
        return [condition for condition, _ in changes.pages(timezone.now())]
