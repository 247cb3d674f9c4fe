"""Load selling points: recent sales, rating, image and end of promotion of variants."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.db.models.functions import Now
from saleor.product.models import ProductVariant, VariantChannelListingPromotionRule

from ..core.facts.selling_points import SellingPoints, rating_of
from ..models import ProductSales
from . import config
from . import images as product_images
from .current_prices_and_stock import Pair


@dataclass(frozen=True, kw_only=True)
class _Variant:
    product_id: int
    rating: Decimal | None


def load(pairs: Collection[Pair]) -> Mapping[Pair, SellingPoints]:
    """Return the selling points of each (variant id, channel slug). Makes few queries."""
    if not pairs:
        return {}
    variants, channels = _variants({variant for variant, _ in pairs}), {slug for _, slug in pairs}
    sold = _sold({row.product_id for row in variants.values()}, channels)
    ends = _ends(variants.keys(), channels)
    images = product_images.load({pk: row.product_id for pk, row in variants.items()})
    return {
        (variant, slug): SellingPoints(
            sold=sold.get((row.product_id, slug), 0),
            rating=row.rating,
            image=images.get(variant, ""),
            **ends.get((variant, slug), {}),
        )
        if (row := variants.get(variant))
        else SellingPoints()
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
    """Read a rating from public metadata. Private metadata must not reach shoppers."""
    return rating_of((metadata or {}).get(key))


def _sold(products: Collection[int], channels: Collection[str]) -> Mapping[tuple[int, str], int]:
    """Return the quantities sold recently, by (product id, channel slug)."""
    sales = ProductSales.objects.filter(product_id__in=products, channel__in=channels).order_by()
    sums = sales.values("product_id", "channel").annotate(Sum("pieces"))
    rows = sums.values_list("product_id", "channel", "pieces__sum")
    return {(product, channel): quantity for product, channel, quantity in rows}


def _ends(variants: Collection[int], channels: Collection[str]) -> Mapping[Pair, dict[str, Any]]:
    """Return when the promotions of discounted prices end, by (variant id, channel slug).

    Saleor links the listing of a variant to the promotion rule that set its price.
    """
    end, listing = "promotion_rule__promotion__end_date", "variant_channel_listing"
    rows = VariantChannelListingPromotionRule.objects.filter(
        **{f"{listing}__variant_id__in": variants, f"{listing}__channel__slug__in": channels}
    )
    remaining = ExpressionWrapper(F(end) - Now(), output_field=DurationField())
    columns = (f"{listing}__variant_id", f"{listing}__channel__slug", end, remaining)
    # Of several, the first to end is the last row, and so the one that the dict keeps.
    ends = rows.exclude(**{end: None}).order_by(F(end).desc()).values_list(*columns)
    return {(variant, slug): {"ends_at": at, "ends_in": left} for variant, slug, at, left in ends}
