"""A notification's image: only where the platform shows it, the shop has it, and it is https."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.settings import sending_address
from saleor_push_plugin.shop import images
from saleor_push_plugin.shop.connections import writer
from sandbox.pushservice import PushService
from tests.hosts.goods import Variant
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .waiting import Waiting

Browsers = Callable[..., Browser]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    found = Waiting(push, look, deliver)
    found.look()
    return found


@pytest.fixture
def phone(waiting: Waiting, browser: Browsers) -> Browser:
    made = browser()
    Subscription.objects.update(platform="android", topics=[Topic.ALERTS, Topic.CART_REMINDERS])
    return made


def pk_of(id: str) -> int:
    return int(base64.b64decode(id).decode().partition(":")[2])


def hang(variant: Variant, *, type: str = "IMAGE", image: str = "products/shirt.png") -> int:
    """A picture of the product on the shop's wall, after those that hang there: its row's id."""
    from saleor.product.models import ProductMedia

    with writer():
        product = pk_of(variant.product_id)
        order = ProductMedia.objects.filter(product_id=product).count()
        made = ProductMedia(product_id=product, type=type, image=image)
        made.save()
        ProductMedia.objects.filter(pk=made.pk).update(sort_order=order)
        return int(made.pk)


def address(media: int) -> str:
    """Where Saleor makes a thumbnail of it when first asked."""
    node = base64.b64encode(f"ProductMedia:{media}".encode()).decode()
    return f"https://example.com/thumbnail/{node}/1024/webp/"


def told(waiting: Waiting, phone: Browser, push_service: PushService) -> dict[str, Any]:
    """The notification about a price that falls, as it arrives."""
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    return arrived(phone, push_service)


def arrived(phone: Browser, push_service: PushService) -> dict[str, Any]:
    (message,) = push_service.messages(phone.subscriber.token)
    found: dict[str, Any] = json.loads(message["plaintext"])["notification"]
    return found


def test_the_first_picture_of_the_product_is_sent(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    first, _ = hang(waiting.shirt), hang(waiting.shirt)
    assert told(waiting, phone, push_service)["image"] == address(first)


def test_the_variants_own_picture_comes_first(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    from saleor.product.models import VariantMedia

    hang(waiting.shirt)
    own = hang(waiting.shirt)
    with writer():
        VariantMedia.objects.create(variant_id=pk_of(waiting.shirt.id), media_id=own)
    assert told(waiting, phone, push_service)["image"] == address(own)


def test_a_thumbnail_that_was_made_already_is_named_itself(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    from saleor.thumbnail.models import Thumbnail

    media = hang(waiting.shirt)
    with writer():
        for size, name in ((256, "small"), (1024, "large")):
            fields = {"size": size, "format": "webp", "image": f"thumbnails/{name}.webp"}
            Thumbnail.objects.create(product_media_id=media, **fields)
    image = told(waiting, phone, push_service)["image"]
    assert image.startswith("https://")
    assert image.endswith("/thumbnails/large.webp")


@pytest.mark.parametrize(
    "picture", [{"type": "VIDEO"}, {"image": ""}, {"image": None}], ids=["video", "empty", "none"]
)
def test_without_a_picture_nothing_is_sent(
    waiting: Waiting, phone: Browser, push_service: PushService, picture: dict[str, Any]
) -> None:
    hang(waiting.shirt, **picture)
    assert "image" not in told(waiting, phone, push_service)


def test_an_address_that_is_not_https_is_not_sent(
    waiting: Waiting, phone: Browser, push_service: PushService, settings: Any
) -> None:
    settings.PUBLIC_URL = "http://example.com"
    sending_address.confirm(timezone.now())
    hang(waiting.shirt)
    assert "image" not in told(waiting, phone, push_service)


@pytest.mark.parametrize("platform", ["macos", "ios", ""])
def test_a_platform_that_shows_none_gets_none(
    waiting: Waiting, phone: Browser, push_service: PushService, platform: str
) -> None:
    Subscription.objects.update(platform=platform)
    hang(waiting.shirt)
    assert "image" not in told(waiting, phone, push_service)


def test_a_look_is_answered_with_the_picture(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    media = hang(waiting.shirt)
    waiting.looks_at(phone)
    waiting.after(2 * HOUR + 2 * MINUTE)
    assert arrived(phone, push_service)["image"] == address(media)


def test_what_is_there_again_is_shown(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    media = hang(waiting.shirt)
    waiting.has(0)
    waiting.stock(phone)
    waiting.after(MINUTE)
    waiting.has(30)
    waiting.after(MINUTE)
    assert arrived(phone, push_service)["image"] == address(media)


def test_a_cart_is_shown_by_its_first_product(
    waiting: Waiting, phone: Browser, push_service: PushService
) -> None:
    media, socks = hang(waiting.shirt), waiting.shop.catalogue.variant("Wool socks")
    hang(socks)
    phone.use(waiting.shop.new_checkout(lines=[(waiting.shirt, 1), (socks, 1)]))
    waiting.after(HOUR + 2 * MINUTE)
    assert arrived(phone, push_service)["image"] == address(media)


def test_a_recommendation_shows_what_it_recommends(
    waiting: Waiting, browser: Browsers, push_service: PushService
) -> None:
    from saleor_push_plugin.core.facts.recommendation import AFTER

    ada = waiting.shop.register()
    phone = browser(ada)
    Subscription.objects.update(platform="windows", topics=[Topic.OFFERS])
    hang(waiting.shirt)
    media = hang(waiting.shop.catalogue.variant("Rain jacket"))
    waiting.shop.place_order(customer=ada, lines=[(waiting.shirt, 1)])
    waiting.after(MINUTE)
    waiting.after(AFTER)
    assert arrived(phone, push_service)["image"] == address(media)


def test_it_costs_the_same_for_one_as_for_all(waiting: Waiting) -> None:
    everything = waiting.shop.catalogue.variants
    for variant in everything:
        hang(variant)

    def queries(variants: tuple[Variant, ...]) -> int:
        asked = {pk_of(variant.id): pk_of(variant.product_id) for variant in variants}
        with writer(), CaptureQueriesContext(connection) as captured:
            assert len(images.load(asked)) == len(variants)
        return len(captured)

    assert queries(everything[:1]) == queries(everything) == 3
