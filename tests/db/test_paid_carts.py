"""A cart with any sign of money on it: nobody is invited to pay twice."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import graphene
import pytest
from django.utils import timezone

from saleor_push_plugin.models import Event, Notification
from saleor_push_plugin.shop.connections import writer
from tests.hosts.opening import host_name
from tests.hosts.refs import CheckoutRef, Customer
from tests.hosts.shop import Shop

from .cart_story import DAY, HOUR, SOON, cart_of, changed
from .conftest import Browser, Later

FIRST = "Your cart is waiting\nLinen shirt\nPick up where you left off."
CREATE = """mutation TransactionCreate($id: ID!, $paid: MoneyInput!) {
  transactionCreate(id: $id, transaction: {name: "Card", amountCharged: $paid}) {
    transaction { id } errors { field message code } } }"""
UPDATE = """mutation TransactionUpdate($id: ID!, $none: MoneyInput!, $paid: MoneyInput!) {
  transactionUpdate(id: $id, transaction: {amountCharged: $none, amountRefunded: $paid}) {
    transaction { id } errors { field message code } } }"""


def transaction(checkout: CheckoutRef, *events: str, **amounts: int) -> Any:
    """A transaction with these amounts (`charged=39`) and these events, oldest first."""
    from saleor.payment.models import TransactionEvent, TransactionItem

    values = {f"{name}_value": Decimal(amount) for name, amount in amounts.items()}
    with writer():
        item = TransactionItem.objects.create(checkout_id=key(checkout), currency="EUR", **values)
        for after, type in enumerate(events):
            at = timezone.now() + timedelta(seconds=after)
            TransactionEvent.objects.create(
                transaction=item, type=type, currency="EUR", created_at=at
            )
    return item


def payment(checkout: CheckoutRef, **values: Any) -> Any:
    from saleor.payment.models import Payment

    wanted = {"gateway": "cards", "total": Decimal(39), "currency": "EUR"}
    wanted |= {"charge_status": "not-charged", **values}
    with writer():
        return Payment.objects.create(checkout_id=key(checkout), **wanted)


def authorized(checkout: CheckoutRef) -> Any:
    made = payment(checkout)
    with writer():
        made.transactions.create(
            kind="auth", is_success=True, currency="EUR", amount=Decimal(39), **_gateway(made)
        )
    return made


def _gateway(made: Any) -> dict[str, Any]:
    return {"gateway_response": {}} if hasattr(made.transactions.model, "gateway_response") else {}


def key(checkout: CheckoutRef) -> str:
    return str(graphene.Node.from_global_id(checkout.id)[1])


def aged(row: Any, by: timedelta) -> None:
    with writer():
        type(row).objects.filter(pk=row.pk).update(modified_at=timezone.now() - by)


SIGNS: dict[str, Callable[[CheckoutRef], Any]] = {
    "charged": lambda cart: aged(transaction(cart, charged=39), 3 * DAY),
    "a part is charged": lambda cart: transaction(cart, charged=1),
    "authorized": lambda cart: aged(transaction(cart, authorized=39), 3 * DAY),
    "the charge is pending": lambda cart: aged(transaction(cart, charge_pending=39), 3 * DAY),
    "the authorization is pending": lambda cart: transaction(cart, authorize_pending=39),
    "the bank was asked": lambda cart: transaction(cart, "charge_request"),
    "the bank asks the shopper": lambda cart: transaction(cart, "authorization_action_required"),
    "a transaction without a word": transaction,
    "a payment was begun": payment,
    "a payment is pending": lambda cart: aged(payment(cart, charge_status="pending"), 3 * DAY),
    "a payment is charged": lambda cart: aged(payment(cart, charge_status="fully-charged"), DAY),
    "a payment is authorized": lambda cart: aged(authorized(cart), 3 * DAY),
    "charge status": lambda cart: changed(cart, charge_status="partial", total_gross_amount=39),
    "authorize status": lambda cart: changed(cart, authorize_status="full", total_gross_amount=39),
}
NO_SIGNS: dict[str, Callable[[CheckoutRef], Any]] = {
    "the charge failed": lambda cart: transaction(cart, "charge_request", "charge_failure"),
    "the shopper left the bank": lambda cart: aged(
        transaction(cart, "charge_action_required"), DAY + HOUR
    ),
    "the money was given back": lambda cart: transaction(
        cart, "charge_success", "refund_success", refunded=39
    ),
    "a payment was replaced": lambda cart: payment(cart, is_active=False),
    "a payment was refused": lambda cart: payment(cart, charge_status="refused"),
    "a payment was given back": lambda cart: payment(cart, charge_status="fully-refunded"),
    "a payment was begun days ago": lambda cart: aged(payment(cart), DAY + HOUR),
    "there is nothing to pay": lambda cart: changed(
        cart, charge_status="full", authorize_status="full", total_gross_amount=0
    ),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_cart_with_a_sign_of_money_is_not_reported(
    carts: Shop, ada: Customer, phone: Browser, later: Later, sign: str
) -> None:
    SIGNS[sign](cart_of(carts, ada))
    later(SOON)
    later(2 * HOUR)
    assert (phone.texts, Event.objects.count()) == ([], 0)


@pytest.mark.parametrize("sign", NO_SIGNS)
def test_who_has_not_paid_after_all_is_reminded(
    carts: Shop, ada: Customer, phone: Browser, later: Later, sign: str
) -> None:
    NO_SIGNS[sign](cart_of(carts, ada))
    later(SOON)
    assert phone.texts == [FIRST]


@pytest.mark.parametrize("sign", SIGNS)
def test_money_between_two_steps_ends_them(
    carts: Shop, ada: Customer, phone: Browser, later: Later, sign: str
) -> None:
    checkout = cart_of(carts, ada)
    later(SOON)
    SIGNS[sign](checkout)
    later(SOON + DAY + HOUR)
    assert phone.texts == [FIRST]
    again = Notification.objects.get(scenario="abandoned_cart_again")
    assert (again.state, again.reason) == ("skipped", "payment_under_way")


@pytest.mark.parametrize("hours", [8, 24, 72])
def test_a_cart_whose_payment_came_to_nothing_is_reported_then(
    carts: Shop, ada: Customer, phone: Browser, later: Later, hours: int
) -> None:
    from saleor.payment.models import TransactionEvent

    item = transaction(cart_of(carts, ada), charged=39)
    at = hours * HOUR + timedelta(minutes=2)
    for each in (SOON, 2 * HOUR, at - HOUR):
        later(each)
    assert phone.texts == []
    with writer():
        type(item).objects.update(charged_value=0, refunded_value=39)
        TransactionEvent.objects.create(transaction=item, type="refund_success", currency="EUR")
    later(at)
    later(at + 2 * HOUR)
    assert phone.texts == [FIRST]
    later(at + DAY + HOUR)
    assert len(phone.texts) == 2


def test_a_charge_by_the_api_keeps_quiet_and_its_refund_ends_that(
    carts: Shop, ada: Customer, phone: Browser, later: Later
) -> None:
    """As the shop's own payment app reports it: Saleor computes the checkout's statuses."""
    if host_name() == "sandbox":
        pytest.skip("the sandbox has no payment apps")
    checkout = cart_of(carts, ada)
    carts.show(checkout)
    all, none = ({"amount": amount, "currency": "EUR"} for amount in ("39.00", "0"))
    made = carts.ask_as_staff(CREATE, id=checkout.id, paid=all)["transaction"]["id"]
    later(SOON)
    later(2 * HOUR)
    assert (phone.texts, Event.objects.count()) == ([], 0)
    carts.ask_as_staff(UPDATE, id=made, none=none, paid=all)
    changed(checkout, last_change=timezone.now())
    later(8 * HOUR + timedelta(minutes=2))
    assert phone.texts == [FIRST]
