"""The rhythm of a series of campaigns in the API: what staff give, what they read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import graphene

from ...campaigns import recurrence_checks
from ...campaigns.scheduling import Series
from ...core.campaigns.recurrence import MOST_EVERY, Recurrence, Unit
from ...core.campaigns.schedule import PastHour
from ...core.global_id import global_id
from ...core.push_subscription import Problem
from ...core.time_zones import is_time_zone
from .. import scalars
from .campaign_enums import PushCampaignRepeatUnitEnum

if TYPE_CHECKING:
    from ...models import Campaign

CAMPAIGN = "PushCampaign"
# How many occurrences a preview tells.
TOLD = 3


class PushCampaignRepeatsInput(graphene.InputObjectType):
    unit = PushCampaignRepeatUnitEnum(
        required=True, description="What is counted between two occurrences."
    )
    every = scalars.Int(
        default_value=1,
        description=f"How many of these lie between two occurrences: 1 to {MOST_EVERY}.",
    )
    until = scalars.Date(
        description="The last day on which there may be one. Left out: until it is cancelled."
    )
    time_zone = graphene.String(
        description="The time zone of the hour, such as `Europe/Warsaw`: then it goes out at one "
        "moment everywhere. Left out: it is the hour of each person's time zone."
    )

    class Meta:
        description = "How a campaign is repeated."


class PushCampaignRepeats(graphene.ObjectType):
    unit = PushCampaignRepeatUnitEnum(
        required=True, description="What is counted between two occurrences."
    )
    every = scalars.Int(required=True, description="How many of these lie between two.")
    first_at = graphene.String(
        required=True, description="The local hour of the first one: `2026-12-24T18:00:00`."
    )
    until = scalars.Date(description="The last day on which there may be one. Null: no end.")
    time_zone = graphene.String(
        description="The time zone of the hour. Null: each person's time zone."
    )

    class Meta:
        description = "How a campaign is repeated."

    @staticmethod
    def resolve_first_at(root: Recurrence, _info: Any) -> str:
        return _text(root.first)

    @staticmethod
    def resolve_time_zone(root: Recurrence, _info: Any) -> str | None:
        return root.zone or None


class PushCampaignOccurrence(graphene.ObjectType):
    local_at = graphene.String(
        required=True, description="The local hour, such as `2026-12-24T18:00:00`."
    )
    at = scalars.DateTime(
        description="The moment. Null: it is that hour of each person's time zone."
    )
    starts_at = scalars.DateTime(
        required=True, description="When its campaign is made, and its people are stored."
    )

    class Meta:
        description = "A coming occurrence of a series."


class CampaignSeries:
    """What a campaign says of its series."""

    repeats = graphene.Field(
        PushCampaignRepeats,
        description="How it is repeated. Null: it is no series. Its occurrences are campaigns of "
        "their own: `pushCampaigns(where: {series: …})`.",
    )
    series = graphene.ID(description="ID of the series that it is an occurrence of. Null: of none.")

    @staticmethod
    def resolve_repeats(root: "Campaign", _info: Any) -> Recurrence | None:
        return recurrence_checks.rhythm_of(root)

    @staticmethod
    def resolve_series(root: "Campaign", _info: Any) -> str | None:
        return None if root.series_id is None else global_id(CAMPAIGN, str(root.series_id))


def next_occurrences(
    campaign: "Campaign", given: Series | None, now: datetime
) -> Sequence[PushCampaignOccurrence]:
    """The next occurrences of a series, or of a campaign with a rhythm that is only asked about."""
    rhythm = given.rhythm if given else recurrence_checks.rhythm_of(campaign)
    if rhythm is None:
        return []
    number = rhythm.start if given else campaign.occurrence
    hours = rhythm.next_hours(number, now, recurrence_checks.hours(campaign, rhythm), TOLD)
    return [_occurrence(rhythm, hour) for hour in hours]


def _occurrence(rhythm: Recurrence, hour: datetime) -> PushCampaignOccurrence:
    at = rhythm.at(hour) if rhythm.zone else None
    return PushCampaignOccurrence(local_at=_text(hour), at=at, starts_at=rhythm.starts_at(hour))


def series_of(given: Mapping[str, Any], hour: datetime | None, now: datetime) -> Series | Problem:
    """The rhythm of an input whose first hour this is, or what is wrong with it."""
    repeats = given["repeats"]
    zone, every, until = repeats.get("time_zone") or "", repeats["every"], repeats.get("until")
    if hour is None:
        message = "Give the first one as a local hour, such as 2026-12-24T18:00, and no moment."
        return Problem(field="local_at", code="invalid", message=message)
    if zone and not is_time_zone(zone):
        message = "There is no such time zone: it is a name such as Europe/Warsaw."
        return Problem(field="time_zone", code="invalid", message=message)
    if every is None or not 1 <= every <= MOST_EVERY:
        message = f"1 to {MOST_EVERY} days, weeks or months may lie between two."
        return Problem(field="every", code="invalid", message=message)
    if until is not None and until < hour.date():
        message = "The last day is before the first one."
        return Problem(field="until", code="invalid", message=message)
    rhythm = Recurrence(
        unit=Unit(repeats["unit"]),
        every=every,
        first=hour,
        scheduled_at=now,
        zone=zone,
        until=until,
    )
    if rhythm.over_at(hour, 0) < now:
        message = "The first one is past."
        return Problem(field="local_at", code="invalid", message=message)
    past_hour = PastHour(given.get("past_hour") or PastHour.TOMORROW)
    late = PastHour.LATE if past_hour is PastHour.TOMORROW else past_hour
    return Series(rhythm=rhythm, past_hour=late)


def _text(hour: datetime) -> str:
    return hour.replace(tzinfo=None).isoformat()
