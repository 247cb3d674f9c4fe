"""What staff look at before a campaign goes out: whom it reaches, and when it occurs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import graphene

from ...campaigns import audience
from ...campaigns.scheduling import Series
from ...core.campaigns.states import CampaignState
from ...core.push_subscription import Problem
from ..types import field_name
from .campaign_inputs import schedule_of
from .campaign_repeats import PushCampaignOccurrence, next_occurrences
from .segment_preview import PushSegmentPreview, Shown
from .segments import counted

if TYPE_CHECKING:
    from ...models import Campaign


@dataclass(frozen=True, kw_only=True)
class CampaignShown(Shown):
    """What a caller may learn of a campaign."""

    occurrences: Sequence[PushCampaignOccurrence] = ()


class PushCampaignReachPreview(PushSegmentPreview):
    occurrences = graphene.List(
        graphene.NonNull(PushCampaignOccurrence),
        required=True,
        description="The next three occurrences of a series. Empty: it goes out once.",
    )

    class Meta:
        description = "What a campaign would do today."


def preview(info: Any, campaign: "Campaign", schedule: Mapping[str, Any] | None) -> CampaignShown:
    """Count whom a campaign reaches. `schedule`: when it would go out, if that is asked."""
    when = None if schedule is None else schedule_of(schedule, info.context.now)
    if isinstance(when, Problem):
        return CampaignShown(problems=(replace(when, field=field_name(when.field) or ""),))
    series = when if isinstance(when, Series) else None
    frozen = campaign.state != CampaignState.DRAFT and campaign.repeats is None
    where = campaign.where if frozen else audience.current(campaign)
    found = counted(info, where, info.context.channels(), campaign.channel or None)
    return CampaignShown(
        **vars(found), occurrences=next_occurrences(campaign, series, info.context.now)
    )
