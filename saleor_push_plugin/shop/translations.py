"""Load the translated names of products and variants."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Value
from saleor.product.models import ProductTranslation, ProductVariantTranslation

from ..core.global_id import number_of
from ..core.text.languages import Name
from ..language_tags import is_in_usual_script, normalize_tag, wider

_PRODUCT, _VARIANT = "product", "variant"
_Translations = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Names:
    """Translated names by ("product" or "variant", id).

    `say_sku`: the owner wants a variant without another name to be called by its SKU.
    """

    by_id: Mapping[tuple[str, int], _Translations]
    say_sku: bool = False

    def of_product(self, id: int, original: str) -> Name:
        return Name(original=original, translations=self.by_id.get((_PRODUCT, id), {}))

    def of_variant(self, id: int, original: str, *, sku: str | None) -> Name | None:
        """The name of a variant; None where it is empty, an id, or a SKU that is not said.

        Saleor names a variant without attributes after its SKU, and without one after its id
        (`generate_and_set_variant_name`).
        """
        if not _is_name(original) or (original == sku and not self.say_sku):
            return None
        translations = self.by_id.get((_VARIANT, id), {})
        said = {tag: name for tag, name in translations.items() if _is_name(name)}
        return Name(original=original, translations=said)


def load(
    *, products: Collection[int], variants: Collection[int] = (), say_sku: bool = False
) -> Names:
    """Return the names of these products and variants, in one query."""
    of_products = _rows(_PRODUCT, ProductTranslation, "product_id", products)
    of_variants = _rows(_VARIANT, ProductVariantTranslation, "product_variant_id", variants)
    names: dict[tuple[str, int], _Translations] = defaultdict(dict)
    for kind, pk, code, name in of_products.union(of_variants, all=True):
        # The name is empty where only the description is translated.
        if name and name.strip():
            names[kind, pk][normalize_tag(code)] = name
    by_id = {key: _with_base_languages(each) for key, each in names.items()}
    return Names(by_id=by_id, say_sku=say_sku)


def _is_name(name: str) -> bool:
    """Neither empty nor a global id: of this variant, or of the one that it was copied from."""
    return bool(name.strip()) and number_of(name, "ProductVariant") is None


def _rows(kind: str, model: type[Model], column: str, ids: Collection[int]) -> Any:
    rows = model._default_manager.filter(**{f"{column}__in": ids}).order_by()
    return rows.values_list(Value(kind), column, "language_code", "name")


def _with_base_languages(translations: _Translations) -> _Translations:
    """Use a regional translation for its whole language where that has none: "en-US" for "en".

    In a language of several scripts it stands for those who read its own: "zh-Hant-HK" for
    "zh-Hant", and for "zh" only if nothing is there in the script that "zh" is read in.
    """
    # The last one is kept: the usual script, and the first of its tags.
    ordered = sorted(sorted(translations, reverse=True), key=is_in_usual_script)
    base = {each: translations[tag] for tag in ordered for each in wider(tag)}
    return {**base, **translations}
