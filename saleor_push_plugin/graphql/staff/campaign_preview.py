"""What staff look at before a campaign goes out: whom it reaches, when, and what to know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import graphene

from ...campaigns import audience, outlook
from ...campaigns.scheduling import Series
from ...core.campaigns.states import CampaignState
from ...core.experiments.smallest_lift import SmallestLift
from ...core.push_subscription import Problem
from ...messages import outlook_words
from ..selected import selects
from ..types import field_name
from .campaign_enums import PushCampaignWarningEnum
from .campaign_inputs import schedule_of
from .campaign_repeats import PushCampaignOccurrence, next_occurrences
from .language_argument import language_argument
from .segment_preview import PushSegmentPreview, Shown
from .segments import counted
from .smallest_lift_types import PushSmallestLift

if TYPE_CHECKING:
    from ...models import Campaign


# Fields that need to know whom it reaches.
_OF_REACH = ("reach", "smallestLift", "warnings")


@dataclass(frozen=True, kw_only=True)
class CampaignShown(Shown):
    """What a caller may learn of a campaign."""

    occurrences: Sequence[PushCampaignOccurrence] = ()
    smallest_lift: SmallestLift | None = None
    warnings: Sequence[outlook.Warned] = ()


class PushCampaignWarning(graphene.ObjectType):
    code = PushCampaignWarningEnum(required=True, description="What is warned of.")
    text = graphene.String(
        required=True, language=language_argument(), description="The warning in plain words."
    )

    class Meta:
        description = "Something to look at before a campaign goes out, which does not stop it."

    @staticmethod
    def resolve_code(root: outlook.Warned, _info: Any) -> str:
        return root.code.value

    @staticmethod
    def resolve_text(root: outlook.Warned, _info: Any, language: str | None = None) -> str:
        return outlook_words.sentence(root.code.value, language or "", root.numbers)


class PushCampaignReachPreview(PushSegmentPreview):
    occurrences = graphene.List(
        graphene.NonNull(PushCampaignOccurrence),
        required=True,
        description="The next three occurrences of a series. Empty: it goes out once.",
    )
    smallest_lift = graphene.Field(
        PushSmallestLift,
        description="What the test of its arms can find, by whom it reaches today. Null if it has "
        "one arm, or if there are errors.",
    )
    warnings = graphene.List(
        graphene.NonNull(PushCampaignWarning),
        required=True,
        description="What to look at before it goes out. Empty if there are errors.",
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
    channels, channel = info.context.channels(), campaign.channel or None
    asks = any(selects(info, name) for name in ("size", "failed", *_OF_REACH))
    found = counted(info, where, channels, channel, *_OF_REACH) if asks else Shown()
    return CampaignShown(
        **vars(found),
        **_outlook(info, campaign, found),
        occurrences=next_occurrences(campaign, series, info.context.now),
    )


def _outlook(info: Any, campaign: "Campaign", found: Shown) -> dict[str, Any]:
    """What of it depends on how many people are reached, as far as the caller may learn that."""
    if found.reach is None:
        return {}
    reached = found.size(found.reach.reached).people
    lift = outlook.lift(campaign, reached, info.context.now)
    return {
        "smallest_lift": lift,
        "warnings": tuple(outlook.warnings(campaign, reached, lift)),
    }
