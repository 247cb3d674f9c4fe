"""What shoppers look at, as far as they agreed to be reminded of anything."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from ..core.push_subscription import Problem
from ..core.scenario import Topic
from ..models import ProductView, Subscription
from ..shop.facts.product_views import lowest_price
from ..shop.listings import is_published

# Older looks of a browser are forgotten.
KEPT = 100
NOT_SHOWN = Problem(
    field="product_id", code="not_found", message="There is no such product in this channel."
)


@transaction.atomic
def viewed(
    subscription: Subscription, product_id: int, channel: str, *, now: datetime
) -> Problem | None:
    """Note a look at a product; of who agreed to no marketing nothing is kept."""
    if not is_published(product_id, channel):
        return NOT_SHOWN
    if any(Topic(topic).marketing for topic in subscription.topics):
        _note(subscription, product_id, channel, now)
        _forget(subscription)
    return None


def _note(subscription: Subscription, product_id: int, channel: str, now: datetime) -> None:
    what = {"product_id": product_id, "channel": channel}
    seen = {"amount": lowest_price(product_id, channel), "viewed_at": now}
    if not subscription.product_views.filter(**what).update(times=F("times") + 1, **seen):
        look = ProductView(subscription=subscription, **what, **seen)
        ProductView.objects.bulk_create([look], ignore_conflicts=True)


def _forget(subscription: Subscription) -> None:
    old = subscription.product_views.order_by("-viewed_at").values_list("id", flat=True)[KEPT:]
    ProductView.objects.filter(id__in=list(old)).delete()
