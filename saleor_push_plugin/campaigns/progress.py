"""Counts how far a campaign is: its people by reason, its pushes by state and reason."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection

from ..core.campaigns.states import CampaignState
from ..core.event import CAMPAIGN, key_of
from ..core.reason import Reason
from ..core.sql_files import statements
from ..models import Campaign

_SQL = statements(__package__, "progress.sql")


def of(campaign: Campaign) -> Mapping[str, Any]:
    """The progress now; of one that is done, that of its end."""
    result: Mapping[str, Any] = campaign.result or counted(campaign)
    return result


def counted(campaign: Campaign) -> dict[str, Any]:
    """Count it; can be stored as JSON.

    `people`: all that it is for. `waiting`: those not cut yet. `left_out`: those who do not get it,
    by reason. `pushes`: [state, reason, how many] of their browsers. `shown`, `clicked`,
    `dismissed`: how many of the pushes were.
    """
    recipients = _rows("recipients", {"campaign": campaign.pk})
    pushes = _rows("pushes", {"prefix": key_of(CAMPAIGN, f"{campaign.pk}@%")})
    is_over = campaign.state == CampaignState.CANCELLED
    left_out: Counter[str] = Counter()
    waiting = 0
    for reason, is_cut, count in recipients:
        if reason or (is_over and not is_cut):
            left_out[reason or Reason.CAMPAIGN_CANCELLED] += count
        elif not is_cut:
            waiting += count
    return {
        "people": sum(count for _, _, count in recipients),
        "waiting": waiting,
        "left_out": dict(left_out),
        "pushes": [[state, reason, count] for state, reason, count, *_ in pushes],
        **{name: sum(row[at] for row in pushes) for at, name in enumerate(SEEN, start=3)},
    }


SEEN = ("shown", "clicked", "dismissed")


def _rows(name: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], values)
        return cursor.fetchall()
