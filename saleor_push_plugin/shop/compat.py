"""What differs between Saleor versions, or is Saleor's own way of doing things."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from saleor.core.db.connection import allow_writer
from saleor.core.utils import build_absolute_uri
from saleor.site.models import SiteSettings

__all__ = ["absolute_url", "carts_reserve", "prior_price", "replica", "writer", "zones_count"]

# Saleor flags every query on the writer that is not declared by this context manager.
writer = allow_writer


def absolute_url(path: str) -> str:
    """A public URL of this Saleor, from PUBLIC_URL or its site's domain."""
    return build_absolute_uri(path)


def replica() -> str:
    """The alias for reads that may be a little stale."""
    return str(settings.DATABASE_CONNECTION_REPLICA_NAME)


def zones_count() -> bool:
    """Whether stock counts only in warehouses of a shipping zone: a setting since 3.23."""
    flag = "use_legacy_shipping_zone_stock_availability"
    try:
        SiteSettings._meta.get_field(flag)
    except FieldDoesNotExist:
        return True
    return bool(SiteSettings.objects.values_list(flag, flat=True).first())


def carts_reserve() -> bool:
    """Whether checkouts hold what is in them back for some minutes, of guests or of customers."""
    minutes = SiteSettings.objects.values_list(
        "reserve_stock_duration_anonymous_user", "reserve_stock_duration_authenticated_user"
    )
    return any(minutes.first() or ())


def prior_price(listing: Any) -> Decimal | None:
    """What the owner says a variant cost before (Omnibus Directive); not in 3.20."""
    found: Decimal | None = getattr(listing, "prior_price_amount", None)
    return found
