"""The VAPID contact: what Apple's push service refuses is refused here, with words."""

import pytest

from saleor_push_plugin.core.vapid_contact import problem


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:push@shop.com",
        "mailto:first.last+push@mail.shop.co.uk",
        "mailto:it_support@xn--mller-kva.de",
        "mailto:push@shop.xn--p1ai",
        "https://shop.com",
        "https://shop.com/contact?about=push",
        "https://shop.com:8443/contact",
    ],
)
def test_a_real_contact_is_taken(contact: str) -> None:
    assert problem(contact) is None


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "push@shop.com",
        "MAILTO:push@shop.com",
        "http://shop.com",
        "tel:+48123",
        "mailto:",
        "mailto:push",
        "mailto:@shop.com",
        "mailto:push@",
        "mailto:push@shop",
        "mailto:x@shop.invalid",
        "mailto:x@shop.local",
        "mailto:x@shop.test",
        "mailto:x@shop.example",
        "mailto:x@SHOP.LOCAL",
        "mailto:x@localhost",
        "mailto:x@shop.localhost",
        "mailto:x@shop.internal",
        "mailto:x@router.home.arpa",
        "mailto:<a@shop.com>",
        "mailto:Shop <a@shop.com>",
        "mailto:%3Ca@shop.com%3E",
        "mailto: a@shop.com",
        "mailto:a@shop.com ",
        "mailto:a@shop.com\n",
        "mailto:a@shop.com,b@shop.com",
        "mailto:a@shop.com;b@shop.com",
        "mailto:a@shop.com%2Cb@shop.com",
        "mailto:a@shop.com,mailto:b@shop.com",
        "mailto:a@b@shop.com",
        "mailto:a@shop.com?cc=b@shop.com",
        "mailto:a@shop.com#x",
        "mailto:.a@shop.com",
        "mailto:a..b@shop.com",
        "mailto:a@shop..com",
        "mailto:a@shop.com.",
        "mailto:a@-shop.com",
        "mailto:a@sh_op.com",
        "mailto:a@müller.de",
        "mailto:ä@shop.com",
        "mailto:a@203.0.113.9",
        "mailto:a@[203.0.113.9]",
        "mailto:" + "a" * 65 + "@shop.com",
        "mailto:a@" + "s" * 64 + ".com",
        "mailto:a@" + "s.co" * 80,
        "https://localhost",
        "https://localhost:8000",
        "https://127.0.0.1",
        "https://203.0.113.9/contact",
        "https://0x7f.1",
        "https://[2606:4700::1111]/",
        "https://shop",
        "https://shop.local",
        "https://shop.example",
        "https://a@shop.com",
        "https://shop.com@10.0.0.1",
        "https://shop.com,https://other.com",
        "https://shop.com/, mailto:a@shop.com",
        "https://shop.com/<a>",
        "https://",
        "https:///contact",
        "https:shop.com",
    ],
)
def test_what_apple_refuses_is_refused_with_a_sentence(contact: str) -> None:
    words = problem(contact)
    assert words is not None
    assert words.endswith(".")
    assert len(words) < 400
