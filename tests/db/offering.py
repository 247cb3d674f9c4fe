"""Offers for subscribing and for the app, as an owner sets them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from saleor_push_plugin.models import Notification, PersonalVoucher, Subscription
from tests.hosts.shop import Shop

NAME = "Hello"
OFFERS = ["ORDER_UPDATES", "OFFERS"]
SOON, DAY = timedelta(seconds=10), timedelta(days=1)


def voucher(shop: Shop, **limits: Any) -> str:
    """One that may be promised: 10 %, once per customer, for a month."""
    end = (timezone.now() + 30 * DAY).isoformat()
    fit = {"value": 10, "applyOncePerCustomer": True, "endDate": end}
    return shop.make_voucher(NAME, **{**fit, **limits})


def for_all(shop: Shop, **limits: Any) -> str:
    """One whose code all have, 5 uses in all."""
    return voucher(shop, **{"singleUse": False, "usageLimit": 5, **limits})


def offered(shop: Shop, purpose: str = "welcome", **fields: str) -> None:
    """The owner promises the voucher, 9 codes in all and a day."""
    budget = {"codes": "9", "codes_day": "9"}
    values = {"voucher": NAME, **budget, **fields}
    shop.configure_push(**{f"{purpose}_{name}": value for name, value in values.items()})


def codes() -> list[str]:
    return list(PersonalVoucher.objects.order_by("pk").values_list("code", flat=True))


def outcomes(scenario: str) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(scenario=scenario)
    return sorted(rows.values_list("state", "reason"))


def agree() -> None:
    Subscription.objects.update(topics=["order_updates", "offers"])
