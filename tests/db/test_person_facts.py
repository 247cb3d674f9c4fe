"""What segments know of people: made of their orders and addresses, and gone with them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.models import PersonFacts, ScoreBounds, StalePerson, Subscription
from saleor_push_plugin.shop import person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer, OrderRef
from tests.hosts.shop import Shop

from .conftest import Browser

Browsers = Callable[..., Browser]


def fold() -> None:
    """What beat starts every 20 seconds."""
    tasks.refresh_facts()


def key(customer: Customer) -> str:
    return f"u{graphene.Node.from_global_id(customer.id)[1]}"


def facts(person: str) -> PersonFacts:
    return PersonFacts.objects.get(person=person)


def guest(browser: Browser) -> str:
    return f"s{Subscription.objects.get(endpoint=browser.subscriber.endpoint).id}"


def total(order: OrderRef) -> Decimal:
    from saleor.order.models import Order

    pk = graphene.Node.from_global_id(order.id)[1]
    return Order.objects.values_list("total_gross_amount", flat=True).get(pk=pk)


@pytest.fixture(autouse=True)
def _built(push: Shop) -> None:
    with writer():
        person_facts.rebuild(timezone.now())


def test_an_order_a_refund_and_a_cancellation_are_seen_at_the_next_fold(
    push: Shop, ada: Customer
) -> None:
    first, second = (push.place_order(customer=ada) for _ in range(2))
    fold()
    known = facts(key(ada))
    assert (known.orders, known.country, known.country_from) == (2, "DE", "order")
    assert known.city.casefold() == "berlin"
    assert Decimal(known.net["EUR"]) == total(first) + total(second)
    assert known.first_order_at < known.last_order_at

    push.mark_paid(first)
    push.refund(first, "1.50")
    push.cancel(second)
    fold()
    known = facts(key(ada))
    assert known.orders == 1
    assert Decimal(known.net["EUR"]) == total(first) - Decimal("1.50")


def test_an_order_that_no_run_found_in_time_is_found_by_the_sweep(
    push: Shop, ada: Customer
) -> None:
    fold()
    since = timezone.now()
    push.place_order(customer=ada)
    with writer():
        person_facts.refresh(since + 2 * person_facts.JUST_CHANGED)
    assert facts(key(ada)).orders == 0
    with writer():
        person_facts.mark_changed_orders(since, timezone.now() + timedelta(seconds=1))
    fold()
    assert facts(key(ada)).orders == 1


def test_a_guests_order_counts_for_the_browser_that_filled_the_cart(
    push: Shop, browser: Browsers
) -> None:
    phone, other = browser(timeZone="Europe/Warsaw"), browser(timeZone="Etc/UTC")
    fold()
    known = facts(guest(phone))
    assert (known.orders, known.country, known.country_from) == (0, "PL", "time_zone")
    assert (facts(guest(other)).country, facts(guest(other)).country_from) == ("", "")

    cart = push.new_checkout()
    phone.use(cart)
    push.complete(cart)
    fold()
    known = facts(guest(phone))
    assert (known.orders, known.country, known.country_from) == (1, "DE", "order")
    assert facts(guest(other)).orders == 0


def test_a_browser_bound_after_the_order_has_not_bought(push: Shop, browser: Browsers) -> None:
    cart = push.new_checkout()
    push.complete(cart)
    late = browser()
    late.use(cart)
    fold()
    assert facts(guest(late)).orders == 0


def test_an_address_of_the_account_says_the_country_until_the_first_order(
    push: Shop, ada: Customer
) -> None:
    from saleor.account.models import Address, User

    address = Address.objects.create(city=" Poznań ", country="PL")
    user = User.objects.get(pk=key(ada)[1:])
    with writer():
        user.addresses.add(address)
        person_facts.mark([key(ada)])
    fold()
    known = facts(key(ada))
    assert (known.country, known.country_from, known.city) == ("PL", "address", "Poznań")
    push.place_order(customer=ada)
    fold()
    assert facts(key(ada)).country == "DE"


def test_a_login_takes_the_guest_along_and_a_logout_leaves_somebody_new(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    phone = browser()
    who = guest(phone)
    fold()
    assert facts(who)
    phone.login(ada)
    assert not PersonFacts.objects.filter(person=who).exists()
    fold()
    assert not PersonFacts.objects.filter(person=who).exists()
    phone.logout()
    fold()
    assert facts(who).orders == 0


def test_leaving_and_a_deleted_account_leave_nothing(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    phone = browser()
    push.place_order(customer=ada)
    fold()
    who = guest(phone)
    phone.leave()
    push.delete_account(ada)
    left = {who, key(ada)}
    assert not PersonFacts.objects.filter(person__in=left).exists()
    assert not StalePerson.objects.filter(person__in=left).exists()
    fold()
    assert not PersonFacts.objects.filter(person__in=left).exists()


def test_a_rebuild_and_the_folds_come_to_the_same(
    push: Shop, ada: Customer, browser: Browsers
) -> None:
    browser(ada)
    push.place_order(customer=ada)
    push.place_order(customer=ada, channel="channel-pln")
    browser()
    fold()
    folded = list(PersonFacts.objects.order_by("person").values(*_UNSCORED))
    PersonFacts.objects.all().delete()
    with writer():
        person_facts.rebuild(timezone.now())
    assert list(PersonFacts.objects.order_by("person").values(*_UNSCORED)) == folded
    known = facts(key(ada))
    assert set(known.net) == {"EUR", "PLN"}


_UNSCORED = [name for name in person_facts.COLUMNS if name not in {"recency", "frequency", "money"}]


def test_buyers_are_scored_by_fifths_and_equal_ones_alike(push: Shop) -> None:
    many, *few = (push.register() for _ in range(5))
    for buyer in (*few, many, many):
        push.place_order(customer=buyer)
    with writer():
        person_facts.rebuild(timezone.now())
    scored = {key(each): facts(key(each)) for each in (many, *few)}
    assert {scored[key(each)].frequency for each in few} == {1}
    assert scored[key(many)].frequency == 5
    assert scored[key(many)].money == scored[key(many)].recency == 5
    never = push.register()
    fold()
    assert facts(key(never)).frequency is None
    assert ScoreBounds.objects.get(currency="EUR").frequency == [1, 1, 1, 1]


def test_nothing_is_written_where_nothing_changed(push: Shop, ada: Customer) -> None:
    from django.db import connection

    push.place_order(customer=ada)
    fold()

    def version() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT xmin::text FROM saleor_push_plugin_personfacts WHERE person = %s",
                [key(ada)],
            )
            return cursor.fetchone()

    before = version()
    with writer():
        person_facts.mark([key(ada)])
    fold()
    assert version() == before


def test_a_shop_that_does_not_send_keeps_no_facts_up_to_date(push: Shop, ada: Customer) -> None:
    fold()
    push.configure_push(send=False)
    push.place_order(customer=ada)
    fold()
    assert not StalePerson.objects.exists()
    with writer():
        person_facts.mark([key(ada)])
    fold()
    assert StalePerson.objects.exists()
