"""Types of templates and previews, as staff see and edit them."""

from typing import TYPE_CHECKING, Any

import graphene

from ...core.global_id import global_id
from ...core.text.payload import Text
from ...core.text.platform_lengths import LengthWarning
from ...core.text.spam_signs import SpamSign
from .. import scalars

if TYPE_CHECKING:
    from ...models import TemplateOverride

MANAGE_PLUGINS = "plugins.manage_plugins"


def name_field() -> graphene.String:
    return graphene.String(
        required=True, description="Which text: `title`, `body`, or one of the scenario's others."
    )


def language_field() -> graphene.String:
    return graphene.String(required=True, description="Language tag such as `de` or `pt-BR`.")


class PushTextInput(graphene.InputObjectType):
    name = name_field()
    text = graphene.String(required=True, description="The template; see docs/texts.md.")

    class Meta:
        description = "One template of the shop's own."


class PushTemplateText(graphene.ObjectType):
    name = name_field()
    text = graphene.String(required=True, description="The template.")

    class Meta:
        description = "One template of the shop's own."


class PushTemplate(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the scenario.")
    language = language_field()
    channel = graphene.String(
        description="Slug of the channel. Null: all channels without templates of their own."
    )
    texts = graphene.List(
        graphene.NonNull(PushTemplateText),
        required=True,
        description="The shop's own templates; other texts are as shipped.",
    )
    updated_at = scalars.DateTime(required=True, description="When it was last updated.")
    updated_by = graphene.ID(description="ID of the user or app that updated it.")

    class Meta:
        description = "The shop's own templates of a scenario in one language and channel."

    @staticmethod
    def resolve_channel(root: "TemplateOverride", _info: Any) -> str | None:
        return root.channel or None

    @staticmethod
    def resolve_texts(root: "TemplateOverride", _info: Any) -> list[PushTemplateText]:
        return [PushTemplateText(name=name, text=text) for name, text in root.texts.items()]

    @staticmethod
    def resolve_updated_by(root: "TemplateOverride", _info: Any) -> str | None:
        kind, _, key = root.updated_by.partition(":")
        return global_id(kind, key) if key else None


class PushButton(graphene.ObjectType):
    name = graphene.String(required=True, description="Name of the scenario's text that it shows.")
    label = graphene.String(required=True, description="The label of the button.")

    class Meta:
        description = (
            "A button of a notification, on platforms that show buttons: Chrome, Edge and other "
            "browsers of their kind, and Firefox from 152 on. Apple's show none."
        )


class PushPreview(graphene.ObjectType):
    title = graphene.String(required=True, description="The title.")
    body = graphene.String(
        required=True, description="The text below the title; lines end with `\\n`."
    )
    buttons = graphene.List(
        graphene.NonNull(PushButton), required=True, description="The buttons, if any."
    )
    language = language_field()
    direction = graphene.String(required=True, description="`ltr` or `rtl`.")

    class Meta:
        description = "The notification as a shopper would read it, with example values."

    @staticmethod
    def resolve_buttons(root: Text, _info: Any) -> list[PushButton]:
        return [PushButton(name=name, label=label) for name, label in root.buttons]


class PushWarning(graphene.ObjectType):
    field = graphene.String(
        description="`title`, `body` or a button's name; null if it is about both together."
    )
    platform = graphene.String(
        description="The platform that would cut the text; null for every platform."
    )
    message = graphene.String(required=True, description="What would happen, in words.")
    length = scalars.Int(
        required=True, description="Number of characters, or of what looks like spam."
    )
    limit = scalars.Int(required=True, description="How many there should be at most.")

    class Meta:
        description = (
            "A text that would be cut, or that browsers may take for spam. It can be stored all "
            "the same."
        )

    @staticmethod
    def resolve_field(root: LengthWarning | SpamSign, _info: Any) -> str | None:
        return root.field or None

    @staticmethod
    def resolve_platform(root: LengthWarning | SpamSign, _info: Any) -> str | None:
        return root.platform or None


def preview_field() -> graphene.Field:
    return graphene.Field(
        PushPreview,
        description="The notification as a shopper would read it. Null if a text is "
        "missing or invalid.",
    )


def warnings_field() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushWarning),
        required=True,
        description="Texts of the preview that would be cut, or that look like spam.",
    )
