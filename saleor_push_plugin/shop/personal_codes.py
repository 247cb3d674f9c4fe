"""Makes codes of a voucher that Saleor takes once, one for each person, and says what they do.

The tables are the same from Saleor 3.20 to 3.23.
"""

import secrets
from collections.abc import Collection

from django.db import connection
from saleor.discount.models import Voucher, VoucherCode

from ..core.facts.personal_code import MET_BY_CART, MET_BY_PIECE, PersonalCode
from ..models import PersonalVoucher
from . import shown_prices, voucher_worth
from .shown_prices import PriceView, ShownPrices
from .voucher_eligibility import Use

# Without letters and digits that look alike, because shoppers type codes by hand.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def lock(voucher: Voucher) -> None:
    """Let no other worker make codes of this voucher until the transaction ends."""
    with connection.cursor() as cursor:
        key = f"saleor_push_plugin.voucher.{voucher.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def unused(voucher: Voucher, codes: Collection[str]) -> str | None:
    """Return the newest of these codes that can still be used, if any."""
    rows = VoucherCode.objects.filter(voucher=voucher, code__in=codes, is_active=True, used=0)
    code: str | None = rows.order_by("-pk").values_list("code", flat=True).first()
    return code


def new_code(prefix: str) -> str:
    """Return a code that nobody can guess."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"


def make(voucher: Voucher, code: str, *, key: str, purpose: str, use: Use) -> str:
    """Store a code in Saleor, and whose it is. `key`: what it is owed for, so that it is once."""
    PersonalVoucher.objects.create(
        key=key,
        code=code,
        person=use.person.key,
        purpose=purpose,
        voucher=voucher.pk,
        channel=use.channel,
        made_at=use.now,
    )
    VoucherCode.objects.create(voucher=voucher, code=code)
    return code


def described(voucher: Voucher, code: str, use: Use) -> PersonalCode:
    """Return a code with its worth in the channel of its use."""
    return voucher_worth.personal_code(
        voucher,
        code,
        voucher.channel_listings.get(channel__slug=use.channel),
        _view(use),
        met=MET_BY_CART if use.checkout else MET_BY_PIECE if use.variant else (),
        frees=bool(use.shipping),
    )


def _view(use: Use) -> PriceView:
    """How the page of what the push is about shows amounts."""
    if use.variant:
        pair = (use.variant, use.channel)
        return shown_prices.of_variants([pair])[pair]
    return ShownPrices.load([use.channel]).of_any_goods(use.channel)
