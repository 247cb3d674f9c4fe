"""The fuse box: everything that can be set, in one frozen value."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from ..core.facts.availability import Smallest
from ..core.facts.customer import Loyal
from ..core.push_subscription import PushServices
from ..core.quiet_hours import QuietHours
from ..core.scenario import Priority
from ..core.voucher_kind import VoucherKind

PLUGIN_ID = "saleor.push"
QUIET_HOURS = "21:00-08:00"
WEEKLY_CAP = 3
# Shipping that costs more than so many percent of a cart may be why nobody bought it.
SHIPPING_SHARE = 10
WIN_BACK_DAYS = 60
RATING_KEY = "rating"
SERVICES_SETTING = "SALEOR_PUSH_SERVICES"
VAPID_SETTING = "SALEOR_PUSH_VAPID_PRIVATE_KEY"


@dataclass(frozen=True, kw_only=True)
class Config:
    """The plugin's configuration as the owner saved it, and what the operator set beside it.

    `active`: the plugin is active in Saleor. `send`: the owner's own switch. `contact`: the VAPID
    `sub`, a mailto: or https: URL. `paths`: the storefront's pages by the names in core.links.
    `vouchers`: of which of the owner's vouchers personal codes are made, by what for.
    `loyal`: which orders are thanked for. `win_back_days`: after how many without an order.
    `smallest_drop`: which price drops are worth telling of. `rating_key`: which metadata of a
    product or variant says how good it is.
    `weekly_cap`: marketing pushes a person in seven days. `receipt_url`: where browsers report.
    `answer_url`: the page to answer a survey on.
    """

    active: bool = False
    send: bool = False
    storefront_url: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    icon_url: str = ""
    default_language: str = "en"
    disabled: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    weekly_cap: int = WEEKLY_CAP
    vouchers: Mapping[VoucherKind, str] = field(default_factory=dict)
    shipping_share: Decimal = Decimal(SHIPPING_SHARE) / 100
    loyal: Loyal = field(default_factory=Loyal)
    win_back_days: int = WIN_BACK_DAYS
    rating_key: str = RATING_KEY
    smallest_drop: Smallest = field(default_factory=Smallest)
    receipt_url: str = ""
    answer_url: str = ""
    vapid_public_key: str | None = None
    services: PushServices = field(default_factory=PushServices)

    @property
    def sending(self) -> bool:
        return self.active and self.send

    def weekly_share(self, priority: Priority) -> int:
        """How many marketing pushes a person may have had for one more of this priority to go."""
        return max(self.weekly_cap - (Priority.HIGH - priority), min(self.weekly_cap, 1))


def filled_in(fields: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Saleor's list of {name, value} by name; of texts without the spaces around them."""
    values = {field["name"]: field.get("value") for field in fields}
    return {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}


def setting(name: str) -> str:
    """A Django setting, else the environment variable of the same name, else empty.

    Saleor's settings file belongs to its image, so operators set us by environment.
    """
    return str(getattr(settings, name, "") or os.environ.get(name, ""))


def services() -> PushServices:
    """Known push services and those of SALEOR_PUSH_SERVICES (comma-separated)."""
    return PushServices.with_extra(setting(SERVICES_SETTING).split(","))
