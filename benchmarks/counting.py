"""Segments, timed inside the shop's own Python.

Run as a module with the shop's settings, after benchmarks.customers filled its tables. Prints JSON:
how many people have facts and the seconds to make them, people and milliseconds of each condition
alone and of all together, milliseconds of the reach, seconds and people of a freeze, and
milliseconds for each of some buyers whose facts are made anew.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

# The faster of so many: the second finds its pages in memory, as for a page that is looked at.
LOOKS = 3
CHANGED = 1000


def main() -> None:
    django.setup()
    from saleor.core.db.connection import allow_writer

    with allow_writer():
        sys.stdout.write(json.dumps(_told()) + "\n")


def _told() -> dict[str, Any]:
    from django.db import connection
    from django.utils import timezone

    from saleor_push_plugin.models import PersonFacts
    from saleor_push_plugin.shop import person_facts

    facts_s = _seconds(lambda: person_facts.rebuild(timezone.now()))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE saleor_push_plugin_personfacts")
    wheres = _wheres()
    return {
        "facts": PersonFacts.objects.count(),
        "facts_s": facts_s,
        "counted": {name: _counted(where) for name, where in wheres.items()},
        "reach_ms": min(_reached(wheres["all together"]) for _ in range(LOOKS)),
        "refresh_ms_each": _refreshed(),
        **_frozen(),
    }


def _wheres() -> dict[str, Any]:
    """Those of a campaign for lapsing fans of a category."""
    import graphene
    from saleor.product.models import Category

    top = Category.objects.filter(parent__isnull=False).order_by("level", "id").first()
    assert top
    category = graphene.Node.to_global_id("Category", top.pk)
    alone = {
        "country": {"country": {"eq": "DE"}},
        "channel": {"channel": {"eq": "channel-eur"}},
        "net spend": {"orders": {"net": {"currency": _currency(), "range": {"gte": "300"}}}},
        "bought in a category in 90 days": {"bought": {"categories": [category], "withinDays": 90}},
        "not viewed in 30 days": {"NOT": {"viewed": {"withinDays": 30}}},
    }
    return {"all together": {"AND": list(alone.values())}, **alone}


def _currency() -> str:
    from saleor.order.models import Order

    return Order.objects.values_list("currency", flat=True)[0]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _counted(where: Any) -> tuple[int, float]:
    from django.utils import timezone

    from saleor_push_plugin.segments import counting

    found: list[int] = []

    def count() -> None:
        answer = counting.count(where, timezone.now())
        assert not isinstance(answer, tuple), answer
        found.append(answer.value)

    best = min(_seconds(count) for _ in range(LOOKS))
    return found[0], best * 1000


def _reached(where: Any) -> float:
    from django.utils import timezone

    from saleor_push_plugin.segments import counting
    from saleor_push_plugin.shop import config

    settings = config.load()
    return _seconds(lambda: counting.reach(where, settings, timezone.now())) * 1000


def _refreshed() -> float:
    """Milliseconds of processor for each of some buyers: theirs and PostgreSQL's waiting."""
    from django.utils import timezone

    from saleor_push_plugin.models import PersonFacts
    from saleor_push_plugin.shop import person_facts

    person_facts.mark(PersonFacts.objects.values_list("person", flat=True)[:CHANGED])
    return _seconds(lambda: person_facts.refresh(timezone.now())) / CHANGED * 1000


def _frozen() -> dict[str, Any]:
    """A campaign for everybody."""
    from datetime import timedelta

    from django.utils import timezone

    from saleor_push_plugin.campaigns import freezing, lifecycle
    from saleor_push_plugin.core.campaigns.schedule import PastHour, Timing
    from saleor_push_plugin.models import Campaign, CampaignRecipient

    now = timezone.now()
    made = Campaign.objects.create(
        name="Everybody", language="en", created_at=now, texts={"en": {"title": "Sale", "body": ""}}
    )
    when = lifecycle.Schedule(timing=Timing.AT, at=now, past_hour=PastHour.TOMORROW)
    lifecycle.start(made.pk, when, "User:1", now - timedelta(minutes=1))
    freezing.begin(now)
    seconds = _seconds(lambda: [None for _ in iter(lambda: freezing.step("UTC", now), False)])
    return {"freeze_s": seconds, "frozen": CampaignRecipient.objects.filter(campaign=made).count()}


if __name__ == "__main__":
    main()
