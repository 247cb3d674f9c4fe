"""Campaigns in tests: one that staff wrote, and what beat and workers do with it at a moment."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from saleor_push_plugin.campaigns import cutting, lifecycle, upkeep
from saleor_push_plugin.core.campaigns.schedule import PastHour, Timing
from saleor_push_plugin.core.experiments.assignment import arm_of, bucket, equal_shares
from saleor_push_plugin.models import (
    Campaign,
    CampaignRecipient,
    Experiment,
    Notification,
    Subscription,
)
from saleor_push_plugin.shop import config, person_facts
from saleor_push_plugin.shop.connections import writer

EDITOR = "User:1"
TEXTS = {
    "en": {"title": "Winter sale", "body": "Up to half off"},
    "de": {"title": "Winterschlussverkauf", "body": "Bis zur Hälfte billiger"},
}


def written(**values: Any) -> Campaign:
    """A draft for everybody."""
    plain = {"name": "Winter", "language": "en", "texts": TEXTS, "created_at": timezone.now()}
    with writer():
        return Campaign.objects.create(**{**plain, **values})


def scheduled(
    at: datetime,
    timing: Timing = Timing.AT,
    *,
    now: datetime | None = None,
    past_hour: PastHour = PastHour.TOMORROW,
    **values: Any,
) -> Campaign:
    """One that goes out at a moment, or at that hour of each zone."""
    when = lifecycle.Schedule(timing=timing, at=at, past_hour=past_hour)
    with writer():
        made = lifecycle.start(written(**values).pk, when, EDITOR, now or timezone.now())
    assert isinstance(made, Campaign)
    return made


def frozen(now: datetime) -> None:
    """What ticks do at a moment, until all that is due is frozen."""
    with writer():
        person_facts.rebuild(now)
        while upkeep.freeze(config.load(), lambda: now, 60):
            pass


def cut(now: datetime) -> int:
    """Cut all that is due at a moment; returns how many slices there were."""
    slices = 0
    with writer():
        while cutting.cut(now):
            slices += 1
    return slices


def state(campaign: Campaign) -> str:
    campaign.refresh_from_db()
    return str(campaign.state)


def people(campaign: Campaign) -> Mapping[str, tuple[datetime, str]]:
    """When it is planned for whom, and why they do not get it."""
    rows = CampaignRecipient.objects.filter(campaign=campaign)
    return {row.person: (row.planned_at, row.reason) for row in rows}


def pushes() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(scenario="campaign").order_by("id")
    return list(rows.values_list("state", "reason"))


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def mixed(campaign: Campaign, arms: int = 2, share: int = 50) -> Campaign:
    """Take a salt by which a share of today's subscribers gets all arms, and some are the rest.

    `share`: in percent. Chance alone would leave an arm or a stage empty now and then.
    """
    rows = Subscription.objects.values_list("user_id", "id")
    people = {f"s{id}" if user is None else f"u{user}" for user, id in rows}
    campaign.salt = next(salt for salt in map(str, count()) if _mixes(salt, people, arms, share))
    with writer():
        campaign.save(update_fields=["salt"])
        Experiment.objects.filter(pk=campaign.experiment_id).update(salt=campaign.salt)
    return campaign


def _mixes(salt: str, people: Collection[str], arms: int, share: int) -> bool:
    tried = {person for person in people if bucket(f"{salt}/stage", person) < share * 100}
    shares = equal_shares(arms)
    drawn = {arm_of(bucket(salt, person), shares) for person in tried}
    return len(drawn) == arms and len(people) - len(tried) >= (2 if share < 100 else 0)
