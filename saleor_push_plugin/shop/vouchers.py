"""Personal voucher codes, made in Saleor, of a voucher the owner has prepared there.

The owner makes one voucher with “single use” codes and says what it is worth; we only add a code
for one person. Tables and rules are the same from Saleor 3.20 to 3.23.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from saleor.discount import VoucherType
from saleor.discount.models import Voucher, VoucherCode

from ..models import Grant

# No letters and digits that look alike: codes are typed from a phone into a laptop.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SHIPPING = "shipping"
_PREFIXES = {SHIPPING: "SHIP", "browse": "LOOK", "loyalty": "THX", "win_back": "BACK"}


def find(name: str, *, shipping: bool) -> Voucher | None:
    """The owner's voucher by its name or one of its codes; only with single-use codes."""
    called = Voucher.objects.filter(Q(name=name) | Q(codes__code=name), single_use=True)
    fitting = Q(type=VoucherType.SHIPPING)
    return called.filter(fitting if shipping else ~fitting).order_by("-pk").first()


def grant(
    name: str, *, kind: str, channel: str, key: str, person: str, now: datetime
) -> str | None:
    """A code for one person, always the same for the same key; None if the voucher does not run."""
    if known := Grant.objects.filter(key=key).first():
        return known.code
    voucher = find(name, shipping=kind == SHIPPING)
    if voucher is None or not _runs(voucher, channel, now):
        return None
    return _make(voucher, kind, key, person, now)


def _runs(voucher: Voucher, channel: str, now: datetime) -> bool:
    in_time = voucher.start_date <= now and (voucher.end_date is None or now < voucher.end_date)
    return in_time and voucher.channel_listings.filter(channel__slug=channel).exists()


@transaction.atomic
def _make(voucher: Voucher, kind: str, key: str, person: str, now: datetime) -> str:
    """The unique key lets one worker make it; another waits here and takes what was made."""
    fields = {"code": _new_code(kind), "person": person, "made_at": now}
    made, is_new = Grant.objects.get_or_create(key=key, defaults=fields)
    if is_new:
        VoucherCode.objects.create(voucher=voucher, code=made.code)
    return made.code


def _new_code(kind: str) -> str:
    return f"{_PREFIXES[kind]}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"
