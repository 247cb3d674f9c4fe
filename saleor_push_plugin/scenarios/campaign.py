"""Campaign: a marketing push that staff wrote, to an audience of theirs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..core.audience import AsPlanned, Audience
from ..core.event import CAMPAIGN
from ..core.facts.campaign import CampaignFacts
from ..core.facts.personal_code import PersonalCode
from ..core.links import Link
from ..core.reason import Reason
from ..core.scenario import Scenario, Topic, Urgency
from ..core.text.languages import Name


class Campaign(Scenario[CampaignFacts]):
    code = "campaign"
    label = "Campaigns"
    ends = "paused or cancelled"
    trigger = CAMPAIGN
    topic = Topic.OFFERS
    ttl = timedelta(hours=24)
    waits_for_cap = True
    title = "News from {shop}"
    body = """
        See what is new in our shop today.
    """
    sample = CampaignFacts(
        id=1,
        channel="default-channel",
        shop="The Linen House",
        texts={},
        language="en",
        voucher=PersonalCode(
            code="DEAL-7KQ2M9XA",
            share=Decimal(15),
            ends_at=datetime(2026, 11, 30, 22, 59, tzinfo=UTC),
        ),
    )

    def objection(self, facts: CampaignFacts) -> Reason | None:
        return Reason.CAMPAIGN_CANCELLED if facts.is_cancelled else None

    def halted(self, facts: CampaignFacts) -> Reason | None:
        return Reason.CAMPAIGN_PAUSED if facts.is_paused else None

    def how_urgent(self, facts: CampaignFacts) -> Urgency:
        return facts.urgency

    def audience(self, facts: CampaignFacts) -> Audience:
        return AsPlanned()

    def words(self, facts: CampaignFacts) -> Mapping[str, object]:
        return {
            "shop": Name(original=facts.shop) if facts.shop else None,
            "voucher": facts.voucher,
            "voucher_ends": facts.voucher.ends_at if facts.voucher else None,
        }

    def image(self, facts: CampaignFacts) -> str:
        return facts.image

    def about(self, facts: CampaignFacts) -> str:
        return f"{CAMPAIGN}:{facts.id}"

    def link(self, facts: CampaignFacts) -> Link:
        name = f"campaign-{facts.id}"
        words = {"channel": facts.channel}
        if facts.path:
            return Link(path=facts.path, words=words, campaign=name)
        return Link(page="home", words=words, campaign=name)
