"""SQL for the bucket of a person, which is `assignment.bucket` in Python."""

from .assignment import BUCKETS

# A SHA-256 has 64 digits; 15 of them fit into a bigint.
_DIGITS, _PART = 64, 15


def bucket_sql(salt: str, person: str) -> str:
    """SHA-256 of salt | person mod BUCKETS, as a statement's text; `salt`, `person`: expressions.

    OFFSET 0: else PostgreSQL computes the hash anew for each of its parts.
    """
    parts = " + ".join(_part(start) for start in range(0, _DIGITS, _PART))
    digest = f"encode(sha256(convert_to({salt} || '|' || {person}, 'UTF8')), 'hex')"
    return f"(SELECT ({parts}) %% {BUCKETS} FROM (SELECT {digest} AS digits OFFSET 0) AS hash)"


def _part(start: int) -> str:
    """What the digits from `start` on add to the remainder."""
    length = min(_PART, _DIGITS - start)
    weight = pow(16, _DIGITS - start - length, BUCKETS)
    bits = f"('x' || substr(digits, {start + 1}, {length}))::bit({4 * length})::bigint"
    return f"({bits} %% {BUCKETS}) * {weight}"
