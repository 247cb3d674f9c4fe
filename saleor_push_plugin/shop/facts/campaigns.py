"""Load campaigns: what staff wrote, and whether they still go out."""

from collections.abc import Collection, Mapping

from django.contrib.sites.models import Site

from ...core.campaigns.voucher import CampaignVoucher
from ...core.event import CAMPAIGN, id_of
from ...core.facts.campaign import CampaignFacts
from ...core.scenario import Urgency
from ...models import Campaign
from .registry import loads_shared


@loads_shared(CAMPAIGN)
def load(subjects: Collection[str]) -> Mapping[str, CampaignFacts]:
    """Return the facts of campaigns by subject, in two queries."""
    ids = {subject: int(id_of(subject)) for subject in subjects}
    rows = {row.pk: row for row in Campaign.objects.filter(pk__in=set(ids.values()))}
    shop = Site.objects.get_current().name if rows else ""
    facts = {pk: _facts(row, shop) for pk, row in rows.items()}
    return {subject: facts[pk] for subject, pk in ids.items() if pk in facts}


def _facts(row: Campaign, shop: str) -> CampaignFacts:
    return CampaignFacts(
        id=row.pk,
        channel=row.channel,
        shop=shop,
        texts=row.texts,
        language=row.language,
        path=row.path,
        image=row.image,
        urgency=Urgency(row.urgency),
        offer=CampaignVoucher.from_json(row.voucher),
        is_paused=row.state == "paused",
        is_cancelled=row.state == "cancelled",
    )
