"""Order news that an Apple device may not have got yet: marketing would take their place.

While a device is off, Apple's push service keeps one message per web app, the newest.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from ..core.platform import browser_of
from ..core.scenario import Topic
from ..models import Notification, State, in_array
from ..outbox import Claimed
from ..scenarios import SCENARIOS

# Whether they were seen is asked again after this.
RECHECK = timedelta(hours=1)
# A worker that does not run reports nothing: marketing waits no longer than this.
LONGEST = timedelta(days=1)


def unseen_until(marketing: Sequence[Claimed], now: datetime) -> Mapping[int, datetime]:
    """Until when marketing waits, by subscription; those for whom it does not are left out."""
    origins = {row.origin for row in marketing}
    kept_one = {origin for origin in origins if browser_of(origin) == "safari"}
    ids = {row.subscription_id for row in marketing if row.origin in kept_one} if kept_one else ()
    return _unseen(ids, now) if ids else {}


def _unseen(subscriptions: Collection[int], now: datetime) -> Mapping[int, datetime]:
    news = Notification.objects.filter(
        subscription_id__in=in_array(subscriptions),
        scenario__in=[code for code, one in SCENARIOS.items() if not Topic(one.topic).marketing],
        state=State.SENT,
        sent_at__gt=now - LONGEST,
        expires_at__gt=now,
        shown_at=None,
        clicked_at=None,
        dismissed_at=None,
    )
    moments = news.order_by("sent_at").values_list("subscription_id", "sent_at", "expires_at")
    return {
        id: min(sent + LONGEST, expires, now + RECHECK)
        for id, sent, expires in moments
        if id is not None and sent is not None
    }
