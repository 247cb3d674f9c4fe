"""The voucher of a campaign in the API: what staff give, what is stored, what they read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import graphene

from ...core.campaigns.voucher import CampaignVoucher
from ...core.global_id import global_id, number_of
from ...core.push_subscription import Problem
from ...core.segments.size import size_for
from ...shop import campaign_codes
from .. import scalars

if TYPE_CHECKING:
    from ...models import Campaign

VOUCHER = "Voucher"


class PushCampaignVoucherInput(graphene.InputObjectType):
    voucher = graphene.ID(required=True, description="ID of Saleor's voucher.")
    code = graphene.String(
        description="The code of it that all get. Left out: each person gets a code of their own, "
        "which can be used once; the voucher has to be one with single-use codes."
    )
    budget = scalars.Int(
        description="How many codes of their own are made in all; needed for them. A code that all "
        "get has the usage limit that the voucher has in Saleor."
    )
    budget_a_day = scalars.Int(
        description="How many of them are made in a day (UTC). Others wait for the next day, as "
        "long as their push may. Left out: no limit of its own."
    )
    send_without_code = graphene.Boolean(
        description="Whether who can have no code gets the push without the sentences that speak "
        "of it. Left out: they do not get it."
    )

    class Meta:
        description = "A voucher that a campaign promises; its texts say it by `{voucher}`."


class PushCampaignVoucher(graphene.ObjectType):
    voucher = graphene.ID(required=True, description="ID of Saleor's voucher.")
    code = graphene.String(description="The code that all get. Null: each gets one of their own.")
    budget = scalars.Int(description="How many codes of their own are made in all. Null: none are.")
    budget_a_day = scalars.Int(description="How many of them are made in a day. Null: no limit.")
    send_without_code = graphene.Boolean(
        required=True, description="Whether who can have no code gets the push without it."
    )
    codes_made = scalars.Int(
        required=True,
        description="How many codes of their own were made and not given back; in tens without the "
        "permission MANAGE_USERS.",
    )

    class Meta:
        description = "The voucher that a campaign promises."


def of(campaign: "Campaign", *, exact: bool) -> PushCampaignVoucher | None:
    """The voucher of a campaign, as staff read it; `exact`: who may read about persons."""
    offer = CampaignVoucher.from_json(campaign.voucher)
    if offer is None:
        return None
    return PushCampaignVoucher(
        voucher=global_id(VOUCHER, str(offer.id)),
        code=offer.code or None,
        budget=None if offer.code else offer.most,
        budget_a_day=offer.most_a_day,
        send_without_code=not offer.needed,
        codes_made=size_for(campaign_codes.made(campaign.pk), exact=exact).people,
    )


def stored(given: Mapping[str, Any]) -> Mapping[str, Any] | Problem:
    """What is stored of an input, or what is wrong with it."""
    pk = number_of(given["voucher"], VOUCHER)
    code = (given.get("code") or "").strip()
    if pk is None:
        message = "This is not the ID of a voucher."
        return Problem(field="voucher", code="graphql_error", message=message)
    # PostgreSQL accepts neither NUL nor a lone surrogate.
    if code and not code.isprintable():
        message = "A code is text in one line."
        return Problem(field="code", code="invalid", message=message)
    if code and (given.get("budget") or given.get("budget_a_day")):
        message = "A code that all get has the usage limit of its voucher, and no budget here."
        return Problem(field="budget", code="invalid", message=message)
    return CampaignVoucher(
        id=pk,
        code=code,
        most=given.get("budget") or 0,
        most_a_day=given.get("budget_a_day"),
        needed=not given.get("send_without_code"),
    ).as_json()
