"""Takes campaigns from one state to the next, by staff or by the plugin itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from .. import outbox
from ..core.campaigns import schedule, states
from ..core.campaigns.schedule import PastHour, Timing
from ..core.campaigns.stages import Stage
from ..core.campaigns.states import CampaignAction, CampaignState
from ..core.event import CAMPAIGN, key_of
from ..core.reason import Reason
from ..models import Campaign
from ..settings import operator
from ..shop import campaign_codes
from . import arms, audience, change_log, progress


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The campaign is in a state in which this may not happen; None: there is no such campaign."""

    state: CampaignState | None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a campaign goes out; see core.campaigns.schedule.starts_at for `at`."""

    timing: Timing
    at: datetime
    past_hour: PastHour = PastHour.TOMORROW


def start(campaign_id: int, when: Schedule, who: str, now: datetime) -> Campaign | Refused:
    """Schedule a draft, for whom its segment is about now, if it is from one."""
    values: dict[str, Any] = {
        "timing": when.timing,
        "at": when.at,
        "past_hour": when.past_hour,
        "starts_at": schedule.starts_at(when.timing, when.at),
    }
    with outbox.atomic():
        drafts = Campaign.objects.filter(pk=campaign_id, state=CampaignState.DRAFT)
        if draft := drafts.select_for_update().first():
            values |= {"where": audience.current(draft), **arms.started(draft, who, now)}
        return _change(campaign_id, CampaignAction.SCHEDULE, who, now, values)


def pause(
    campaign_id: int, who: str, now: datetime, problem: Reason | None = None
) -> Campaign | Refused:
    """Stop what is not sent yet: workers ask before they send. `problem`: why it pauses itself.

    What is sold out resumes itself; paused by staff as well, it no longer does.
    """
    return _change(campaign_id, CampaignAction.PAUSE, who, now, {"problem": problem or ""})


def resume(campaign_id: int, who: str, now: datetime) -> Campaign | Refused:
    """Let a paused campaign go on. What has expired meanwhile is not sent."""
    return _change(campaign_id, CampaignAction.RESUME, who, now, {"problem": ""})


def cancel(
    campaign_id: int, who: str, now: datetime, problem: Reason | None = None
) -> Campaign | Refused:
    """End a campaign; what is not sent yet never is: see `close`. `problem`: why, by itself."""
    values = {"ended_at": now, "problem": problem or ""}
    return _change(campaign_id, CampaignAction.CANCEL, who, now, values)


def apply(
    campaign: Campaign,
    action: CampaignAction,
    who: str,
    now: datetime,
    values: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
) -> Campaign | Refused:
    """Change the state and other columns of a locked campaign, and log that.

    `details`: what the log says besides the columns that were chosen.
    """
    new = states.after(
        action,
        CampaignState(campaign.state),
        began_to_freeze=campaign.freezing_since is not None,
        is_frozen=campaign.frozen_at is not None,
        resumes_itself=who != change_log.NOBODY and campaign.problem == Reason.SOLD_OUT,
        repeats=campaign.repeats is not None,
    )
    if new is None:
        return Refused(state=CampaignState(campaign.state))
    for name, value in {**values, "state": new}.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=[*values, "state"])
    change_log.add(campaign, action, who, now, {**_told(values), **(details or {})})
    return campaign


def pushes_of(campaign: Campaign) -> Q:
    """Selects the notifications of a campaign."""
    return Q(event__key__startswith=key_of(CAMPAIGN, f"{campaign.pk}@"))


def waits(campaign: Campaign) -> bool:
    """Whether something of a campaign that sends is still to come."""
    if campaign.stage not in ("", Stage.REST):
        return True
    waiting = campaign.recipients.filter(cut_at=None, reason="").exists()
    return waiting or outbox.is_waiting(pushes_of(campaign))


def finish(campaign: Campaign, now: datetime) -> bool:
    """End a locked campaign of which nothing waits any more; whether it ended."""
    if waits(campaign):
        return False
    values = {"ended_at": now, "result": progress.counted(campaign)}
    done = apply(campaign, CampaignAction.FINISH, change_log.NOBODY, now, values)
    return isinstance(done, Campaign)


def close(campaign: Campaign, most: int) -> bool:
    """End at most so many pushes of a locked, cancelled campaign; whether there may be more."""
    return outbox.cancel_some(pushes_of(campaign), Reason.CAMPAIGN_CANCELLED, most) == most


def store_result(campaign: Campaign) -> None:
    """Store the figures of a locked, cancelled campaign, if nothing of it is being sent."""
    if not outbox.is_waiting(pushes_of(campaign)):
        campaign.result = progress.counted(campaign)
        campaign.save(update_fields=["result"])


def give_codes_back(campaign: Campaign, now: datetime) -> None:
    """Of pushes that never went out. To be called outside of a transaction.

    None of a campaign that began before the retention: the pushes that told of them may be deleted.
    """
    began = campaign.starts_at
    if campaign.voucher and began and began >= now - operator.keep():
        campaign_codes.give_back(campaign.pk)


def _change(
    campaign_id: int, action: CampaignAction, who: str, now: datetime, values: Mapping[str, Any]
) -> Campaign | Refused:
    with outbox.atomic():
        campaign = Campaign.objects.select_for_update().filter(pk=campaign_id).first()
        if campaign is None:
            return Refused(state=None)
        return apply(campaign, action, who, now, values)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of changed columns: those that staff chose."""
    plain = {"timing", "at", "past_hour", "problem", "stage", "leader"}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in values.items()
        if name in plain and value not in (None, "")
    }
