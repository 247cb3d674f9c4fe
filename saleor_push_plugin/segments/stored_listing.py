"""Lists stored segments, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ..models import Segment, keyset

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
        found, column = self._found(), self.sorted_by
        return keyset.page(found, column, limit=limit, after=after, descending=self.descending)

    def place(self, segment: Segment) -> tuple[datetime | str, int]:
        """The place of a segment of a page in the order."""
        return getattr(segment, self.sorted_by), segment.pk

    def _found(self) -> "QuerySet[Segment]":
        found = Segment.objects.annotate(folded=Lower("name"))
        if self.ids is not None:
            found = found.filter(pk__in=list(self.ids))
        return found.filter(name__icontains=self.search) if self.search else found
