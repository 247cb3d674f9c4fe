"""Lists campaigns, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ..models import Campaign, keyset


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which campaigns, by when they were made. `ids`, `states`, `channels`: only these; None: all.

    `series`: only the occurrences of this one. `search`: part of the name, in any case.
    """

    ids: Collection[int] | None = None
    states: Collection[str] | None = None
    channels: Collection[str] | None = None
    series: int | None = None
    search: str = ""
    oldest_first: bool = False

    def page(self, limit: int, after: tuple[datetime, int] | None = None) -> list[Campaign]:
        """Return at most `limit` campaigns; `after`: those behind this moment and id."""
        newest_first = not self.oldest_first
        found = self._found()
        return keyset.page(found, "created_at", limit=limit, after=after, descending=newest_first)

    def _found(self) -> "QuerySet[Campaign]":
        found = Campaign.objects.all()
        wanted = {"pk__in": self.ids, "state__in": self.states, "channel__in": self.channels}
        for name, values in wanted.items():
            if values is not None:
                found = found.filter(**{name: list(values)})
        if self.series is not None:
            found = found.filter(series_id=self.series)
        return found.filter(name__icontains=self.search) if self.search else found
