"""Watches the canaries of campaigns: sizes one, looks at its answers, and stops the campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from typing import Any

from django.db import connection

from .. import outbox
from ..core.campaigns import canary, stages
from ..core.campaigns.canary import LOOKS, Seen, Signal, Watch
from ..core.campaigns.stages import Stage
from ..core.campaigns.states import CampaignAction
from ..core.event import CAMPAIGN, key_of
from ..core.experiments.assignment import BUCKETS
from ..core.isolated_steps import isolated
from ..core.reason import Reason
from ..core.sql_files import statements
from ..models import Campaign
from ..scenarios.campaign import Campaign as Scenario
from . import change_log, lifecycle, staging

# What is stored of a push that a push service refused.
REFUSALS = (
    *(Reason.PUSH_REJECTED, Reason.VAPID_KEY_REFUSED, Reason.UNEXPECTED_ANSWER),
    Reason.PAYLOAD_TOO_LARGE,
)
# What is usual is seen in so many of the newest pushes, of so long.
NEWEST, BEFORE = 100_000, timedelta(days=90)
QUARTERS = 4
_QUARTER = stages.WATCHED / QUARTERS
_SQL = statements(__package__, "canary.sql")


@dataclass(frozen=True, kw_only=True)
class Usual:
    """How marketing was answered before: by signal, the shares of pushes after each quarter."""

    shares: Mapping[Signal, tuple[float, ...]]

    @property
    def at_last(self) -> Mapping[Signal, float]:
        return {signal: shares[-1] for signal, shares in self.shares.items()}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The canary of so many people; `needed`: how many it takes, None if nothing is usual yet."""

    watch: Watch
    people: int
    needed: int | None
    ends: int = 0


def planned(people: int, usual: Usual | None) -> Plan:
    """The canary of a campaign for so many people."""
    if usual is None:
        return Plan(watch=Watch.NOTHING_USUAL, people=0, needed=None)
    needed = canary.needed(usual.at_last)
    if needed > people * canary.LARGEST_SHARE:
        return Plan(watch=Watch.TOO_FEW_PEOPLE, people=0, needed=needed)
    ends = ceil(BUCKETS * max(needed / people, canary.LEAST_SHARE))
    return Plan(watch=Watch.WATCHED, people=people * ends // BUCKETS, needed=needed, ends=ends)


def usual(now: datetime) -> Usual | None:
    """What was usual before: of campaigns, else of all marketing; None of too few pushes."""
    values = {
        "scenario": Scenario.code,
        "since": now - BEFORE,
        "until": now - stages.WATCHED,
        "newest": NEWEST,
        **_watching(),
    }
    found = {is_campaign: row for is_campaign, *row in _rows("usual", values)}
    for row in (found.get(True), _sum(list(found.values()))):
        if row and row[0] >= canary.LEAST_PUSHES:
            return _usual(row)
    return None


def begun(campaign: Campaign, now: datetime) -> dict[str, Any] | None:
    """The columns of a campaign whose people are stored and that has a canary; None: it has none.

    Notes in the campaign why it has none.
    """
    if not campaign.has_canary:
        return None
    before = usual(now)
    plan = planned(campaign.recipients.filter(reason="").count(), before)
    campaign.canary = {"watch": plan.watch, "people": plan.people, "needed": plan.needed}
    if before is None or plan.watch is not Watch.WATCHED:
        return None
    campaign.canary |= {"usual": before.shares, "looks": []}
    since = stages.begins(now)
    begun = {"stage": Stage.CANARY, "stage_since": since, "stage_ends": plan.ends}
    return {**begun, "stage_until": None}


def watch(now: datetime) -> None:
    """Look at each canary of which there is something new to see; one that fails waits."""
    for id in staging.judged(Stage.CANARY).values_list("id", flat=True):
        isolated(f"watching the canary of campaign {id}", partial(_watch, id, now), None)


def _watch(id: int, now: datetime) -> None:
    with outbox.atomic():
        rows = staging.judged(Stage.CANARY).select_for_update(skip_locked=True)
        campaign = rows.filter(pk=id).first()
        if campaign is None:
            return
        if _noted(campaign)["watch"] == Watch.STOPPED:
            # Staff let it go on.
            _go_on(campaign, Watch.STOPPED, now)
            return
        ready = staging.ready_at(campaign, stages.WATCHED)
        ended = ready is not None and ready <= now
        seen = _seen(campaign, now)
        if ended or _is_due(campaign, seen):
            _look(campaign, seen, now, ended=ended)


def _look(campaign: Campaign, seen: Mapping[Signal, Seen], now: datetime, *, ended: bool) -> None:
    looks = [*_looks(campaign), seen]
    stored = [{signal: asdict(each) for signal, each in look.items()} for look in looks]
    campaign.canary = {**_noted(campaign), "looks": stored}
    if signal := canary.stopped_by(looks, ended=ended):
        values = {
            "canary": {**_noted(campaign), "watch": Watch.STOPPED},
            "problem": canary.REASONS[signal],
        }
        lifecycle.apply(campaign, CampaignAction.PAUSE, change_log.NOBODY, now, values)
    elif ended:
        _go_on(campaign, Watch.PASSED, now)
    else:
        campaign.save(update_fields=["canary"])


def _go_on(campaign: Campaign, watch: Watch, now: datetime) -> None:
    """Begin the stage that follows the canary."""
    arms = 1 + len(campaign.variants)
    following = staging.begun(campaign, stages.after(Stage.CANARY, arms), now)
    values = {**following, "canary": {**_noted(campaign), "watch": watch}}
    lifecycle.apply(campaign, CampaignAction.STAGE, change_log.NOBODY, now, values)


def _noted(campaign: Campaign) -> dict[str, Any]:
    """What was noted of the canary of a campaign that has one."""
    assert campaign.canary is not None
    return dict(campaign.canary)


def _looks(campaign: Campaign) -> list[Mapping[Signal, Seen]]:
    return [
        {Signal(signal): Seen(**each) for signal, each in look.items()}
        for look in _noted(campaign)["looks"]
    ]


def _is_due(campaign: Campaign, seen: Mapping[Signal, Seen]) -> bool:
    """Whether the next look before the last one is due, by the signal that comes last."""
    taken = len(_noted(campaign)["looks"])
    return taken < len(LOOKS) and min(each.share for each in seen.values()) >= LOOKS[taken]


def _seen(campaign: Campaign, now: datetime) -> Mapping[Signal, Seen]:
    """What was seen of each signal by now."""
    prefix = {"prefix": key_of(CAMPAIGN, f"{campaign.pk}@%"), **_watching()}
    answers = _rows("answers", {**prefix, "now": now})
    [(attempts, refused, waiting)] = _rows("attempts", prefix)
    accepted = sum(row[1] for row in answers)
    uncut = campaign.recipients.filter(cut_at=None, reason="", planned_at__isnull=False).count()
    whole = accepted + waiting + uncut
    usual = {Signal(name): shares for name, shares in _noted(campaign)["usual"].items()}
    expected = {
        signal: sum(
            count * usual[signal][quarters - 1] for quarters, count, *_ in answers if quarters
        )
        for signal in (Signal.DISMISSED, Signal.UNSUBSCRIBED)
    }
    expected[Signal.REFUSED] = attempts * usual[Signal.REFUSED][-1]
    counts = {
        Signal.DISMISSED: sum(row[2] for row in answers),
        Signal.UNSUBSCRIBED: sum(row[3] for row in answers),
        Signal.REFUSED: refused,
    }
    return {
        signal: Seen(
            count=counts[signal],
            expected=expected[signal],
            share=_reached(campaign, signal, expected[signal], whole * usual[signal][-1]),
        )
        for signal in Signal
    }


def _reached(campaign: Campaign, signal: Signal, expected: float, whole: float) -> float:
    """The share of what is to be seen; it never falls, although pushes may end unsent."""
    looks = _noted(campaign)["looks"]
    before: float = looks[-1][signal]["share"] if looks else 0.0
    return max(before, min(1.0, expected / whole if whole else 1.0))


def _usual(row: Sequence[int]) -> Usual:
    accepted, refused = row[0], row[9]
    dismissed, unsubscribed = row[1:5], row[5:9]
    shares = {
        Signal.DISMISSED: [canary.at_least(Signal.DISMISSED, n, accepted) for n in dismissed],
        Signal.UNSUBSCRIBED: [
            canary.at_least(Signal.UNSUBSCRIBED, n, accepted) for n in unsubscribed
        ],
        Signal.REFUSED: [canary.at_least(Signal.REFUSED, refused, accepted + refused)],
    }
    return Usual(shares={signal: tuple(each) for signal, each in shares.items()})


def _sum(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _watching() -> dict[str, Any]:
    return {"quarter": _QUARTER.total_seconds(), "reasons": list(REFUSALS)}


def _rows(name: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL[name], values)
        return cursor.fetchall()
