"""From audience values to the people they mean, and whether they still mean them."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from .core.audience import Audience, Device, Owner, Person, Watchers
from .models import GuestCheckout, Subscription, Watch

PAGE = 1000


def pages(audience: Audience) -> Iterator[list[Person]]:
    """The people of an audience, PAGE at a time, however many they are."""
    if isinstance(audience, Watchers):
        yield from _watcher_pages(audience)
    else:
        people = [Person(subscription_id=s, user_id=u) for s, u in _few(audience)]
        if people:
            yield people


def without_twins(people: Sequence[Person]) -> list[Person]:
    """Who has the shop in Safari and in the Dock of a Mac gets marketing in the app alone.

    The two share nothing, so both can be subscribed. Everywhere else tab and app are one
    subscription. Not for order news: the tab and the app may be on two Macs.
    """
    users = {person.user_id for person in people if person.user_id is not None}
    macs = Subscription.objects.filter(
        user_id__in=users, platform="macos", origin__endswith=".push.apple.com"
    )
    apps = set(macs.filter(display_mode="standalone").values_list("user_id", flat=True))
    tabs = set(macs.filter(display_mode="browser", user_id__in=apps).values_list("id", flat=True))
    return [person for person in people if person.subscription_id not in tabs]


def belonging(pairs: Collection[tuple[int, Audience]]) -> set[tuple[int, Audience]]:
    """Of (subscription id, audience), the pairs that still hold; few queries however many."""
    owners = {pair for pair in pairs if isinstance(pair[1], Owner)}
    watchers = {pair for pair in pairs if isinstance(pair[1], Watchers)}
    devices = {(id, a) for id, a in pairs if isinstance(a, Device) and a.subscription_id == id}
    return _owning(owners) | _watching(watchers) | devices


def _few(audience: Owner | Device) -> QuerySet[Subscription, tuple[int, int | None]]:
    rows = Subscription.objects.filter(_condition(audience)).order_by("id").distinct()
    return rows.values_list("id", "user_id")


def _condition(audience: Owner | Device) -> Q:
    if isinstance(audience, Device):
        return Q(id=audience.subscription_id)
    mine = Q(pk__in=[])
    if audience.user_id is not None:
        mine |= Q(user_id=audience.user_id)
    if audience.checkout_id:
        mine |= Q(checkouts__checkout_id=audience.checkout_id)
    return mine


def _watcher_pages(audience: Watchers) -> Iterator[list[Person]]:
    after, left = audience.after, audience.limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        rows = list(_watches(audience, after)[:size])
        if not rows:
            return
        yield [Person(subscription_id=s, user_id=u) for _, s, u in rows]
        after, left = rows[-1][0], None if left is None else left - len(rows)


def _watches(audience: Watchers, after: int) -> QuerySet[Watch, tuple[int, int, int | None]]:
    rows = Watch.objects.filter(
        variant_id=audience.variant_id, channel=audience.channel, kind=audience.kind, id__gt=after
    )
    if audience.amount is not None:
        rows = rows.filter(_worth_telling(audience, audience.amount))
    return rows.order_by("id").values_list("id", "subscription_id", "subscription__user_id")


def _worth_telling(audience: Watchers, amount: Decimal) -> Q:
    """As core.offers.Waiting.objection, so that rows are made for those it concerns only."""
    known = Least("seen", "told")  # of what is not null
    drop = known - Value(amount)
    enough = Q(GreaterThan(drop, Value(Decimal(0))))
    enough &= Q(GreaterThanOrEqual(drop, Value(audience.least)))
    enough &= Q(GreaterThanOrEqual(drop * Value(Decimal(100)), known * Value(audience.percent)))
    unknown = Q(seen=None, told=None)
    return Q(target=None) & (unknown | enough) | Q(target__gte=amount) & (Q(told=None) | enough)


def _owning(pairs: Collection[tuple[int, Audience]]) -> set[tuple[int, Audience]]:
    ids = {id for id, _ in pairs}
    users = dict(Subscription.objects.filter(id__in=ids).values_list("id", "user_id"))
    bound = GuestCheckout.objects.filter(subscription_id__in=ids)
    guests = set(bound.values_list("subscription_id", "checkout_id"))
    return {
        (id, owner)
        for id, owner in pairs
        if isinstance(owner, Owner)
        and (
            (owner.user_id is not None and users.get(id) == owner.user_id)
            or (owner.checkout_id and (id, UUID(owner.checkout_id)) in guests)
        )
    }


def _watching(pairs: Collection[tuple[int, Audience]]) -> set[tuple[int, Audience]]:
    if not pairs:
        return set()
    ids = {id for id, _ in pairs}
    rows = Watch.objects.filter(subscription_id__in=ids)
    held = set(rows.values_list("subscription_id", "kind", "variant_id", "channel"))
    return {
        (id, a)
        for id, a in pairs
        if isinstance(a, Watchers) and (id, a.kind, a.variant_id, a.channel) in held
    }
