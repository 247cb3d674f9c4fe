"""Gift cards and personal vouchers, for those they belong to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.timezone import localdate
from saleor.account.models import User
from saleor.channel.models import Channel
from saleor.discount.models import Voucher, VoucherCode, VoucherCustomer
from saleor.giftcard.models import GiftCard

from ... import models
from ...core.audience import Owner, parse_person_key
from ...core.event import GIFT_CARD_EXPIRING, VOUCHER_EXPIRING, id_of
from ...core.facts.common import Money
from ...core.facts.expiring import ExpiringFacts
from .loading import loads_shared

# As much of a gift card's code as Saleor itself shows.
SHOWN = 4


def subject(id: object, until: date) -> str:
    """A card or voucher whose end is put off may be told of once more."""
    return f"{id}@{until:%Y%m%d}"


def last_day(end: datetime) -> date:
    """What ends at midnight was valid until the day before."""
    return localdate(end - timedelta(microseconds=1))


def owner_of(card: GiftCard) -> int | None:
    """Whose a card is: from 3.23 on it may be assigned, else whoever has used it."""
    return getattr(card, "assigned_to_id", None) or card.used_by_id


@loads_shared(GIFT_CARD_EXPIRING)
def load_gift_cards(subjects: list[str]) -> Mapping[str, ExpiringFacts]:
    rows = {str(row.pk): row for row in GiftCard.objects.filter(pk__in=_ids(subjects))}
    # A card belongs to no channel; it can be used in those of its currency.
    channels = _channels({row.currency for row in rows.values()})
    return {
        one: _gift_card(row, one, channels.get(row.currency, ""))
        for one in subjects
        if (row := rows.get(id_of(one))) and row.expiry_date
    }


def _gift_card(row: GiftCard, told: str, channel: str) -> ExpiringFacts:
    user_id = owner_of(row)
    return ExpiringFacts(
        id=str(row.pk),
        code=row.code[-SHOWN:],
        last_day=row.expiry_date,
        owner=None if user_id is None else Owner(user_id=user_id),
        channel=channel,
        balance=Money(amount=row.current_balance_amount, currency=row.currency),
        spent=not row.is_active or row.current_balance_amount <= 0,
        moved=subject(row.pk, row.expiry_date) != told,
    )


def _channels(currencies: set[str]) -> Mapping[str, str]:
    rows = Channel.objects.filter(currency_code__in=currencies, is_active=True).order_by("-slug")
    return dict(rows.values_list("currency_code", "slug"))


@loads_shared(VOUCHER_EXPIRING)
def load_vouchers(subjects: list[str]) -> Mapping[str, ExpiringFacts]:
    people = models.PersonalVoucher.objects.filter(code__in=_ids(subjects)).values_list(
        "code", "person"
    )
    whose = dict(people)
    rows = VoucherCode.objects.filter(code__in=whose).select_related("voucher")
    codes = {row.code: row for row in rows.prefetch_related("voucher__channel_listings__channel")}
    spent = _spent([row.voucher for row in codes.values()])
    served = _served(whose.values())
    return {
        one: _voucher(row, one, whose[row.code], spent | served.get(whose[row.code], set()))
        for one in subjects
        if (row := codes.get(id_of(one))) and row.voucher.end_date
    }


def _spent(vouchers: Collection[Voucher]) -> set[int]:
    """Vouchers that were used as often as all of their codes together may be."""
    limits = {row.pk: row.usage_limit for row in vouchers if row.usage_limit is not None}
    rows = VoucherCode.objects.filter(voucher_id__in=limits).order_by()
    used = rows.values_list("voucher_id").annotate(Sum("used"))
    return {voucher for voucher, times in used if times >= limits[voucher]}


def _served(persons: Collection[str]) -> Mapping[str, set[int]]:
    """By person: vouchers that are for once per customer, and that their account has used."""
    owners = {each: parse_person_key(each) for each in persons}
    users = {who.user_id: each for each, who in owners.items() if isinstance(who, Owner)}
    emails = dict(User.objects.filter(pk__in=users).values_list("email", "pk"))
    uses = VoucherCustomer.objects.filter(
        customer_email__in=emails, voucher_code__voucher__apply_once_per_customer=True
    )
    found: dict[str, set[int]] = defaultdict(set)
    for email, voucher in uses.values_list("customer_email", "voucher_code__voucher_id"):
        found[users[emails[email]]].add(voucher)
    return found


def _voucher(row: VoucherCode, told: str, person: str, spent: Collection[int]) -> ExpiringFacts:
    until = last_day(row.voucher.end_date)
    good = row.is_active and not row.used and row.voucher_id not in spent
    open_ = (each for each in row.voucher.channel_listings.all() if each.channel.is_active)
    listings = sorted(open_, key=lambda listing: listing.pk)
    return ExpiringFacts(
        id=row.code,
        code=row.code,
        last_day=until,
        owner=parse_person_key(person),
        channel=listings[0].channel.slug if listings else "",
        spent=not (good and listings),
        moved=subject(row.code, until) != told,
    )


def _ids(subjects: Sequence[str]) -> list[str]:
    return [id_of(one) for one in subjects]
