"""One browser is one row: every spelling of an endpoint and of keys becomes the same."""

import base64
import string
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_push_plugin.core.canonical_endpoint import canonical, canonical_origin
from saleor_push_plugin.core.push_subscription import (
    BrowserSubscription,
    PushServices,
    decode_key,
    normal,
    problems,
)
from tests.unit.test_push_subscription import GOOD, found

FCM = "https://fcm.googleapis.com/fcm/send/dK:APA91b-_x"
WNS = "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2F%2Bx%3D"
OWN = "http://127.0.0.1:9000/push/1?shop=2"


@pytest.mark.parametrize(
    "spelling",
    [
        *(f"{FCM}#{number}" for number in range(25)),
        FCM.replace("https", "HTTPS"),
        FCM.replace("fcm.googleapis", "FCM.GoogleAPIs"),
        FCM.replace(".com/", ".com:443/"),
        FCM.replace(".com/", ".com:/"),
        FCM.replace(".com/", ".com:00443/"),
        f"{FCM}?x",
        f"{FCM}?x=1#y",
        f"{FCM}?",
        FCM.replace("/send/", "/./send/"),
        FCM.replace("/send/", "/x/../send/"),
        FCM.replace("/send/", "/%2E%2e/fcm/send/"),
        FCM.replace("com/", "com/../"),
        FCM.replace("-_x", "%2D%5Fx"),
        FCM.replace("-_x", "%2d%5f%78"),
    ],
)
def test_every_spelling_of_an_endpoint_is_the_same(spelling: str) -> None:
    assert canonical(spelling) == FCM


def test_a_query_stays_where_the_service_has_one() -> None:
    assert canonical(WNS) == WNS == canonical(WNS.replace("%2F", "%2f") + "#x")
    assert canonical(OWN) == OWN
    for host in ("jmt17.google.com", "updates.push.services.mozilla.com", "web.push.apple.com"):
        assert canonical(f"https://{host}/x?y") == f"https://{host}/x"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://user@fcm.googleapis.com/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:0/x",
        "https://fcm.googleapis.com:99999/x",
        "https://fcm.googleapis.com:4x/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\\b",
        "https://fcm.googleapis.com/%zz",
        "https://fcm.googleapis.com/%2",
        "https://fcm.googleapis.com/\n",
        "https://fcm.googleapis.com/\x7f",
        "https://f%63m.googleapis.com/x",
        "https:///x",
        "fcm.googleapis.com/x",
        "",
        "https://fcm.googleapis.com/" + "x" * 2048,
    ],
)
def test_what_has_no_normal_form_is_no_endpoint(endpoint: str) -> None:
    assert canonical(endpoint) == ""
    assert found(endpoint=endpoint)


def test_a_broken_path_at_a_known_service_is_named_as_such() -> None:
    for path in ("a b", "a\\b", "%zz"):
        assert found(endpoint=f"https://fcm.googleapis.com/{path}") == [("endpoint", "invalid")]


@pytest.mark.parametrize("path", ["", "/", "/fcm/send/x", "/x?y#z"])
def test_the_placeholder_of_a_removed_subscription_is_gone(path: str) -> None:
    assert found(endpoint=f"https://permanently-removed.invalid{path}") == [("endpoint", "gone")]


def test_an_origin_in_the_settings_may_name_its_default_port() -> None:
    services = PushServices.with_extra(["HTTPS://push.example:443/", "http://push.example:8080"])
    assert services.trusts("https://push.example")
    subscription = replace(GOOD, endpoint="https://push.example/x")
    assert problems(subscription, services) == []
    assert services.trusts("http://push.example:8080")


hosts = st.sampled_from(
    ["fcm.googleapis.com", "web.push.apple.com", "a.notify.windows.com", "[::1]"]
)
paths = st.text(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@/%", max_size=40)


@given(hosts, paths, st.text(string.printable, max_size=20))
def test_the_normal_form_is_its_own_and_names_the_same_resource(
    host: str, path: str, query: str
) -> None:
    endpoint = f"https://{host}/{path}?{query}"
    once = canonical(endpoint)
    assert canonical(once) == once
    if once:
        parts = urlsplit(once)
        assert (parts.scheme, parts.netloc, parts.fragment) == ("https", host, "")
        assert not {".", ".."} & set(parts.path.split("/"))
        assert canonical_origin(once) == f"https://{host}"
        if "%" not in path and not {".", ".."} & set(path.split("/")):
            assert unquote(parts.path) == f"/{path}"


@given(hosts, paths, st.data())
def test_what_is_written_with_more_escapes_is_the_same(
    host: str, path: str, data: st.DataObject
) -> None:
    plain = path.replace("%", "")
    escape = data.draw(st.lists(st.booleans(), min_size=len(plain), max_size=len(plain)))
    written = "".join(
        f"%{ord(c):02x}" if c in string.ascii_letters + "-._~" and more else c
        for c, more in zip(plain, escape, strict=True)
    )
    assert canonical(f"https://{host}/{written}") == canonical(f"https://{host}/{plain}")


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert canonical(f"https://fcm.googleapis.com/{text}") in (
        "",
        canonical(f"https://fcm.googleapis.com/{text}#"),
    )


@given(st.binary(min_size=16, max_size=16), st.integers(0, 15), st.sampled_from(["", "=", "=="]))
def test_every_spelling_of_keys_is_the_same(raw: bytes, bits: int, padding: str) -> None:
    """The last character of 16 bytes in base64 has four bits that do not count."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    plain = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    last = alphabet[alphabet.index(plain[-1]) | bits]
    spellings = [plain[:-1] + last + padding, plain.replace("-", "+").replace("_", "/") + padding]
    for auth in spellings:
        made: BrowserSubscription = replace(GOOD, auth=auth)
        assert decode_key(auth) == raw
        assert normal(made).auth == plain
