"""The preference centre: topics, pause, language and weekly limit of one browser."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

import graphene

from ...core.preferences import LONGEST_PAUSE, Preferences, problems
from ...core.push_subscription import Problem
from ...subscribers import proven_changes
from .. import inputs_parsing
from ..types import PushPreferences
from .inputs import PushPreferencesInput
from .subscriptions import PushMutation, endpoint_argument, proof_argument


class PushPreferencesUpdate(PushMutation):
    preferences = graphene.Field(
        PushPreferences, description="The preferences as they are now. Null if there are errors."
    )

    class Arguments:
        endpoint = endpoint_argument()
        proof = proof_argument()
        input = PushPreferencesInput(required=True, description="What changes.")

    class Meta:
        description = (
            "Changes the consent of a shopper in this browser, pauses marketing or ends a pause. "
            "Waiting notifications of a withdrawn topic are cancelled. Every change is logged, and "
            "whether a token of the browser's customer came with it."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        endpoint: str,
        input: Mapping[str, Any],
        proof: str | None = None,
    ) -> Self:
        now = info.context.now
        preferences = _preferences(input, now)
        all_problems = [
            *inputs_parsing.endpoint_problems(endpoint),
            *_pause_problems(input),
            *problems(preferences, now=now),
        ]
        if all_problems:
            return cls.failure(all_problems)
        user_id = info.context.shown_user()
        return cls.success_or_not_found(
            proven_changes.set_preferences(
                endpoint, proof or "", preferences, now=now, user_id=user_id
            )
        )

    @staticmethod
    def resolve_preferences(root: Any, _info: Any) -> Any:
        return root.subscription


def _preferences(input: Mapping[str, Any], now: datetime) -> Preferences:
    return Preferences(
        choice=inputs_parsing.parse_choice(input),
        paused_until=_paused_until(input, now),
        language=input.get("language"),
        weekly_limit=input.get("weekly_limit"),
        no_segments=input.get("objects_to_segmentation"),
    )


def _paused_until(input: Mapping[str, Any], now: datetime) -> datetime | None:
    until: datetime | None = input.get("paused_until")
    days = input.get("pause_days")
    if days is not None:
        return now + timedelta(days=max(0, min(days, LONGEST_PAUSE.days)))
    return until


def _pause_problems(input: Mapping[str, Any]) -> Iterator[Problem]:
    days = input.get("pause_days")
    if days is None:
        return
    if not 0 <= days <= LONGEST_PAUSE.days:
        message = f"A pause lasts from 0 to {LONGEST_PAUSE.days} days."
        yield Problem(field="pause_days", code="invalid", message=message)
    elif input.get("paused_until") is not None:
        message = "Give pauseDays or pausedUntil, not both."
        yield Problem(field="paused_until", code="invalid", message=message)
