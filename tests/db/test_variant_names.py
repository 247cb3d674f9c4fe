"""What a variant without a name of its own is called: Saleor names it by its SKU, or by its id."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from saleor.product.models import ProductVariant

from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Look
from .test_images import pk_of
from .waiting import Waiting

MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(push: Shop, look: Look, deliver: Deliver) -> Waiting:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return Waiting(push, look, deliver)


def title(waiting: Waiting, browser: Callable[..., Browser], **named: str | None) -> str:
    """The title of a price alert after the shirt's variant was called so."""
    with writer():
        ProductVariant.objects.filter(pk=pk_of(waiting.shirt.id)).update(**named)
    phone = browser()
    waiting.price(phone)
    waiting.costs("29.90")
    waiting.after(MINUTE)
    return str(phone.texts[0].splitlines()[0])


def test_an_id_is_never_said(waiting: Waiting, browser: Callable[..., Browser]) -> None:
    said = title(waiting, browser, name=waiting.shirt.id, sku=None)
    assert said == "Linen shirt: now €29.90"


def test_the_id_of_the_variant_it_was_copied_from_is_not_said_either(
    waiting: Waiting, browser: Callable[..., Browser]
) -> None:
    said = title(waiting, browser, name="UHJvZHVjdFZhcmlhbnQ6NDAy")
    assert said == "Linen shirt: now €29.90"


def test_a_sku_is_not_said(waiting: Waiting, browser: Callable[..., Browser]) -> None:
    said = title(waiting, browser, name="LC-70", sku="LC-70")
    assert said == "Linen shirt: now €29.90"


def test_a_sku_is_said_if_the_owner_wants_it(
    waiting: Waiting, browser: Callable[..., Browser]
) -> None:
    waiting.shop.configure_push(say_sku=True)
    said = title(waiting, browser, name="LC-70", sku="LC-70")
    assert said == "Linen shirt, LC-70: now €29.90"


def test_a_name_that_is_no_id_is_said(waiting: Waiting, browser: Callable[..., Browser]) -> None:
    assert title(waiting, browser, name="L / red") == "Linen shirt, L / red: now €29.90"


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_leaves_no_comma(
    waiting: Waiting, browser: Callable[..., Browser], name: str
) -> None:
    waiting.shop.configure_push(say_sku=True)
    assert title(waiting, browser, name=name, sku=None) == "Linen shirt: now €29.90"
