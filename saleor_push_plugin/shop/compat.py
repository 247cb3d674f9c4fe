"""Hide what differs between Saleor's versions, and wrap Saleor's own utilities."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from saleor.account.models import User
from saleor.core.utils import build_absolute_uri
from saleor.site.models import SiteSettings
from saleor.tax.models import TaxConfiguration

__all__ = [
    "absolute_url",
    "checkouts_reserve_stock",
    "has_customer_types",
    "prior_price",
    "requires_shipping_zone",
    "shipping_tax_follows_goods",
]


def absolute_url(path: str) -> str:
    """Return a public URL of this Saleor, made of PUBLIC_URL or the site's domain."""
    return build_absolute_uri(path)


def requires_shipping_zone() -> bool:
    """Whether stock counts only in warehouses of a shipping zone: a setting since 3.23."""
    flag = "use_legacy_shipping_zone_stock_availability"
    try:
        SiteSettings._meta.get_field(flag)
    except FieldDoesNotExist:
        return True
    return bool(SiteSettings.objects.values_list(flag, flat=True).first())


def shipping_tax_follows_goods() -> bool:
    """Whether a channel can tax shipping by the rates of the goods: a setting since 3.21."""
    return any(
        field.name == "use_weighted_tax_for_shipping" for field in TaxConfiguration._meta.fields
    )


def checkouts_reserve_stock() -> bool:
    """Whether checkouts of guests or of customers reserve stock for some minutes."""
    minutes = SiteSettings.objects.values_list(
        "reserve_stock_duration_anonymous_user", "reserve_stock_duration_authenticated_user"
    )
    return any(minutes.first() or ())


def prior_price(listing: Any) -> Decimal | None:
    """Return the price before (Omnibus Directive) that the owner entered; None in 3.20."""
    amount: Decimal | None = getattr(listing, "prior_price_amount", None)
    return amount


def has_customer_types() -> bool:
    """Whether accounts have a customer type: in newer versions of 3.23."""
    try:
        User._meta.get_field("customer_type")
    except FieldDoesNotExist:
        return False
    return True
