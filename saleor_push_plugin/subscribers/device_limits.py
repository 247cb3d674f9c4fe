"""At most so many browsers a customer and a checkout; the one not seen for longest gives way."""

from uuid import UUID

from django.db.models import F

from ..core.reason import Reason
from ..models import GuestCheckout, Subscription
from . import removal

# Phone, tablet, two computers with two browsers each: whoever has more is a script.
PER_CUSTOMER = 10
PER_CHECKOUT = 5


def keep_customers(newest: Subscription, user_id: int) -> None:
    """Delete browsers of a customer beyond PER_CUSTOMER; they subscribe anew at their next visit.

    A browser that another request holds stays: it is seen at this moment.
    """
    others = Subscription.objects.filter(user_id=user_id).exclude(id=newest.id)
    newest_first = others.order_by(F("seen_at").desc(nulls_last=True), "-id")
    ids = list(newest_first.values_list("id", flat=True)[PER_CUSTOMER - 1 :])
    if ids:
        free = Subscription.objects.filter(id__in=ids).select_for_update(skip_locked=True)
        removal.delete([row.id for row in free], Reason.TOO_MANY_DEVICES)


def keep_checkouts(newest: Subscription, checkout_id: UUID) -> None:
    """Detach browsers from a checkout beyond PER_CHECKOUT; a push that waits is then not sent.

    The first one stays: it is the browser in which the cart was filled, and nobody who got to know
    the checkout later can take its news away.
    """
    bound = GuestCheckout.objects.filter(checkout_id=checkout_id)
    first = bound.order_by("bound_at", "id").values_list("id", flat=True)[:1]
    others = bound.exclude(id__in=list(first)).exclude(subscription=newest)
    newest_first = others.order_by(F("subscription__seen_at").desc(nulls_last=True), "-id")
    ids = list(newest_first.values_list("id", flat=True)[PER_CHECKOUT - 2 :])
    if ids:
        GuestCheckout.objects.filter(id__in=ids).delete()
