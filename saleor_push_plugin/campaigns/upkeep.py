"""What is done with campaigns from time to time: freezes, ends and purges them, forgets people."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q, QuerySet

from .. import outbox
from ..core.campaigns.states import FINAL, CampaignState
from ..core.isolated_steps import isolated
from ..core.person import Person, user_key
from ..models import Campaign, CampaignRecipient, Subscription
from ..settings.config import Config
from . import canary, change_log, deciding, freezing, lifecycle, recurring, staging, stock

# Recipients that are deleted in one statement, and pushes of one that end in one.
_BATCH, SLICE = 50_000, 5000


def freeze(config: Config, clock: Callable[[], datetime], seconds: float) -> bool:
    """Freeze and plan what is due for so many seconds; whether there is more.

    First the occurrences of series are made that are due.
    """
    zone = config.reader_zone("")
    end = clock() + timedelta(seconds=seconds)
    recurring.make_due(clock())
    freezing.begin(clock())
    while freezing.step(zone, clock()) or staging.plan(zone):
        if clock() >= end:
            return True
    return False


def finish(now: datetime) -> None:
    """End the campaigns of which nothing waits any more; one that fails ends in a later round.

    Of each that was cancelled also a slice of what waits. Those of products follow their stock, and
    canaries are watched, and tests that are due decided.
    """
    canary.watch(now)
    deciding.decide(now)
    deciding.look_last(now)
    sending = Campaign.objects.filter(state=CampaignState.SENDING)
    for id in sending.values_list("id", flat=True):
        isolated(f"ending campaign {id}", partial(_finish, id, now), None)
    # Then: what sold its last piece is done, and not sold out.
    stock.follow(now)
    for id in _cancelled().values_list("id", flat=True):
        isolated(f"closing campaign {id}", partial(_close, id, now), False)


def _finish(id: int, now: datetime) -> None:
    """Codes are given back before: of a large budget that takes many transactions."""
    found = Campaign.objects.filter(pk=id, state=CampaignState.SENDING).first()
    if found is None or lifecycle.waits(found):
        return
    lifecycle.give_codes_back(found, now)
    with outbox.atomic():
        rows = Campaign.objects.select_for_update(skip_locked=True)
        campaign = rows.filter(pk=id, state=CampaignState.SENDING).first()
        if campaign:
            lifecycle.finish(campaign, now)


def _cancelled() -> "QuerySet[Campaign]":
    """Those whose figures are not stored yet."""
    return Campaign.objects.filter(state=CampaignState.CANCELLED, result__isnull=True)


def _close(id: int, now: datetime) -> bool:
    """End a slice of what waits, and store the figures after the last; whether more may wait."""
    with outbox.atomic():
        campaign = _locked(id)
        if campaign is None or lifecycle.close(campaign, SLICE):
            return campaign is not None
    lifecycle.give_codes_back(campaign, now)
    with outbox.atomic():
        if campaign := _locked(id):
            lifecycle.store_result(campaign)
    return False


def _locked(id: int) -> Campaign | None:
    return _cancelled().select_for_update(skip_locked=True).filter(pk=id).first()


def purge(before: datetime, now: datetime) -> None:
    """Delete the recipients of campaigns that ended before then; the campaigns stay.

    What began before then and is paused to this day is cancelled: nothing of it can be sent. A
    series is not: staff may let it go on.
    """
    _cancel_paused(before, now)
    ended = Q(state=CampaignState.CANCELLED, starts_at__lt=before) | Q(
        state__in=FINAL, ended_at__lt=before
    )
    over = Campaign.objects.filter(ended, result__isnull=False)
    rows = CampaignRecipient.objects.filter(campaign__in=over)
    while ids := list(rows.values_list("id", flat=True)[:_BATCH]):
        CampaignRecipient.objects.filter(id__in=ids).delete()


def _cancel_paused(before: datetime, now: datetime) -> None:
    all_paused = Campaign.objects.filter(state=CampaignState.PAUSED, repeats__isnull=True)
    paused = all_paused.filter(starts_at__lt=before)
    for id in paused.values_list("id", flat=True):
        lifecycle.cancel(id, change_log.NOBODY, now)
        while _close(id, now):
            pass


def forget_user(user_id: int) -> None:
    """Delete a customer from the recipients, also as the guest that a browser of theirs was.

    To be called while their browsers are still theirs.
    """
    browsers = Subscription.objects.filter(user_id=user_id).values_list("id", flat=True)
    guests = [Person(subscription_id=id).key for id in browsers]
    forget([user_key(user_id), *guests])


def forget(persons: Collection[str]) -> None:
    """Delete people (keys of core.person) from the recipients."""
    CampaignRecipient.of(persons).delete()
