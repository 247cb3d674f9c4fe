"""Results as CSV files (RFC 4180), streamed: what `pushResults` tells, without a limit of rows.

`results.csv` has the figures and the numbers of orders, `results-orders.csv` the money, with a line
for each currency; `subscribers.csv` has who was subscribed and who left. Query parameters: from,
to, groupBy, and scenarios, channels, languages, platforms, each with commas between its values; of
subscribers only from, to and channels.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from graphql import GraphQLError
from jwt import PyJWTError
from saleor.core.exceptions import PermissionDenied

from ...core.csv_cells import cell
from ...core.result_kinds import Kind
from ...results import queries, subscriber_growth
from ...results.queries import By, Row, Wanted
from ...results.subscriber_growth import Group
from ...shop.connections import writer
from ..enums import PushResultsGroupEnum
from ..scalars import Date
from ..staff.campaign_results import as_learnt
from ..staff.delivery_log import MANAGE_USERS
from ..staff.delivery_reports import MANAGE_ORDERS
from ..staff.results import groups, wanted
from .context import Context

Lines = Callable[[Row], Iterator[list[Any]]]
SUBSCRIBERS = "subscribers.csv"
_LISTS = ("scenarios", "channels", "languages", "platforms")
_KINDS = [kind.value for kind in Kind]


def respond(request: HttpRequest, name: str, *, now: datetime) -> HttpResponseBase:
    """The file of that name, or why there is none, as a text."""
    context = Context(request=request, now=now)
    try:
        by = _groups(request.GET.get("groupBy", ""))
        asked = wanted(context, _where(request.GET))
        if name == "results-orders.csv":
            context.require(MANAGE_ORDERS)
        exact = context.may(MANAGE_USERS)
    except PyJWTError:
        return _refusal(401, "The token is not valid.")
    except PermissionDenied as denied:
        return _refusal(403, str(denied))
    except GraphQLError as error:
        return _refusal(400, str(error))
    if name == SUBSCRIBERS:
        return _streamed(name, _subscribers(asked))
    return _file(name, asked, by, exact=exact)


def _subscribers(asked: Wanted) -> Iterator[str]:
    out = csv.writer(_Echo())
    yield out.writerow([*Group._fields[:-1], "browsers"])
    for part in _parts(asked, [By.DAY]):
        days = subscriber_growth.Wanted(since=part.since, until=part.until, channels=part.channels)
        with writer():
            found = list(subscriber_growth.groups(days))
        for group in found:
            yield out.writerow([cell(value) for value in group])


def _groups(text: str) -> list[By]:
    values = PushResultsGroupEnum._meta.enum.__members__
    names = [name for name in text.split(",") if name]
    if unknown := [name for name in names if name not in values]:
        raise GraphQLError(f"groupBy has no value {unknown[0][:40]!r}: use {', '.join(values)}.")
    found = groups([values[name].value for name in names])
    # Days come first: so the file is made day by day.
    return sorted(found, key=lambda each: each is not By.DAY)


def _where(given: Mapping[str, str]) -> dict[str, Any]:
    days = {key: Date.parse_value(given[name]) for key, name in _DAYS if given.get(name)}
    return {**days, **{name: given[name].split(",") for name in _LISTS if given.get(name)}}


_DAYS = (("from_", "from"), ("to", "to"))


def _refusal(status: int, message: str) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def _file(name: str, asked: Wanted, by: Sequence[By], *, exact: bool) -> HttpResponseBase:
    header, lines = _FILES[name]
    keys = [key for each in by for key in queries.NAMES[each]]
    return _streamed(name, _table([*keys, *header], _rows(asked, by, exact=exact), lines))


def _streamed(name: str, table: Iterator[str]) -> HttpResponseBase:
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Echo:
    """A file that gives back what is written to it."""

    @staticmethod
    def write(text: str) -> str:
        return text


def _table(header: list[str], rows: Iterator[Row], lines: Lines) -> Iterator[str]:
    out = csv.writer(_Echo())
    yield out.writerow(header)
    for row in rows:
        for line in lines(row):
            yield out.writerow([cell(value) for value in [*row.key.values(), *line]])


def _rows(asked: Wanted, by: Sequence[By], *, exact: bool) -> Iterator[Row]:
    for part in _parts(asked, by):
        with writer():
            rows = as_learnt(queries.rows(part, by), part, exact=exact)
        yield from rows


def _parts(asked: Wanted, by: Sequence[By]) -> Iterator[Wanted]:
    """One day after the other where days are told apart: so few rows are in memory."""
    if By.DAY not in by:
        yield asked
        return
    for number in range((asked.until - asked.since).days + 1):
        day: date = asked.since + timedelta(days=number)
        yield replace(asked, since=day, until=day)


def _figures(row: Row) -> Iterator[list[Any]]:
    orders = [row.orders(hours) for hours in queries.WINDOWS]
    yield [
        *(row.counts.get(kind, 0) for kind in _KINDS),
        *(row.seconds(share) for share in (0.5, 0.95)),
        *(number for each in orders for number in (each.ordered, each.shown_only)),
    ]


def _orders(row: Row) -> Iterator[list[Any]]:
    for (hours, currency), money in sorted(row.money.items()):
        amounts = (money.gross, money.net, money.shown_gross, money.shown_net)
        gross, net, shown_gross, shown_net = (float(amount) for amount in amounts)
        shown = (money.shown_only, shown_gross, shown_net)
        yield [hours, currency, money.ordered, gross, net, *shown]


_ORDERS = ("ordered", "shown_only")
_FILES: Mapping[str, tuple[list[str], Lines]] = {
    "results.csv": (
        [
            *_KINDS,
            "latency_p50",
            "latency_p95",
            *(
                f"{what}_{hours}h"
                for hours in queries.WINDOWS
                for what in ("ordered", "shown_only")
            ),
        ],
        _figures,
    ),
    "results-orders.csv": (
        ["hours", "currency", "ordered", "gross", "net", "shown_only", "shown_gross", "shown_net"],
        _orders,
    ),
}
NAMES = frozenset({*_FILES, SUBSCRIBERS})
