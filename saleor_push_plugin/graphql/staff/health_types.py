"""Types of the plugin's health: keys, beat, workers, what waits, push services, browsers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene

from ...models import PushService
from ...outbox import WaitingLane
from ...outbox.backlog import MOST_COUNTED
from ...outbox.service_rate import SLOW
from ...results.browser_limits import LIMIT, WARNED_FROM
from .. import scalars
from .delivery_log import PushReason

# A task of beat's that did not run for so many of its intervals is taken for dead.
MISSED = 6


@dataclass(frozen=True, kw_only=True)
class Told:
    """A reason as PushReason resolves it."""

    reason: str
    detail: str = ""


class PushVapidKey(graphene.ObjectType):
    public = graphene.String(required=True, description="The public key in base64url.")
    is_current = graphene.Boolean(
        required=True, description="Whether browsers subscribe with it today."
    )
    is_lost = graphene.Boolean(
        required=True,
        description="Whether the shop has no private key for it any more: its browsers get nothing "
        "until they visit.",
        resolver=lambda root, _info: root.place == "lost",
    )
    since = scalars.DateTime(description="When it was made, or its first browser subscribed.")
    browsers = scalars.Int(
        required=True, description="How many browsers can be sent to with no other key."
    )

    class Meta:
        description = "A VAPID key of the shop. The private key is never told."


class PushBeatTask(graphene.ObjectType):
    task = graphene.String(required=True, description="The task: `tick` or `sweep`.")
    last_run_at = scalars.DateTime(
        description="When a worker last ran it, by the database's clock. Null: never."
    )
    is_alive = graphene.Boolean(
        required=True,
        description=f"Whether it ran within {MISSED} of its intervals. If not, beat, the broker or "
        "all workers stand still.",
    )
    clock_ahead = graphene.Float(
        description="By how many seconds that worker's clock was ahead of the database's. Null: "
        "it never ran."
    )

    class Meta:
        description = "A task that Celery beat starts and a worker runs."


class PushWorkers(graphene.ObjectType):
    bulk = graphene.Boolean(
        required=True, description="Whether they send marketing; else order updates."
    )
    busy = scalars.Int(required=True, description="How many tasks are sending now.")
    most = scalars.Int(required=True, description="How many may send at the same time.")

    class Meta:
        description = "The tasks that send order updates, or marketing."


class PushWaitingEvents(graphene.ObjectType):
    count = scalars.Int(
        required=True, description=f"How many; {MOST_COUNTED} stands for more as well."
    )
    oldest_at = scalars.DateTime(description="When the oldest happened. Null if none waits.")

    class Meta:
        description = "Events that no worker has planned yet."


class PushWaitingLane(graphene.ObjectType):
    bulk = graphene.Boolean(
        required=True, description="Whether it is marketing; else order updates."
    )
    channel = graphene.String(required=True, description="Slug of the channel.")
    push_service = graphene.String(
        required=True,
        description="Origin of the push service.",
        resolver=lambda root, _info: root.origin,
    )
    due = scalars.Int(
        required=True,
        description=f"How many notifications are due; {MOST_COUNTED} stands for more as well.",
    )
    oldest_due_at = scalars.DateTime(
        required=True, description="Since when the first of them is due."
    )
    seconds_late = scalars.Int(required=True, description="The same in seconds before now.")
    blocked_until = scalars.DateTime(
        description="Until when nothing is sent to its push service. Null if nothing stops it."
    )

    class Meta:
        description = "Notifications of one kind and channel that are due at one push service."

    @staticmethod
    def resolve_seconds_late(root: WaitingLane, info: Any) -> int:
        return max(0, round((info.context.now - root.oldest_due_at).total_seconds()))


class PushServiceState(graphene.ObjectType):
    origin = graphene.String(required=True, description="Origin of the push service.")
    blocked_until = scalars.DateTime(
        description="Until when nothing is sent there. Null if it is sent to now."
    )
    slow_until = scalars.DateTime(
        description=f"Until when marketing goes there at {SLOW} a minute, because it asked "
        "everybody to wait. Null if it does not."
    )
    reason = graphene.Field(
        PushReason, description="Why it was last left alone. Null if it never was."
    )
    refused_people = scalars.Int(
        required=True,
        description="How many people it has refused, one after the other, since it last accepted a "
        "push. Three that are answered alike stop it.",
    )
    changed_at = scalars.DateTime(required=True, description="When this was last written.")

    class Meta:
        description = "A push service that has refused somebody or failed."

    @staticmethod
    def resolve_blocked_until(root: PushService, info: Any) -> datetime | None:
        return root.blocked_until if root.blocked_until > info.context.now else None

    @staticmethod
    def resolve_slow_until(root: PushService, info: Any) -> datetime | None:
        slow = root.slow_until
        return slow if slow and slow > info.context.now else None

    @staticmethod
    def resolve_reason(root: PushService, _info: Any) -> Told | None:
        return Told(reason=root.reason, detail=root.detail) if root.reason else None

    @staticmethod
    def resolve_refused_people(root: PushService, _info: Any) -> int:
        return len(root.witnesses)


class PushRefusedBrowsers(graphene.ObjectType):
    reason = graphene.Field(
        PushReason, required=True, description="What their push services answered."
    )
    browsers = scalars.Int(required=True, description="How many.")

    class Meta:
        description = "Browsers in quarantine: nothing is sent to them for a while."


class PushBrowserLimits(graphene.ObjectType):
    marketing_a_day = graphene.Float(
        required=True,
        description="How many marketing pushes Chrome and its kind showed in each browser that "
        f"agreed to marketing, a day, in the last seven days. From {WARNED_FROM} a day on, think "
        f"of fewer: from {LIMIT} a day on, Chrome takes the permission back where nobody visits.",
        resolver=lambda root, _info: root.a_day,
    )
    is_high = graphene.Boolean(
        required=True,
        description=f"Whether that is {WARNED_FROM} or more.",
        resolver=lambda root, _info: root.a_day >= WARNED_FROM,
    )
    throttled = scalars.Int(
        required=True,
        description="How often their push service asked to wait (429) in these days.",
    )
    resting = scalars.Int(
        required=True,
        description="How many browsers, of all kinds, get no marketing because they did not visit "
        "the shop for long, or because nobody reacted to ten pushes there in a month without a "
        "visit.",
    )

    class Meta:
        description = "How far the shop is from what browsers do against too many notifications."
