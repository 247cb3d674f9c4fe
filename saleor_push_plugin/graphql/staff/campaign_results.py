"""The results of campaigns, as their reader may learn them: an audience may be one person."""

from collections.abc import Collection, Sequence

from ...core.event import CAMPAIGN
from ...core.result_kinds import TOOK
from ...core.segments.size import size_for
from ...models import Experiment
from ...results.queries import Row, Wanted
from ...scenarios.campaign import Campaign


def as_learnt(rows: Sequence[Row], asked: Wanted, *, exact: bool) -> list[Row]:
    """These rows; those of campaigns alone in tens, unless the caller may read about persons."""
    if exact:
        return list(rows)
    tests = _tests({row.key.get("experiment") or 0 for row in rows})
    return [_in_tens(row) if _is_of_campaigns(row, asked, tests) else row for row in rows]


def _tests(experiments: Collection[int]) -> set[int]:
    """Those of these experiments that are of campaigns."""
    rows = Experiment.objects.filter(pk__in=experiments, scenario__startswith=f"{CAMPAIGN}:")
    return set(rows.values_list("pk", flat=True)) if any(experiments) else set()


def _is_of_campaigns(row: Row, asked: Wanted, tests: Collection[int]) -> bool:
    key = row.key
    only = asked.campaigns is not None or {*(asked.scenarios or ())} == {Campaign.code}
    is_one = bool(key.get("campaign")) or key.get("experiment") in tests
    return only or is_one or key.get("scenario") == Campaign.code


def _in_tens(row: Row) -> Row:
    """The same with its numbers in tens, also of orders; how long pushes took stays."""

    def size(number: int) -> int:
        return size_for(number, exact=False).people

    counts = {kind: n if kind.startswith(TOOK) else size(n) for kind, n in row.counts.items()}
    money = {
        window: each._replace(ordered=size(each.ordered), shown_only=size(each.shown_only))
        for window, each in row.money.items()
    }
    return Row(key=row.key, counts=counts, money=money, exact=False)
