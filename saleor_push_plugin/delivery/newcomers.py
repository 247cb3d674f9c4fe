"""What a browser gets that nobody has proven yet: its welcome in turn, and what it asked for."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from ..core.audience import Watchers
from ..core.facts.new_subscriber import WELCOME
from ..models import Watch, in_array
from ..outbox import Claimed
from ..rations import buckets
from ..settings import operator
from ..subscribers.watches import MAX_WATCHES_UNPROVEN

# Whose turn comes so soon is welcomed at once.
SOON = timedelta(seconds=6)
_WatchKey = tuple[int, str, int, str]


def watch_key(subscription_id: int, watch: Watchers) -> _WatchKey:
    return subscription_id, watch.kind, watch.variant_id, watch.channel


def answered_watches(subscription_ids: Collection[int]) -> set[_WatchKey]:
    """The first watches that these browsers asked for, at most MAX_WATCHES_UNPROVEN of each."""
    if not subscription_ids:
        return set()
    asked = Watch.objects.filter(subscription_id__in=in_array(subscription_ids), asked=True)
    rows = asked.order_by("id").values_list("subscription_id", "kind", "variant_id", "channel")
    first: dict[int, list[_WatchKey]] = {}
    for row in rows:
        first.setdefault(row[0], []).append(row)
    return {key for keys in first.values() for key in keys[:MAX_WATCHES_UNPROVEN]}


def turns(rows: Iterable[Claimed], now: datetime) -> Iterator[datetime]:
    """The turns of the welcomes among `rows` that have none yet, of all welcomes of the shop.

    An unproven browser's welcome proves it. A flood of subscriptions would use up the push
    service's patience and the worker's time, so only so many a minute are sent; the others wait
    inside their expiry. The first is asked for when it is needed.
    """
    waiting = [row for row in rows if is_rationed(row) and not row.had_turn]
    rate = operator.unproven_welcomes()
    if not waiting or rate <= 0:
        return
    bucket = buckets.Bucket("welcomes", rate)
    first = buckets.reserve(bucket, len(waiting), now)
    yield from (first + bucket.window * n / rate for n in range(len(waiting)))


def is_rationed(row: Claimed) -> bool:
    """Whether it is a welcome to a browser that nobody has proven."""
    return row.scenario == WELCOME and not row.is_proven


def unproven(rows: Sequence[Claimed]) -> set[int]:
    """The subscriptions among `rows` that nobody has proven."""
    return {row.subscription_id for row in rows if not row.is_proven}
