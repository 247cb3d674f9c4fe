"""Shoppers who wait, and a shop whose prices and shelves move, on either host."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from saleor_push_plugin.models import Notification
from tests.hosts.goods import Variant
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look, ask

PRICE = """mutation Watch(
  $endpoint: String!, $proof: String, $variant: ID!, $channel: String!, $target: Float
) {
  pushWatchPrice(
    endpoint: $endpoint, proof: $proof, variantId: $variant, channel: $channel, target: $target
  ) {
    errors { field message code } } }"""
STOCK = """mutation Watch($endpoint: String!, $proof: String, $variant: ID!, $channel: String!) {
  pushWatchStock(endpoint: $endpoint, proof: $proof, variantId: $variant, channel: $channel) {
    errors { field message code } } }"""
UNWATCH = """mutation Unwatch(
  $endpoint: String!, $proof: String, $variant: ID!, $kind: PushWatchKindEnum
) {
  pushUnwatch(endpoint: $endpoint, proof: $proof, variantId: $variant, kind: $kind) {
    errors { field message code } } }"""

VIEWED = """mutation Viewed($endpoint: String!, $proof: String, $product: ID!) {
  pushProductViewed(endpoint: $endpoint, proof: $proof, productId: $product) {
    errors { field message code } } }"""


class Waiting:
    """A shop with the clock in hand: what its beat does, what ours does, and how far on it is."""

    def __init__(self, shop: Shop, look: Look, deliver: Deliver) -> None:
        self.shop, self._look, self._deliver = shop, look, deliver
        self.passed = timedelta(0)

    @property
    def shirt(self) -> Variant:
        return self.shop.catalogue.variant("Linen shirt")

    def price(self, browser: Browser, variant: Variant | None = None, **more: Any) -> None:
        """Somebody waits for a lower price."""
        self._watch(PRICE, browser, variant, **more)

    def stock(self, browser: Browser, variant: Variant | None = None, **more: Any) -> None:
        """Somebody waits for stock."""
        self._watch(STOCK, browser, variant, **more)

    def _watch(self, document: str, browser: Browser, variant: Variant | None, **more: Any) -> None:
        where = {"channel": self.shop.catalogue.channel.slug, **more}
        endpoint = browser.subscriber.endpoint
        ask(document, endpoint=endpoint, variant=(variant or self.shirt).id, **where)

    def looks_at(self, browser: Browser) -> None:
        ask(VIEWED, endpoint=browser.subscriber.endpoint, product=self.shirt.product_id)

    def give_up(self, browser: Browser, kind: str | None = None) -> None:
        endpoint = browser.subscriber.endpoint
        ask(UNWATCH, endpoint=endpoint, variant=self.shirt.id, kind=kind)

    def costs(self, amount: str, variant: Variant | None = None, **where: str) -> None:
        self.shop.set_price(variant or self.shirt, amount, **where)
        reckon_prices()

    def has(self, pieces: int, **where: str) -> None:
        self.shop.set_stock(self.shirt, pieces, **where)

    def after(self, passed: timedelta) -> int:
        """So much later: sweep, then send. How many events the sweep found."""
        self.passed += passed
        found = self.look()
        self.deliver()
        return found

    def look(self) -> int:
        return self._look(timezone.now() + self.passed)

    def deliver(self) -> None:
        self._deliver(timezone.now() + self.passed)


def reckon_prices() -> None:
    """What beat makes Saleor do some seconds after a price or a promotion changed."""
    from saleor.discount.tasks import handle_promotion_toggle
    from saleor.product import tasks

    handle_promotion_toggle()
    tasks.update_variant_relations_for_active_promotion_rules_task()
    tasks.recalculate_discounted_price_for_products_task()


def start_now(promotion: str) -> None:
    """The day has come that a promotion was planned for."""
    import base64

    from saleor.core.db.connection import allow_writer
    from saleor.discount.models import Promotion

    pk = base64.b64decode(promotion).decode().partition(":")[2]
    with allow_writer():
        Promotion.objects.filter(pk=pk).update(start_date=timezone.now() - timedelta(minutes=1))


def endings() -> list[tuple[str, str]]:
    return list(Notification.objects.order_by("id").values_list("state", "reason"))
