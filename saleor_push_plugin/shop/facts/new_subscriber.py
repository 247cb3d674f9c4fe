"""Load new subscribers: were they welcomed, are they confirmed, have they ordered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.sites.models import Site
from saleor.account.models import User
from saleor.shipping.models import ShippingMethodChannelListing
from saleor.site.models import SiteSettings

from ...core.audience import Owner
from ...core.event import JOINED
from ...core.facts.common import Money
from ...core.facts.new_subscriber import WELCOME, NewSubscriberFacts
from ...core.joined_subject import parse_joined_subject
from ...core.person import Person
from ...models import Subscription
from . import earlier_pushes, person_orders
from .registry import Pair, loads


@loads(JOINED)
def load(pairs: Collection[Pair]) -> Mapping[Pair, NewSubscriberFacts]:
    """Return facts by (subject, person), in a bounded number of queries.

    The personal fields are filled only where a person is given.
    """
    parsed = {pair: facts for pair in pairs if (facts := _parse(pair[0]))}
    confirmed = _confirmed({facts.user_id for facts in parsed.values() if facts.user_id})
    existing = {p: f for p, f in parsed.items() if f.user_id is None or f.user_id in confirmed}
    shared = {
        pair: replace(facts, is_confirmed=confirmed.get(facts.user_id, True))
        for pair, facts in existing.items()
    }
    return {**shared, **_personal({pair: facts for pair, facts in shared.items() if pair[1]})}


def _parse(subject: str) -> NewSubscriberFacts | None:
    joined = parse_joined_subject(subject)
    if joined is None:
        return None
    key, person = joined
    if isinstance(person, Owner):
        return NewSubscriberFacts(person=key, user_id=person.user_id)
    return NewSubscriberFacts(person=key, subscription_id=person.subscription_id)


def _confirmed(users: Collection[int]) -> Mapping[Any, bool]:
    """Return by user id whether the account needs no confirmation; deleted users are left out.

    Saleor stores "not confirmed" also in shops that ask for no confirmation.
    """
    required = SiteSettings.objects.filter(enable_account_confirmation_by_email=True).exists()
    users_confirmed = User.objects.filter(pk__in=users).values_list("pk", "is_confirmed")
    return {pk: is_confirmed or not required for pk, is_confirmed in users_confirmed}


def _personal(shared: Mapping[Pair, NewSubscriberFacts]) -> dict[Pair, NewSubscriberFacts]:
    if not shared:
        return {}
    lookups = _Lookups.of({person for _, person in shared if person})
    return {pair: lookups.personal(facts, pair) for pair, facts in shared.items()}


@dataclass(frozen=True, kw_only=True)
class _Lookups:
    """What is queried once for all persons."""

    shop: str
    channels: Mapping[int, str]
    identities: Mapping[Person, person_orders.Identity]
    orders: person_orders.Purchases
    welcomes: Sequence[earlier_pushes.Push]
    shipping: Mapping[str, tuple[Money, int | None]]

    @classmethod
    def of(cls, persons: Collection[Person]) -> "_Lookups":
        subscriptions = Subscription.objects.filter(id__in={p.subscription_id for p in persons})
        channels = dict(subscriptions.values_list("id", "channel"))
        identities = person_orders.identities(persons)
        return cls(
            shop=Site.objects.get_current().name,
            channels=channels,
            identities=identities,
            orders=person_orders.purchases(identities.values()),
            welcomes=earlier_pushes.pushes(WELCOME, persons),
            shipping=_shipping(set(channels.values())),
        )

    def personal(self, facts: NewSubscriberFacts, pair: Pair) -> NewSubscriberFacts:
        """Return the facts with what is known of the person."""
        subject, person = pair
        assert person is not None
        channel = self.channels.get(person.subscription_id, "")
        price, days = self.shipping.get(channel, (None, None))
        return replace(
            facts,
            shop=self.shop,
            channel=channel,
            has_ordered=bool(self.orders.of(self.identities[person])),
            was_welcomed=bool(earlier_pushes.before(self.welcomes, person, subject)),
            shipping=price,
            days=days,
        )


def _shipping(channels: Collection[str]) -> Mapping[str, tuple[Money, int | None]]:
    """Return (price, maximum days) of the cheapest method for any cart, by channel slug."""
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
