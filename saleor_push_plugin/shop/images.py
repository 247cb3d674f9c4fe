"""Pictures of what is sold, at the addresses Saleor gives storefronts, too."""

from collections.abc import Collection, Mapping
from typing import Any

from saleor.product import ProductMediaTypes
from saleor.product.models import ProductMedia, VariantMedia
from saleor.thumbnail.models import Thumbnail
from saleor.thumbnail.utils import get_image_or_proxy_url

from .compat import absolute_url

# Wide enough for a phone's notification; half as many bytes as in the format it was uploaded in.
SIZE, FORMAT = 1024, "webp"


def of(variants: Mapping[int, int]) -> Mapping[int, str]:
    """By variant id, of (variant id → product id): the variant's own, else the product's first.

    Browsers load pictures over https only; who has none is not in it.
    """
    own, shared = _of_variants(variants.keys()), _of_products(set(variants.values()))
    media = {pk: own.get(pk) or shared.get(product) for pk, product in variants.items()}
    urls = _urls({pk for pk in media.values() if pk})
    return {pk: urls[id] for pk, id in media.items() if id and id in urls}


def _of_variants(variants: Collection[int]) -> Mapping[int, int]:
    rows = VariantMedia.objects.filter(variant_id__in=variants, media__type=ProductMediaTypes.IMAGE)
    rows = rows.exclude(media__image=None).exclude(media__image="")
    ordered = rows.order_by("variant_id", "media__sort_order", "media_id").distinct("variant_id")
    return dict(ordered.values_list("variant_id", "media_id"))


def _of_products(products: Collection[int]) -> Mapping[int, int]:
    rows = ProductMedia.objects.filter(product_id__in=products, type=ProductMediaTypes.IMAGE)
    # Empty while Saleor has yet to fetch it from elsewhere.
    rows = rows.exclude(image=None).exclude(image="")
    ordered = rows.order_by("product_id", "sort_order", "pk").distinct("product_id")
    return dict(ordered.values_list("product_id", "pk"))


def _urls(media: Collection[int]) -> Mapping[int, str]:
    """Of the thumbnail, where there is one; else of the page that makes it when first asked."""
    rows = Thumbnail.objects.filter(product_media_id__in=media, size=SIZE, format=FORMAT)
    there: dict[Any, Thumbnail] = {row.product_media_id: row for row in rows}
    found = {pk: _url(pk, there.get(pk)) for pk in media}
    return {pk: url for pk, url in found.items() if url.startswith("https://")}


def _url(media: int, thumbnail: Thumbnail | None) -> str:
    path = get_image_or_proxy_url(thumbnail, str(media), "ProductMedia", SIZE, FORMAT)
    return absolute_url(path)
