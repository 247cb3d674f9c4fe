"""Campaign: a marketing push that staff wrote, to an audience of theirs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..core.audience import AsPlanned, Audience
from ..core.event import CAMPAIGN
from ..core.facts.campaign import CampaignFacts
from ..core.facts.common import Money
from ..core.facts.personal_code import PersonalCode
from ..core.facts.price_and_stock import OfferFacts, product_link
from ..core.links import Link
from ..core.reason import Reason
from ..core.samples import SELLING_POINTS
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
        product=OfferFacts(
            variant_id=7,
            product_id=3,
            slug="linen-shirt",
            name=Name(original="Linen shirt, M"),
            channel="default-channel",
            price=Money(amount=Decimal("29.90"), currency="EUR"),
            lowest=Money(amount=Decimal("39.00"), currency="EUR"),
            available=4,
            selling_points=SELLING_POINTS,
        ),
        voucher=PersonalCode(
            code="DEAL-7KQ2M9XA",
            share=Decimal(15),
            ends_at=datetime(2026, 11, 30, 22, 59, tzinfo=UTC),
        ),
    )

    def objection(self, facts: CampaignFacts) -> Reason | None:
        if facts.is_cancelled:
            return Reason.CAMPAIGN_CANCELLED
        ends = facts.about and facts.about.ends and facts.product
        return facts.unavailable if ends else None

    def halted(self, facts: CampaignFacts) -> Reason | None:
        return Reason.CAMPAIGN_PAUSED if facts.is_paused else facts.unavailable

    def is_for_segment(self, facts: CampaignFacts) -> bool:
        return facts.is_for_segment

    def text_valid_until(self, facts: CampaignFacts) -> datetime | None:
        return facts.product.selling_points.ends_at if facts.product else None

    def how_urgent(self, facts: CampaignFacts) -> Urgency:
        return facts.urgency

    def audience(self, facts: CampaignFacts) -> Audience:
        return AsPlanned()

    def words(self, facts: CampaignFacts) -> Mapping[str, object]:
        return {
            "shop": Name(original=facts.shop) if facts.shop else None,
            **facts.product_words,
            "voucher": facts.voucher,
            "voucher_ends": facts.voucher.ends_at if facts.voucher else None,
        }

    def image(self, facts: CampaignFacts) -> str:
        own = facts.product.selling_points.image if facts.product else ""
        return facts.image or own

    def about(self, facts: CampaignFacts) -> str:
        return f"{CAMPAIGN}:{facts.id}"

    def link(self, facts: CampaignFacts) -> Link:
        name = f"campaign-{facts.id}"
        words = {"channel": facts.channel}
        if facts.product and not facts.path:
            return replace(product_link(facts.product), campaign=name)
        if facts.path:
            return Link(path=facts.path, words=words, campaign=name)
        return Link(page="home", words=words, campaign=name)
