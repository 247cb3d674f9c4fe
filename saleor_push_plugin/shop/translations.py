"""What products and variants are called in other languages, where the shop has translated them."""

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
    """Translations by (product or variant, its id)."""

    found: Mapping[tuple[str, int], _Translations]

    def of_product(self, id: int, original: str) -> Name:
        return Name(original=original, translations=self.found.get((_PRODUCT, id), {}))

    def of_variant(self, id: int, original: str) -> Name:
        return Name(original=original, translations=self.found.get((_VARIANT, id), {}))


def load(*, products: Collection[int], variants: Collection[int] = ()) -> Names:
    """The names of these products and variants; one query however many."""
    rows = _rows(_PRODUCT, ProductTranslation, "product_id", products)
    others = _rows(_VARIANT, ProductVariantTranslation, "product_variant_id", variants)
    found: dict[tuple[str, int], _Translations] = defaultdict(dict)
    for kind, pk, code, name in rows.union(others, all=True):
        # Saleor keeps a row too where only the description was translated.
        if name:
            found[kind, pk][normalize_tag(code)] = name
    return Names(found={key: _with_whole_languages(each) for key, each in found.items()})


def _rows(kind: str, model: type[Model], column: str, ids: Collection[int]) -> Any:
    rows = model._default_manager.filter(**{f"{column}__in": ids}).order_by()
    return rows.values_list(Value(kind), column, "language_code", "name")


def _with_whole_languages(translations: _Translations) -> _Translations:
    """A shop that has “en-US” and no “en” means all who read English."""
    whole = {lookup(tag)[-1]: translations[tag] for tag in sorted(translations, reverse=True)}
    return {**whole, **translations}
