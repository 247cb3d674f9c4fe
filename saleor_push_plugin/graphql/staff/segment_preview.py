"""Types of whom a segment is about today, and whom of them a campaign reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import graphene

from ...core.push_subscription import Problem
from ...core.segments.reach import Reach, Step
from ...core.segments.size import Size, size_for
from .. import scalars
from ..types import PushError
from .delivery_log import PushReason


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a caller may learn. `exact`: sizes as they are, else in tens."""

    people: int | None = None
    reach: Reach | None = None
    exact: bool = False
    failed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def size(self, people: int) -> Size:
        return size_for(people, exact=self.exact)


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A step of the waterfall, with sizes as the caller may learn them."""

    reason: str
    lost: Size
    left: Size
    waits: bool
    # PushReason shows what a push service said; nothing did.
    detail: str = ""


def errors_of(problems: Iterable[Problem]) -> list[PushError]:
    """Errors whose field is the whole path in the predicate, such as `where.OR.1.country`."""
    return [
        PushError(field=each.field or None, message=each.message, code=each.code)
        for each in problems
    ]


def errors_field(consequence: str) -> graphene.List:
    """The errors of a payload. `consequence`: what that means, such as "nothing was stored"."""
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request; `field` is the path of what is "
        f"wrong, such as `where.OR.1.country.eq`. If there are errors, {consequence}.",
    )


class PushAudienceSize(graphene.ObjectType):
    people = scalars.Int(
        required=True,
        description="How many. Without the permission MANAGE_USERS rounded down to tens.",
    )
    exact = graphene.Boolean(required=True, description="Whether the number is exact.")
    label = graphene.String(
        required=True, description="The number as text: `57`, rounded `50+` or `< 10`."
    )

    class Meta:
        description = "A number of people."


class PushReachStep(graphene.ObjectType):
    reason = graphene.Field(
        PushReason,
        required=True,
        description="Why these people do not get it.",
        resolver=lambda root, _info: root,
    )
    lost = graphene.Field(
        PushAudienceSize, required=True, description="How many people are lost at this step."
    )
    left = graphene.Field(
        PushAudienceSize, required=True, description="How many people are left after it."
    )
    waits = graphene.Boolean(
        required=True,
        description="Whether the notification only waits, and is sent if this ends before it "
        "expires.",
    )

    class Meta:
        description = "A step of the waterfall from those who match to those who are reached."


class PushReach(graphene.ObjectType):
    people = graphene.Field(PushAudienceSize, required=True, description="How many people match.")
    steps = graphene.List(
        graphene.NonNull(PushReachStep),
        required=True,
        description="All steps, in their order. A person is lost at the last step that one of "
        "their browsers gets to.",
    )
    reached = graphene.Field(
        PushAudienceSize, required=True, description="How many people get it today."
    )

    class Meta:
        description = (
            "Whom a campaign of this moment reaches. What is lost and who is reached add up to "
            "who matches; sizes that are rounded need not. Quiet hours are left out."
        )

    @staticmethod
    def resolve_people(root: Shown, _info: Any) -> Size:
        return root.size(_reach(root).people)

    @staticmethod
    def resolve_reached(root: Shown, _info: Any) -> Size:
        return root.size(_reach(root).reached)

    @staticmethod
    def resolve_steps(root: Shown, _info: Any) -> list[ShownStep]:
        return [_shown(step, root) for step in _reach(root).steps]


def _reach(shown: Shown) -> Reach:
    assert shown.reach is not None, "the field is null without it"
    return shown.reach


def _shown(step: Step, shown: Shown) -> ShownStep:
    lost, left = shown.size(step.lost), shown.size(step.left)
    return ShownStep(reason=step.reason.value, lost=lost, left=left, waits=step.waits)


class PushSegmentPreview(graphene.ObjectType):
    size = graphene.Field(
        PushAudienceSize,
        description="How many people it is about. Staff whose permission groups are limited to "
        "channels count people with a browser in these. Null if there are errors.",
    )
    reach = graphene.Field(
        PushReach,
        description="How many of them a campaign reaches, and why not the others. Null if there "
        "are errors.",
    )
    failed = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Conditions of other packages that gave no answer just now. They find nobody, "
        "and so does their NOT; a campaign with such a condition waits.",
    )
    errors = errors_field("nobody was counted")

    class Meta:
        description = "Whom a condition on people is about today."

    @staticmethod
    def resolve_size(root: Shown, _info: Any) -> Size | None:
        return None if root.people is None else root.size(root.people)

    @staticmethod
    def resolve_reach(root: Shown, _info: Any) -> Shown | None:
        return root if root.reach else None

    @staticmethod
    def resolve_errors(root: Shown, _info: Any) -> list[PushError]:
        return errors_of(root.problems)
