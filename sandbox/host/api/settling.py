"""Money of an order: marked as paid, and paid back."""

from decimal import Decimal

import graphene
from graphql import ResolveInfo
from saleor.order import FulfillmentStatus, OrderChargeStatus, OrderEvents, models
from saleor.payment import ChargeStatus, TransactionKind

from . import types
from .base import find, list_of
from .errors import OrderCode, OrderError, refuse
from .orders import OrderMutation
from .products import PositiveDecimal


class OrderMarkAsPaid(OrderMutation):
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> "OrderMarkAsPaid":
        order = find(models.Order, id)
        if order.is_fully_paid():
            message = "Orders with payments can not be manually marked as paid."
            raise refuse("payment", message, OrderCode.PAYMENT_ERROR)
        order.total_charged_amount = order.total_gross_amount
        order.charge_status = OrderChargeStatus.FULL
        order.save()
        total = order.total_gross_amount
        order.payments.create(
            gateway="manual", total=total, captured_amount=total, currency=order.currency
        )
        cls.log(info, order, OrderEvents.ORDER_MARKED_AS_PAID)
        cls.tell(order, "order_fully_paid", "order_updated")
        return cls(order=order)


class OrderRefund(OrderMutation):
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        amount = PositiveDecimal(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, amount: Decimal) -> "OrderRefund":
        order = find(models.Order, id)
        payment, amount = order.payments.last(), Decimal(str(amount))
        if payment is None or amount > payment.captured_amount:
            raise refuse("payment", "Payment cannot be refunded.", OrderCode.CANNOT_REFUND)
        payment.captured_amount -= amount
        is_all = not payment.captured_amount
        payment.charge_status = (
            ChargeStatus.FULLY_REFUNDED if is_all else ChargeStatus.PARTIALLY_REFUNDED
        )
        payment.save()
        payment.transactions.create(
            kind=TransactionKind.REFUND, is_success=True, amount=amount, currency=order.currency
        )
        order.total_charged_amount = payment.captured_amount
        order.save()
        cls.log(info, order, OrderEvents.PAYMENT_REFUNDED, amount=str(amount))
        cls.tell(order, "order_refunded", "order_updated", *["order_fully_refunded"] * is_all)
        # As in Saleor: an entry without lines, beside the parcels.
        number = order.fulfillments.count() + 1
        order.fulfillments.create(fulfillment_order=number, status=FulfillmentStatus.REFUNDED)
        return cls(order=order)
