"""pushConfig: what a storefront asks before it asks the shopper."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from saleor_push_plugin.messages.catalog import LANGUAGES

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Shop

CONFIG = """query($channel: String!) {
  pushConfig(channel: $channel) { enabled vapidPublicKey defaultLanguage languages }
}"""


def test_it_gives_what_a_browser_needs_to_subscribe(storefront: Storefront) -> None:
    config = storefront.ask(CONFIG, channel=storefront.channel)["data"]["pushConfig"]
    point = base64.urlsafe_b64decode(config.pop("vapidPublicKey") + "=")
    assert (len(point), point[0]) == (65, 4)
    assert config == {"enabled": True, "defaultLanguage": "en", "languages": list(LANGUAGES)}


def test_it_says_when_the_owner_has_switched_sending_off(
    storefront: Storefront, shop: Shop
) -> None:
    shop.configure_push(send=False)
    config = storefront.ask(CONFIG, channel=storefront.channel)["data"]["pushConfig"]
    assert config["enabled"] is False


def test_it_gives_the_default_language_the_owner_chose(storefront: Storefront, shop: Shop) -> None:
    shop.configure_push(default_language="pl")
    config = storefront.ask(CONFIG, channel=storefront.channel)["data"]["pushConfig"]
    assert config["defaultLanguage"] == "pl"


def test_a_channel_that_is_not_there_is_an_error_with_a_code(storefront: Storefront) -> None:
    answer = storefront.ask(CONFIG, channel="no-such-channel")
    [error] = answer["errors"]
    assert answer["data"] is None
    assert error["path"] == ["pushConfig"]
    assert error["extensions"]["exception"]["code"] == "NotFoundError"


def test_it_is_open_to_shoppers_whose_token_has_expired(
    storefront: Storefront, shop: Shop, expired_token: str
) -> None:
    answer = storefront.ask(CONFIG, token=expired_token, channel=storefront.channel)
    assert answer["data"]["pushConfig"]["enabled"] is True


def test_the_global_url_answers_as_well(storefront: Storefront) -> None:
    from dataclasses import replace

    other = replace(storefront, path="/plugins/global/saleor.push/graphql/")
    assert other.ask(CONFIG, channel=storefront.channel)["data"]["pushConfig"]["enabled"] is True
