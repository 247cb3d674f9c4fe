"""Queries for the recipients of an audience, and whether a recipient still matches it."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Least
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from .. import outbox, scenarios
from ..core.audience import (
    Access,
    AsPlanned,
    Audience,
    Owner,
    SingleSubscription,
    Watchers,
    addressed,
    parse_person_key,
)
from ..core.scenario import Topic
from ..models import GuestCheckout, Subscription, Watch, in_array

# The shop in Safari and as an app in the Dock of a Mac: two subscriptions without a common id.
_MAC = {"platform": "macos", "origin__endswith": ".push.apple.com"}
Span = tuple[int, int]


def select(audience: Audience, *, topic: Topic, span: Span | None = None) -> outbox.Recipients:
    """The recipients of an audience, as a query; see `outbox.Recipients`.

    `span`: only positions from the first to the last, both included. If a Mac's Safari and its
    Dock app both match, marketing goes to the app only, unless that did not agree to the topic.
    Order updates go to both, because they may be on two Macs.
    """
    audience = addressed(audience, marketing=topic.marketing)
    if isinstance(audience, Watchers):
        return _watchers(audience, topic, span)
    matching = Subscription.objects.filter(_condition(audience))
    if topic.marketing:
        apps = Subscription.objects.filter(
            _mac("standalone"), topics__contains=[topic], user_id=OuterRef("user_id")
        )
        matching = matching.exclude(_mac("browser") & Exists(apps))
    return matching.order_by("id").values_list("id", "id", "user_id", Value(value=False))


def of_row(row: outbox.Claimed, facts: Any) -> Audience | None:
    """Whom a claimed row is for, by its facts; None if the shop no longer has them."""
    scenario = scenarios.find(row.scenario)
    if scenario is None or facts is None:
        return None
    audience: Audience | None = scenario.audience(facts)
    if isinstance(audience, AsPlanned):
        audience = parse_person_key(row.planned_for)
    return audience and addressed(audience, marketing=scenario.topic.marketing)


def still_matching(
    pairs: Collection[tuple[int, Audience]],
) -> Mapping[tuple[int, Audience], Access]:
    """What each pair (subscription id, audience) that still matches may learn.

    A constant number of queries.
    """
    owners = {pair for pair in pairs if isinstance(pair[1], Owner)}
    watchers = {pair for pair in pairs if isinstance(pair[1], Watchers)}
    themselves = {
        (id, a) for id, a in pairs if isinstance(a, SingleSubscription) and a.subscription_id == id
    }
    others = themselves | _matching_watchers(watchers)
    return {**dict.fromkeys(others, Access.OWNER), **_matching_owners(owners)}


def _condition(audience: Owner | SingleSubscription | AsPlanned) -> Q:
    if isinstance(audience, AsPlanned):
        return Q(id__in=())
    if isinstance(audience, SingleSubscription):
        return Q(id=audience.subscription_id)
    theirs, bound = Subscription.objects.none(), GuestCheckout.objects.none()
    if audience.user_id is not None:
        theirs = Subscription.objects.filter(user_id=audience.user_id)
    if audience.checkout_id:
        bound = GuestCheckout.objects.filter(checkout_id=UUID(audience.checkout_id))
        bound = bound if audience.late else bound.filter(while_open=True)
    # Each part uses its own index. An OR over two tables would read all subscriptions.
    return Q(id__in=theirs.values("id").union(bound.values("subscription_id")))


def _watchers(audience: Watchers, topic: Topic, span: Span | None) -> outbox.Recipients:
    queue = {name: getattr(audience, name) for name in ("variant_id", "channel", "kind")}
    rows = Watch.objects.filter(**queue)
    if audience.amount is not None:
        rows = rows.filter(_drop_is_enough(audience, audience.amount))
    if topic.marketing:
        user, prefix = "subscription__user_id", "subscription__"
        agreed = {f"{prefix}topics__contains": [topic], user: OuterRef(user)}
        apps = Watch.objects.filter(_mac("standalone", prefix), **queue, **agreed)
        rows = rows.exclude(_mac("browser", prefix) & Exists(apps))
    columns = ("id", "subscription_id", "subscription__user_id", "asked")
    chosen = rows.order_by("id").values_list(*columns)
    if span:
        return chosen.filter(id__range=span)
    return chosen.filter(id__gt=audience.after)[: audience.limit]


def _mac(display_mode: str, prefix: str = "") -> Q:
    wanted = {**_MAC, "display_mode": display_mode}
    return Q(**{f"{prefix}{name}": value for name, value in wanted.items()})


def _drop_is_enough(audience: Watchers, amount: Decimal) -> Q:
    """The same condition as WatchState.objection, so that no rows are made for other watches."""
    reference = Least("seen", "told")  # ignores nulls
    drop = reference - Value(amount)
    enough = Q(GreaterThan(drop, Value(Decimal(0))))
    enough &= Q(GreaterThanOrEqual(drop, Value(audience.least)))
    enough &= Q(GreaterThanOrEqual(drop * Value(Decimal(100)), reference * Value(audience.percent)))
    no_reference = Q(seen=None, told=None)
    wanted = Q(target=None) & (no_reference | enough) | Q(target__gte=amount) & (
        Q(told=None) | enough
    )
    return wanted | Q(missed=True, told__gte=amount)


def _matching_owners(
    pairs: Collection[tuple[int, Audience]],
) -> dict[tuple[int, Audience], Access]:
    ids = {id for id, _ in pairs}
    users = dict(Subscription.objects.filter(id__in=in_array(ids)).values_list("id", "user_id"))
    rows = GuestCheckout.objects.filter(subscription_id__in=in_array(ids))
    columns = rows.values_list("subscription_id", "checkout_id", "while_open")
    bound: dict[tuple[int, UUID | None], bool] = {
        (id, checkout): while_open for id, checkout, while_open in columns
    }
    found = {
        (id, owner): _access(owner, users.get(id), bound.get((id, _checkout(owner))))
        for id, owner in pairs
        if isinstance(owner, Owner)
    }
    return {pair: access for pair, access in found.items() if access}


def _checkout(owner: Owner) -> UUID | None:
    return UUID(owner.checkout_id) if owner.checkout_id else None


def _access(owner: Owner, user_id: int | None, while_open: bool | None) -> Access | None:
    """`while_open`: how the owner's checkout was bound to the subscription; None: it was not."""
    if owner.user_id is not None and owner.user_id == user_id:
        return Access.OWNER
    if while_open is None or not (while_open or owner.late):
        return None
    return Access.OWNER if while_open and owner.user_id is None else Access.NEWS


def _matching_watchers(pairs: Collection[tuple[int, Audience]]) -> set[tuple[int, Audience]]:
    if not pairs:
        return set()
    ids = {id for id, _ in pairs}
    rows = Watch.objects.filter(subscription_id__in=in_array(ids))
    watches = set(rows.values_list("subscription_id", "kind", "variant_id", "channel"))
    return {
        (id, a)
        for id, a in pairs
        if isinstance(a, Watchers) and (id, a.kind, a.variant_id, a.channel) in watches
    }
