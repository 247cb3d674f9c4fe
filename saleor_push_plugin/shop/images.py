"""Find the images of products and variants, at the URLs that Saleor gives storefronts."""

from collections.abc import Collection, Mapping
from typing import Any

from saleor.product import ProductMediaTypes
from saleor.product.models import ProductMedia, VariantMedia
from saleor.thumbnail.models import Thumbnail
from saleor.thumbnail.utils import get_image_or_proxy_url

from .compat import absolute_url

# 1024 pixels are wide enough for a phone's notification. WebP is half as large as most uploads.
SIZE, FORMAT = 1024, "webp"


def load(variants: Mapping[int, int]) -> Mapping[int, str]:
    """Return image URLs by variant id: the variant's first image, else the product's.

    `variants`: product ids by variant id. Variants without an image are left out, and those whose
    URL is not https, because browsers load no others.
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
    # Empty until Saleor has downloaded an image that was added by its URL.
    rows = rows.exclude(image=None).exclude(image="")
    ordered = rows.order_by("product_id", "sort_order", "pk").distinct("product_id")
    return dict(ordered.values_list("product_id", "pk"))


def _urls(media: Collection[int]) -> Mapping[int, str]:
    """Return https URLs by media id: of the thumbnail, or of Saleor's view that creates it."""
    rows = Thumbnail.objects.filter(product_media_id__in=media, size=SIZE, format=FORMAT)
    thumbnails: dict[Any, Thumbnail] = {row.product_media_id: row for row in rows}
    urls = {pk: _url(pk, thumbnails.get(pk)) for pk in media}
    return {pk: url for pk, url in urls.items() if url.startswith("https://")}


def _url(media: int, thumbnail: Thumbnail | None) -> str:
    path = get_image_or_proxy_url(thumbnail, str(media), "ProductMedia", SIZE, FORMAT)
    return absolute_url(path)
