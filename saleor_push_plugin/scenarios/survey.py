"""Survey: a question some days after the last parcel of an order arrived."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from ..core.audience import Owner
from ..core.event import FULFILLMENT_DELIVERED
from ..core.facts.fulfillment import FulfillmentFacts
from ..core.links import SURVEY_PAGE, Link
from ..core.reason import Reason
from ..core.samples import FULFILLMENT
from ..core.scenario import Scenario, Topic
from ..core.scenario_bases.order_updates import after_delivery_objection, contents


class Survey(Scenario[FulfillmentFacts]):
    code = "survey"
    label = "Survey after delivery"
    ends = "returned, cancelled or refunded, more parcels to come, asked in the last month"
    trigger = FULFILLMENT_DELIVERED
    topic = Topic.SURVEYS
    delay = timedelta(days=3)
    ttl = timedelta(days=3)
    personal = True
    title = "Are you happy with your order?"
    body = """
        {item}{more, plural, =0 {} one { and # more item} other { and # more items}}
        Tell us with one tap.
    """
    gives_way = ("",)
    texts = ("title", "body", "good", "bad", "comment", "thanks")
    buttons = ("good", "bad")
    good = "Yes, all good"
    bad = "Not quite"
    comment = "Would you like to add something?"
    thanks = "Thank you for your answer!"
    sample = replace(FULFILLMENT, left=0)

    def objection(self, facts: FulfillmentFacts) -> Reason | None:
        return after_delivery_objection(facts) or (
            Reason.ASKED_RECENTLY if facts.asked_recently else None
        )

    def audience(self, facts: FulfillmentFacts) -> Owner:
        order = facts.order
        return Owner(user_id=order.user_id, checkout_id=order.checkout_id, late=True)

    def words(self, facts: FulfillmentFacts) -> Mapping[str, object]:
        return contents(facts.order.lines)

    def about(self, facts: FulfillmentFacts) -> str:
        return f"survey:{facts.order.id}"

    def link(self, facts: FulfillmentFacts) -> Link:
        return Link(page=SURVEY_PAGE)
