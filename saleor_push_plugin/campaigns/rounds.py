"""What beat does with campaigns: begins and goes on with freezing, ends those that are done."""

from collections.abc import Callable
from datetime import datetime, timedelta

from .. import outbox
from ..core.campaigns.states import FINAL, CampaignState
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
    """End the campaigns of which nothing waits any more."""
    sending = {"state": CampaignState.SENDING}
    for id in Campaign.objects.filter(**sending).values_list("id", flat=True):
        with outbox.atomic():
            rows = Campaign.objects.select_for_update(skip_locked=True)
            campaign = rows.filter(pk=id, **sending).first()
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
