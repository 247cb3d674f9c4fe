"""Counts subscribers by system and browser, for staff."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from ..core.scenario import Topic
from ..models import Subscription
from ..shop import people
from .subscriber_listing import browser_case


@dataclass(frozen=True, kw_only=True)
class Group:
    """The browsers of one kind on one system; an empty name: not known.

    `customers`: those a customer is logged in to. `installed`: installed apps. `offers`: those that
    agreed to offers.
    """

    platform: str
    browser: str
    browsers: int
    customers: int
    installed: int
    offers: int


def groups(channels: Collection[str] | None = None) -> list[Group]:
    """All browsers that are subscribed now, the largest group first; `channels`: only of these.

    Raises people.TooSlowError.
    """
    rows = Subscription.objects.annotate(browser=browser_case())
    if channels is not None:
        rows = rows.filter(channel__in=list(channels))
    counted = rows.values("platform", "browser").annotate(
        browsers=Count("id"),
        customers=Count("user_id"),
        installed=Count("id", filter=Q(display_mode="standalone")),
        offers=Count("id", filter=Q(topics__contains=[Topic.OFFERS.value])),
    )
    with people.in_bounds():
        return [Group(**row) for row in counted.order_by("-browsers", "platform", "browser")]
