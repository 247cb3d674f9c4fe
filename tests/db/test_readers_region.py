"""Amounts are written as the reader's region has them, in a text of the reader's language."""

from collections.abc import Callable

from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]


def test_two_readers_of_one_language_read_the_same_order_in_the_way_of_their_regions(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    in_germany, in_austria = browser(ada, language="de"), browser(ada, language="de-AT")
    push.place_order(customer=ada, lines=[(push.catalogue.variant("Linen shirt"), 1)])
    totals = [
        each.texts[0].split("Gesamt ")[1].partition("\n")[0].replace("\xa0", " ")
        for each in (in_germany, in_austria)
    ]
    assert totals == ["43,90 €", "€ 43,90"]
