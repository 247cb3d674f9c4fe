"""Lists subscribers, page by page, for staff."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from ..core.platform import BROWSERS
from ..models import Subscription, keyset
from ..shop import people

# What a list can be sorted by. Ids follow the creation, so their index serves.
CREATED, SEEN = "pk", "seen"
SORTED_BY = (CREATED, SEEN)


@dataclass(frozen=True, kw_only=True)
class Moments:
    """A span of time: from and until a moment, both included; None: no bound."""

    gte: datetime | None = None
    lte: datetime | None = None

    def test(self, column: str) -> Q:
        bounds = {"gte": self.gte, "lte": self.lte}
        return Q(**{f"{column}__{name}": at for name, at in bounds.items() if at is not None})


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which subscribers, and in which order; None: any.

    `channels`: slugs; `of`: the customer's id, or 0 for browsers of guests; `quarantined`: at the
    moment `now`.
    """

    now: datetime
    channels: Collection[str] | None = None
    of: int | None = None
    is_customer: bool | None = None
    platforms: Collection[str] | None = None
    browsers: Collection[str] | None = None
    display_modes: Collection[str] | None = None
    topics: Collection[str] | None = None
    quarantined: bool | None = None
    created: Moments = field(default_factory=Moments)
    seen: Moments = field(default_factory=Moments)
    sorted_by: str = CREATED
    descending: bool = True

    def page(self, limit: int, after: tuple[datetime, int] | None = None) -> list[Subscription]:
        """Return at most `limit` of them; `after`: those behind this place, see `place`.

        Raises people.TooSlowError.
        """
        found, column = self._found(), self.sorted_by
        with people.in_bounds():
            return keyset.page(found, column, limit=limit, after=after, descending=self.descending)

    def place(self, row: Any) -> tuple[datetime, int]:
        """The place of a row of a page in the order."""
        return (row.seen if self.sorted_by == SEEN else row.created_at), row.pk

    def _found(self) -> QuerySet[Subscription]:
        rows = Subscription.objects.annotate(seen=Coalesce(F("seen_at"), F("updated_at")))
        rows = rows.filter(self.created.test("created_at") & self.seen.test("seen"))
        if self.browsers is not None:
            rows = rows.annotate(browser=browser_case()).filter(browser__in=list(self.browsers))
        return rows.filter(*self._tests())

    def _tests(self) -> list[Q]:
        lists = {
            "channel__in": self.channels,
            "platform__in": self.platforms,
            "display_mode__in": self.display_modes,
            "topics__overlap": self.topics,
        }
        tests = [Q(**{name: list(given)}) for name, given in lists.items() if given is not None]
        if self.of is not None:
            tests.append(Q(user_id=self.of))
        if self.is_customer is not None:
            tests.append(Q(user_id__isnull=not self.is_customer))
        if self.quarantined is not None:
            held = Q(held_until__gt=self.now)
            tests.append(held if self.quarantined else ~held)
        return tests


def browser_case() -> Case:
    """The browser's name by its push service, as core.platform.browser_of."""
    cases = [When(origin__endswith=mark, then=Value(name)) for mark, name in BROWSERS]
    return Case(*cases, default=Value(""))
