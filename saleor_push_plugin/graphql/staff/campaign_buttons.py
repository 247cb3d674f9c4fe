"""The buttons of a campaign in the API: what staff give, what is stored, what they read."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import graphene

from ...core.campaigns.buttons import CampaignButton
from ...core.push_subscription import Problem
from ...language_tags import normalize_tag
from .template_types import language_field

if TYPE_CHECKING:
    from ...models import Campaign

_PAGE = "The storefront's page that it opens, such as `/{channel}/sale`; never another host."


class PushCampaignLabelInput(graphene.InputObjectType):
    language = language_field()
    label = graphene.String(required=True, description="The label: 1 to 25 characters.")

    class Meta:
        description = "The label of a button in one language."


class PushCampaignButtonInput(graphene.InputObjectType):
    path = graphene.String(description=f"{_PAGE} Empty: the home page.")
    labels = graphene.List(
        graphene.NonNull(PushCampaignLabelInput),
        required=True,
        description="Its label in each language of the campaign.",
    )

    class Meta:
        description = "A button of a campaign, on platforms that show buttons."


class PushCampaignLabel(graphene.ObjectType):
    language = language_field()
    label = graphene.String(required=True, description="The label.")

    class Meta:
        description = "The label of a button in one language."


class PushCampaignButton(graphene.ObjectType):
    path = graphene.String(description=f"{_PAGE} Null: the home page.")
    labels = graphene.List(
        graphene.NonNull(PushCampaignLabel), required=True, description="Its labels."
    )

    class Meta:
        description = "A button of a campaign."


def of(campaign: "Campaign") -> list[PushCampaignButton]:
    """The buttons of a campaign, as staff read them."""
    return [
        PushCampaignButton(path=button.path or None, labels=_labels(button))
        for button in CampaignButton.from_json(campaign.buttons)
    ]


def _labels(button: CampaignButton) -> list[PushCampaignLabel]:
    return [
        PushCampaignLabel(language=tag, label=label) for tag, label in sorted(button.labels.items())
    ]


def stored(given: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]] | Problem:
    """What is stored of an input, or what is wrong with it."""
    buttons = [_button(each) for each in given]
    for each, button in zip(given, buttons, strict=True):
        if len(button.labels) < len(each["labels"]):
            message = "A button has two labels in one language."
            return Problem(field="buttons", code="unique", message=message)
    return [button.as_json() for button in buttons]


def _button(given: Mapping[str, Any]) -> CampaignButton:
    labels = {normalize_tag(each["language"]): each["label"].strip() for each in given["labels"]}
    return CampaignButton(path=given.get("path") or "", labels=labels)
