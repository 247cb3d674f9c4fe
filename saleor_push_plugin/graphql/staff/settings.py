"""The settings of the plugin's form, and the mutation that changes some of them."""

import enum
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Self

import graphene
from django.core.exceptions import ValidationError

from ..enums import Code
from ..types import PushError
from . import settings_form
from .settings_form import Setting
from .template_types import MANAGE_PLUGINS

_PERMISSION = "Requires the permission MANAGE_PLUGINS of a member of staff or an app"


class SettingKind(enum.Enum):
    TEXT = settings_form.TEXT
    SWITCH = settings_form.SWITCH
    READ_ONLY = settings_form.READ_ONLY


def _kind_words(kind: SettingKind | None) -> str:
    if kind is None:
        return "What a setting takes."
    return {
        SettingKind.TEXT: "A text; numbers and addresses are texts.",
        SettingKind.SWITCH: "`true` or `false`.",
        SettingKind.READ_ONLY: "Nothing: it only tells its value.",
    }[kind]


class PushSettingKindEnum(graphene.Enum):
    class Meta:
        enum = SettingKind
        description = _kind_words


class PushSetting(graphene.ObjectType):
    name = graphene.String(required=True, description="Its name, such as `quiet_hours`.")
    kind = PushSettingKindEnum(required=True, description="What it takes.")
    value = graphene.String(required=True, description="Its value; of a switch `true`, `false`.")
    default = graphene.String(required=True, description="Its value in a shop that set nothing.")
    label = graphene.String(required=True, description="What the form calls it, in English.")
    help = graphene.String(required=True, description="What it does, in English.")

    class Meta:
        description = "A setting of the plugin's form. Secrets are never among them."


class PushSettingInput(graphene.InputObjectType):
    name = graphene.String(required=True, description="Name of the setting.")
    value = graphene.String(required=True, description="Its new value; it may be empty.")

    class Meta:
        description = "A new value of a setting."


def _settings(*, required: bool, description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(PushSetting), required=required, description=description)


class SettingsQuery(graphene.ObjectType):
    push_settings = _settings(
        required=True,
        description=f"The settings of the plugin's form, in its order. {_PERMISSION}.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_settings(_root: None, info: Any) -> list[Setting]:
        info.context.require(MANAGE_PLUGINS)
        return settings_form.fields()


class PushSettingsUpdate(graphene.Mutation):
    settings = _settings(
        required=False, description="All settings as they are now. Null if there are errors."
    )
    errors = graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong, also in settings that were not given; `field` is "
        "the name of the setting. If there are errors, nothing was changed.",
    )

    class Arguments:
        settings = graphene.List(
            graphene.NonNull(PushSettingInput),
            required=True,
            description="The settings that change. All others of the form stay as they are.",
        )

    class Meta:
        description = (
            "Changes settings of the plugin's form, with the form's own checks. "
            f"{_PERMISSION}, and with it covers every channel, as Saleor's pluginUpdate."
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, settings: Collection[Mapping[str, str]]) -> Self:
        info.context.require(MANAGE_PLUGINS)
        values = {each["name"]: each["value"] for each in settings}
        errors = [*_refused(values)]
        if not errors and values and (error := settings_form.save(values)):
            errors = [*_told(error)]
        return cls(errors=errors, settings=None if errors else settings_form.fields())


def _refused(values: Mapping[str, str]) -> Iterator[PushError]:
    """What Saleor would leave as it is without a word."""
    known = {each.name: each for each in settings_form.fields()}
    for name in values:
        if name in known and known[name].kind == settings_form.READ_ONLY:
            words = f"{known[name].label}: cannot be changed."
            yield PushError(field=name, message=words, code="invalid")


_CODES = {code.value for code in Code}


def _told(error: ValidationError) -> Iterator[PushError]:
    """Each error at its setting; the form marks none."""
    fields = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in fields.items():
        for each in errors:
            code = each.code if each.code in _CODES else "invalid"
            yield PushError(field=name, message=" ".join(each.messages), code=code)
