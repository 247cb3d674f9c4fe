"""Ten thousand shoppers: customers and guests, with browsers, time zones and minds of their own."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from saleor.account.models import User

from saleor_push_plugin.core.push_subscription import BrowserSubscription
from saleor_push_plugin.models import Consent, Subscription
from saleor_push_plugin.settings import vapid_keys

from .log import Arrived, Write
from .promises import ALERTS, CARTS, EVERYTHING, ORDERS
from .wire import ORIGIN, auth, endpoint

# Both sides of the world, zones that change their clocks in that week and zones that never do.
ZONES = (
    *["Europe/Warsaw", "Europe/Berlin"] * 5,
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Asia/Dubai",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "",
)
MINDS = (EVERYTHING, EVERYTHING, {ORDERS}, {ORDERS, CARTS}, {ORDERS, ALERTS}, {CARTS}, set())
LANGUAGES = ("en", "pl", "ar", "de", "")


@dataclass(kw_only=True)
class Shopper:
    """Somebody who buys. `late` are browsers that will subscribe some day in the week."""

    number: int
    email: str
    zone: str
    language: str
    channel: str
    user: int | None = None
    devices: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    cart: str = ""


def gather(
    shoppers: int, channels: Sequence[str], chance: random.Random, now: datetime, write: Write
) -> list[Shopper]:
    """The crowd, with the browsers that have subscribed before the week begins."""
    crowd = [_shopper(number, channels, chance) for number in range(shoppers)]
    _register([shopper for shopper in crowd if shopper.number % 5 < 3])
    numbers = iter(range(1, shoppers * 4))
    for shopper in crowd:
        _hand_out(shopper, numbers, chance)
    _subscribe(crowd, chance, now, write)
    return crowd


def _shopper(number: int, channels: Sequence[str], chance: random.Random) -> Shopper:
    return Shopper(
        number=number,
        email=f"shopper-{number}@example.com",
        zone=chance.choice(ZONES),
        language=chance.choice(LANGUAGES),
        channel=chance.choice(channels),
    )


def _register(crowd: Sequence[Shopper]) -> None:
    rows = User.objects.bulk_create([User(email=shopper.email) for shopper in crowd])
    for shopper, row in zip(crowd, rows, strict=True):
        shopper.user = row.pk


def _hand_out(shopper: Shopper, numbers: Iterator[int], chance: random.Random) -> None:
    count = chance.choice([0, 1, 1, 1, 2, 2, 3]) if shopper.user else 1
    for _ in range(count):
        later = chance.random() < 0.2
        (shopper.late if later else shopper.devices).append(next(numbers))


def _subscribe(
    crowd: Sequence[Shopper], chance: random.Random, now: datetime, write: Write
) -> None:
    """All at once, as rows: in the week itself they do it as storefronts do."""
    public, rows = vapid_keys.current(), []
    for shopper in crowd:
        for number in shopper.devices:
            topics = frozenset(chance.choice(MINDS))
            rows.append(_row(shopper, number, topics, public or "", now))
            user = shopper.user
            write(Arrived(at=now, device=number, zone=shopper.zone, topics=topics, user=user))
    Subscription.objects.bulk_create(rows, batch_size=2000)
    log = [_consent(row, now) for row in rows if row.topics]
    Consent.objects.bulk_create(log, batch_size=2000)


def _row(
    shopper: Shopper, number: int, topics: frozenset[str], public: str, now: datetime
) -> Subscription:
    return Subscription(
        endpoint=endpoint(number),
        origin=ORIGIN,
        p256dh="A" * 87,
        auth=auth(number),
        vapid_public=public,
        channel=shopper.channel,
        language=shopper.language,
        time_zone=shopper.zone,
        user_id=shopper.user,
        topics=sorted(topics),
        created_at=now,
        updated_at=now,
        # They had pushes before the week began.
        accepted_at=now,
        proven_at=now,
    )


def _consent(row: Subscription, now: datetime) -> Consent:
    return Consent(
        subscription_id=row.public_id,
        user_id=row.user_id,
        granted=row.topics,
        withdrawn=[],
        at=now,
    )


def device_of(shopper: Shopper, number: int) -> BrowserSubscription:
    """As its storefront describes it."""
    return BrowserSubscription(
        endpoint=endpoint(number),
        p256dh="A" * 87,
        auth=auth(number),
        channel=shopper.channel,
        language=shopper.language,
        time_zone=shopper.zone,
    )
