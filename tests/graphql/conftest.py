"""Fixtures of the storefront API's tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.graphql.storefront import Storefront, open_storefront

if TYPE_CHECKING:
    from django.test import Client

    from tests.hosts.shop import Shop


@pytest.fixture
def storefront(shop: Shop, client: Client) -> Storefront:
    """A storefront of a shop that sends notifications."""
    return open_storefront(shop, client)


@pytest.fixture
def expired_token(shop: Shop) -> str:
    """A token that was a customer's, until a minute ago."""
    from django.test import override_settings

    with override_settings(JWT_TTL_ACCESS=timedelta(minutes=-1)):
        return shop.register().token
