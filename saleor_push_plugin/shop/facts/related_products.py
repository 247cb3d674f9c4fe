"""Find related products: bought together with a product, or best sellers of a category.

Only products for sale are returned. Callers check the stock, because that query costs more.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import connection

from ...core.sql_files import statements
from ..listings import FRAGMENTS

# How many related products are returned for each, best first.
LIMIT = 50
# How many products of a category are compared at most: a large one may be half the shop.
MAX_COMPARED = 2000

# (product or category id, channel slug).
Pair = tuple[int, str]
Related = Mapping[Pair, list[int]]

_SQL = statements(__package__, "related_products.sql")
_FOR_SALE = _SQL["for_sale"].format(**FRAGMENTS)
_BOUGHT_TOGETHER, _BEST_SELLERS = (
    _SQL[name].format(for_sale=_FOR_SALE) for name in ("bought_together", "best_sellers")
)


def bought_together(products: Collection[Pair]) -> Related:
    """Return what is bought together with each (product id, channel slug), most frequent first."""
    return _related(_BOUGHT_TOGETHER, products)


def best_sellers(categories: Collection[Pair]) -> Related:
    """Return the best recent sellers of each (category id, channel slug), the best first."""
    return _related(_BEST_SELLERS, categories)


def _related(statement: str, pairs: Collection[Pair]) -> Related:
    related: dict[Pair, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "ids": [id for id, _ in pairs],
                "channels": [slug for _, slug in pairs],
                "limit": LIMIT,
                "compared": MAX_COMPARED,
            },
        )
        for id, slug, other in cursor.fetchall():
            related[id, slug].append(other)
    return related
