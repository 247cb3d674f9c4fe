"""Records product views of shoppers who agreed to some kind of marketing."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from ..core.push_subscription import Problem
from ..core.scenario import Topic
from ..models import ProductView, Subscription
from ..shop.facts.product_views import lowest_price
from ..shop.listings import is_published

# Older views of a browser are deleted.
MAX_VIEWS = 100
NOT_SHOWN = Problem(
    field="product_id", code="not_found", message="There is no such product in this channel."
)


@transaction.atomic
def record(
    subscription: Subscription, product_id: int, channel: str, *, now: datetime
) -> Problem | None:
    """Record a product view, unless the shopper agreed to no marketing; the problem, if any."""
    if not is_published(product_id, channel):
        return NOT_SHOWN
    if any(Topic(topic).marketing for topic in subscription.topics):
        _store(subscription, product_id, channel, now)
        _delete_old(subscription)
    return None


def _store(subscription: Subscription, product_id: int, channel: str, now: datetime) -> None:
    product = {"product_id": product_id, "channel": channel}
    seen = {"amount": lowest_price(product_id, channel), "viewed_at": now}
    if not subscription.product_views.filter(**product).update(times=F("times") + 1, **seen):
        view = ProductView(subscription=subscription, **product, **seen)
        ProductView.objects.bulk_create([view], ignore_conflicts=True)


def _delete_old(subscription: Subscription) -> None:
    old = subscription.product_views.order_by("-viewed_at").values_list("id", flat=True)[MAX_VIEWS:]
    ProductView.objects.filter(id__in=list(old)).delete()
