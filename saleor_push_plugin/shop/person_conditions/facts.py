"""Conditions on the facts of people, which are a table of ours; and the random share."""

from .values import Members, Values, condition, moment_test, number_test, on_column, text_test

_COUNTS = {
    "orders.count": "f.orders",
    "rfm.recency": "f.recency",
    "rfm.frequency": "f.frequency",
    "rfm.money": "f.money",
}
_MOMENTS = {"orders.first": "f.first_order_at", "orders.last": "f.last_order_at"}
# As in the plans for experiments: a text is hashed to one of ten thousand numbers.
_BUCKET = (
    "(('x' || substr(encode(sha256(convert_to({salt} || '|' || f.person, 'UTF8')), 'hex'), 1, 8))"
    "::bit(32)::bigint %% 10000)"
)


@condition("country")
def country(members: Members, values: Values) -> str:
    return text_test("f.country", _in_capitals(members), values)


@condition("city")
def city(members: Members, values: Values) -> str:
    """Cities in any case, by PostgreSQL's rules for both sides."""
    parts = {name: value for name, value in members.items() if name == "known"}
    tests = [text_test("f.city", parts, values)]
    if "eq" in members:
        tests.append(f"lower(f.city) = lower({values.add(members['eq'], 'text')})")
    if "oneOf" in members:
        given = values.add(list(members["oneOf"]), "text[]")
        tests.append(f"lower(f.city) IN (SELECT lower(c) FROM unnest({given}) AS c)")
    return " AND ".join(f"({test})" for test in tests)


def _in_capitals(members: Members) -> Members:
    given = dict(members)
    if "eq" in given:
        given["eq"] = given["eq"].upper()
    if "oneOf" in given:
        given["oneOf"] = [each.upper() for each in given["oneOf"]]
    return given


for _name, _column in _COUNTS.items():
    condition(_name)(on_column(number_test, _column))
for _name, _column in _MOMENTS.items():
    condition(_name)(on_column(moment_test, _column))


@condition("orders.net")
def net(members: Members, values: Values) -> str:
    currency = values.add(members["currency"].upper(), "text")
    return number_test(f"coalesce((f.net ->> {currency})::numeric, 0)", members, values)


@condition("share")
def share(members: Members, values: Values) -> str:
    bucket = _BUCKET.format(salt=values.add(members["salt"], "text"))
    first, behind = (values.add(members[name] * 100, "integer") for name in ("from", "to"))
    return f"{bucket} >= {first} AND {bucket} < {behind}"
