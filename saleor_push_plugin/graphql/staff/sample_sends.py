"""Test sends: staff see a text in a browser of their own before shoppers do."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

import graphene

from ...core.push_subscription import Problem
from ...delivery import push_test, sample_text
from ...delivery.push_test import CannotSendError, SendResult
from ...models import Subscription
from ...rations import buckets
from ...scenarios import SCENARIOS
from ...settings.config import Config
from ...shop import config
from ...subscribers import possession
from .. import inputs_parsing
from ..types import PushError, to_push_error
from .campaign_changes import own_campaign
from .campaigns import NOT_AN_ID, PERMISSION
from .segments import MANAGE_DISCOUNTS
from .template_types import MANAGE_PLUGINS

# Of one caller in a minute: a request waits for the push service's answer.
_MOST = 10
_UNKNOWN = Problem(
    field="endpoint",
    code="not_found",
    message="No browser is subscribed with that endpoint, or the proof is not that browser's.",
)
_TOO_MANY = Problem(
    field="",
    code="too_many_requests",
    message=f"{_MOST} tests can be sent in a minute.",
)
_NO_SCENARIO = Problem(field="scenario", code="not_found", message="There is no such scenario.")
_Send = Callable[[Subscription, Config, datetime], SendResult]
_ABOUT = (
    "The browser has to be subscribed, and shown to be the caller's own by its `auth` or `secret`. "
    "The message is in no results, and no code is made for it."
)


def _endpoint() -> graphene.String:
    return graphene.String(required=True, description="The endpoint of the browser.")


def _proof() -> graphene.String:
    return graphene.String(
        required=True,
        description="Proof of possession: the `auth` of the browser's keys, or its `secret`.",
    )


def _language() -> graphene.String:
    return graphene.String(description="Language tag, instead of the browser's language.")


class _Sent(graphene.Mutation):
    """What all tests have in common."""

    class Meta:
        abstract = True

    @classmethod
    def to(cls, info: Any, author: str, endpoint: str, proof: str, send: _Send) -> Self:
        """Send to a browser whose possession is proven, if the caller may send one more."""
        now = info.context.now
        found = (
            None if inputs_parsing.endpoint_problems(endpoint) else possession.find(endpoint, proof)
        )
        if found is None:
            return cls.refused(_UNKNOWN)
        if buckets.take(buckets.Bucket(f"test:{author}", _MOST), 1, now):
            return cls.refused(_TOO_MANY)
        try:
            result = send(found.subscription, config.load(), now)
        except CannotSendError as error:
            return cls.refused(Problem(field="", code="invalid", message=str(error)))
        return cls(accepted=result.arrived, answer=push_test.describe(result), errors=[])

    @classmethod
    def refused(cls, problem: Problem) -> Self:
        return cls(accepted=False, errors=[to_push_error(problem)])


def _accepted() -> graphene.Boolean:
    return graphene.Boolean(required=True, description="Whether the push service took it.")


def _answer() -> graphene.String:
    return graphene.String(description="What the push service answered. Null: nothing was sent.")


def _errors() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError),
        required=True,
        description="Everything that is wrong with the request.",
    )


class PushTestSend(_Sent):
    accepted = _accepted()
    answer = _answer()
    errors = _errors()

    class Arguments:
        scenario = graphene.String(required=True, description="Code of the scenario.")
        endpoint = _endpoint()
        proof = _proof()
        language = _language()

    class Meta:
        description = (
            "Sends what a scenario says, with example values, to a browser of the caller. "
            f"{_ABOUT} Requires the permission MANAGE_PLUGINS of a member of staff or an app."
        )

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        scenario: str,
        endpoint: str,
        proof: str,
        language: str | None = None,
    ) -> Self:
        author = info.context.require(MANAGE_PLUGINS)
        info.context.once("send a test")
        if scenario not in SCENARIOS:
            return cls.refused(_NO_SCENARIO)
        return cls.to(
            info,
            author,
            endpoint,
            proof,
            lambda to, settings, now: sample_text.send_scenario(
                scenario, to, settings, push_test.with_sender, language=language or "", now=now
            ),
        )


class PushCampaignTestSend(_Sent):
    accepted = _accepted()
    answer = _answer()
    errors = _errors()

    class Arguments:
        id = graphene.ID(required=True, description="ID of the campaign.")
        endpoint = _endpoint()
        proof = _proof()
        language = _language()

    class Meta:
        description = f"Sends a campaign to a browser of the caller. {_ABOUT} {PERMISSION}"

    @classmethod
    def mutate(
        cls,
        _root: None,
        info: Any,
        id: str,
        endpoint: str,
        proof: str,
        language: str | None = None,
    ) -> Self:
        author, pk = info.context.require(MANAGE_DISCOUNTS), own_campaign(info, id)
        info.context.once("send a test")
        if pk is None:
            return cls.refused(NOT_AN_ID)
        return cls.to(
            info,
            author,
            endpoint,
            proof,
            lambda to, settings, now: sample_text.send_campaign(
                pk, to, settings, push_test.with_sender, language=language or "", now=now
            ),
        )
