"""Conditions on accounts: their groups, their type, and personal voucher codes."""

from .. import compat
from .values import Members, NotInThisShopError, Values, all_of, condition, text_test


@condition("customerGroup")
def group(members: Members, values: Values) -> str:
    """Test the names of the account's permission groups; unknown: it is in none."""
    groups = (
        "EXISTS (SELECT 1 FROM account_user_groups x JOIN account_group g ON g.id = x.group_id "
        "WHERE x.user_id = f.user_id AND {test})"
    )
    tests = []
    if named := {name: given for name, given in members.items() if name != "known"}:
        tests.append(groups.format(test=text_test("g.name", named, values)))
    if "known" in members:
        known = values.add(members["known"], "boolean")
        tests.append(f"{groups.format(test='true')} = {known}")
    return all_of(tests)


@condition("customerType")
def customer_type(members: Members, values: Values) -> str:
    """Test the slug of the account's type; an account without one has the default one."""
    if not compat.has_customer_types():
        raise NotInThisShopError("This version of Saleor has no customer types.")
    slug = (
        "coalesce((SELECT t.slug FROM account_user u JOIN account_customertype t ON t.id = "
        "coalesce(u.customer_type_id, "
        "(SELECT d.id FROM account_customertype d WHERE d.is_default)) "
        "WHERE u.id = f.user_id), '')"
    )
    return text_test(slug, members, values)


@condition("unusedVoucher")
def unused_voucher(members: Members, values: Values) -> str:
    return (
        "EXISTS (SELECT 1 FROM saleor_push_plugin_personalvoucher p "
        "JOIN discount_vouchercode c ON c.code = p.code "
        "JOIN discount_voucher d ON d.id = c.voucher_id "
        "WHERE p.person = f.person AND c.is_active AND c.used = 0 "
        "AND (d.end_date IS NULL OR d.end_date > %(now)s::timestamptz)) "
        f"= {values.add(members['eq'], 'boolean')}"
    )
