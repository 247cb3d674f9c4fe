"""What staff should know of a draft: what its test can find, and for whom there is no code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ..core.campaigns.voucher import CampaignVoucher
from ..core.experiments import smallest_lift
from ..core.experiments.goals import Goal
from ..core.experiments.smallest_lift import SmallestLift
from ..models import Campaign
from ..results import usual
from ..shop import campaign_codes


class Caution(StrEnum):
    """What is warned of; a code that is given to apps."""

    TEST_CANNOT_DECIDE = "test_cannot_decide"
    BUDGET_BELOW_TEST = "budget_below_test"
    BUDGET_BELOW_AUDIENCE = "budget_below_audience"


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A warning, with the numbers that its sentence says."""

    code: Caution
    numbers: Mapping[str, int] = field(default_factory=dict)


def lift(campaign: Campaign, reached: int, now: datetime) -> SmallestLift | None:
    """What the arms of a campaign can find that reaches so many people; None without arms."""
    arms = 1 + len(campaign.variants)
    if arms == 1:
        return None
    goal = Goal(campaign.goal)
    people = in_test(campaign, reached) // arms
    return smallest_lift.at_two_looks(goal, usual.of_campaigns(goal, now), people, arms)


def in_test(campaign: Campaign, reached: int) -> int:
    """How many of so many people its arms are tried with; all of one that tries nothing."""
    return reached * campaign.test_share // 100 if campaign.variants else reached


def warnings(campaign: Campaign, reached: int, found: SmallestLift | None) -> Iterator[Warned]:
    """What is warned of, if a campaign reaches so many people and can find so much."""
    if found is not None and not found.decides:
        yield Warned(code=Caution.TEST_CANNOT_DECIDE)
    offer = CampaignVoucher.from_json(campaign.voucher)
    if offer is None or offer.code:
        return
    # A series has a budget for each occurrence, and what was made of it is theirs.
    left = max(0, offer.most - campaign_codes.made(campaign.pk))
    tested = in_test(campaign, reached)
    if left < tested and campaign.variants:
        yield Warned(code=Caution.BUDGET_BELOW_TEST, numbers={"codes": left, "people": tested})
    elif left < reached:
        yield Warned(code=Caution.BUDGET_BELOW_AUDIENCE, numbers={"codes": left, "people": reached})
