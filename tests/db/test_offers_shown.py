"""`pushConfig` says what is promised, in the reader's language, while it holds and codes last."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.models import CodeBudget
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .conftest import ask
from .offering import DAY, for_all, offered, voucher

ASKED = """query Offers($channel: String!, $language: String) {
  pushConfig(channel: $channel) {
    offers { kind text(language: $language) needsAccount endsAt } } }"""


def shown(shop: Shop, language: str | None = None, channel: str = "") -> list[dict[str, Any]]:
    slug = channel or shop.catalogue.channel.slug
    found: list[dict[str, Any]] = ask(ASKED, channel=slug, language=language)["offers"]
    return found


def kinds(shop: Shop, channel: str = "") -> list[str]:
    return [each["kind"] for each in shown(shop, channel=channel)]


def test_without_a_voucher_nothing_is_promised(push: Shop) -> None:
    assert shown(push) == []


def test_it_says_what_the_code_takes_off_and_what_it_needs(push: Shop) -> None:
    voucher(push, least="50.00")
    offered(push)
    said = {each: shown(push, each)[0]["text"] for each in ("en", "de-AT", "pl", "xx")}
    assert said == {
        "en": "10% off, on orders from €50.00",
        "de-AT": "10 % Rabatt, ab € 50,00 Warenwert".replace(" ", "\xa0", 1).replace("€ ", "€\xa0"),
        "pl": "10% rabatu, przy zakupach od 50,00\xa0€",
        "xx": "10% off, on orders from €50.00",
    }


def test_who_gets_one_depends_on_the_voucher(push: Shop) -> None:
    voucher(push)
    offered(push)
    assert [each["needsAccount"] for each in shown(push)] == [True]
    with writer():
        from saleor.discount.models import Voucher

        Voucher.objects.update(single_use=False, usage_limit=3)
    assert [each["needsAccount"] for each in shown(push)] == [False]


def test_both_offers_stand_side_by_side(push: Shop) -> None:
    for_all(push)
    offered(push)
    offered(push, "install")
    assert kinds(push) == ["SUBSCRIBE", "INSTALL"]


def test_it_ends_with_the_first_of_both(push: Shop) -> None:
    from saleor.discount.models import Voucher

    voucher(push)
    offered(push)
    ends = Voucher.objects.get().end_date
    assert ends is not None
    assert shown(push)[0]["endsAt"] == ends.isoformat()
    tomorrow = (timezone.now() + DAY).date()
    offered(push, until=tomorrow.isoformat())
    midnight = f"{tomorrow + timedelta(days=1)}T00:00:00+00:00"
    assert shown(push)[0]["endsAt"] == midnight


@pytest.mark.parametrize(
    "change",
    [
        {"end_date": timezone.now() - DAY},
        {"start_date": timezone.now() + DAY},
        {"only_for_staff": True},
        {"apply_once_per_customer": False},
        {"usage_limit": 0},
        {"usage_limit": None},
    ],
    ids=str,
)
def test_a_voucher_that_nobody_could_use_is_not_promised(
    push: Shop, change: dict[str, Any]
) -> None:
    from saleor.discount.models import Voucher

    for_all(push)
    offered(push)
    assert kinds(push) == ["SUBSCRIBE"]
    with writer():
        Voucher.objects.update(**change)
    assert kinds(push) == []


def test_it_is_promised_in_its_days_and_channels_only(push: Shop) -> None:
    voucher(push)
    here = push.catalogue.channel.slug
    tomorrow, yesterday = (
        (timezone.now() + days).date().isoformat() for days in (2 * DAY, -2 * DAY)
    )
    for fields, is_promised in (
        ({"from": tomorrow}, False),
        ({"from": yesterday, "until": tomorrow}, True),
        ({"from": "", "until": yesterday}, False),
        ({"until": "", "channels": here}, True),
    ):
        offered(push, **fields)
        assert bool(kinds(push)) is is_promised, fields


def test_when_the_budget_is_spent_nothing_is_promised(push: Shop) -> None:
    from saleor.discount.models import Voucher

    voucher(push)
    offered(push, codes="5", codes_day="2")
    assert kinds(push) == ["SUBSCRIBE"]
    today = timezone.now().date()
    name = f"welcome/{Voucher.objects.get().pk}"
    spent = CodeBudget.objects.create(name=name, made=2, day=today + DAY, made_that_day=2)
    assert kinds(push) == []
    spent.day = today - 3 * DAY
    spent.save()
    assert kinds(push) == ["SUBSCRIBE"]
    CodeBudget.objects.update(made=5)
    assert kinds(push) == []


def test_a_shop_that_sends_nothing_promises_nothing(push: Shop) -> None:
    voucher(push)
    offered(push)
    push.configure_push(send=False)
    assert kinds(push) == []
