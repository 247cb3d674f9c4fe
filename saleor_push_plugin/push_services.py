"""Push services in trouble with us: leave them alone for a while, and tell the operator why."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from .core.outcome import Busy, Denied, Outcome, Rest, Sent
from .models import PushService

logger = logging.getLogger(__name__)
# One refusal may be a single browser with another shop's key; three in a row are ours.
ALARM_AFTER = 3
DENIED_FOR = timedelta(minutes=5)


def learn(answers: Iterable[tuple[str, Outcome]], *, now: datetime) -> None:
    """Take notice of a batch's outcomes, given as (origin, outcome)."""
    by_origin: dict[str, list[Outcome]] = defaultdict(list)
    for origin, outcome in answers:
        by_origin[origin].append(outcome)
    for origin, outcomes in by_origin.items():
        _learn(origin, outcomes, now)


def _learn(origin: str, outcomes: list[Outcome], now: datetime) -> None:
    busy = [outcome for outcome in outcomes if isinstance(outcome, Busy)]
    denied = [outcome for outcome in outcomes if isinstance(outcome, Denied)]
    if busy:
        wait = max(outcome.wait for outcome in busy)
        _store(origin, now, until=now + wait, reason=f"{busy[0].status}: asked to wait")
    if (until := max((o.until for o in outcomes if isinstance(o, Rest)), default=now)) > now:
        _store(origin, now, until=until, reason="several failures in a row")
    if any(isinstance(outcome, Sent) for outcome in outcomes):
        PushService.objects.filter(origin=origin, denials__gt=0).update(denials=0, changed_at=now)
    elif denied:
        _deny(origin, denied, now)


def _deny(origin: str, denied: list[Denied], now: datetime) -> None:
    known = PushService.objects.filter(origin=origin).first()
    denials = (known.denials if known else 0) + len(denied)
    reason = f"{denied[0].status}: key refused {denied[0].detail}".strip()
    alarm = denials >= ALARM_AFTER
    _store(origin, now, until=now + DENIED_FOR if alarm else now, reason=reason, denials=denials)
    if alarm:
        logger.error(
            "%s refuses this shop's VAPID key (%s). No subscription is deleted; sending there is "
            "tried again in %s. Check the contact address and the key.",
            origin,
            reason,
            DENIED_FOR,
        )


def _store(origin: str, now: datetime, *, until: datetime, reason: str, denials: int = 0) -> None:
    values = {"blocked_until": until, "reason": reason[:200], "changed_at": now, "denials": denials}
    PushService.objects.update_or_create(origin=origin, defaults=values)
