"""What is wrong with the voucher of a draft, and with what its texts say of it."""

from collections.abc import Iterator
from datetime import datetime

from ..core.campaigns.voucher import CampaignVoucher
from ..core.push_subscription import Problem
from ..models import Campaign
from ..shop import campaign_codes
from . import words_said

# The words of a campaign that only a voucher gives a value.
WORD, WORDS = "voucher", {"voucher", "voucher_ends"}
MOST_CODES = 1_000_000


def problems(campaign: Campaign, now: datetime) -> Iterator[Problem]:
    """Everything that is wrong. A code that no text says would be made for nothing."""
    offer = CampaignVoucher.from_json(campaign.voucher)
    said = words_said.by_language(campaign)
    if offer is None:
        for tag in (tag for tag, words in said if words & WORDS):
            message = f"The text in “{tag}” speaks of a voucher, and the campaign has none."
            yield Problem(field="voucher", code="required", message=message)
        return
    for tag in (tag for tag, words in said if WORD not in words):
        message = f"The text in “{tag}” does not say the code: it lacks the word {{{WORD}}}."
        yield Problem(field="texts", code="invalid", message=message)
    yield from _budget_problems(offer)
    if reason := campaign_codes.problem(offer, campaign.channel, now):
        yield Problem(field="voucher", code="invalid", message=_why(offer, reason))


def _budget_problems(offer: CampaignVoucher) -> Iterator[Problem]:
    if offer.code:
        return
    if not 1 <= offer.most <= MOST_CODES:
        message = f"Personal codes need a budget: 1 to {MOST_CODES} codes in all."
        code = "invalid" if offer.most else "required"
        yield Problem(field="budget", code=code, message=message)
    if offer.most_a_day is not None and offer.most_a_day < 1:
        message = "A day's budget is at least one code."
        yield Problem(field="budget_a_day", code="invalid", message=message)


def _why(offer: CampaignVoucher, reason: object) -> str:
    kind = "one that has this code, for use by many" if offer.code else "one with single-use codes"
    return {
        "voucher_not_found": f"The shop has no such voucher: it has to be {kind}.",
        "voucher_ended": "This voucher is no longer valid.",
        "voucher_not_in_channel": "This voucher is not for the campaign's channel.",
    }[str(reason)]
