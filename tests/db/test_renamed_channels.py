"""A channel that gets another slug keeps what shoppers, texts and statistics have of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Campaign,
    Event,
    Experiment,
    KnownChannel,
    Lane,
    Notification,
    OrderCredit,
    PersonalVoucher,
    ProductSales,
    ProductView,
    ResultGroup,
    Segment,
    SubscriberChange,
    Subscription,
    TemplateOverride,
    Watch,
    WatchedVariant,
    renamed_channels,
)
from tests.hosts.goods import Channel
from tests.hosts.shop import Shop

from .asking import global_id
from .conftest import Browser, Deliver, Look
from .unheard import unheard
from .waiting import Waiting

MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    tasks.follow_channels()
    return Waiting(push, look, deliver)


@pytest.fixture
def euros(push: Shop) -> Channel:
    return push.catalogue.channel


@pytest.fixture
def zloty(push: Shop) -> Channel:
    return push.catalogue.channels[1]


def test_new_stock_is_told_in_a_renamed_channel(
    push: Shop, waiting: Waiting, euros: Channel, phone: Browser
) -> None:
    waiting.has(0)
    waiting.stock(phone)
    push.rename_channel(euros, "europe")
    waiting.has(3)
    waiting.after(MINUTE)
    assert phone.texts[-1].startswith("Back in stock: Linen shirt, M")
    assert "/europe/products/" in phone.subscriber.shown()[-1].navigate


def test_a_slug_may_be_as_long_as_in_saleor(
    push: Shop, waiting: Waiting, euros: Channel, phone: Browser
) -> None:
    waiting.has(0)
    waiting.stock(phone)
    push.rename_channel(euros, "e" * 255)
    waiting.has(3)
    waiting.after(MINUTE)
    assert phone.texts[-1].startswith("Back in stock: Linen shirt, M")


def test_a_lower_price_is_told_though_no_hook_ran(
    push: Shop, waiting: Waiting, euros: Channel, phone: Browser
) -> None:
    waiting.price(phone)
    with unheard():
        push.rename_channel(euros, "europe")
    tasks.sweep()
    waiting.costs("29.90")
    waiting.after(MINUTE)
    assert phone.texts[-1].startswith("Linen shirt, M: now €29.90")


def test_a_push_that_waits_outlives_the_moment_of_the_renaming(
    push: Shop, waiting: Waiting, euros: Channel, phone: Browser
) -> None:
    """The facts have the new slug before our tables do, until the next sweep."""
    Subscription.objects.update(paused_until=timezone.now() + MINUTE)
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(timedelta(0))
    KnownChannel.objects.filter(slug=euros.slug).update(slug="as-before")
    for model in renamed_channels.tables():
        model._default_manager.filter(channel=euros.slug).update(channel="as-before")
    waiting.passed += 2 * MINUTE
    waiting.deliver()
    assert phone.texts == []
    waiting.after(10 * MINUTE)
    assert phone.texts[-1].startswith("Linen shirt, M: now €29.90")


def _fill(channel: str, number: int) -> None:
    """One row in every table that has a channel."""
    now = timezone.now()
    browser = Subscription.objects.create(
        endpoint=f"https://push.example/{number}",
        auth=f"a{number}",
        channel=channel,
        created_at=now,
        updated_at=now,
    )
    Watch.objects.create(
        subscription=browser, kind="price", variant_id=1, channel=channel, created_at=now
    )
    WatchedVariant.objects.create(variant_id=1, channel=channel, looked_at=now)
    ProductView.objects.create(subscription=browser, product_id=1, channel=channel, viewed_at=now)
    ProductSales.objects.create(product_id=1, channel=channel, day=now.date(), pieces=number)
    TemplateOverride.objects.create(
        scenario="welcome",
        language="en",
        channel=channel,
        texts={"title": str(number)},
        updated_at=now,
    )
    PersonalVoucher.objects.create(
        key=f"k{number}", code=f"C{number}", person="u1", channel=channel, made_at=now
    )
    Event.objects.create(
        key=f"e{number}", kind="order_created", subject=str(number), at=now, channel=channel
    )
    Lane.objects.create(bulk=True, channel=channel, origin="https://push.example")
    ResultGroup.objects.create(channel=channel)
    today = timezone.now().date()
    SubscriberChange.objects.create(day=today, joined_on=today, channel=channel)
    OrderCredit.objects.create(
        order_id=uuid4(),
        via="shown",
        day=now.date(),
        age=1,
        channel=channel,
        currency="EUR",
        gross=1,
        paid_back=0,
    )
    Campaign.objects.create(name="Sale", language="en", channel=channel, created_at=now)
    Experiment.objects.create(
        scenario="welcome", name="A", channel=channel, ends=[10_000], started_at=now, ended_at=now
    )


def _channels() -> dict[str, list[str]]:
    """The slugs of the filled tables, in the order of the rows."""
    return {
        model.__name__: list(
            model._default_manager.order_by("pk").values_list("channel", flat=True)
        )
        for model in renamed_channels.tables()
    }


@pytest.mark.django_db
def test_two_channels_swap_their_slugs() -> None:
    renamed_channels.follow({1: "a", 2: "b", 3: "c"})
    for number, slug in enumerate(("a", "b", "c")):
        _fill(slug, number)
    renamed_channels.follow({1: "b", 2: "a", 3: "d"})
    assert {name: slugs for name, slugs in _channels().items() if slugs != ["b", "a", "d"]} == {}
    renamed_channels.follow({1: "a", 2: "d", 3: "b"})
    assert {name: slugs for name, slugs in _channels().items() if slugs != ["a", "d", "b"]} == {}


@pytest.mark.django_db
def test_what_is_stored_under_the_new_slug_meanwhile_wins() -> None:
    renamed_channels.follow({1: "a"})
    _fill("a", 0)
    row = Notification.objects.create(
        key="n",
        event=Event.objects.get(),
        lane=Lane.objects.get(),
        scenario="welcome",
        person="u1",
        bulk=True,
        due_at=timezone.now(),
        expires_at=timezone.now(),
        created_at=timezone.now(),
    )
    now = timezone.now()
    where = {"subscription": Subscription.objects.get(), "channel": "b"}
    Watch.objects.create(kind="price", variant_id=1, target=5, created_at=now, **where)
    WatchedVariant.objects.create(variant_id=1, channel="b", available=7, looked_at=now)
    ProductSales.objects.create(product_id=1, channel="b", day=now.date(), pieces=9)
    TemplateOverride.objects.create(
        scenario="welcome", language="en", channel="b", texts={"title": "New"}, updated_at=now
    )
    Lane.objects.create(bulk=True, channel="b", origin="https://push.example")
    renamed_channels.follow({1: "b"})
    assert Watch.objects.get().target == 5
    assert WatchedVariant.objects.get().available == 7
    assert ProductSales.objects.get().pieces == 9
    assert TemplateOverride.objects.get().texts == {"title": "New"}
    row.refresh_from_db()
    assert row.lane is not None


@pytest.mark.django_db
def test_watches_end_with_their_channel() -> None:
    renamed_channels.follow({1: "a", 2: "b", 3: "c"})
    for number, slug in enumerate(("a", "b", "c")):
        _fill(slug, number)
    # "a" is deleted; "b" is deleted and made anew, for the same shop.
    renamed_channels.follow({3: "c", 4: "b"})
    assert _channels()["Watch"] == _channels()["WatchedVariant"] == ["b", "c"]
    assert _channels()["ProductView"] == ["b", "c"]
    assert _channels()["Subscription"] == _channels()["TemplateOverride"] == ["a", "b", "c"]


def test_a_deleted_channel_is_followed(
    push: Shop, waiting: Waiting, euros: Channel, zloty: Channel, phone: Browser
) -> None:
    from saleor.channel import models

    from saleor_push_plugin.shop.connections import writer

    waiting.price(phone, channel=zloty.slug)
    assert Watch.objects.get().channel == zloty.slug
    with writer():
        other = models.Channel.objects.create(
            slug="other", name="Other", currency_code=zloty.currency, is_active=True
        )
    to = Channel(id=global_id("Channel", other.pk), slug=other.slug, currency=zloty.currency)
    push.delete_channel(zloty, orders_to=to)
    assert not Watch.objects.exists()
    assert Subscription.objects.get().topics == list(Topic)
    assert {*KnownChannel.objects.values_list("slug", flat=True)} == {euros.slug, "other"}


def test_audiences_follow_at_any_depth(push: Shop, euros: Channel, zloty: Channel) -> None:
    tasks.follow_channels()

    def where(first: str, second: str) -> dict[str, object]:
        return {
            "channel": {"eq": first},
            "city": {"eq": euros.slug},
            "OR": [
                {"NOT": {"channel": {"oneOf": [second, first, "gone"]}}},
                {"AND": [{"channel": {"eq": second}}, {"country": {"known": True}}]},
            ],
        }

    now, written = timezone.now(), where(euros.slug, zloty.slug)
    Campaign.objects.create(name="Sale", language="en", where=written, created_at=now)
    Campaign.objects.create(name="All", language="en", created_at=now)
    Segment.objects.create(name="Here", where=written, created_at=now, updated_at=now)
    push.rename_channel(euros, "europe")
    tasks.follow_channels()
    assert Campaign.objects.get(name="Sale").where == where("europe", zloty.slug)
    assert Segment.objects.get().where == where("europe", zloty.slug)
    assert Campaign.objects.get(name="All").where == {}
    # Two that swap their slugs.
    renamed_channels.follow(
        {
            row.channel_id: {"europe": zloty.slug, zloty.slug: "europe"}.get(row.slug, row.slug)
            for row in KnownChannel.objects.all()
        }
    )
    assert Segment.objects.get().where == where(zloty.slug, "europe")
