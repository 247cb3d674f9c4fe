"""Every argument and input field of the schema, made odd: never a 500, a stack trace, a logged one.

PUSH_FUZZ_EXAMPLES tries each place more often than the suite does.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from saleor_push_plugin.graphql.http.request import MAX_BODY
from saleor_push_plugin.graphql.schema import schema
from tests.graphql.schema_values import Drawing, Request, Site, sites
from tests.graphql.storefront import Storefront, browser_subscription

if TYPE_CHECKING:
    from tests.hosts.shop import Shop

# For each of 108 places, as a literal and as a variable: about 1,700 requests in all.
EXAMPLES = int(os.environ.get("PUSH_FUZZ_EXAMPLES") or 8)
SITES = sites(schema)
TRIED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def _global_id(kind: str, key: object) -> str:
    return base64.b64encode(f"{kind}:{key}".encode()).decode()


@pytest.fixture
def world(storefront: Storefront, shop: Shop) -> dict[str, Any]:
    """What this shop accepts, by the names of the schema."""
    browser = browser_subscription()
    known = storefront.subscribe(subscription=browser)
    order = shop.place_order()
    return {
        "endpoint": known["endpoint"],
        "oldEndpoint": known["endpoint"],
        "proof": browser["keys"]["auth"],
        "p256dh": browser["keys"]["p256dh"],
        "auth": browser["keys"]["auth"],
        "channel": storefront.channel,
        "language": "pl",
        "timeZone": "Europe/Warsaw",
        "variantId": shop.catalogue.variants[0].id,
        "productId": shop.catalogue.variants[0].product_id,
        "checkoutId": None,
        "vapidPublicKey": "",
        "expirationTime": None,
        "pauseDays": None,
        "scenario": "order_placed",
        "code": "order_placed",
        "name": "title",
        "text": "Hello",
        "person": order.id,
        "notification": _global_id("PushNotification", 1),
        "id": _global_id("Fulfillment", 1),
        "first": 5,
        "after": None,
    }


@pytest.fixture
def tokens(shop: Shop) -> dict[str, str | None]:
    return {"nobody": None, "customer": shop.register().token, "staff": shop.staff_token}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.ERROR)
    return caplog


def _send(storefront: Storefront, request: Request, token: str | None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return storefront.client.post(
        storefront.path, request.body(), content_type="application/json", headers=headers
    )


def _check(response: Any, logged: pytest.LogCaptureFixture) -> None:
    text = response.content.decode()
    answer = json.loads(text)
    # A wild request with many long values is larger than a request may be.
    is_too_long = int(response.wsgi_request.META["CONTENT_LENGTH"]) > MAX_BODY
    assert response.status_code in ((413,) if is_too_long else (200, 400)), text[:500]
    assert "Internal Server Error" not in text, logged.text
    assert "Traceback" not in text
    assert answer.get("data") or answer.get("errors"), text[:500]
    # Saleor drops what graphql-core itself logs of each error of a resolver.
    assert not [each for each in logged.records if not each.name.startswith("graphql.")], text


@pytest.mark.parametrize("field", sorted({site.field for site in SITES}))
def test_an_odd_value_gets_an_answer(
    storefront: Storefront,
    world: dict[str, Any],
    tokens: dict[str, str | None],
    logged: pytest.LogCaptureFixture,
    field: str,
) -> None:
    @TRIED
    @given(data=st.data())
    def every(data: st.DataObject, site: Site, as_variable: bool) -> None:
        drawing = Drawing(
            draw=data.draw, schema=schema, world=world, site=site, as_variable=as_variable
        )
        drawing.wild = data.draw(st.integers(0, 3)) == 0
        who = data.draw(st.sampled_from(sorted(tokens)))
        logged.clear()
        with transaction.atomic():
            _check(_send(storefront, drawing.request(), tokens[who]), logged)
            transaction.set_rollback(True)

    for site in SITES:
        if site.field == field:
            every(site=site, as_variable=False)
            every(site=site, as_variable=True)


def test_every_argument_of_the_schema_is_a_place() -> None:
    """The printed schema and the places count the same arguments and input fields."""
    tried = {(site.field, site.path) for site in SITES}
    assert ("pushPreferencesUpdate", ("input", "pausedUntil")) in tried
    assert ("pushSubscribe", ("input", "subscription", "keys", "auth")) in tried
    assert ("pushSurveyAnswers", ("texts", "()", "after")) in tried
    assert len(tried) == len(SITES) > 60
