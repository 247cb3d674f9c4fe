"""What cannot be promised to subscribers is refused in the plugin's form, with the field's name."""

from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Refused
from tests.hosts.shop import Shop

from .offering import DAY, offered, voucher

UNFIT = [
    ({"applyOncePerCustomer": False}, {}, "voucher: must be limited to one use per customer"),
    ({"endDate": None}, {}, "voucher: must have an end date"),
    ({"singleUse": False}, {}, "voucher: all have its code, so its usage limit must be set"),
    ({"singleUse": False, "usageLimit": 10}, {}, "voucher: all have its code"),
    ({}, {"voucher": "Nothing"}, "voucher: there is no voucher with this name"),
    ({}, {"codes": ""}, "codes in all: required with a voucher"),
    ({}, {"codes_day": ""}, "codes a day: required with a voucher"),
    ({}, {"codes": "many"}, "codes in all: must be a whole number"),
    ({}, {"from": "24.12.2026"}, "from: must be a day such as 2026-12-24"),
    ({}, {"from": "2026-02-30"}, "from: must be a day such as 2026-12-24"),
    ({}, {"until": "9999-12-31"}, "until: must be a day such as 2026-12-24"),
    ({}, {"from": "2026-12-24", "until": "2026-12-23"}, "until: must not be before its first day"),
    ({}, {"from": "2099-01-01"}, "from: the voucher ends before it"),
    ({}, {"channels": "nowhere"}, "channels: there is no channel nowhere"),
]


@pytest.mark.parametrize("purpose", ["welcome", "install"])
@pytest.mark.parametrize(("limits", "fields", "problem"), UNFIT, ids=str)
def test_what_cannot_be_promised_is_refused_with_the_name_of_the_field(
    push: Shop, purpose: str, limits: dict[str, Any], fields: dict[str, str], problem: str
) -> None:
    voucher(push, **limits)
    title = {"welcome": "Offer for subscribing", "install": "Offer for the app"}[purpose]
    with pytest.raises(Refused, match=f"{title}: {problem}"):
        offered(push, purpose, **fields)


def test_a_channel_that_the_voucher_is_not_for_is_refused(push: Shop) -> None:
    from saleor.discount.models import VoucherChannelListing

    voucher(push)
    with writer():
        VoucherChannelListing.objects.all().delete()
    slug = push.catalogue.channel.slug
    with pytest.raises(Refused, match=f"channels: the voucher is not for the channel {slug}"):
        offered(push, channels=slug)


def test_an_offer_that_has_ended_keeps_nobody_from_saving_the_form(push: Shop) -> None:
    from saleor.discount.models import Voucher

    voucher(push)
    offered(push)
    with writer():
        Voucher.objects.update(end_date=timezone.now() - DAY)
    push.configure_push(weekly_cap="4")
