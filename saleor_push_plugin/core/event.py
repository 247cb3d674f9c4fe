"""Event types, each declared once, and the event itself.

A new type is one `_declare` below, a loader in `shop/facts/`, and a hook in `plugin.py` or a sweep
in `shop/sweeps/` that reports it: see docs/adding-a-scenario.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

# Subject types: types of Saleor's API, which have global ids, and others.
SaleorType = Literal["Checkout", "Fulfillment", "GiftCard", "Order", "ProductVariant"]
OtherType = Literal["Campaign", "Person", "View", "VoucherCode"]

# Events of older orders are not recorded (`shop.order_events`).
HALF_A_YEAR = timedelta(days=180)
FOR_EVER = timedelta(days=100 * 365)


@dataclass(frozen=True, kw_only=True)
class EventType:
    """A type of event.

    `kind` names it: in keys, in the database, and as a scenario's `trigger`.
    `subject_type` is what it happens to. `form` is the form of the subject's identifier: the
    primary key (`id`), or `id@…` where more is needed to distinguish two events of one thing.
    `retention` is how much longer an event is kept than the pushes made of it.

    Whether an event can wait follows from the topics of the scenarios it triggers
    (`scenarios.can_wait`). Its facts are loaded by a loader in `shop/facts/`.
    """

    kind: str
    subject_type: SaleorType | OtherType
    form: str
    retention: timedelta

    @property
    def has_detail(self) -> bool:
        """Whether the identifier holds more than the id."""
        return "@" in self.form


_types: dict[str, EventType] = {}
EVENT_TYPES: Final[Mapping[str, EventType]] = _types


def _declare(
    kind: str,
    subject_type: SaleorType | OtherType,
    *,
    form: str = "id",
    retention: timedelta = timedelta(0),
) -> str:
    """Add an event type to EVENT_TYPES; returns its kind."""
    if kind in _types:
        raise ValueError(f"the event type {kind} is declared twice")
    _types[kind] = EventType(kind=kind, subject_type=subject_type, form=form, retention=retention)
    return kind


# A retention is needed where the same event may be reported again with a new time, so that nobody
# gets its push twice. Without a retention an event is deleted with its notifications. If a sweep
# reports such an event again later, it reports the original time, so every push of it is too late.
# That is so for placed orders, thanks, recommendations and expiries. For views, prices and stock
# the time is part of the identifier.

ORDER_CREATED = _declare("order_created", "Order")
# Hooks report the state of an order each time it is saved. They repeat what was reported before,
# such as a refund or metadata that says "delivered".
ORDER_CONFIRMED = _declare("order_confirmed", "Order", retention=HALF_A_YEAR)
ORDER_CANCELLED = _declare("order_cancelled", "Order", retention=HALF_A_YEAR)
ORDER_REFUNDED = _declare("order_refunded", "Order", form="id@total", retention=HALF_A_YEAR)
FULFILLMENT_PACKING = _declare("fulfillment_packing", "Fulfillment", retention=HALF_A_YEAR)
FULFILLMENT_SHIPPED = _declare("fulfillment_shipped", "Fulfillment", retention=HALF_A_YEAR)
TRACKING_CHANGED = _declare(
    "tracking_changed", "Fulfillment", form="id@hash", retention=HALF_A_YEAR
)
# A fulfillment is also assumed to be delivered some days after it was sent.
FULFILLMENT_DELIVERED = _declare("fulfillment_delivered", "Fulfillment", retention=HALF_A_YEAR)

BOUGHT = _declare("bought", "Order")
# The owner may increase the number of days after which it is reported.
WIN_BACK = _declare("win_back", "Order", retention=timedelta(days=1000))
RECOMMENDATION_DUE = _declare("recommendation_due", "Order")
# Once per person.
JOINED = _declare("joined", "Person", form="key", retention=FOR_EVER)
# Once per person: a browser of theirs was first seen as an installed app.
INSTALLED = _declare("installed", "Person", form="key", retention=FOR_EVER)

# Each save of a cart makes it abandoned anew. After half a year it may be reported again.
CART_LEFT = _declare("cart_left", "Checkout", form="id@contents", retention=HALF_A_YEAR)
VIEW_LEFT = _declare("view_left", "View", form="id@seconds")
# The shop sends one card again only where staff do.
GIFT_CARD_SENT = _declare("gift_card_sent", "Person", form="key@card@channel@milliseconds")
GIFT_CARD_EXPIRING = _declare("gift_card_expiring", "GiftCard", form="id@day")
VOUCHER_EXPIRING = _declare("voucher_expiring", "VoucherCode", form="code@day")
PRICE_DROPPED = _declare("price_dropped", "ProductVariant", form="id@channel@price@milliseconds")
BACK_IN_STOCK = _declare(
    "back_in_stock", "ProductVariant", form="id@channel@after+ration@milliseconds"
)

# One of a campaign for each moment that it is planned for.
CAMPAIGN = _declare("campaign", "Campaign", form="id@seconds")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: its `kind`, its `subject`, and when.

    The same event always has the same `key`, so hooks and sweeps may both report it.
    """

    kind: str
    subject: str
    at: datetime

    @property
    def key(self) -> str:
        return key_of(self.kind, self.subject)


def key_of(kind: str, subject: str) -> str:
    """The key of an event. With an empty subject: the prefix of all keys of that kind."""
    return f"{kind}:{subject}"


def id_of(subject: str) -> str:
    """The identifier in a subject, without what else its form adds."""
    return subject.partition("@")[0]


def kind_of(key: str) -> str:
    """The kind of the event with this key."""
    return key.partition(":")[0]
