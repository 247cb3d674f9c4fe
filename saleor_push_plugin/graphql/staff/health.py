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
from ...outbox.backlog import MOST_LISTED
from ...results import browser_limits
from ...results.browser_limits import BrowserLimits
from ...settings import operator
from ...subscribers import quarantine, vapid_key_use, visits
from ...subscribers.vapid_key_use import KeyUse
from .health_types import (
    MISSED,
    PushBeatTask,
    PushBrowserLimits,
    PushRefusedBrowsers,
    PushServiceState,
    PushVapidKey,
    PushWaitingEvents,
    PushWaitingLane,
    PushWorkers,
    Told,
)
from .sending import PushSending
from .template_types import MANAGE_PLUGINS

_EVERY = {"tick": TICK, "sweep": SWEEP}
_LANES = {False: "transactional", True: "bulk"}


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
    browser_limits = graphene.Field(
        PushBrowserLimits, required=True, description="How far it is to the limits of browsers."
    )

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

    @staticmethod
    def resolve_browser_limits(root: Health, _info: Any) -> BrowserLimits:
        resting = visits.count_resting(root.now - operator.rest())
        return browser_limits.read(root.now, resting=resting)


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
