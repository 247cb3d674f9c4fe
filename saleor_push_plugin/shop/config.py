"""Read the plugin's configuration from Saleor's table (`PluginConfiguration`)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from saleor.plugins.models import PluginConfiguration

from ..core.facts.loyalty import LOYAL_ORDERS, Milestones
from ..core.facts.price_and_stock import MinimumDrop
from ..core.links import PAGES, Storefront
from ..core.quiet_hours import QuietHours
from ..core.subscriber_offer import OFFERED, SubscriberOffer, parse
from ..core.time_zones import UTC_ZONE, is_time_zone
from ..core.voucher_purpose import VoucherPurpose
from ..scenarios import SCENARIOS
from ..settings import config, vapid_keys
from .compat import absolute_url
from .connections import writer

RECEIPT_PATH = f"/plugins/{config.PLUGIN_ID}/receipt/"
ANSWER_PATH = f"/plugins/{config.PLUGIN_ID}/answer/"
SCENARIO_FIELD = "scenario_{}"
# Fields whose values are kept as they are.
_TEXTS = ("storefront_url", "contact", "icon_url", "default_language", "time_zone", "rating_key")
_IDS = (config.PLUGIN_ID, config.CHANNEL_PLUGIN_ID)
_SAVING = "saleor_push_plugin.configuration"


@contextmanager
def saving(row: PluginConfiguration | None = None) -> Iterator[None]:
    """A transaction in which nobody else saves a configuration; `row` becomes what is stored now.

    Saleor reads all fields, changes some and saves all, without a lock: of two who save at once,
    the later would take back what the earlier changed.
    """
    with transaction.atomic():
        with writer(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_SAVING])
            if row is not None:
                row.refresh_from_db()
        yield


def load() -> config.Config:
    """Return the saved configuration; an inactive one if none is saved yet."""
    rows = PluginConfiguration.objects.filter(identifier__in=_IDS).select_related("channel")
    shared = {row.identifier: row for row in rows if row.channel is None}
    row = shared.get(config.PLUGIN_ID)
    if row is None:
        return config.Config(services=config.services())
    known = build(row.configuration or [], active=row.active)
    return replace(
        known, storefronts={row.channel.slug: _storefront(row) for row in rows if _is_own(row)}
    )


def _is_own(row: PluginConfiguration) -> bool:
    """Whether a row is the storefront of a channel, switched on."""
    return row.channel is not None and row.active and row.identifier == config.CHANNEL_PLUGIN_ID


def _storefront(row: PluginConfiguration) -> Storefront:
    values = config.values_of(row.configuration or [])
    return Storefront(url=str(values.get("storefront_url") or ""), paths=_paths(values))


def is_sending() -> bool:
    """Whether the plugin is active and sends. Works also if another saved value is invalid."""
    row = _saved()
    fields = row.configuration or [] if row and row.active else []
    return config.values_of(fields).get("send") is True


def is_active() -> bool:
    """Whether the plugin is active in Saleor, as it is until somebody saves something else."""
    row = _saved()
    return row is None or bool(row.active)


def saved_contact() -> str:
    """The contact as it was saved; empty if there is none."""
    row = _saved()
    fields = row.configuration or [] if row else []
    return str(config.values_of(fields).get("contact") or "")


def _saved() -> PluginConfiguration | None:
    return PluginConfiguration.objects.filter(identifier=config.PLUGIN_ID, channel=None).first()


def build(fields: Iterable[Mapping[str, Any]], *, active: bool) -> config.Config:
    """Build a Config from Saleor's list of {name, value}."""
    values = config.values_of(fields)
    given: dict[str, Any] = {name: str(values[name]) for name in _TEXTS if values.get(name)}
    return config.Config(
        active=active,
        send=values.get("send") is True,
        disabled=disabled(values),
        paths=_paths(values),
        quiet=QuietHours.parse(str(values.get("quiet_hours", config.QUIET_HOURS) or "")),
        weekly_cap=int(values.get("weekly_cap") or config.WEEKLY_CAP),
        say_sku=values.get("say_sku") is True,
        vouchers={kind: str(values.get(kind.field) or "") for kind in VoucherPurpose},
        voucher_quota=int(values.get("voucher_quota") or config.VOUCHER_QUOTA),
        offers=offers(values),
        shipping_share=Decimal(values.get("shipping_share") or config.SHIPPING_SHARE) / 100,
        loyal=loyal(values),
        win_back_days=int(values.get("win_back_days") or config.WIN_BACK_DAYS),
        smallest_drop=smallest_drop(values),
        hold_out=values.get("hold_out") is True,
        outside_eu=values.get("outside_eu") is True,
        progressive_reductions=values.get("progressive_reductions") is True,
        receipt_url=absolute_url(RECEIPT_PATH),
        answer_url=absolute_url(ANSWER_PATH),
        vapid_public_key=vapid_keys.current(),
        services=config.services(),
        **given,
    )


def _paths(values: Mapping[str, Any]) -> Mapping[str, str]:
    return {page: str(values.get(f"{page}_path") or "") for page in PAGES}


def smallest_drop(values: Mapping[str, Any]) -> MinimumDrop:
    """Return the smallest price drop that the owner wants pushes for."""
    given = {name: values.get(f"price_drop_{name}") for name in ("percent", "amount")}
    return MinimumDrop(**{name: Decimal(value) for name, value in given.items() if value})


def loyal(values: Mapping[str, Any]) -> Milestones:
    """Return which orders are loyalty milestones."""
    orders = int(values.get("loyalty_orders") or LOYAL_ORDERS)
    return Milestones(orders=orders, spend=Decimal(values.get("loyalty_spend") or 0))


def offers(values: Mapping[str, Any]) -> Mapping[VoucherPurpose, SubscriberOffer]:
    """Return what the owner promises to who subscribes, or installs the app; their days are UTC's
    where the shop has set no time zone."""
    zone = str(values.get("time_zone") or "")
    texts = {name: str(value or "") for name, value in values.items()}
    zone = zone if is_time_zone(zone) else UTC_ZONE
    found = {purpose: parse(purpose, texts, zone) for purpose in OFFERED}
    return {purpose: offer for purpose, offer in found.items() if offer}


def disabled(values: Mapping[str, Any]) -> frozenset[str]:
    """Return the codes of the scenarios that the owner disabled."""
    return frozenset(code for code in SCENARIOS if values.get(SCENARIO_FIELD.format(code)) is False)
