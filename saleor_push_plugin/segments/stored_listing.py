"""Lists stored segments, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ..models import Segment

NAME = "folded"
# What a list can be sorted by: a field, or the name in any case.
SORTED_BY = (NAME, "created_at", "updated_at")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which segments, and in which order. `ids`: only these; `search`: part of the name."""

    ids: Collection[int] | None = None
    search: str = ""
    sorted_by: str = NAME
    descending: bool = False

    def page(self, limit: int, after: tuple[Any, int] | None = None) -> list[Segment]:
        """Return at most `limit` segments; `after`: those behind this place, see `place`."""
        found = self._found()
        if after is not None:
            value, pk = after
            sign = "lt" if self.descending else "gt"
            behind = Q(**{f"{self.sorted_by}__{sign}": value})
            found = found.filter(behind | Q(**{self.sorted_by: value, f"pk__{sign}": pk}))
        order = "-" if self.descending else ""
        return list(found.order_by(f"{order}{self.sorted_by}", f"{order}pk")[:limit])

    def place(self, segment: Segment) -> tuple[datetime | str, int]:
        """The place of a segment of a page in the order."""
        return getattr(segment, self.sorted_by), segment.pk

    def _found(self) -> "QuerySet[Segment]":
        found = Segment.objects.annotate(folded=Lower("name"))
        if self.ids is not None:
            found = found.filter(pk__in=list(self.ids))
        return found.filter(name__icontains=self.search) if self.search else found
