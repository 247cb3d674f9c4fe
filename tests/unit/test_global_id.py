"""Global ids: what Saleor's API gives is read, and whatever else somebody sends is none."""

import base64
from uuid import UUID

import graphene
import pytest

from saleor_push_plugin.core.global_id import OURS, global_id, number_of, parse_global_id, uuid_of
from tests.golden_files import ROOT

CART = UUID("4f1c6f0e-8d0b-4c55-9a1a-3a5d2f1f7e11")


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("key", ["7", str(CART), "a:b"])
def test_it_is_what_saleors_own_library_makes_of_it(key: str) -> None:
    made = global_id("Order", key)
    assert made == graphene.Node.to_global_id("Order", key)
    assert parse_global_id(made) == graphene.Node.from_global_id(made) == ("Order", key)


@pytest.mark.parametrize("text", ["", "?", "Order:7", "\ud800", "ł", encoded("Order"), "/w=="])
def test_what_is_none_names_nothing(text: str) -> None:
    assert parse_global_id(text) == ("", "")
    assert number_of(text, "Order") is uuid_of(text, "Order") is None


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("7", 7),
        ("0", 0),
        (str(2**31 - 1), 2**31 - 1),
        (str(2**31), None),
        ("9" * 10_000, None),
        ("-7", None),
        ("+7", None),
        (" 7", None),
        ("1_0", None),
        ("٧", None),
        ("7\0", None),
        ("", None),
    ],
)
def test_a_number_is_plain_digits_and_fits_its_column(key: str, number: int | None) -> None:
    assert number_of(encoded(f"Product:{key}"), "Product") == number


def test_numbers_of_our_own_tables_may_be_larger() -> None:
    wide = global_id("PushNotification", str(2**63 - 1))
    assert number_of(wide, "PushNotification", below=OURS) == 2**63 - 1
    over = global_id("PushNotification", str(2**63))
    assert number_of(over, "PushNotification", below=OURS) is None


def test_an_id_of_another_type_is_none() -> None:
    assert number_of(global_id("Order", "7"), "Product") is None
    assert uuid_of(global_id("Order", str(CART)), "Checkout") is None
    assert uuid_of(global_id("Checkout", str(CART)), "Checkout") == CART
    assert uuid_of(global_id("Checkout", "7"), "Checkout") is None


def test_no_other_module_makes_or_reads_them() -> None:
    """Cursors, keys, receipts, hashes and a proxy's password are base64 of something else."""
    texts = {
        path.relative_to(ROOT / "saleor_push_plugin").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "saleor_push_plugin").rglob("*.py")
    }
    others = (
        "core/push_subscription.py",
        "engagement/survey_html.py",
        "engagement/tokens.py",
        "webpush/proxy.py",
    )
    encoding = {
        name for name, text in texts.items() if "b64encode(" in text or "b64decode(" in text
    }
    assert encoding == {"core/global_id.py", "graphql/pagination.py", *others}
    assert [
        name for name, text in texts.items() if "_global_id(" in text.replace("parse_", "")
    ] == []
