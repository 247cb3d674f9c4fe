"""What pushes say, as staff see and write it."""

from typing import TYPE_CHECKING, Any

import graphene

from ..core.global_id import global_id
from ..core.text.lengths import Caution
from ..core.text.payload import Text

if TYPE_CHECKING:
    from ..models import Wording

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
        description = "One text of the owner's."


class PushTemplateText(graphene.ObjectType):
    name = name_field()
    text = graphene.String(required=True, description="The template.")

    class Meta:
        description = "One text the owner wrote."


class PushTemplate(graphene.ObjectType):
    scenario = graphene.String(required=True, description="Code of the scenario.")
    language = language_field()
    channel = graphene.String(
        description="Slug of the channel it is for. Null: for all that have none of their own."
    )
    texts = graphene.List(
        graphene.NonNull(PushTemplateText),
        required=True,
        description="What the owner wrote; other texts are as shipped.",
    )
    updated_at = graphene.DateTime(required=True, description="When it was last written.")
    updated_by = graphene.ID(description="ID of the user or app that wrote it.")

    class Meta:
        description = "The owner's own words in a scenario and language."

    @staticmethod
    def resolve_channel(root: "Wording", _info: Any) -> str | None:
        return root.channel or None

    @staticmethod
    def resolve_texts(root: "Wording", _info: Any) -> list[PushTemplateText]:
        return [PushTemplateText(name=name, text=text) for name, text in root.texts.items()]

    @staticmethod
    def resolve_updated_by(root: "Wording", _info: Any) -> str | None:
        kind, _, key = root.updated_by.partition(":")
        return global_id(kind, key) if key else None


class PushButton(graphene.ObjectType):
    name = graphene.String(required=True, description="Which text of the scenario it shows.")
    label = graphene.String(required=True, description="What stands on it.")

    class Meta:
        description = "A button of a notification, where the platform has buttons."


class PushPreview(graphene.ObjectType):
    title = graphene.String(required=True, description="The title.")
    body = graphene.String(required=True, description="The text below it; lines end with `\\n`.")
    buttons = graphene.List(
        graphene.NonNull(PushButton), required=True, description="Its buttons, mostly none."
    )
    language = language_field()
    direction = graphene.String(required=True, description="`ltr` or `rtl`.")

    class Meta:
        description = "What a shopper would read, with the words of an example."

    @staticmethod
    def resolve_buttons(root: Text, _info: Any) -> list[PushButton]:
        return [PushButton(name=name, label=label) for name, label in root.buttons]


class PushWarning(graphene.ObjectType):
    field = graphene.String(description="`title` or `body`; null if it is about the two together.")
    platform = graphene.String(
        description="Where it would be cut; null for advice that holds everywhere."
    )
    message = graphene.String(required=True, description="What would happen.")
    length = graphene.Int(required=True, description="Characters it has.")
    limit = graphene.Int(required=True, description="Characters it should have.")

    class Meta:
        description = "A text that would not be shown whole. Nothing is refused for it."

    @staticmethod
    def resolve_field(root: Caution, _info: Any) -> str | None:
        return root.field or None

    @staticmethod
    def resolve_platform(root: Caution, _info: Any) -> str | None:
        return root.platform or None


def preview_field() -> graphene.Field:
    return graphene.Field(
        PushPreview,
        description="What a shopper would read. Null if something is missing or wrong.",
    )


def warnings_field() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushWarning),
        required=True,
        description="Where the preview would be cut.",
    )
