"""The inputs of campaigns, and what of them is stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import graphene

from ...campaigns.lifecycle import Schedule
from ...campaigns.scheduling import Series
from ...core.campaigns.schedule import FURTHEST_BEHIND, PastHour, Timing
from ...core.global_id import OURS, number_of
from ...core.push_subscription import Problem
from ...language_tags import normalize_tag
from ...segments import stored
from .. import inputs_parsing, scalars
from ..enums import PushExperimentGoalEnum
from . import campaign_buttons, campaign_products, campaign_repeats, campaign_vouchers
from .campaign_enums import (
    PushCampaignPastHourEnum,
    PushCampaignStateEnum,
    PushUrgencyEnum,
)
from .segment_inputs import PushAudienceWhereInput, as_given
from .segment_types import SEGMENT, PushOrderDirectionEnum
from .template_types import language_field


class PushCampaignTextInput(graphene.InputObjectType):
    language = language_field()
    title = graphene.String(required=True, description="The title; a template, see docs/texts.md.")
    body = graphene.String(description="The text below it; a template. Left out: none.")

    class Meta:
        description = "The texts of a campaign in one language."


class PushCampaignVariantInput(graphene.InputObjectType):
    name = graphene.String(required=True, description="A name, for staff.")
    texts = graphene.List(
        graphene.NonNull(PushCampaignTextInput),
        required=True,
        description="Its texts, in the same languages as those of the campaign.",
    )

    class Meta:
        description = "Other texts of a campaign, which are tried."


class PushCampaignInput(graphene.InputObjectType):
    name = graphene.String(description="A name, for staff. Needed for a new campaign.")
    channel = graphene.String(description="Slug of a channel: only its browsers. Empty: all.")
    texts = graphene.List(
        graphene.NonNull(PushCampaignTextInput),
        description="All its texts. Needed for a new campaign.",
    )
    language = graphene.String(
        description="Language tag for who reads none of these. Left out of a new one: the first."
    )
    path = graphene.String(
        description="The storefront's page that a click opens, such as `/{channel}/sale`. Never "
        "another host. Empty: the home page."
    )
    image = graphene.String(description="The https address of a picture. Empty: none.")
    urgency = PushUrgencyEnum(description="How urgent it is; normal unless it is given.")
    expires_after_hours = scalars.Int(
        description="For how many hours after their moment a push may wait, for the end of quiet "
        "hours and for room in the weekly limit: 1 to 168; 24 unless it is given."
    )
    buttons = graphene.List(
        graphene.NonNull(campaign_buttons.PushCampaignButtonInput),
        description="Its buttons, two at most. Empty: none.",
    )
    voucher = campaign_vouchers.PushCampaignVoucherInput(
        description="A voucher that its texts say by `{voucher}`, and the last day of it by "
        "`{voucher_ends}`. Null: none."
    )
    product = campaign_products.PushCampaignProductInput(
        description="A product that it is about, in its channel. Null: none."
    )
    where = PushAudienceWhereInput(description="Whom it is for; an empty object is everybody.")
    segment = graphene.ID(
        description="ID of a segment, instead: its condition when the campaign is scheduled."
    )
    variants = graphene.List(
        graphene.NonNull(PushCampaignVariantInput),
        description="One to four arms besides `texts`: a share of the people gets all arms by "
        "chance, and the rest the one that leads. Empty: none.",
    )
    goal = PushExperimentGoalEnum(description="What arms are to raise; clicks unless it is given.")
    test_share = scalars.Int(
        description="Percent of the people that arms are tried with; 20 unless it is given."
    )
    canary = graphene.Boolean(
        description="Whether few people get it first, and it pauses itself if too many of them "
        "close it, unsubscribe, or are refused by push services. Not unless it is given."
    )
    decide_after_hours = scalars.Int(
        description="How many hours after the hour of the last time zone the leader is chosen. 2 "
        "unless it is given; for orders and revenue 72, which is the least there."
    )

    class Meta:
        description = "A campaign. What an update leaves out stays as it is."


class PushCampaignWhereInput(graphene.InputObjectType):
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Only those with these IDs.")
    states = graphene.List(
        graphene.NonNull(PushCampaignStateEnum), description="Only those in one of these states."
    )
    series = graphene.ID(description="Only the occurrences of the series with this ID.")
    search = graphene.String(description="Only those with this text in their name, in any case.")

    class Meta:
        description = "A condition on campaigns."


class PushCampaignSortingInput(graphene.InputObjectType):
    direction = PushOrderDirectionEnum(
        required=True, description="The direction, by when they were written."
    )

    class Meta:
        description = "An order of campaigns."


class PushCampaignScheduleInput(graphene.InputObjectType):
    at = scalars.DateTime(description="A moment. Neither this nor `localAt`: now.")
    local_at = graphene.String(
        description="An hour of each person's time zone without offset: `2026-12-24T18:00`. Of a "
        "series the first one."
    )
    past_hour = PushCampaignPastHourEnum(
        default_value=PastHour.TOMORROW.value,
        description="What happens where that hour is past when its people are stored. Of a series "
        "`TOMORROW` is `LATE`, because the next one may be tomorrow.",
    )
    repeats = campaign_repeats.PushCampaignRepeatsInput(
        description="Makes it a series, whose first occurrence is at `localAt`. Left out: it goes "
        "out once."
    )

    class Meta:
        description = "When a campaign goes out."


_COLUMNS = {
    "expires_after_hours": "hours",
    "decide_after_hours": "decided_after",
    "canary": "has_canary",
}
_PLAIN = (
    *("name", "channel", "language", "path", "image", "urgency", "expires_after_hours"),
    *("goal", "test_share", "decide_after_hours", "canary"),
)
_FILLED = {"channel", "path", "image"}


def values_of(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The columns of an input, and what is wrong with what names other objects."""
    values = {
        _COLUMNS.get(name, name): given[name] or "" if name in _FILLED else given[name]
        for name in _PLAIN
        if given.get(name) is not None or (name in given and name in _FILLED)
    }
    problems = (
        list(inputs_parsing.channel_problems(values["channel"])) if values.get("channel") else []
    )
    texts, variants = given.get("texts"), given.get("variants")
    if texts is not None:
        values["texts"] = _texts(texts)
    if variants is not None:
        values["variants"] = [{**arm, "texts": _texts(arm["texts"])} for arm in variants]
    if any(map(_has_twins, [texts or [], *(arm["texts"] for arm in variants or [])])):
        message = "A language is given twice."
        problems.append(Problem(field="texts", code="unique", message=message))
    found = [*_audience(given, values), *_parts(given, values)]
    return values, [*problems, *found]


# What an input names, and how it is stored; null takes it away.
_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "buttons": campaign_buttons.stored,
    "voucher": campaign_vouchers.stored,
    "product": campaign_products.stored,
}


# What is stored where a part is taken away; null unless it is here.
_NOTHING: Mapping[str, Any] = {"buttons": []}


def _parts(given: Mapping[str, Any], values: dict[str, Any]) -> Iterator[Problem]:
    for name, as_stored in _PARTS.items():
        found = as_stored(given[name]) if given.get(name) else _NOTHING.get(name)
        if isinstance(found, Problem):
            yield found
        elif name in given:
            values[name] = found


def _texts(given: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {
        each["language"]: {"title": each["title"], "body": each.get("body") or ""} for each in given
    }


def _has_twins(texts: Sequence[Mapping[str, Any]]) -> bool:
    return len({normalize_tag(each["language"]) for each in texts}) < len(texts)


def _audience(given: Mapping[str, Any], values: dict[str, Any]) -> Iterator[Problem]:
    where, segment = given.get("where"), given.get("segment")
    if where is not None and segment is not None:
        message = "Give either a segment or a condition on people."
        yield Problem(field="segment", code="invalid", message=message)
    elif where is not None:
        values |= {"where": as_given(where), "segment_id": None}
    elif segment is not None:
        pk = number_of(segment, SEGMENT, below=OURS)
        row = stored.find(pk) if pk is not None else None
        if row is None:
            message = "There is no such segment."
            yield Problem(field="segment", code="not_found", message=message)
        else:
            values |= {"where": row.where, "segment_id": row.pk}


def new_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a new campaign, with those that an input may leave out."""
    texts = values.get("texts") or {}
    return {"name": "", "texts": {}, "language": next(iter(texts), ""), **values}


def schedule_of(given: Mapping[str, Any], now: datetime) -> Schedule | Series | Problem:
    """When it goes out, or what is wrong with that."""
    at, local_at = given.get("at"), given.get("local_at")
    if given.get("repeats") is not None:
        hour = None if local_at is None or at is not None else _hour(local_at)
        return campaign_repeats.series_of(given, hour, now)
    past_hour = PastHour(given.get("past_hour") or PastHour.TOMORROW)
    if at is not None and local_at is not None:
        message = "Give either a moment or an hour of each time zone."
        return Problem(field="local_at", code="invalid", message=message)
    if local_at is not None:
        moment = _hour(local_at)
        if moment is None or moment + FURTHEST_BEHIND < now:
            message = "Give an hour that is not past everywhere, such as 2026-12-24T18:00."
            return Problem(field="local_at", code="invalid", message=message)
        return Schedule(timing=Timing.LOCAL, at=moment, past_hour=past_hour)
    if at is not None and at < now:
        return Problem(field="at", code="invalid", message="This moment is past.")
    timing = Timing.NOW if at is None else Timing.AT
    return Schedule(timing=timing, at=at or now, past_hour=past_hour)


def _hour(text: str) -> datetime | None:
    """An hour without an offset, written as one of UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    in_range = scalars.FIRST_YEAR <= moment.year <= scalars.LAST_YEAR
    return moment.replace(tzinfo=UTC) if in_range and moment.tzinfo is None else None
