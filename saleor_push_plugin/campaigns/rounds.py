"""What beat does with campaigns: begins and goes on with freezing, ends those that are done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from .. import outbox
from ..core.campaigns.states import FINAL, CampaignState
from ..core.isolated_steps import isolated
from ..models import Campaign, CampaignRecipient
from ..settings.config import Config
from . import freezing, lifecycle

# Recipients that are deleted in one statement.
_BATCH = 50_000


def freeze(config: Config, clock: Callable[[], datetime], seconds: float) -> bool:
    """Freeze what is due for so many seconds; whether there is more."""
    zone = config.reader_zone("")
    end = clock() + timedelta(seconds=seconds)
    freezing.begin(clock())
    while freezing.step(zone, clock()):
        if clock() >= end:
            return True
    return False


def finish(now: datetime) -> None:
    """End the campaigns of which nothing waits any more; one that fails ends in a later round."""
    sending = Campaign.objects.filter(state=CampaignState.SENDING)
    for id in sending.values_list("id", flat=True):
        isolated(f"ending campaign {id}", partial(_finish, id, now), None)


def _finish(id: int, now: datetime) -> None:
    with outbox.atomic():
        rows = Campaign.objects.select_for_update(skip_locked=True)
        campaign = rows.filter(pk=id, state=CampaignState.SENDING).first()
        if campaign:
            lifecycle.finish(campaign, now)


def purge(before: datetime) -> None:
    """Delete the recipients of campaigns that ended before then; the campaigns stay."""
    ended = Campaign.objects.filter(state__in=FINAL, ended_at__lt=before)
    rows = CampaignRecipient.objects.filter(campaign__in=ended)
    while ids := list(rows.values_list("id", flat=True)[:_BATCH]):
        CampaignRecipient.objects.filter(id__in=ids).delete()


def forget(person: str) -> None:
    """Delete a person whose account is deleted from the recipients."""
    CampaignRecipient.objects.filter(person=person).delete()
