"""Find the shipping methods of a channel, and which country and cart each of them takes.

The rules are those of Saleor's `ShippingMethodQueryset.applicable_shipping_methods`; a test
compares the answers. What apps add or remove at a checkout is not known here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef
from django.db.models.functions import Cast
from saleor.shipping import ShippingMethodType
from saleor.shipping.models import (
    ShippingMethod,
    ShippingMethodChannelListing,
    ShippingMethodPostalCodeRule,
)

# A part of a currency's smallest unit: what is over a limit by so little is over it.
_OVER = Decimal("0.001")


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A cart as shipping methods see it.

    `subtotal`: as entered, with tax or without. `weight`: in grams. `products`: ids.
    """

    subtotal: Decimal
    weight: Decimal
    products: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Method:
    """A shipping method in a channel. `price` is as entered, `days` the longest delivery time.

    `countries`: as Saleor stores them, such as "DE,PL". `least`, `most`: the limits of the
    subtotal, or of the weight in grams `by_weight`; both belong to what they limit. `excluded`:
    ids of products that it does not take. `by_postal_code`: it takes only some postal codes.
    """

    countries: str
    price: Decimal
    tax_class: int | None
    days: int | None
    by_weight: bool
    least: Decimal
    most: Decimal | None
    excluded: frozenset[int]
    by_postal_code: bool

    def serves(self, country: str) -> bool:
        """Whether it takes every address of a country."""
        return bool(country) and country in self.countries and not self.by_postal_code

    def takes(self, goods: Goods) -> bool:
        """Whether it takes this cart."""
        return self._holds(goods.weight if self.by_weight else goods.subtotal) and not (
            self.excluded & goods.products
        )

    def takes_any(self, subtotal: Decimal) -> bool:
        """Whether it takes every cart of this subtotal, whatever is in it."""
        unlimited = self.least <= 0 and self.most is None
        return not self.excluded and (unlimited if self.by_weight else self._holds(subtotal))

    @property
    def takes_all(self) -> bool:
        """Whether it takes every cart."""
        return not self.excluded and self.least <= 0 and self.most is None

    def _holds(self, quantity: Decimal) -> bool:
        return self.least <= quantity and (self.most is None or quantity <= self.most)


Methods = Mapping[str, Sequence[Method]]


def load(channels: Collection[str]) -> Methods:
    """Return methods by channel slug, the cheapest first, in two queries."""
    by_channel: dict[str, list[Method]] = defaultdict(list)
    rows = list(_rows(channels))
    excluded = _excluded({row["shipping_method_id"] for row in rows})
    for row in rows:
        by_channel[row["channel__slug"]].append(_method(row, excluded))
    return by_channel


def cheapest(methods: Sequence[Method], country: str, goods: Goods) -> Method | None:
    """Return the cheapest method that ships this cart to a country; None if none does."""
    return next((m for m in methods if m.serves(country) and m.takes(goods)), None)


def cheapest_by_subtotal(methods: Sequence[Method], country: str) -> Sequence[Method]:
    """Return the cheapest method for each range of subtotals; none if some carts are not shipped.

    The dearest of them is what no cart need exceed: what is free for carts up to 1 € or from 100 €
    on is not what shipping costs.
    """
    there = [method for method in methods if method.serves(country)]
    cheapest = [
        next((method for method in there if method.takes_any(subtotal)), None)
        for subtotal in _subtotals(there)
    ]
    found = [method for method in cheapest if method]
    return found if len(found) == len(cheapest) else []


def countries(methods: Sequence[Method]) -> set[str]:
    """Return all countries that any of the methods is for."""
    return {code for method in methods for code in method.countries.split(",") if code}


def _subtotals(methods: Sequence[Method]) -> set[Decimal]:
    """Return one subtotal of each range in which the same methods take a cart."""
    limited = [method for method in methods if not method.by_weight]
    above = {method.most + _OVER for method in limited if method.most is not None}
    return {Decimal(0), *(method.least for method in limited), *above}


_COLUMNS = (
    *("channel__slug", "shipping_method_id", "price_amount"),
    *("minimum_order_price_amount", "maximum_order_price_amount"),
)
_OF_METHOD = ("type", "tax_class_id", "maximum_delivery_days", "shipping_zone__countries")


def _rows(channels: Collection[str]) -> Collection[Mapping[str, Any]]:
    rules = ShippingMethodPostalCodeRule.objects.filter(
        shipping_method=OuterRef("shipping_method_id")
    )
    rows = ShippingMethodChannelListing.objects.filter(
        channel__slug__in=channels,
        shipping_method__shipping_zone__channels=F("channel"),
        currency=F("channel__currency_code"),
    ).annotate(
        by_postal_code=Exists(rules),
        lightest=Cast("shipping_method__minimum_order_weight", FloatField()),
        heaviest=Cast("shipping_method__maximum_order_weight", FloatField()),
    )
    of_method = (f"shipping_method__{name}" for name in _OF_METHOD)
    extra = ("by_postal_code", "lightest", "heaviest")
    return rows.order_by("price_amount", "pk").values(*_COLUMNS, *of_method, *extra)


def _excluded(methods: Collection[int]) -> Mapping[int, set[int]]:
    """Return ids of products by the id of the method that does not take them."""
    by_method: dict[int, set[int]] = defaultdict(set)
    rows = ShippingMethod.excluded_products.through.objects.filter(shippingmethod_id__in=methods)
    for method, product in rows.values_list("shippingmethod_id", "product_id"):
        by_method[method].add(product)
    return by_method


def _method(row: Mapping[str, Any], excluded: Mapping[int, Collection[int]]) -> Method:
    by_weight = row["shipping_method__type"] == ShippingMethodType.WEIGHT_BASED
    of_price = (row["minimum_order_price_amount"], row["maximum_order_price_amount"])
    least, most = (row["lightest"], row["heaviest"]) if by_weight else of_price
    return Method(
        countries=str(row["shipping_method__shipping_zone__countries"] or ""),
        price=row["price_amount"],
        tax_class=row["shipping_method__tax_class_id"],
        days=row["shipping_method__maximum_delivery_days"],
        by_weight=by_weight,
        least=Decimal(least or 0),
        most=None if most is None else Decimal(most),
        excluded=frozenset(excluded.get(row["shipping_method_id"], ())),
        by_postal_code=row["by_postal_code"],
    )
