"""The plaintext of a push."""

import json
import re
from datetime import UTC, datetime

from saleor_push_plugin.core.links import Link, resolve
from saleor_push_plugin.core.text import payload
from saleor_push_plugin.scenarios import SCENARIOS

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
# What RFC 8291 adds: header, delimiter and tag, in bytes.
ENCRYPTION = 86 + 1 + 16
RECEIPT = payload.Receipt(url="https://api.shop.example/receipt/", token="t" * 32)


def built(body: str = "Body", image: str = "", direction: str = "ltr") -> bytes:
    text = payload.Text(title="Title", body=body, language="en", direction=direction)
    return payload.build(
        text,
        id="n1",
        url="https://shop.example/o",
        tag="tag",
        receipt=RECEIPT,
        at=AT,
        icon="https://i",
        image=image,
    )


def test_it_is_declarative_web_push_with_our_data_beside_it() -> None:
    assert json.loads(built()) == {
        "web_push": 8030,
        "mutable": True,
        "notification": {
            "title": "Title",
            "body": "Body",
            "navigate": "https://shop.example/o",
            "lang": "en",
            "dir": "ltr",
            "tag": "tag",
            "icon": "https://i",
            "timestamp": 1795262400000,
            "mutable": True,
            "data": {"v": 1, "id": "n1", "receipt": {"url": RECEIPT.url, "token": RECEIPT.token}},
        },
    }


def test_the_direction_is_that_of_the_text() -> None:
    assert json.loads(built(direction="rtl"))["notification"]["dir"] == "rtl"


def test_a_long_body_is_shortened_until_it_fits() -> None:
    for body in ("x" * 5000, "ż" * 5000, "👗" * 5000):
        encoded = built(body)
        shown = json.loads(encoded)["notification"]["body"]
        assert len(encoded) <= payload.MAX_BYTES
        assert shown.endswith("…")
        assert len(shown) > 400


def test_a_picture_is_named_where_there_is_one() -> None:
    assert json.loads(built(image="https://p"))["notification"]["image"] == "https://p"
    assert "image" not in json.loads(built())["notification"]


def test_the_picture_goes_before_the_text_is_shortened() -> None:
    long = "x" * 2400
    assert "image" in json.loads(built(long, image="https://p"))["notification"]
    notification = json.loads(built(long, image=f"https://p/{'y' * 400}"))["notification"]
    assert "image" not in notification
    assert notification["body"] == long


def test_a_push_fits_firefox_for_android() -> None:
    """It takes about 3,070 bytes, encrypted."""
    assert len(built("x" * 5000)) + ENCRYPTION <= 3070


def test_the_smaller_payload_is_cut_before_anything_but_the_picture_is_dropped() -> None:
    smaller = payload.smaller(built("x" * 2000, image="https://p"))
    notification = json.loads(smaller)["notification"]
    assert len(smaller) + ENCRYPTION <= 2048
    assert sorted({*json.loads(built())["notification"]} - {*notification}) == []
    assert len(notification["body"]) > 1000
    assert notification["body"].endswith("…")


def test_a_long_title_is_cut_before_the_body_or_the_buttons_are_dropped() -> None:
    text = payload.Text(
        title="T" * 3000, body="B" * 3000, language="en", buttons=(("good", "All good"),)
    )
    encoded = payload.build(
        text, id="n1", url="https://shop.example/o", tag="tag", receipt=RECEIPT, at=AT
    )
    notification = json.loads(encoded)["notification"]
    assert len(encoded) <= payload.MAX_BYTES
    assert notification["actions"] == [{"action": "good", "title": "All good"}]
    assert len(notification["title"]) > 1000
    assert len(notification["body"]) >= 150


def test_what_was_small_already_keeps_what_a_click_and_a_receipt_need() -> None:
    notification = json.loads(payload.smaller(built("x" * 500, image="https://p")))["notification"]
    kept = ["data", "dir", "lang", "mutable", "navigate", "tag", "title"]
    assert sorted(notification) == kept


def test_a_tag_is_also_a_topic() -> None:
    tag = payload.tag_for("default-channel", "order:1")
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", tag)
    assert tag == payload.tag_for("default-channel", "order:1")
    assert tag != payload.tag_for("default-channel", "order:2")


def test_a_link_names_the_order_by_its_global_id_and_where_it_came_from() -> None:
    scenario = SCENARIOS["order_placed"]
    link = resolve(
        scenario.link(scenario.sample),
        storefront_url="https://shop.example/",
        paths={"order": "/{channel}/o/{number}?order={order}"},
        campaign=scenario.code,
    )
    assert link == (
        "https://shop.example/default-channel/o/1042"
        "?order=T3JkZXI6NGYxYzZmMGUtOGQwYi00YzU1LTlhMWEtM2E1ZDJmMWY3ZTEx"
        "&utm_source=web_push&utm_medium=push&utm_campaign=order_placed"
    )


def test_a_page_the_owner_left_empty_is_where_saleors_own_storefront_has_it() -> None:
    link = Link(page="product", words={"channel": "eu", "slug": "linen shirt", "variant": "V/1"})
    found = resolve(
        link, storefront_url="https://shop.example", paths={"product": ""}, campaign="x"
    )
    assert found.startswith("https://shop.example/eu/products/linen%20shirt?variant=V%2F1&utm_")
