"""What staff do with campaigns: write, change, copy, delete, schedule, pause, resume and cancel."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import graphene
from saleor.core.exceptions import PermissionDenied

from ...campaigns import arms, drafts, lifecycle, scheduling
from ...core.campaigns.schedule import PastHour
from ...core.global_id import OURS, number_of
from ...core.push_subscription import Problem
from ...models import Campaign
from ..types import PushError, to_push_error
from .campaign_inputs import (
    PushCampaignInput,
    PushCampaignScheduleInput,
    new_values,
    schedule_of,
    values_of,
)
from .campaign_types import CAMPAIGN, PushCampaign, PushCampaignPreview
from .campaigns import NOT_AN_ID, PERMISSION
from .segment_preview import errors_of
from .segments import MANAGE_DISCOUNTS


def _require_channel(info: Any, slug: str) -> None:
    """Raise PermissionDenied if the caller is limited to other channels; "": all of them."""
    channels = info.context.channels()
    if channels is not None and slug not in channels:
        raise PermissionDenied("Somebody who may access all its channels has to do this.")


def own_campaign(info: Any, id: str) -> int | None:
    """The primary key of a campaign, or None if the ID is of none.

    Raises PermissionDenied if the caller is limited to channels that the campaign is not of.
    """
    pk = number_of(id, CAMPAIGN, below=OURS)
    if pk is None:
        return None
    slug = Campaign.objects.filter(pk=pk).values_list("channel", flat=True).first()
    if slug is not None:
        _require_channel(info, slug)
    return pk


def _errors_of(problems: Sequence[Problem]) -> list[PushError]:
    """Errors; of the audience with the path of what is wrong, as it was written."""
    return [
        *errors_of(each for each in problems if each.field.startswith("where")),
        *(to_push_error(each) for each in problems if not each.field.startswith("where")),
    ]


def _errors() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request; of the audience `field` is the "
        "path of what is wrong. If there are errors, nothing was changed.",
    )


def _campaign() -> graphene.Field:
    return graphene.Field(PushCampaign, description="The campaign. Null if there are errors.")


def _previews() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushCampaignPreview),
        required=True,
        description="How it would be read, by arm and language, and texts that would be cut.",
    )


def _id() -> graphene.ID:
    return graphene.ID(required=True, description="ID of the campaign.")


class _Written(graphene.Mutation):
    """What writing, changing and copying a campaign have in common."""

    class Meta:
        abstract = True

    @classmethod
    def answer(cls, result: drafts.Result) -> Self:
        previews = list(result.previews) if result.campaign else []
        errors = _errors_of(result.problems)
        return cls(campaign=result.campaign, previews=previews, errors=errors)


class PushCampaignCreate(_Written):
    campaign = _campaign()
    previews = _previews()
    errors = _errors()

    class Arguments:
        input = PushCampaignInput(required=True, description="The campaign.")

    class Meta:
        description = f"Writes a campaign, as a draft. {PERMISSION}"

    @classmethod
    def mutate(cls, _root: None, info: Any, input: Mapping[str, Any]) -> Self:
        author = info.context.require(MANAGE_DISCOUNTS)
        values, problems = values_of(input)
        _require_channel(info, values.get("channel", ""))
        if problems:
            return cls.answer(drafts.Result(problems=tuple(problems)))
        return cls.answer(drafts.make(new_values(values), author, info.context.now))


class PushCampaignUpdate(_Written):
    campaign = _campaign()
    previews = _previews()
    errors = _errors()

    class Arguments:
        id = _id()
        input = PushCampaignInput(required=True, description="What to change.")

    class Meta:
        description = (
            "Changes a draft, or a series: what its next occurrences say, and to whom. "
            f"{PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str, input: Mapping[str, Any]) -> Self:
        author, pk = info.context.require(MANAGE_DISCOUNTS), own_campaign(info, id)
        if pk is None:
            return cls.answer(drafts.Result(problems=(NOT_AN_ID,)))
        values, problems = values_of(input)
        if "channel" in values:
            _require_channel(info, values["channel"])
        if problems:
            return cls.answer(drafts.Result(problems=tuple(problems)))
        return cls.answer(drafts.change(pk, values, author, info.context.now))


class PushCampaignDuplicate(_Written):
    campaign = _campaign()
    previews = _previews()
    errors = _errors()

    class Arguments:
        id = _id()

    class Meta:
        description = f"Writes a draft that says the same as another campaign. {PERMISSION}"

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        author, pk = info.context.require(MANAGE_DISCOUNTS), own_campaign(info, id)
        if pk is None:
            return cls.answer(drafts.Result(problems=(NOT_AN_ID,)))
        return cls.answer(drafts.copy(pk, author, info.context.now))


class PushCampaignDelete(graphene.Mutation):
    errors = _errors()

    class Arguments:
        id = _id()

    class Meta:
        description = f"Deletes a draft; what was scheduled once stays. {PERMISSION}"

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        info.context.require(MANAGE_DISCOUNTS)
        pk = own_campaign(info, id)
        if pk is None:
            return cls(errors=_errors_of([NOT_AN_ID]))
        return cls(errors=_errors_of(drafts.delete(pk)))


class _Changed(graphene.Mutation):
    """What changes the state of a campaign."""

    class Meta:
        abstract = True

    @classmethod
    def act(cls, info: Any, id: str, change: Any, *before: Any) -> Self:
        """Do it as the caller, who has to be allowed to."""
        author, pk = info.context.require(MANAGE_DISCOUNTS), own_campaign(info, id)
        if pk is None:
            return cls(errors=_errors_of([NOT_AN_ID]))
        result = change(pk, *before, author, info.context.now)
        if isinstance(result, lifecycle.Refused):
            return cls(errors=_errors_of([drafts.refusal(result)]))
        if isinstance(result, tuple):
            return cls(errors=_errors_of(result))
        return cls(campaign=result, errors=[])


_NOBODY_IS_LEFT_OUT = Problem(
    field="past_hour",
    code="invalid",
    message="A campaign that goes to some people first waits for the next such hour.",
)


def _has_stages(pk: int | None) -> bool:
    campaign = None if pk is None else Campaign.objects.filter(pk=pk).first()
    return campaign is not None and arms.has_stages(campaign)


class PushCampaignSchedule(_Changed):
    campaign = _campaign()
    errors = _errors()

    class Arguments:
        id = _id()
        input = PushCampaignScheduleInput(description="When it goes out. Left out: now.")

    class Meta:
        description = (
            f"Schedules a draft, or makes it a series; gives a series another rhythm. {PERMISSION}"
        )

    @classmethod
    def mutate(
        cls, _root: None, info: Any, id: str, input: Mapping[str, Any] | None = None
    ) -> Self:
        info.context.require(MANAGE_DISCOUNTS)
        when = schedule_of(input or {}, info.context.now)
        if isinstance(when, Problem):
            return cls(errors=_errors_of([when]))
        if when.past_hour is PastHour.LEAVE_OUT and _has_stages(own_campaign(info, id)):
            return cls(errors=_errors_of([_NOBODY_IS_LEFT_OUT]))
        if isinstance(when, scheduling.Series):
            return cls.act(info, id, scheduling.repeat, when)
        return cls.act(info, id, scheduling.schedule, when)


class PushCampaignPause(_Changed):
    campaign = _campaign()
    errors = _errors()

    class Arguments:
        id = _id()

    class Meta:
        description = (
            "Stops what is not sent yet, within seconds. Of a series no occurrence is made until "
            f"it is resumed; what was made goes on, unless it is paused itself. {PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        return cls.act(info, id, lifecycle.pause)


class PushCampaignResume(_Changed):
    campaign = _campaign()
    errors = _errors()

    class Arguments:
        id = _id()

    class Meta:
        description = f"Lets a paused campaign go on. {PERMISSION}"

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        return cls.act(info, id, lifecycle.resume)


class PushCampaignCancel(_Changed):
    campaign = _campaign()
    errors = _errors()

    class Arguments:
        id = _id()

    class Meta:
        description = (
            "Ends a campaign; what is not sent yet never is. Of a series no more is made; what "
            f"was made goes on, unless it is cancelled itself. {PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, id: str) -> Self:
        return cls.act(info, id, lifecycle.cancel)
