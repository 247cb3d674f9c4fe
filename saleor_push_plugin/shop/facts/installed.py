"""Load people who have the app: what is offered to them for it, and did they have it before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ...core.audience import Owner
from ...core.event import INSTALLED
from ...core.facts.installed import INSTALLED_SCENARIO, InstalledFacts
from ...core.joined_subject import parse_joined_subject
from ...core.person import Person
from ...core.subscriber_offer import SubscriberOffer
from ...core.voucher_purpose import VoucherPurpose
from ...models import Subscription
from .. import accounts, config
from . import earlier_pushes
from .registry import Pair, loads


@loads(INSTALLED)
def load(pairs: Collection[Pair]) -> Mapping[Pair, InstalledFacts]:
    """Return facts by (subject, person); the personal fields only where a person is given."""
    parsed = {pair: facts for pair in pairs if (facts := _parse(pair[0]))}
    confirmed = accounts.confirmed({facts.user_id for facts in parsed.values() if facts.user_id})
    shared = {
        pair: replace(facts, is_confirmed=confirmed.get(facts.user_id, True))
        for pair, facts in parsed.items()
        if facts.user_id is None or facts.user_id in confirmed
    }
    persons = {person for _, person in shared if person}
    lookups = _Lookups.of(persons) if persons else None
    return {pair: _seen(facts, pair, lookups) for pair, facts in shared.items()}


def _parse(subject: str) -> InstalledFacts | None:
    joined = parse_joined_subject(subject)
    if joined is None:
        return None
    key, person = joined
    if isinstance(person, Owner):
        return InstalledFacts(person=key, user_id=person.user_id)
    return InstalledFacts(person=key, subscription_id=person.subscription_id)


@dataclass(frozen=True, kw_only=True)
class _Lookups:
    """What is queried once for all persons. `with_app`: keys of who has the app."""

    channels: Mapping[int, str]
    with_app: Collection[str]
    thanks: Sequence[earlier_pushes.Push]
    offer: SubscriberOffer | None

    @classmethod
    def of(cls, persons: Collection[Person]) -> "_Lookups":
        subscriptions = Subscription.objects.filter(id__in={p.subscription_id for p in persons})
        return cls(
            channels=dict(subscriptions.values_list("id", "channel")),
            with_app=_with_app(persons),
            thanks=earlier_pushes.pushes(INSTALLED_SCENARIO, persons),
            offer=config.load().offers.get(VoucherPurpose.INSTALL),
        )


def _with_app(persons: Collection[Person]) -> set[str]:
    installed = Subscription.objects.filter(installed_at__isnull=False)
    users = {person.user_id for person in persons} - {None}
    guests = {person.subscription_id for person in persons if person.user_id is None}
    theirs = installed.filter(user_id__in=users).values_list("id", "user_id")
    rows = [*theirs, *installed.filter(id__in=guests, user_id=None).values_list("id", "user_id")]
    return {Person(subscription_id=id, user_id=user_id).key for id, user_id in rows}


def _seen(facts: InstalledFacts, pair: Pair, lookups: _Lookups | None) -> InstalledFacts:
    subject, person = pair
    if person is None or lookups is None:
        return facts
    channel = lookups.channels.get(person.subscription_id, "")
    return replace(
        facts,
        channel=channel,
        is_installed=person.key in lookups.with_app,
        is_offered=lookups.offer is not None and lookups.offer.is_for(channel),
        had_it=bool(earlier_pushes.before(lookups.thanks, person, subject)),
    )
