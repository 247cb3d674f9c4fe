"""Load the translated names of products and variants."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Value
from saleor.product.models import ProductTranslation, ProductVariantTranslation

from ..core.text.languages import Name, lookup, normalize_tag

_PRODUCT, _VARIANT = "product", "variant"
_Translations = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Translated names by ("product" or "variant", id)."""

    by_id: Mapping[tuple[str, int], _Translations]

    def of_product(self, id: int, original: str) -> Name:
        return Name(original=original, translations=self.by_id.get((_PRODUCT, id), {}))

    def of_variant(self, id: int, original: str) -> Name:
        return Name(original=original, translations=self.by_id.get((_VARIANT, id), {}))


def load(*, products: Collection[int], variants: Collection[int] = ()) -> Names:
    """Return the names of these products and variants, in one query."""
    of_products = _rows(_PRODUCT, ProductTranslation, "product_id", products)
    of_variants = _rows(_VARIANT, ProductVariantTranslation, "product_variant_id", variants)
    by_id: dict[tuple[str, int], _Translations] = defaultdict(dict)
    for kind, pk, code, name in of_products.union(of_variants, all=True):
        # The name is empty where only the description is translated.
        if name:
            by_id[kind, pk][normalize_tag(code)] = name
    return Names(by_id={key: _with_base_languages(each) for key, each in by_id.items()})


def _rows(kind: str, model: type[Model], column: str, ids: Collection[int]) -> Any:
    rows = model._default_manager.filter(**{f"{column}__in": ids}).order_by()
    return rows.values_list(Value(kind), column, "language_code", "name")


def _with_base_languages(translations: _Translations) -> _Translations:
    """Use a regional translation for its whole language where that has none: "en-US" for "en"."""
    base = {lookup(tag)[-1]: translations[tag] for tag in sorted(translations, reverse=True)}
    return {**base, **translations}
