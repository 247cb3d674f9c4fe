"""How near the shop is to what browsers do against too many notifications.

Chrome takes the permission back from sites that show four or more notifications a day on average
and that nobody visits, and holds disruptive sites to a thousand pushes a minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from .. import scenarios
from ..core.result_kinds import Kind
from ..core.scenario import Topic
from ..models import Result, ResultGroup, Subscription

# Marketing pushes a day: from when the shop is warned, and what Chrome names.
WARNED_FROM, LIMIT = 1, 4
DAYS = 7
# Chrome and most others, as core.platform.browser_of names them, and the end of their origin.
_SERVICE, _ORIGIN = "chromium", "fcm.googleapis.com"


@dataclass(frozen=True, kw_only=True)
class BrowserLimits:
    """`a_day`: marketing pushes shown, for each browser of Chrome's kind that agreed to marketing.

    `throttled`: how often their push service asked to wait. `resting`: browsers without marketing.
    """

    a_day: float
    throttled: int
    resting: int


def read(now: datetime, *, resting: int) -> BrowserLimits:
    """The figures of the last seven whole days (UTC)."""
    today = now.date()
    groups = ResultGroup.objects.filter(service=_SERVICE).values_list("id", flat=True)
    rows = Result.objects.filter(
        day__gte=today - timedelta(days=DAYS), day__lt=today, group_id__in=list(groups)
    )
    marketing = [code for code, each in scenarios.SCENARIOS.items() if each.topic.marketing]
    shown = rows.filter(kind=Kind.SHOWN, scenario__in=marketing).aggregate(n=Sum("n"))["n"] or 0
    throttled = rows.filter(kind=Kind.THROTTLED).aggregate(n=Sum("n"))["n"] or 0
    browsers = _browsers()
    a_day = shown / browsers / DAYS if browsers else 0.0
    return BrowserLimits(a_day=round(a_day, 3), throttled=int(throttled), resting=resting)


def _browsers() -> int:
    topics = [topic.value for topic in Topic if topic.marketing]
    agreed = Subscription.objects.filter(topics__overlap=topics)
    return agreed.filter(origin__endswith=_ORIGIN).count()
