"""What goes with what was bought: bought together with it, or what sells best of its category.

Only what is for sale takes a place among the few. Stock is for whoever asks: it is dearer to know.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import connection

from ...core.sql_files import statements
from ..listings import FRAGMENTS

# So many others of each are named, best first.
OTHERS = 50
# Of a larger category so many are compared, and none of the rest: it may be half the shop.
MANY = 2000

Where = tuple[int, str]
Others = Mapping[Where, list[int]]

_SQL = statements(__package__, "related_products.sql")
_FOR_SALE = _SQL["for_sale"].format(**FRAGMENTS)
_TOGETHER, _ALIKE = (
    _SQL[name].format(for_sale=_FOR_SALE) for name in ("bought_together", "best_sellers")
)


def together(products: Collection[Where]) -> Others:
    """Bought together with each (product id, channel slug), most often first."""
    return _others(_TOGETHER, products)


def alike(categories: Collection[Where]) -> Others:
    """Of each (category id, channel slug), what was sold most often lately first."""
    return _others(_ALIKE, categories)


def _others(statement: str, wheres: Collection[Where]) -> Others:
    found: dict[Where, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "ids": [id for id, _ in wheres],
                "channels": [slug for _, slug in wheres],
                "limit": OTHERS,
                "compared": MANY,
            },
        )
        for id, slug, other in cursor.fetchall():
            found[id, slug].append(other)
    return found
