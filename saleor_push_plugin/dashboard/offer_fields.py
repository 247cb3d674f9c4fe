"""The Dashboard fields of what is promised to who subscribes, or installs the shop's app."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ..core.subscriber_offer import OFFERED, SubscriberOffer, field, parse, slugs
from ..core.time_zones import UTC_ZONE
from ..core.voucher_purpose import VoucherPurpose
from ..shop import channels, subscriber_offers
from ..shop.subscriber_offers import Unfit
from .voucher_fields import Field, number_up_to

_MOST = 1_000_000
_WHO = {
    VoucherPurpose.WELCOME: ("Offer for subscribing", "who agrees to offers for the first time"),
    VoucherPurpose.INSTALL: (
        "Offer for the app",
        "who first opens the shop as an installed app",
    ),
}
_UNFIT = {
    Unfit.NOT_ONCE_PER_CUSTOMER: "must be limited to one use per customer, which is set in it.",
    Unfit.NO_END: "must have an end date, which is set in it.",
    Unfit.NO_LIMIT: "all have its code, so its usage limit must be set, and be no more than “codes "
    "in all”; or let its codes be single-use.",
}


def _day(value: str) -> str | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return _NO_DAY
    return None if day.isoformat() == value and day.year in _YEARS else _NO_DAY


# The last day of all has no end.
_YEARS = range(2000, 3000)
_NO_DAY = "must be a day such as 2026-12-24."


def _anything(_value: str) -> str | None:
    """Checked with the other fields of the offer."""
    return None


def _fields(purpose: VoucherPurpose) -> Mapping[str, Field]:
    title, who = _WHO[purpose]
    made = {
        "voucher": Field(
            label=f"{title}: voucher",
            help=f"Name of a voucher for {who}. It must be limited to one use per customer and "
            "have an end date. With single-use codes each confirmed account gets its own; else "
            "guests get its code too, and it needs a usage limit. Empty: no offer.",
            check=_anything,
        ),
        "from": Field(label=f"{title}: from", help="Its first day. Empty: at once.", check=_day),
        "until": Field(
            label=f"{title}: until",
            help="Its last day. Empty: until the voucher ends.",
            check=_day,
        ),
        "channels": Field(
            label=f"{title}: channels",
            help="Slugs of channels, with commas. Empty: all that the voucher is for.",
            check=_anything,
        ),
        "codes": Field(
            label=f"{title}: codes in all",
            help="The most codes that are made of this voucher for it.",
            check=number_up_to(_MOST),
        ),
        "codes_day": Field(
            label=f"{title}: codes a day",
            help="The most that are made in a day (UTC). Who comes later gets one the next day.",
            check=number_up_to(_MOST),
        ),
    }
    return {field(purpose, name): each for name, each in made.items()}


FIELDS: Mapping[str, Field] = {
    name: each for purpose in OFFERED for name, each in _fields(purpose).items()
}


def problems(values: Mapping[str, Any]) -> Mapping[str, str]:
    """What is wrong with the offers, by field, if each field alone is valid."""
    texts = {name: str(values.get(name) or "") for name in FIELDS}
    found: dict[str, str] = {}
    for purpose in OFFERED:
        if texts[field(purpose, "voucher")]:
            for name, problem in _problems(purpose, texts):
                found.setdefault(field(purpose, name), problem)
    return found


def _problems(purpose: VoucherPurpose, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in ("codes", "codes_day"):
        if not texts[field(purpose, name)]:
            yield name, "required with a voucher."
    offer = parse(purpose, texts, UTC_ZONE)
    if offer and offer.begins and offer.ends and offer.ends <= offer.begins:
        yield "until", "must not be before its first day."
    if offer:
        yield from _voucher_problems(offer, slugs(texts[field(purpose, "channels")]))


def _voucher_problems(offer: SubscriberOffer, named: list[str]) -> Iterator[tuple[str, str]]:
    voucher = subscriber_offers.find(offer.voucher)
    if voucher is None:
        yield "voucher", "there is no voucher with this name."
        return
    if unfit := subscriber_offers.unfit(voucher, offer.most):
        yield "voucher", _UNFIT[unfit]
    if offer.begins and voucher.end_date and voucher.end_date <= offer.begins:
        yield "from", "the voucher ends before it."
    known = set(channels.slugs().values())
    listed = set(voucher.channel_listings.values_list("channel__slug", flat=True))
    for slug in named:
        if slug not in known:
            yield "channels", f"there is no channel {slug}."
        elif slug not in listed:
            yield "channels", f"the voucher is not for the channel {slug}."
