"""Compare e-mail addresses without regard to case, through Saleor's trigram indexes.

Saleor stores a guest's address as it was typed, and mail goes to one mailbox however it is written.
ILIKE uses the indexes that Saleor made for its search (`gin_trgm_ops`); `upper(…) = upper(…)`,
which is Django's `iexact`, would read the whole table.
"""

import re
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q
from django.db.models.lookups import Lookup

_WILDCARDS = re.compile(r"[\\%_]")


class _AnyLike(Lookup):
    """Whether a column is like one of the patterns of an array, without regard to case."""

    lookup_name = "any_like"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} ILIKE ANY(%s::text[])", (*parameters, self.rhs)


def normalized(email: str) -> str:
    """Return the form in which two spellings of one address are equal."""
    return email.lower()


def same_address(field: str, emails: Collection[str]) -> Q:
    """Return the condition that a column holds one of these addresses, whatever the case."""
    patterns = sorted({_WILDCARDS.sub(r"\\\g<0>", normalized(each)) for each in emails if each})
    return Q(_AnyLike(F(field), patterns)) if patterns else Q(pk__in=[])
