"""Load gift cards and personal voucher codes that expire, with their owners."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from saleor.account.models import User
from saleor.channel.models import Channel
from saleor.discount.models import Voucher, VoucherCode, VoucherCustomer
from saleor.giftcard.models import GiftCard

from ... import models
from ...core.audience import Owner, parse_person_key
from ...core.event import GIFT_CARD_EXPIRING, VOUCHER_EXPIRING, id_of
from ...core.facts.common import Money
from ...core.facts.expiring import ExpiringFacts
from ...core.facts.personal_code import PersonalCode
from .. import voucher_worth
from ..email_addresses import normalized, same_address
from ..shown_prices import ShownPrices
from .registry import loads_shared

# How many characters of a gift card's code are shown, at its end; as many as Saleor shows.
SHOWN = 4


def subject_of(id: object, until: date) -> str:
    """Return the event's subject. A new expiry date makes a new event."""
    return f"{id}@{until:%Y%m%d}"


def last_day(end: datetime) -> date:
    """Return the last valid day. What ends at midnight is valid until the day before."""
    return voucher_worth.last_moment(end).date()


def owner_of(card: GiftCard) -> int | None:
    """Return the user id of a card's owner: whom it is assigned to (since 3.23), or who used it."""
    return getattr(card, "assigned_to_id", None) or card.used_by_id


@loads_shared(GIFT_CARD_EXPIRING)
def load_gift_cards(subjects: list[str]) -> Mapping[str, ExpiringFacts]:
    """Return gift cards by subject; those without an expiry date are left out."""
    cards = GiftCard.objects.filter(pk__in=_ids(subjects))
    cards = cards.select_related("fulfillment_line__order_line__order__channel")
    rows = {str(row.pk): row for row in cards}
    # A card has no channel. It can be used in every channel of its currency.
    channels = _channels({row.currency for row in rows.values()})
    return {
        subject: _gift_card(row, subject, channels.get(row.currency, []))
        for subject in subjects
        if (row := rows.get(id_of(subject))) and row.expiry_date
    }


def _gift_card(row: GiftCard, subject: str, usable: Sequence[str]) -> ExpiringFacts:
    user_id = owner_of(row)
    return ExpiringFacts(
        id=str(row.pk),
        code=row.code[-SHOWN:],
        last_day=row.expiry_date,
        owner=None if user_id is None else Owner(user_id=user_id),
        **_place(_sold_in(row), usable),
        balance=Money(amount=row.current_balance_amount, currency=row.currency),
        spent=not row.is_active or row.current_balance_amount <= 0,
        moved=subject_of(row.pk, row.expiry_date) != subject,
    )


def _sold_in(row: GiftCard) -> str:
    """Return the slug of the channel where a card was sold; empty if it was not."""
    return str(row.fulfillment_line.order_line.order.channel.slug) if row.fulfillment_line else ""


def _place(known: str, usable: Sequence[str]) -> dict[str, Any]:
    """Return the channel of what is known to be of one; else all where it can be used."""
    if known in usable:
        return {"channel": known}
    return {"channel": usable[0] if usable else "", "usable_in": frozenset(usable)}


def _channels(currencies: set[str]) -> Mapping[str, Sequence[str]]:
    """Return the slugs of active channels by currency, in alphabetical order."""
    rows = Channel.objects.filter(currency_code__in=currencies, is_active=True).order_by("slug")
    slugs = defaultdict(list)
    for currency, slug in rows.values_list("currency_code", "slug"):
        slugs[currency].append(slug)
    return slugs


@loads_shared(VOUCHER_EXPIRING)
def load_vouchers(subjects: list[str]) -> Mapping[str, ExpiringFacts]:
    """Return personal codes by subject; those of vouchers without an end are left out."""
    promised = models.PersonalVoucher.objects.filter(code__in=_ids(subjects))
    promises = {row.code: row for row in promised}
    person_keys = {code: row.person for code, row in promises.items()}
    rows = VoucherCode.objects.filter(code__in=person_keys).select_related("voucher")
    codes = {row.code: row for row in rows.prefetch_related("voucher__channel_listings__channel")}
    exhausted = _exhausted([row.voucher for row in codes.values()])
    used = _used_by(person_keys.values(), {row.voucher_id for row in codes.values()})
    shown = ShownPrices.load(_slugs(codes.values()))
    return {
        subject: _voucher(row, subject, promise, exhausted | used.get(promise.person, set()), shown)
        for subject in subjects
        if (row := codes.get(id_of(subject)))
        and row.voucher.end_date
        and (promise := promises[row.code])
    }


def _slugs(codes: Collection[VoucherCode]) -> set[str]:
    return {each.channel.slug for row in codes for each in row.voucher.channel_listings.all()}


def _exhausted(vouchers: Collection[Voucher]) -> set[int]:
    """Return the ids of vouchers whose codes together reached the usage limit."""
    limits = {row.pk: row.usage_limit for row in vouchers if row.usage_limit is not None}
    rows = VoucherCode.objects.filter(voucher_id__in=limits).order_by()
    uses = rows.values_list("voucher_id").annotate(Sum("used"))
    return {voucher for voucher, times in uses if times >= limits[voucher]}


def _used_by(persons: Collection[str], vouchers: Collection[int]) -> Mapping[str, set[int]]:
    """Return the ids of once-per-customer vouchers that accounts used, by person key."""
    owners = {key: parse_person_key(key) for key in persons}
    users = {owner.user_id: key for key, owner in owners.items() if isinstance(owner, Owner)}
    rows = User.objects.filter(pk__in=users).values_list("email", "pk")
    keys = {normalized(email): users[pk] for email, pk in rows}
    uses = VoucherCustomer.objects.filter(
        same_address("customer_email", keys),
        voucher_code__voucher__in=vouchers,
        voucher_code__voucher__apply_once_per_customer=True,
    )
    used: dict[str, set[int]] = defaultdict(set)
    for email, voucher in uses.values_list("customer_email", "voucher_code__voucher_id"):
        used[keys[normalized(email)]].add(voucher)
    return used


def _voucher(
    row: VoucherCode,
    subject: str,
    promise: models.PersonalVoucher,
    unusable: Collection[int],
    shown: ShownPrices,
) -> ExpiringFacts:
    """Make the facts of a code; `unusable` are the ids of vouchers that the person cannot use."""
    until = last_day(row.voucher.end_date)
    usable = row.is_active and not row.used and row.voucher_id not in unusable
    active = (each for each in row.voucher.channel_listings.all() if each.channel.is_active)
    listings = {each.channel.slug: each for each in sorted(active, key=lambda each: each.pk)}
    channels = list(listings)
    place = _place(promise.channel, channels)
    worths = {slug: _worth(row, listings[slug], shown) for slug in channels}
    return ExpiringFacts(
        id=row.code,
        last_day=until,
        ends_at=voucher_worth.last_moment(row.voucher.end_date),
        owner=parse_person_key(promise.person),
        **place,
        personal_code=worths.get(place["channel"]),
        personal_codes=worths,
        spent=not (usable and channels),
        moved=subject_of(row.code, until) != subject,
    )


def _worth(row: VoucherCode, listing: Any, shown: ShownPrices) -> PersonalCode:
    view = shown.of_any_goods(listing.channel.slug)
    return voucher_worth.personal_code(row.voucher, row.code, listing, view)


def _ids(subjects: Sequence[str]) -> list[str]:
    return [id_of(subject) for subject in subjects]
