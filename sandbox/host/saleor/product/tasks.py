"""Discounted prices follow promotions some seconds later, in a task of beat's, as in Saleor."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone

from ..celeryconf import app
from ..core.db.connection import allow_writer
from ..discount import RewardValueType
from ..discount.models import PromotionRule
from .models import ProductVariantChannelListing


@app.task
@allow_writer()
def update_variant_relations_for_active_promotion_rules_task() -> None:
    """In Saleor it finds out whose prices to reckon anew; the sandbox reckons all."""


@app.task
@allow_writer()
def recalculate_discounted_price_for_products_task() -> None:
    rules = list(_running().prefetch_related("channels"))
    for listing in ProductVariantChannelListing.objects.filter(price_amount__isnull=False):
        _reckon(listing, rules)


def _running() -> Iterable[PromotionRule]:
    now = timezone.now()
    started = PromotionRule.objects.filter(promotion__start_date__lte=now)
    return started.exclude(promotion__end_date__lt=now)


def _reckon(listing: ProductVariantChannelListing, rules: list[PromotionRule]) -> None:
    """The best rule counts, and it alone is kept with the listing."""
    price = listing.price_amount
    discounts = {rule: _discount(rule, price) for rule in rules if _covers(rule, listing)}
    best = max(discounts, key=discounts.__getitem__, default=None)
    amount = max(price - discounts[best], Decimal(0)) if best else price
    kept = listing.variantlistingpromotionrule
    kept.exclude(promotion_rule=best).delete()
    if best:
        worth = {"discount_amount": discounts[best], "currency": listing.currency}
        kept.update_or_create(promotion_rule=best, defaults=worth)
    if amount != listing.discounted_price_amount:
        listing.discounted_price_amount = amount
        listing.save(update_fields=["discounted_price_amount"])


def _covers(rule: PromotionRule, listing: ProductVariantChannelListing) -> bool:
    """Rules of the sandbox name variants, in the words of Saleor's API."""
    named = rule.catalogue_predicate.get("variantPredicate", {}).get("ids", [])
    return str(listing.variant_id) in named and listing.channel in rule.channels.all()


def _discount(rule: PromotionRule, price: Decimal) -> Decimal:
    if rule.reward_value_type == RewardValueType.FIXED:
        return rule.reward_value
    return (price * rule.reward_value / 100).quantize(Decimal("0.01"))
