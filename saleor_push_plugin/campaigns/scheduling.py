"""Schedules drafts that can still be sent as they are."""

from datetime import datetime

from .. import outbox
from ..core.campaigns import schedule as moments
from ..core.campaigns.states import CampaignState
from ..core.push_subscription import Problem
from ..models import Campaign
from . import audience, drafts, lifecycle
from .lifecycle import Refused, Schedule


def schedule(
    campaign_id: int, when: Schedule, who: str, now: datetime
) -> Campaign | Refused | tuple[Problem, ...]:
    """Schedule a draft, or return what is wrong with it: the shop may have changed meanwhile."""
    with outbox.atomic():
        rows = Campaign.objects.filter(pk=campaign_id, state=CampaignState.DRAFT)
        if draft := rows.select_for_update().first():
            draft.where = audience.current(draft)
            starts_at = moments.starts_at(when.timing, when.at)
            if problems := drafts.problems_at(draft, starts_at, now):
                return problems
        return lifecycle.start(campaign_id, when, who, now)
