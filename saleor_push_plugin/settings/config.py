"""The configuration: what the owner and the operator set, as one frozen value."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from ..core.facts.loyalty import Milestones
from ..core.facts.price_and_stock import MinimumDrop
from ..core.links import Storefront
from ..core.push_subscription import PushServices
from ..core.quiet_hours import QuietHours
from ..core.scenario import Priority
from ..core.subscriber_offer import SubscriberOffer
from ..core.time_zones import UTC_ZONE, is_time_zone
from ..core.voucher_purpose import VoucherPurpose

PLUGIN_ID = "saleor.push"
# The plugin that Saleor configures for each channel; see `Config.storefront`.
CHANNEL_PLUGIN_ID = "saleor.push.channel"
QUIET_HOURS = "21:00-08:00"
WEEKLY_CAP = 3
# Shipping is costly if it costs more than this percentage of a cart.
SHIPPING_SHARE = 10
WIN_BACK_DAYS = 60
VOUCHER_QUOTA = 200
RATING_KEY = "rating"
SERVICES_SETTING = "SALEOR_PUSH_SERVICES"
VAPID_SETTING = "SALEOR_PUSH_VAPID_PRIVATE_KEY"
# All of docs/installation.md, and the one that setup.py reads; a test compares them with the code.
PREFIX = "SALEOR_PUSH_"
NAMES = frozenset(
    {
        SERVICES_SETTING,
        VAPID_SETTING,
        "SALEOR_PUSH_VAPID_FORMER_KEYS",
        "SALEOR_PUSH_TRANSACTIONAL_QUEUE",
        "SALEOR_PUSH_BULK_QUEUE",
        "SALEOR_PUSH_PARALLEL",
        "SALEOR_PUSH_RATE",
        "SALEOR_PUSH_TRUSTED_PROXIES",
        "SALEOR_PUSH_FORWARDED_HEADER",
        "SALEOR_PUSH_REQUESTS",
        "SALEOR_PUSH_PROXY",
        "SALEOR_PUSH_FIRST_PUSHES",
        "SALEOR_PUSH_UNPROVEN_BROWSERS",
        "SALEOR_PUSH_REST_DAYS",
        "SALEOR_PUSH_REMOVE_DAYS",
        "SALEOR_PUSH_KEEP_DAYS",
        "SALEOR_PUSH_DASHBOARD_ORIGINS",
        "SALEOR_PUSH_PROJECT_URL",
    }
)


@dataclass(frozen=True, kw_only=True)
class Config:
    """The plugin's configuration as the owner saved it, with the operator's settings.

    `active`: whether the plugin is active in Saleor. `send`: the owner's switch. `contact`: the
    VAPID `sub`, a mailto: or https: URL. `paths`: paths of the storefront by page (core.links).
    `storefronts`: those of channels that have their own, by the channel's slug. `time_zone`: that
    of readers whose own is not known. `vouchers`: names of the vouchers that personal codes are
    made of, by kind. `voucher_quota`: the most codes of one of them in a day. `offers`: what is
    promised to who subscribes or installs the app, where something is. `loyal`: which orders
    are thanked for. `win_back_days`: days without an order. `smallest_drop`: the smallest price
    drop of an alert. `say_sku`: a variant that has no other name is called by its SKU.
    `outside_eu`: an earlier price may be said that the EU's rules do not allow.
    `progressive_reductions`: reductions that follow each other count as one. `rating_key`: the
    metadata key of a product's or variant's rating. `weekly_cap`: marketing notifications a person
    in seven days. `hold_out`: whether a few people get no marketing, so that its effect is
    measured. `receipt_url`: receives the browsers' reports. `answer_url`: the page that answers a
    survey.
    """

    active: bool = False
    send: bool = False
    storefront_url: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    storefronts: Mapping[str, Storefront] = field(default_factory=dict)
    contact: str = ""
    icon_url: str = ""
    default_language: str = "en"
    time_zone: str = UTC_ZONE
    disabled: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    weekly_cap: int = WEEKLY_CAP
    vouchers: Mapping[VoucherPurpose, str] = field(default_factory=dict)
    voucher_quota: int = VOUCHER_QUOTA
    offers: Mapping[VoucherPurpose, SubscriberOffer] = field(default_factory=dict)
    shipping_share: Decimal = Decimal(SHIPPING_SHARE) / 100
    loyal: Milestones = field(default_factory=Milestones)
    win_back_days: int = WIN_BACK_DAYS
    rating_key: str = RATING_KEY
    say_sku: bool = False
    smallest_drop: MinimumDrop = field(default_factory=MinimumDrop)
    hold_out: bool = False
    outside_eu: bool = False
    progressive_reductions: bool = False
    receipt_url: str = ""
    answer_url: str = ""
    vapid_public_key: str | None = None
    services: PushServices = field(default_factory=PushServices)

    @property
    def sending(self) -> bool:
        return self.active and self.send

    def storefront(self, channel: str) -> Storefront:
        """The storefront of a channel, by slug; what it does not set is as for all channels."""
        shared = Storefront(url=self.storefront_url, paths=self.paths)
        return self.storefronts.get(channel, shared).or_else(shared)

    def reader_zone(self, own: str) -> str:
        """The time zone of a reader whose browser reported `own`: empty if it reported none.

        What is stored may have come from a machine that knows more zones.
        """
        return next(filter(is_time_zone, (own, self.time_zone)), UTC_ZONE)

    def quiet_until(
        self, now: datetime, own_zone: str, *, otherwise: QuietHours | None = None
    ) -> datetime | None:
        """The end of a reader's quiet hours, if it is quiet there now; `otherwise`: without any."""
        quiet = self.quiet or otherwise
        return quiet.ends_at(now, self.reader_zone(own_zone)) if quiet else None

    def weekly_share(self, priority: Priority) -> int:
        """The most marketing notifications a person may have had before one of this priority."""
        return max(self.weekly_cap - (Priority.HIGH - priority), min(self.weekly_cap, 1))


def values_of(fields: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The values of Saleor's list of {name, value}, by name; texts without surrounding spaces."""
    values = {field["name"]: field.get("value") for field in fields}
    return {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}


def setting(name: str) -> str:
    """A Django setting, else the environment variable of the same name, else empty.

    Saleor's settings file is part of its image, so operators use environment variables. Env files
    and secrets keep quotes and the newline at the end of a file: neither belongs to the value.
    """
    given = getattr(settings, name, None)
    # A number 0 is a value: Django settings need not be texts.
    value = str(os.environ.get(name, "") if given in (None, "") else given).strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def unknown() -> list[str]:
    """Names of settings and environment variables that begin as the plugin's and are not read."""
    given = {name for name in (*dir(settings), *os.environ) if name.startswith(PREFIX)}
    return sorted(given - NAMES)


def services() -> PushServices:
    """The known push services and those in SALEOR_PUSH_SERVICES (comma-separated)."""
    return PushServices.with_extra(setting(SERVICES_SETTING).split(","))
