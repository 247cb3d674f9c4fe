"""Newcomers: whether they were greeted, have confirmed, have ordered; and what shipping costs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.sites.models import Site
from saleor.account.models import User
from saleor.shipping.models import ShippingMethodChannelListing
from saleor.site.models import SiteSettings

from ...core.audience import Owner, Person
from ...core.event import JOINED
from ...core.facts.common import Money
from ...core.facts.new_subscriber import WELCOME, NewSubscriberFacts
from ...core.subjects import parse_joined_subject
from ...models import Subscription
from . import people, sent_once
from .loading import Pair, loads


@loads(JOINED)
def load(pairs: Collection[Pair]) -> Mapping[Pair, NewSubscriberFacts]:
    """Newcomers by (their key, person); a bounded number of queries however many."""
    known = {pair: facts for pair in pairs if (facts := _of(pair[0]))}
    confirmed = _confirmed({facts.user_id for facts in known.values() if facts.user_id})
    standing = {p: f for p, f in known.items() if f.user_id is None or f.user_id in confirmed}
    told = {p: replace(f, is_confirmed=confirmed.get(f.user_id, True)) for p, f in standing.items()}
    return {**told, **_personal({pair: facts for pair, facts in told.items() if pair[1]})}


def _of(subject: str) -> NewSubscriberFacts | None:
    joined = parse_joined_subject(subject)
    if joined is None:
        return None
    key, person = joined
    if isinstance(person, Owner):
        return NewSubscriberFacts(person=key, user_id=person.user_id)
    return NewSubscriberFacts(person=key, subscription_id=person.subscription_id)


def _confirmed(users: Collection[int]) -> Mapping[Any, bool]:
    """Who need not confirm the account any more. Saleor writes “not confirmed” also in shops that
    do not ask for it.
    """
    asked = SiteSettings.objects.filter(enable_account_confirmation_by_email=True).exists()
    known = User.objects.filter(pk__in=users).values_list("pk", "is_confirmed")
    return {pk: is_confirmed or not asked for pk, is_confirmed in known}


def _personal(told: Mapping[Pair, NewSubscriberFacts]) -> dict[Pair, NewSubscriberFacts]:
    if not told:
        return {}
    world = _World.of({person for _, person in told if person})
    return {pair: world.told(facts, pair) for pair, facts in told.items()}


@dataclass(frozen=True, kw_only=True)
class _World:
    """What is looked up once for all of them."""

    shop: str
    channels: Mapping[int, str]
    who: Mapping[Person, people.Identity]
    orders: people.Purchases
    welcomed: Sequence[sent_once.Push]
    shipping: Mapping[str, tuple[Money, int | None]]

    @classmethod
    def of(cls, persons: Collection[Person]) -> "_World":
        subscriptions = Subscription.objects.filter(id__in={p.subscription_id for p in persons})
        channels = dict(subscriptions.values_list("id", "channel"))
        who = people.identities(persons)
        return cls(
            shop=Site.objects.get_current().name,
            channels=channels,
            who=who,
            orders=people.purchases(who.values()),
            welcomed=sent_once.pushes(WELCOME, persons),
            shipping=_shipping(set(channels.values())),
        )

    def told(self, facts: NewSubscriberFacts, pair: Pair) -> NewSubscriberFacts:
        subject, person = pair
        assert person is not None
        channel = self.channels.get(person.subscription_id, "")
        price, days = self.shipping.get(channel, (None, None))
        return replace(
            facts,
            shop=self.shop,
            channel=channel,
            has_ordered=bool(self.orders.of(self.who[person])),
            was_welcomed=bool(sent_once.before(self.welcomed, person, subject)),
            shipping=price,
            days=days,
        )


def _shipping(channels: Collection[str]) -> Mapping[str, tuple[Money, int | None]]:
    """The cheapest way to ship any cart in each channel, and its longest delivery."""
    rows = ShippingMethodChannelListing.objects.filter(channel__slug__in=channels)
    rows = rows.exclude(minimum_order_price_amount__gt=0)
    rows = rows.select_related("channel", "shipping_method").order_by("-price_amount", "pk")
    return {
        row.channel.slug: (
            Money(amount=row.price_amount, currency=row.currency),
            row.shipping_method.maximum_delivery_days,
        )
        for row in rows
    }
