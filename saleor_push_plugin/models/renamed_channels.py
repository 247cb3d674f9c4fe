"""Follows channels that were renamed or deleted, in all tables that name channels by slug.

Audiences name them inside of JSON.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast

from .campaigns import Campaign
from .known_channels import KnownChannel
from .outbox import Lane
from .product_views import ProductView
from .segments import Segment
from .subscribers import Subscription
from .watches import Watch, WatchedVariant

# What is of no use without its channel. Subscriptions outlive it: they are of the shop's visitors.
_END_WITH_IT: tuple[type[models.Model], ...] = (Watch, WatchedVariant, ProductView)
_WRITTEN_BY_VISITORS = (Subscription, *_END_WITH_IT)
# Stands for a slug while two channels swap theirs. No slug has spaces.
_ASIDE = "being renamed"
# What joins conditions in a `where`.
_JOINS = {"AND", "OR", "NOT"}


def follow(current: Mapping[int, str]) -> None:
    """Put the current slugs of the channels, by id, where our tables have former ones.

    Watches of deleted channels are deleted, unless another channel has the slug by now.
    """
    if _known() == current:
        return
    with transaction.atomic():
        known = _known(KnownChannel.objects.select_for_update().order_by("channel_id"))
        gone = known.keys() - current.keys()
        _end({known[id] for id in gone} - {*current.values()})
        former = {known[id]: slug for id, slug in current.items() if id in known}
        for old, new in _in_turn({old: new for old, new in former.items() if old != new}):
            _rename(old, new)
        KnownChannel.objects.filter(channel_id__in=gone).delete()
        _remember(current)


def not_followed(slugs: Collection[str]) -> set[str]:
    """Those of these slugs of channels that our tables do not have yet."""
    known = {*_known().values()} if slugs else set()
    return {slug for slug in slugs if slug not in known} if known else set()


def _known(rows: models.QuerySet[KnownChannel] | None = None) -> Mapping[int, str]:
    rows = KnownChannel.objects.all() if rows is None else rows
    return dict(rows.values_list("channel_id", "slug"))


def _remember(current: Mapping[int, str]) -> None:
    KnownChannel.objects.bulk_create(
        [KnownChannel(channel_id=id, slug=slug) for id, slug in current.items()],
        update_conflicts=True,
        unique_fields=["channel_id"],
        update_fields=["slug"],
    )


def _end(slugs: Iterable[str]) -> None:
    for model in _END_WITH_IT:
        model._default_manager.filter(channel__in=slugs).delete()


def _in_turn(renames: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The renames in an order in which no slug stands for two channels at once."""
    left = dict(renames)
    while left:
        old = next((old for old, new in left.items() if new not in left), None)
        if old is not None:
            yield old, left.pop(old)
            continue
        old = next(iter(left))
        yield old, _ASIDE
        left[_ASIDE] = left.pop(old)


def tables() -> list[type[models.Model]]:
    """The models with a channel's slug, last those that visitors write.

    Rows stay locked until all are done, and the log of events has the most.
    """
    ours = apps.get_app_config("saleor_push_plugin").get_models()
    found = [each for each in ours if any(field.name == "channel" for field in each._meta.fields)]
    return sorted(found, key=lambda each: (each in _WRITTEN_BY_VISITORS, each.__name__))


def _rename(old: str, new: str) -> None:
    for model in tables():
        rows = model._default_manager.filter(channel=old)
        for twins in _twins(model, new):
            if model is Lane:
                # Its notifications are taken from it as before.
                rows = rows.exclude(Exists(twins))
            else:
                rows.filter(Exists(twins)).delete()
        rows.update(channel=new)
    Subscription.objects.filter(first_channel=old).update(first_channel=new)
    _rename_in_audiences(old, new)


def _rename_in_audiences(old: str, new: str) -> None:
    """Put the new slug into what staff wrote of audiences, as `core.segments` reads it."""
    for model in (Campaign, Segment):
        texts = model._default_manager.annotate(text=Cast("where", models.TextField()))
        for row in texts.filter(text__contains=f'"{old}"').select_for_update():
            row.where = _renamed(row.where, old, new)
            row.save(update_fields=["where"])


def _renamed(where: Any, old: str, new: str) -> Any:
    """A `where` with another slug in its conditions on channels, at any depth."""
    if isinstance(where, list):
        return [_renamed(each, old, new) for each in where]
    if not isinstance(where, dict):
        return where
    parts = {name: _renamed(where[name], old, new) for name in _JOINS & where.keys()}
    tests = {name: _replaced(where[name], old, new) for name in {"channel"} & where.keys()}
    return {**where, **parts, **tests}


def _replaced(test: Any, old: str, new: str) -> Any:
    """The members of a condition: one slug, or several."""
    if isinstance(test, dict):
        return {name: _replaced(value, old, new) for name, value in test.items()}
    if isinstance(test, list):
        return [_replaced(each, old, new) for each in test]
    return new if test == old else test


def _twins(model: type[models.Model], slug: str) -> Iterator[models.QuerySet[models.Model]]:
    """What was stored under the new slug meanwhile, and would be there twice."""
    for each in model._meta.constraints:
        if isinstance(each, models.UniqueConstraint) and "channel" in each.fields:
            others = {name: OuterRef(name) for name in each.fields if name != "channel"}
            yield model._default_manager.filter(channel=slug, **others)
