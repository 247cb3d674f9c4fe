"""The arms of a campaign: what is wrong with them, and the experiment that they become."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ..core.campaigns import stages
from ..core.campaigns.schedule import PastHour
from ..core.experiments.goals import Goal
from ..core.push_subscription import Problem
from ..experiments import campaign_arms
from ..models import Campaign

# The name of the first arm, whose texts are those of the campaign itself.
FIRST = "First"
MOST, LONGEST_NAME = 5, 100


def all_of(campaign: Campaign) -> list[Mapping[str, Any]]:
    """{"name", "texts"} of each arm, in their order; one of a campaign that tries nothing."""
    return [{"name": FIRST, "texts": campaign.texts}, *campaign.variants]


def has_stages(campaign: Campaign) -> bool:
    """Whether it goes to some people first."""
    return bool(campaign.variants) or campaign.has_canary


def decided_after(campaign: Campaign) -> int:
    """How many hours after the last zone of the test the leader is chosen."""
    hours: int | None = campaign.decided_after
    return stages.DECIDED_AFTER[Goal(campaign.goal)] if hours is None else hours


def started(campaign: Campaign, author: str, now: datetime) -> dict[str, Any]:
    """The columns of a locked draft that is scheduled; starts the experiment of its arms."""
    if not has_stages(campaign):
        return {}
    # A stage is to say something of all people: who is past their hour waits for the next one.
    values = {"salt": secrets.token_urlsafe(12), "past_hour": PastHour.TOMORROW}
    if not campaign.variants:
        return values
    given = (campaign.name, campaign.goal, values["salt"], all_of(campaign), author, now)
    return {**values, "experiment_id": campaign_arms.start(campaign.pk, *given).pk}


def problems(campaign: Campaign) -> Iterator[Problem]:
    """What is wrong with the arms but their texts, and with how they are tried."""
    names = [each["name"] for each in campaign.variants]
    if len(names) >= MOST:
        message = f"There may be up to {MOST - 1} arms besides the first."
        yield Problem(field="variants", code="invalid", message=message)
    if not all(map(_is_name, names)):
        message = f"The name of an arm has 1 to {LONGEST_NAME} characters, in one line."
        yield Problem(field="variants", code="invalid", message=message)
    if len({FIRST, *names}) <= len(names):
        message = f"Two arms have one name; the first is called “{FIRST}”."
        yield Problem(field="variants", code="unique", message=message)
    if any(set(each["texts"]) != set(campaign.texts) for each in campaign.variants):
        message = "All arms need texts in the same languages, those of the campaign's own texts."
        yield Problem(field="variants", code="invalid", message=message)
    if any("title" not in texts for each in campaign.variants for texts in each["texts"].values()):
        yield Problem(field="title", code="required", message="The title of an arm is missing.")
    yield from _plan_problems(campaign)


def _plan_problems(campaign: Campaign) -> Iterator[Problem]:
    if not 1 <= campaign.test_share <= 100:
        message = "The share of a test is 1 to 100 percent."
        yield Problem(field="test_share", code="invalid", message=message)
    least = 1 if campaign.goal == Goal.CLICK else stages.DECIDED_AFTER[Goal(campaign.goal)]
    if not least <= decided_after(campaign) <= stages.MOST_HOURS:
        message = f"With this goal it is decided after {least} to {stages.MOST_HOURS} hours."
        yield Problem(field="decide_after_hours", code="invalid", message=message)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()
