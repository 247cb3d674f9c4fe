"""Find the last product view of each subscription that viewed nothing after it."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from ...core.event import VIEW_LEFT, Event
from ...core.facts.product_views import ABANDONED_AFTER
from ...core.scenario import Topic
from ...models import ProductView


def abandoned(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each last view that was ABANDONED_AFTER before [since, until).

    Only of subscriptions with the topic CART_REMINDERS.
    """
    later = ProductView.objects.filter(
        subscription_id=OuterRef("subscription_id"), viewed_at__gt=OuterRef("viewed_at")
    )
    rows = ProductView.objects.filter(
        ~Exists(later),
        viewed_at__gte=since - ABANDONED_AFTER,
        viewed_at__lt=until - ABANDONED_AFTER,
        subscription__topics__contains=[Topic.CART_REMINDERS],
    )
    return [
        Event(kind=VIEW_LEFT, subject=f"{pk}@{int(at.timestamp())}", at=at)
        for pk, at in rows.values_list("pk", "viewed_at").iterator()
    ]
