"""What speaks for buying variants now: from the shop's rows, and what we counted of its orders."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.db.models.functions import Now
from saleor.product.models import ProductVariant, VariantChannelListingPromotionRule

from ..core.facts.product_proof import ProductProof, rating_of
from ..models import ProductSales
from . import config
from . import images as pictures
from .offers import Pair


@dataclass(frozen=True, kw_only=True)
class _Variant:
    product_id: int
    rating: Decimal | None


def of(pairs: Collection[Pair]) -> Mapping[Pair, ProductProof]:
    """Of every (variant id, channel slug); a bounded number of queries however many."""
    if not pairs:
        return {}
    variants, channels = _variants({variant for variant, _ in pairs}), {slug for _, slug in pairs}
    sold = _sold({row.product_id for row in variants.values()}, channels)
    ends = _ends(variants.keys(), channels)
    images = pictures.of({pk: row.product_id for pk, row in variants.items()})
    return {
        (variant, slug): ProductProof(
            sold=sold.get((row.product_id, slug), 0),
            rating=row.rating,
            image=images.get(variant, ""),
            **ends.get((variant, slug), {}),
        )
        if (row := variants.get(variant))
        else ProductProof()
        for variant, slug in pairs
    }


def _variants(ids: Collection[int]) -> Mapping[int, _Variant]:
    key, rows = config.load().rating_key, ProductVariant.objects.filter(pk__in=ids).order_by()
    columns = ("pk", "product_id", "metadata", "product__metadata")
    return {
        pk: _Variant(product_id=product, rating=_rating(own, key) or _rating(shared, key))
        for pk, product, own, shared in rows.values_list(*columns)
    }


def _rating(metadata: Mapping[str, Any] | None, key: str) -> Decimal | None:
    """Public metadata only: what shoppers may not see is not for them."""
    return rating_of((metadata or {}).get(key))


def _sold(products: Collection[int], channels: Collection[str]) -> Mapping[tuple[int, str], int]:
    rows = ProductSales.objects.filter(product_id__in=products, channel__in=channels).order_by()
    sums = rows.values("product_id", "channel").annotate(Sum("pieces"))
    found = sums.values_list("product_id", "channel", "pieces__sum")
    return {(product, channel): pieces for product, channel, pieces in found}


def _ends(variants: Collection[int], channels: Collection[str]) -> Mapping[Pair, dict[str, Any]]:
    """When the promotions behind discounted prices are over; Saleor keeps the one that applies."""
    end, listing = "promotion_rule__promotion__end_date", "variant_channel_listing"
    rows = VariantChannelListingPromotionRule.objects.filter(
        **{f"{listing}__variant_id__in": variants, f"{listing}__channel__slug__in": channels}
    )
    left = ExpressionWrapper(F(end) - Now(), output_field=DurationField())
    columns = (f"{listing}__variant_id", f"{listing}__channel__slug", end, left)
    # Where there are several, the first to end decides.
    found = rows.exclude(**{end: None}).order_by(F(end).desc()).values_list(*columns)
    return {(variant, slug): {"ends_at": at, "ends_in": left} for variant, slug, at, left in found}
