"""Recent pushes of people, which limit what they may get now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from ..core.reason import Reason
from ..models import Notification, State, in_array
from ..outbox import Claimed

WEEK = timedelta(days=7)
# A person gets one marketing push per subject in this time, whatever the scenarios.
SAME_SUBJECT = timedelta(hours=24)
# A push that waits for room is not looked at again before.
SOON = timedelta(minutes=1)


class Update(NamedTuple):
    """An order update for a subscription: its subject, its event, and when that happened.

    Of two events of one moment the one that was stored later counts as newer.
    """

    subscription_id: int
    about: str
    at: datetime
    event_id: int

    @property
    def age(self) -> tuple[datetime, int]:
        return self.at, self.event_id


def superseded_rows(rows: Iterable[Claimed], about: Mapping[int, str]) -> list[int]:
    """The ids of these rows of order updates that are superseded; `about`: their subjects."""
    updates = {
        row.id: Update(row.subscription_id, about[row.id], row.event_at, row.event_id)
        for row in rows
    }
    old = superseded(set(updates.values()))
    return [id for id, update in updates.items() if update in old]


def superseded(updates: Collection[Update]) -> set[Update]:
    """Updates whose subscription got, or gets in this batch, a newer one of the same subject."""
    newest: dict[tuple[int, str], tuple[datetime, int]] = {}
    for update in (*updates, *_sent(updates)):
        place = update.subscription_id, update.about
        newest[place] = max(update.age, newest.get(place, update.age))
    return {
        update for update in updates if newest[update.subscription_id, update.about] > update.age
    }


def _sent(updates: Collection[Update]) -> Iterable[Update]:
    """Sent or possibly sent updates of these subscriptions and subjects that may be newer."""
    if not updates:
        return ()
    rows = Notification.objects.filter(
        Q(state=State.SENT) | Q(posted_at__isnull=False),
        subscription_id__in=in_array({update.subscription_id for update in updates}),
        about__in=in_array({update.about for update in updates}),
        bulk=False,
        event__at__gte=min(update.at for update in updates),
    )
    return map(Update._make, rows.values_list("subscription_id", "about", "event__at", "event_id"))


@dataclass(frozen=True, kw_only=True)
class RecentPush:
    """A marketing push that a person got recently, on any number of subscriptions.

    `asked`: an alert the shopper asked for. `sending`: the id of a row that another worker is
    sending, and its subscription; else None.
    """

    event_id: int
    scenario: str
    about: str
    at: datetime
    asked: bool = False
    sending: tuple[int, int] | None = None

    def is_push(self, event_id: int, scenario: str) -> bool:
        """Whether it is this push. Steps of a sequence share an event but are separate pushes."""
        return (self.event_id, self.scenario) == (event_id, scenario)


def recent_pushes(
    people: Collection[str], rows: Collection[int], now: datetime
) -> dict[str, set[RecentPush]]:
    """Marketing pushes of the last week by person, without the given rows.

    A push that another worker is sending counts, so that two workers cannot both use the last one
    of a person's weekly cap. A push that may have arrived counts too: one that was posted, but
    whose answer was lost. So does one that was held out: held-out people are compared with people
    who have the same limits.
    """
    pushes_by_person: dict[str, set[RecentPush]] = {person: set() for person in people}
    for person, push in _recent(people, rows, now) if people else ():
        pushes_by_person[person].add(push)
    return pushes_by_person


def _recent(
    people: Collection[str], rows: Collection[int], now: datetime
) -> Iterator[tuple[str, RecentPush]]:
    since = now - WEEK
    counted = Q(state=State.SENDING) | Q(state=State.SENT, sent_at__gt=since)
    counted |= Q(shown_at__gt=since) | Q(posted_at__gt=since) | Q(held_out_at__gt=since)
    pushes = Notification.objects.filter(counted, person__in=in_array(people), bulk=True)
    pushes = pushes.exclude(id__in=in_array(rows))
    fields = ("person", "event_id", "scenario", "about", "asked", "state", "id", "subscription_id")
    times = ("sent_at", "shown_at", "posted_at", "held_out_at")
    for row in pushes.values(*fields, *times):
        at = next(filter(None, (row[name] for name in times)), now)
        sending = row["state"] == State.SENDING and row["subscription_id"]
        yield (
            row["person"],
            RecentPush(
                event_id=row["event_id"],
                scenario=row["scenario"],
                about=row["about"],
                at=at,
                asked=row["asked"],
                sending=(row["id"], row["subscription_id"]) if sending else None,
            ),
        )


def count(pushes: Collection[RecentPush]) -> int:
    """How many pushes these are; one on several subscriptions is one."""
    return len({(push.event_id, push.scenario) for push in pushes})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The weekly limits of a push: the shop's share for its priority, and the shopper's own."""

    shop: int
    shopper: int | None

    def free_at(
        self, reason: Reason, recent: Collection[RecentPush], now: datetime
    ) -> datetime | None:
        """When the limit of this reason has room for one more; None: never, or it is none."""
        counted, limit = recent, self.shopper or 0
        if reason is Reason.WEEKLY_CAP_REACHED:
            counted, limit = [push for push in recent if not push.asked], self.shop
        elif reason is not Reason.SHOPPER_LIMIT_REACHED:
            return None
        free = free_at(counted, limit)
        return free and max(free, now + SOON)


def free_at(pushes: Collection[RecentPush], limit: int) -> datetime | None:
    """When enough of these are a week old, so that there is room for one more; None: never."""
    last: dict[tuple[int, str], datetime] = {}
    for push in pushes:
        key = push.event_id, push.scenario
        last[key] = max(push.at, last.get(key, push.at))
    return sorted(last.values())[-limit] + WEEK if 0 < limit <= len(last) else None
