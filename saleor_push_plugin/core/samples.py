"""Sample facts for previews, documents and tests: an order, a fulfillment, selling points."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from .facts.common import Collection, Delivery, Line, Money, OrderFacts
from .facts.fulfillment import FulfillmentFacts
from .facts.selling_points import SellingPoints

_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_SHIRT = Line(name="Linen shirt", quantity=2, total=Money(amount=Decimal("78.00"), currency="EUR"))
_SOCKS = Line(name="Wool socks", quantity=1, total=Money(amount=Decimal("9.50"), currency="EUR"))

ORDER = OrderFacts(
    id="4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11",
    number="1042",
    channel="default-channel",
    created_at=_AT,
    status="unfulfilled",
    origin="checkout",
    total=Money(amount=Decimal("92.40"), currency="EUR"),
    shipping=Money(amount=Decimal("4.90"), currency="EUR"),
    delivery=Delivery(since=_AT, least=3, most=5),
    lines=(_SHIRT, _SOCKS),
)
FULFILLMENT = FulfillmentFacts(
    id="7",
    order=ORDER,
    status="fulfilled",
    lines=(_SHIRT,),
    left=1,
    trackings=("JD0146000087",),
)
TO_COLLECT = replace(
    ORDER,
    shipping=None,
    delivery=None,
    total=Money(amount=Decimal("87.50"), currency="EUR"),
    collection=Collection(id="1", place="Linen & Wool Berlin", address="Torstr. 2, Berlin"),
)
SELLING_POINTS = SellingPoints(
    sold=32,
    rating=Decimal("4.7"),
    ends_at=datetime(2026, 11, 23, 20, 0, tzinfo=UTC),
    ends_in=timedelta(hours=4, minutes=20),
)
