"""Whether the plugin works: keys, beat, workers, what waits, push services. For monitoring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import graphene

from ... import __version__, outbox
from ...beat_schedule import SWEEP, TICK
from ...models import PushService
from ...outbox import Heartbeat, WaitingEvents, WaitingLane
from ...outbox.backlog import MOST_COUNTED, MOST_LISTED
from ...settings import operator
from ...subscribers import quarantine, vapid_key_use
from ...subscribers.vapid_key_use import KeyUse
from .. import scalars
from .delivery_log import PushReason
from .sending import PushSending
from .template_types import MANAGE_PLUGINS

# A task of beat's that did not run for so many of its intervals is taken for dead.
MISSED = 6
_EVERY = {"tick": TICK, "sweep": SWEEP}
_LANES = {False: "transactional", True: "bulk"}


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


def _list(kind: type[graphene.ObjectType], description: str) -> graphene.List:
    return graphene.List(graphene.NonNull(kind), required=True, description=description)


@dataclass(frozen=True, kw_only=True)
class Health:
    """What was found out at the beginning; the rest is asked as it is resolved."""

    now: datetime
    database_clock: datetime
    beats: Mapping[str, Heartbeat] = field(default_factory=dict)


class PushHealth(graphene.ObjectType):
    version = graphene.String(required=True, description="Version of the plugin.")
    sending = graphene.Field(
        PushSending,
        required=True,
        description="Whether this shop sends, and whether it may be a copy of another's database.",
    )
    clock_ahead = graphene.Float(
        required=True,
        description="By how many seconds the clock of the web server is ahead of the database's. "
        "Tens of seconds are too many.",
    )
    keys = _list(PushVapidKey, "The VAPID keys, the current one first.")
    beat = _list(PushBeatTask, "The tasks that Celery beat starts.")
    workers = _list(PushWorkers, "The tasks that send now.")
    events = graphene.Field(
        PushWaitingEvents, required=True, description="Events that wait to be planned."
    )
    lanes = _list(
        PushWaitingLane,
        f"What is due, by kind, channel and push service: the {MOST_LISTED} that wait for longest.",
    )
    push_services = _list(
        PushServiceState,
        f"Push services that refused or failed, the newest change first, at most {MOST_LISTED}. "
        "Of one that is not listed nothing is wrong.",
    )
    refused_browsers = _list(PushRefusedBrowsers, "Browsers in quarantine, by reason.")

    class Meta:
        description = "Whether the plugin works, as a monitor or the plugin's page asks it."

    @staticmethod
    def resolve_version(_root: Health, _info: Any) -> str:
        return __version__

    @staticmethod
    def resolve_sending(_root: Health, _info: Any) -> PushSending:
        return PushSending()

    @staticmethod
    def resolve_clock_ahead(root: Health, _info: Any) -> float:
        return (root.now - root.database_clock).total_seconds()

    @staticmethod
    def resolve_keys(_root: Health, _info: Any) -> list[KeyUse]:
        return vapid_key_use.uses()

    @staticmethod
    def resolve_beat(root: Health, _info: Any) -> list[PushBeatTask]:
        return [_beat(task, every, root) for task, every in _EVERY.items()]

    @staticmethod
    def resolve_workers(root: Health, _info: Any) -> list[PushWorkers]:
        busy, most = outbox.busy_slots(root.now), operator.parallel()
        return [
            PushWorkers(bulk=bulk, busy=busy.get(lane, 0), most=most)
            for bulk, lane in _LANES.items()
        ]

    @staticmethod
    def resolve_events(root: Health, _info: Any) -> WaitingEvents:
        return outbox.waiting_events(root.now)

    @staticmethod
    def resolve_lanes(root: Health, _info: Any) -> Sequence[WaitingLane]:
        return outbox.waiting_lanes(root.now)

    @staticmethod
    def resolve_push_services(_root: Health, _info: Any) -> Sequence[PushService]:
        return outbox.troubled_services()

    @staticmethod
    def resolve_refused_browsers(root: Health, _info: Any) -> list[PushRefusedBrowsers]:
        counts = quarantine.counts(root.now)
        return [
            PushRefusedBrowsers(reason=Told(reason=reason), browsers=browsers)
            for reason, browsers in counts.items()
        ]


def _beat(task: str, every: timedelta, health: Health) -> PushBeatTask:
    last = health.beats.get(task)
    return PushBeatTask(
        task=task,
        last_run_at=last and last.at,
        is_alive=bool(last and health.database_clock - last.at <= MISSED * every),
        clock_ahead=last and last.ahead.total_seconds(),
    )


class HealthQuery(graphene.ObjectType):
    push_health = graphene.Field(
        PushHealth,
        required=True,
        description="Whether the plugin works, for monitoring, once in a request. Requires the "
        "permission MANAGE_PLUGINS of a member of staff or an app.",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_health(_root: None, info: Any) -> Health:
        info.context.require(MANAGE_PLUGINS)
        info.context.once("read the health")
        return Health(
            now=info.context.now,
            database_clock=outbox.database_clock(),
            beats=outbox.heartbeats(),
        )
