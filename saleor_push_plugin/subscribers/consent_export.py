"""The log of consent as staff read and export it: of a customer, or of a browser."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ..core import csv_cells
from ..core.global_id import global_id
from ..models import Consent, keyset

# A log of so many changes is a script's. The newest are exported.
MOST_EXPORTED = 10_000


@dataclass(frozen=True, kw_only=True)
class LogOf:
    """Whose lines: a customer's by account, or all of one browser, also of others who used it."""

    user_id: int | None = None
    subscription_id: UUID | None = None


def lines(of: LogOf, *, limit: int, after: tuple[datetime, int] | None = None) -> list[Consent]:
    """Up to `limit` lines, newest first, older than the position `after`: a moment and an id."""
    return keyset.page(_of(of), "at", limit=limit, after=after)


def as_json(of: LogOf) -> str:
    """The lines as a JSON array of objects, newest first."""
    return json.dumps([record(row) for row in lines(of, limit=MOST_EXPORTED)], indent=2)


def as_csv(of: LogOf) -> str:
    """The lines as a table with a header (RFC 4180), newest first; topics separated by spaces."""
    records = [record(row) for row in lines(of, limit=MOST_EXPORTED)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*_COLUMNS])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in each.items()} for each in records)
    return text.getvalue()


def _of(of: LogOf) -> QuerySet[Consent]:
    if of.user_id is not None:
        return Consent.objects.filter(user_id=of.user_id)
    if of.subscription_id is not None:
        return Consent.objects.filter(subscription_id=of.subscription_id)
    return Consent.objects.none()


_COLUMNS: Mapping[str, Callable[[Consent], Any]] = {
    "at": lambda row: row.at.isoformat(),
    "customer": lambda row: None if row.user_id is None else global_id("User", str(row.user_id)),
    "subscription": lambda row: global_id("PushSubscription", str(row.subscription_id)),
    "granted": lambda row: row.granted,
    "withdrawn": lambda row: row.withdrawn,
    "text_version": lambda row: row.text_version,
    "text_language": lambda row: row.text_language,
    "source": lambda row: row.source or None,
    "token_shown": lambda row: row.token_shown,
    "proof": lambda row: row.proof or None,
}


def record(row: Consent) -> dict[str, Any]:
    """A line as JSON, by the names of the columns."""
    return {name: read(row) for name, read in _COLUMNS.items()}


def _cell(value: Any) -> str:
    """A shopper's storefront writes the version of the text, so no cell is a formula."""
    return csv_cells.joined(value) if isinstance(value, list) else csv_cells.cell(value)
