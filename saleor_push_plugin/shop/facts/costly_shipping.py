"""Find carts whose shipping price is so high that it may be why they were abandoned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import FloatField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from saleor.checkout.models import Checkout
from saleor.product.models import ProductVariantChannelListing

from ...core.facts.carts import CartLine
from ...core.facts.common import Money
from .. import config, listings, shipping_methods
from ..shown_prices import ShownPrices


@dataclass(frozen=True, kw_only=True)
class _Variant:
    """A variant in a channel. `price`: as entered, 0 if it has none. `weight`: in grams."""

    product: int
    price: Decimal
    weight: Decimal
    tax_class: int | None


# By (variant id, channel id).
_Variants = Mapping[tuple[int, int], _Variant]


def costly(
    checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
) -> Mapping[UUID, Money]:
    """Return prices of shipping that shoppers saw and that exceed the owner's share of the cart.

    By checkout id, and as entered: a voucher is taken off that. Compared is what the page shows.
    """
    seen = [row for row in checkouts if _was_seen(row) and lines.get(row.pk)]
    if not seen:
        return {}
    lookups, share = _Lookups.of(seen, lines), config.load().shipping_share
    prices = {row.pk: lookups.price_if_costly(row, lines[row.pk], share) for row in seen}
    currencies = {row.pk: row.currency for row in seen}
    return {
        pk: Money(amount=price, currency=currencies[pk]) for pk, price in prices.items() if price
    }


def _was_seen(row: Checkout) -> bool:
    """Whether the shopper saw a shipping price, and the checkout can take a voucher.

    Storefronts ask for the address before they show the price. A checkout has one voucher at most,
    so ours would replace the one it has.
    """
    return row.shipping_address is not None and not row.voucher_code


@dataclass(frozen=True, kw_only=True)
class _Lookups:
    """What is queried once for all carts."""

    variants: _Variants
    methods: shipping_methods.Methods
    shown: ShownPrices

    @classmethod
    def of(
        cls, checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]
    ) -> "_Lookups":
        slugs = {row.channel.slug for row in checkouts}
        return cls(
            variants=_variants(checkouts, lines),
            methods=shipping_methods.load(slugs),
            shown=ShownPrices.load(slugs),
        )

    def price_if_costly(
        self, row: Checkout, lines: Sequence[CartLine], share: Decimal
    ) -> Decimal | None:
        price, tax_class = self._price(row, lines)
        slug, country = row.channel.slug, str(row.shipping_address.country)
        shown = self.shown.of_shipping(slug, tax_class, country).amount(price)
        goods = sum(
            self.shown.of_product(slug, variant.tax_class, country).amount(variant.price) * pieces
            for variant, pieces in self._contents(row, lines)
        )
        return price if shown > goods * share else None

    def _price(self, row: Checkout, lines: Sequence[CartLine]) -> tuple[Decimal, int | None]:
        """The price of the chosen method, which may be free; else of the cheapest that fits."""
        if row.shipping_method_name or row.collection_point_id:
            return row.undiscounted_base_shipping_price_amount, None
        country = str(row.shipping_address.country)
        methods = self.methods.get(row.channel.slug, ())
        method = shipping_methods.cheapest(methods, country, self._goods(row, lines))
        return (method.price, method.tax_class) if method else (Decimal(0), None)

    def _goods(self, row: Checkout, lines: Sequence[CartLine]) -> shipping_methods.Goods:
        contents = self._contents(row, lines)
        return shipping_methods.Goods(
            subtotal=sum((each.price * pieces for each, pieces in contents), Decimal(0)),
            weight=sum((each.weight * pieces for each, pieces in contents), Decimal(0)),
            products=frozenset(each.product for each, _ in contents),
        )

    def _contents(self, row: Checkout, lines: Sequence[CartLine]) -> list[tuple[_Variant, int]]:
        found = ((self.variants.get((ln.variant_id, row.channel_id)), ln.quantity) for ln in lines)
        return [(variant, quantity) for variant, quantity in found if variant]


# Saleor takes the first weight that is not zero.
_WEIGHTS = ("variant__", "variant__product__", "variant__product__product_type__")
_TAX_CLASS = Coalesce(
    "variant__product__tax_class_id", "variant__product__product_type__tax_class_id"
)


def _variants(checkouts: Collection[Checkout], lines: Mapping[UUID, list[CartLine]]) -> _Variants:
    rows = ProductVariantChannelListing.objects.filter(
        variant_id__in={line.variant_id for row in checkouts for line in lines[row.pk]},
        channel_id__in={row.channel_id for row in checkouts},
    ).order_by()
    weights = (
        NullIf(Cast(f"{path}weight", FloatField()), Value(0.0, output_field=FloatField()))
        for path in _WEIGHTS
    )
    rows = rows.annotate(costs=listings.price(), grams=Coalesce(*weights), taxed_as=_TAX_CLASS)
    columns = ("variant_id", "channel_id", "variant__product_id", "costs", "grams", "taxed_as")
    return {(row[0], row[1]): _variant(*row[2:]) for row in rows.values_list(*columns)}


def _variant(product: int, price: Any, grams: Any, tax_class: int | None) -> _Variant:
    return _Variant(
        product=product,
        price=price or Decimal(0),
        weight=Decimal(grams or 0),
        tax_class=tax_class,
    )
