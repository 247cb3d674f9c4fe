"""Find gift cards and personal voucher codes that expire soon."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils.timezone import make_aware
from saleor.discount.models import Voucher, VoucherCode
from saleor.giftcard.models import GiftCard

from ... import models
from ...core.event import GIFT_CARD_EXPIRING, VOUCHER_EXPIRING, Event
from .. import campaign_codes, untold_codes
from ..connections import replica
from ..facts.expiring import last_day, owner_of, subject_of

DAY = timedelta(days=1)
TWO_DAYS, WEEK = 2 * DAY, 7 * DAY
# The hour of a reminder, UTC: both expire at the end of a day, and nobody in Europe sleeps at 10.
_HOUR = time(10, tzinfo=UTC)
# A code made less than this before its reminder needs none: its person has just read the end date.
MIN_AGE = DAY


def gift_cards(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each active card that expires in a week.

    A card is due at one moment (_HOUR), so the query runs once a day.
    """
    days = list(_days(since, until, WEEK))
    if not days:
        return []
    rows = GiftCard.objects.using(replica()).filter(
        expiry_date__in=days, is_active=True, current_balance_amount__gt=0
    )
    return [
        Event(
            kind=GIFT_CARD_EXPIRING,
            subject=subject_of(card.pk, card.expiry_date),
            at=_reminder_time(card.expiry_date, WEEK),
        )
        for card in rows.iterator()
        if owner_of(card) is not None
    ]


def vouchers(since: datetime, until: datetime) -> list[Event]:
    """Return an event for each unused personal code, two days before its voucher's last day."""
    days = list(_days(since, until, TWO_DAYS))
    if not days:
        return []
    first, after = (make_aware(datetime.combine(d, time.min)) for d in (days[0], days[-1] + DAY))
    ending = Voucher.objects.using(replica()).filter(
        single_use=True, end_date__gt=first, end_date__lte=after
    )
    return [event for voucher in ending for event in _codes(voucher)]


def _codes(voucher: Voucher) -> Iterator[Event]:
    until = last_day(voucher.end_date)
    at = _reminder_time(until, TWO_DAYS)
    unused = VoucherCode.objects.using(replica()).filter(voucher=voucher, is_active=True, used=0)
    for codes in _pages([*unused.values_list("code", flat=True)]):
        personal = models.PersonalVoucher.objects.filter(code__in=codes, made_at__lt=at - MIN_AGE)
        for code in _told(list(personal)):
            yield Event(kind=VOUCHER_EXPIRING, subject=subject_of(code, until), at=at)


def _told(rows: Sequence[models.PersonalVoucher]) -> Iterator[str]:
    """Yield the codes without those of campaigns that their people were not told of."""
    campaigns: dict[int, list[models.PersonalVoucher]] = defaultdict(list)
    for row in rows:
        if (id := campaign_codes.campaign_of(row)) is None:
            yield row.code
        else:
            campaigns[id].append(row)
    for id, mine in campaigns.items():
        yield from sorted(untold_codes.known(id, mine))


def _pages(codes: list[str], size: int = 1000) -> Iterator[list[str]]:
    return (codes[i : i + size] for i in range(0, len(codes), size))


def _days(since: datetime, until: datetime, before: timedelta) -> Iterator[date]:
    """Yield the expiry dates whose reminder, `before` them, is in [since, until)."""
    day = (since + before).date()
    while (at := _reminder_time(day, before)) < until:
        if at >= since:
            yield day
        day += DAY


def _reminder_time(day: date, before: timedelta) -> datetime:
    return datetime.combine(day - before, _HOUR)
