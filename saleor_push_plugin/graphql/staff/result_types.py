"""Types of results, as staff see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import graphene

from ...core.global_id import global_id
from ...core.result_kinds import Kind
from ...results import queries
from ...results.queries import Money, Row
from .. import scalars
from ..enums import PushResultsGroupEnum
from .delivery_reports import MANAGE_ORDERS
from .experiment_types import EXPERIMENT

CAMPAIGN = "PushCampaign"


@dataclass(frozen=True, kw_only=True)
class Window:
    """The orders of a row in one window."""

    hours: int
    orders: Money
    by_currency: Mapping[str, Money]


@dataclass(frozen=True, kw_only=True)
class CurrencyMoney:
    currency: str
    money: Money


def _money(name: str, description: str) -> graphene.Float:
    return graphene.Float(
        required=True,
        description=description,
        resolver=lambda root, _info: float(getattr(root.money, name)),
    )


class PushResultsMoney(graphene.ObjectType):
    currency = graphene.String(required=True, description="Code of the currency.")
    gross = _money("gross", "What was ordered after a click, with tax and shipping.")
    net = _money("net", "The same without refunds and cancelled orders.")
    shown_only_gross = _money(
        "shown_gross", "What was ordered after a notification that was shown and not clicked."
    )
    shown_only_net = _money("shown_net", "The same without refunds and cancelled orders.")

    class Meta:
        description = "The money of orders in one currency."


class PushResultsOrders(graphene.ObjectType):
    hours = scalars.Int(
        required=True, description="The longest time from the click, or from being shown."
    )
    ordered = scalars.Int(
        required=True,
        description="Orders whose last click before them was on one of these notifications.",
        resolver=lambda root, _info: root.orders.ordered,
    )
    shown_only = scalars.Int(
        required=True,
        description="Orders with no click before them, that came after one of these notifications "
        "was shown. None of them is in `ordered`.",
        resolver=lambda root, _info: root.orders.shown_only,
    )
    money = graphene.List(
        graphene.NonNull(PushResultsMoney),
        required=True,
        description="What these orders brought, by currency: money touched, not money caused. "
        "Requires the permission MANAGE_ORDERS as well.",
    )

    class Meta:
        description = "The orders that came within some hours. An order counts once."

    @staticmethod
    def resolve_money(root: Window, info: Any) -> list[CurrencyMoney]:
        info.context.require(MANAGE_ORDERS)
        return [
            CurrencyMoney(currency=currency, money=money)
            for currency, money in sorted(root.by_currency.items())
        ]


def _count(kind: Kind, description: str) -> scalars.Int:
    return scalars.Int(
        required=True, description=description, resolver=lambda root, _info: root.count(kind)
    )


def _key(name: str, description: str) -> graphene.String:
    return graphene.String(
        description=f"{description} Null unless grouped by it.",
        resolver=lambda root, _info: root.key.get(name),
    )


class PushResultsRow(graphene.ObjectType):
    day = scalars.Date(
        description="The day (UTC). Null unless grouped by it.",
        resolver=lambda root, _info: root.key.get("day"),
    )
    scenario = _key("scenario", "Code of the scenario.")
    campaign = graphene.ID(description="ID of the campaign. Null if none, or not grouped by it.")
    experiment = graphene.ID(description="ID of the experiment. Null if none, or not grouped.")
    arm = scalars.Int(description="The position of its arm, from 0. Null without experiment.")
    channel = _key("channel", "Slug of the channel.")
    language = _key("language", "Language tag of the reader when it was planned.")
    platform = _key("platform", "Operating system, such as `android`.")
    service = _key("service", "The browser by its push service, such as `firefox`.")
    exact = graphene.Boolean(
        required=True,
        description="Whether its numbers are exact; else they are in tens, rounded down, and 0 is "
        "less than ten. Of a total: whether all rows are.",
    )
    planned = _count(Kind.PLANNED, "Notifications planned, before an arm was drawn.")
    sent = scalars.Int(
        required=True, description="Handed to a push service, which gave its last answer."
    )
    accepted = _count(Kind.ACCEPTED, "Accepted by the push service.")
    shown = _count(Kind.SHOWN, "Shown, as browsers report it.")
    clicked = _count(Kind.CLICKED, "Clicked.")
    dismissed = _count(Kind.DISMISSED, "Closed without a click.")
    unsubscribed = _count(Kind.UNSUBSCRIBED, "Unsubscribed in the day after it, as the last one.")
    held_out = _count(Kind.HELD_OUT, "Not sent, because the person is held out.")
    gone = _count(Kind.GONE, "Not sent: the push service called the browser gone (404, 410).")
    throttled = _count(Kind.THROTTLED, "Answers that asked to wait (429). It is sent again.")
    refused = _count(Kind.REFUSED, "Other refusals. It is sent again.")
    unanswered = _count(Kind.UNANSWERED, "No answer, or an error of the push service.")
    latency_p50 = graphene.Float(
        description="Within how many seconds after it was due half of the accepted were accepted, "
        "to a fifth. Null of none.",
        resolver=lambda root, _info: root.seconds(0.5),
    )
    latency_p95 = graphene.Float(
        description="The same for 95 of 100.", resolver=lambda root, _info: root.seconds(0.95)
    )
    orders = graphene.List(
        graphene.NonNull(PushResultsOrders),
        required=True,
        description="The orders within 24, 72 and 168 hours.",
    )

    class Meta:
        description = "The results of one group."

    @staticmethod
    def resolve_campaign(root: Row, _info: Any) -> str | None:
        id = root.key.get("campaign")
        return global_id(CAMPAIGN, str(id)) if id else None

    @staticmethod
    def resolve_experiment(root: Row, _info: Any) -> str | None:
        id = root.key.get("experiment")
        return global_id(EXPERIMENT, str(id)) if id else None

    @staticmethod
    def resolve_arm(root: Row, _info: Any) -> int | None:
        return root.key.get("arm") if root.key.get("experiment") else None

    @staticmethod
    def resolve_orders(root: Row, _info: Any) -> list[Window]:
        return [
            Window(
                hours=hours,
                orders=root.orders(hours),
                by_currency={c: money for (h, c), money in root.money.items() if h == hours},
            )
            for hours in queries.WINDOWS
        ]


class PushResults(graphene.ObjectType):
    rows = graphene.List(
        graphene.NonNull(PushResultsRow),
        required=True,
        description="The results of each group, sorted by what they are grouped by.",
    )
    total = graphene.Field(PushResultsRow, required=True, description="The sum of all rows.")

    class Meta:
        description = "What notifications have brought. Counted within a minute or two."

    @staticmethod
    def resolve_total(root: "Results", _info: Any) -> Row:
        return queries.total(root.rows)


@dataclass(frozen=True)
class Results:
    rows: list[Row]


class PushResultsWhereInput(graphene.InputObjectType):
    from_ = scalars.Date(name="from", description="The first day (UTC); 30 days ago by default.")
    to = scalars.Date(description="The last day (UTC), included; today by default.")
    scenarios = graphene.List(graphene.NonNull(graphene.String), description="Codes of scenarios.")
    campaigns = graphene.List(graphene.NonNull(graphene.ID), description="IDs of campaigns.")
    channels = graphene.List(graphene.NonNull(graphene.String), description="Slugs of channels.")
    languages = graphene.List(graphene.NonNull(graphene.String), description="Language tags.")
    platforms = graphene.List(
        graphene.NonNull(graphene.String), description="Operating systems, such as `android`."
    )

    class Meta:
        description = "Which results. What is left out is not filtered by."


def group_by_argument() -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushResultsGroupEnum),
        description="What each row is of; by default one row of everything.",
    )


def days_of(where: Mapping[str, Any], today: date, before: int) -> tuple[date, date]:
    """The first and the last day that were asked for."""
    until = where.get("to") or today
    return where.get("from_") or until.fromordinal(max(until.toordinal() - before, 1)), until
