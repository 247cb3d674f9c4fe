"""Load new subscribers: were they welcomed, are they confirmed, have they ordered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.sites.models import Site

from ...core.audience import Owner
from ...core.event import JOINED
from ...core.facts.common import Money
from ...core.facts.new_subscriber import WELCOME, NewSubscriberFacts
from ...core.joined_subject import parse_joined_subject
from ...core.person import Person
from ...core.subscriber_offer import SubscriberOffer
from ...core.voucher_purpose import VoucherPurpose
from ...models import Subscription
from .. import accounts, config, known_countries, shipping_methods
from ..shown_prices import ShownPrices
from . import earlier_pushes, person_orders
from .registry import NOW, Moments, Pair, loads_as_of


@loads_as_of(JOINED)
def load(pairs: Collection[Pair], moments: Moments = NOW) -> Mapping[Pair, NewSubscriberFacts]:
    """Return facts by (subject, person), in a bounded number of queries.

    The personal fields are filled only where a person is given. `moments`: later orders are left
    out.
    """
    parsed = {pair: facts for pair in pairs if (facts := _parse(pair[0]))}
    confirmed = accounts.confirmed({facts.user_id for facts in parsed.values() if facts.user_id})
    existing = {p: f for p, f in parsed.items() if f.user_id is None or f.user_id in confirmed}
    shared = {
        pair: replace(facts, is_confirmed=confirmed.get(facts.user_id, True))
        for pair, facts in existing.items()
    }
    personal = {pair: facts for pair, facts in shared.items() if pair[1]}
    return {**shared, **_personal(personal, moments)}


def _parse(subject: str) -> NewSubscriberFacts | None:
    joined = parse_joined_subject(subject)
    if joined is None:
        return None
    key, person = joined
    if isinstance(person, Owner):
        return NewSubscriberFacts(person=key, user_id=person.user_id)
    return NewSubscriberFacts(person=key, subscription_id=person.subscription_id)


def _personal(
    shared: Mapping[Pair, NewSubscriberFacts], moments: Moments
) -> dict[Pair, NewSubscriberFacts]:
    if not shared:
        return {}
    lookups = _Lookups.of({person for _, person in shared if person})
    return {
        pair: lookups.personal(facts, pair, moments.get(pair)) for pair, facts in shared.items()
    }


@dataclass(frozen=True, kw_only=True)
class _Cost:
    """Price and longest time; None if they are not certain. `is_most`: some carts pay less."""

    price: Money | None = None
    days: int | None = None
    is_most: bool = False


_UNKNOWN_COST = _Cost()


def _longest(methods: Collection[shipping_methods.Method]) -> int | None:
    """Return the longest time of the methods; None if that of one is not known."""
    days = [method.days for method in methods if method.days is not None]
    return max(days) if len(days) == len(methods) else None


@dataclass(frozen=True, kw_only=True)
class _Shipping:
    """What shipping costs in some channels, whatever is in a cart."""

    methods: shipping_methods.Methods
    shown: ShownPrices

    @classmethod
    def load(cls, channels: Collection[str]) -> "_Shipping":
        return cls(methods=shipping_methods.load(channels), shown=ShownPrices.load(channels))

    def cost(self, channel: str, country: str) -> _Cost:
        """Return what it costs to a country; to all that the channel ships to, if "" is given."""
        there = shipping_methods.countries(self.methods.get(channel, ()))
        costs = {self._cost(channel, code) for code in ([country] if country else there)}
        return costs.pop() if len(costs) == 1 else _UNKNOWN_COST

    def _cost(self, channel: str, country: str) -> _Cost:
        methods = self.methods.get(channel, ())
        there = shipping_methods.cheapest_by_subtotal(methods, country)
        prices = {method: self._shown(channel, method, country) for method in methods}
        if not there or any(prices[method] is None for method in there):
            return _UNKNOWN_COST
        amounts = {method: price.amount for method, price in prices.items() if price}
        dearest = max(there, key=lambda method: amounts[method])
        cheaper = (m for m in methods if country in m.countries and m in amounts)
        return _Cost(
            price=prices[dearest],
            days=dearest.days if dearest.takes_all else _longest(there),
            is_most=any(amounts[method] < amounts[dearest] for method in cheaper),
        )

    def _shown(self, channel: str, method: shipping_methods.Method, country: str) -> Money | None:
        return self.shown.of_shipping(channel, method.tax_class, country).money(method.price)


@dataclass(frozen=True, kw_only=True)
class _Lookups:
    """What is queried once for all persons."""

    shop: str
    channels: Mapping[int, str]
    identities: Mapping[Person, person_orders.Identity]
    orders: person_orders.Purchases
    welcomes: Sequence[earlier_pushes.Push]
    countries: Mapping[Person, str]
    shipping: Mapping[tuple[str, str], _Cost]
    offer: SubscriberOffer | None

    @classmethod
    def of(cls, persons: Collection[Person]) -> "_Lookups":
        subscriptions = Subscription.objects.filter(id__in={p.subscription_id for p in persons})
        channels = dict(subscriptions.values_list("id", "channel"))
        identities = person_orders.identities(persons)
        countries = known_countries.load(identities)
        return cls(
            shop=Site.objects.get_current().name,
            channels=channels,
            identities=identities,
            orders=person_orders.purchases(identities.values()),
            welcomes=earlier_pushes.pushes(WELCOME, persons),
            countries=countries,
            shipping=_shipping(
                {(channels.get(who.subscription_id, ""), countries[who]) for who in persons}
            ),
            offer=config.load().offers.get(VoucherPurpose.WELCOME),
        )

    def personal(
        self, facts: NewSubscriberFacts, pair: Pair, until: datetime | None
    ) -> NewSubscriberFacts:
        """Return the facts with what is known of the person, or was known by a moment."""
        subject, person = pair
        assert person is not None
        channel = self.channels.get(person.subscription_id, "")
        cost = self.shipping[channel, self.countries[person]]
        return replace(
            facts,
            shop=self.shop,
            channel=channel,
            has_ordered=bool(self.orders.of(self.identities[person], until=until)),
            was_welcomed=bool(earlier_pushes.before(self.welcomes, person, subject)),
            shipping=cost.price,
            some_pay_less=cost.is_most,
            days=cost.days,
            is_offered=self.offer is not None and self.offer.is_for(channel),
        )


def _shipping(wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], _Cost]:
    """Return what shipping costs, by (channel slug, country or "")."""
    shipping = _Shipping.load({channel for channel, _ in wanted})
    return {each: shipping.cost(*each) for each in wanted}
