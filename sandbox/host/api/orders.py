"""What staff do to an order, and which hooks that calls."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.core.utils.events import call_event
from saleor.order import FulfillmentStatus, OrderChargeStatus, OrderEvents, OrderStatus, models
from saleor.plugins.manager import get_plugins_manager
from saleor.warehouse.models import Stock, Warehouse

from . import types
from .base import Mutation, find, list_of
from .errors import OrderCode, OrderError, refuse


class OrderFulfillStockInput(graphene.InputObjectType):
    quantity = graphene.Int(required=True)
    warehouse = graphene.ID(required=True)


class OrderFulfillLineInput(graphene.InputObjectType):
    order_line_id = graphene.ID()
    stocks = list_of(OrderFulfillStockInput, required=True)


class OrderFulfillInput(graphene.InputObjectType):
    lines = list_of(OrderFulfillLineInput, required=True)
    notify_customer = graphene.Boolean()
    tracking_number = graphene.String()


class FulfillmentUpdateTrackingInput(graphene.InputObjectType):
    tracking_number = graphene.String()
    notify_customer = graphene.Boolean(default_value=False)


class OrderMutation(Mutation):
    staff_only = True
    error_type = OrderError

    class Meta:
        abstract = True

    @staticmethod
    def log(info: ResolveInfo, order: models.Order, event: str, **parameters: Any) -> None:
        order.events.create(type=event, user=info.context.user, parameters=parameters)

    @staticmethod
    def tell(order: models.Order, *hooks: str) -> None:
        manager = get_plugins_manager(allow_replica=False)
        for hook in hooks:
            call_event(getattr(manager, hook), order, webhooks=set())


class OrderFulfill(OrderMutation):
    fulfillments = list_of(types.Fulfillment)
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        order = graphene.ID()
        input = OrderFulfillInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, input: dict[str, Any], order: str | None = None
    ) -> "OrderFulfill":
        found = find(models.Order, order)
        fulfillment = found.fulfillments.create(
            fulfillment_order=found.fulfillments.count() + 1,
            tracking_number=input.get("tracking_number") or "",
        )
        for line in input["lines"]:
            _ship(fulfillment, line)
        cls._finish(info, found, fulfillment, input.get("notify_customer", True))
        return cls(fulfillments=[fulfillment], order=found)

    @classmethod
    def _finish(
        cls,
        info: ResolveInfo,
        order: models.Order,
        fulfillment: models.Fulfillment,
        notify: bool,
    ) -> None:
        is_done = not any(line.quantity_unfulfilled for line in order.lines.all())
        order.status = OrderStatus.FULFILLED if is_done else OrderStatus.PARTIALLY_FULFILLED
        order.save(update_fields=["status", "updated_at"])
        cls.log(info, order, OrderEvents.FULFILLMENT_FULFILLED_ITEMS)
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.fulfillment_created, fulfillment, notify, True)
        if is_done:
            call_event(manager.fulfillment_approved, fulfillment, notify, True)
        cls.tell(order, "order_updated", *["order_fulfilled"] * is_done)


def _ship(fulfillment: models.Fulfillment, wanted: dict[str, Any]) -> None:
    line = find(models.OrderLine, wanted.get("order_line_id"))
    for pick in wanted["stocks"]:
        _take(fulfillment, line, pick["quantity"], find(Warehouse, pick["warehouse"]))
    line.save(update_fields=["quantity_fulfilled"])


def _take(
    fulfillment: models.Fulfillment, line: models.OrderLine, quantity: int, warehouse: Warehouse
) -> None:
    if quantity > line.quantity_unfulfilled:
        message = f"Only {line.quantity_unfulfilled} items remaining to fulfill."
        raise refuse("order_line_id", message, OrderCode.FULFILL_ORDER_LINE)
    stock = Stock.objects.select_for_update().get(warehouse=warehouse, product_variant=line.variant)
    stock.quantity -= quantity
    stock.quantity_allocated -= quantity
    stock.save()
    line.quantity_fulfilled += quantity
    fulfillment.lines.create(order_line=line, quantity=quantity, stock=stock)


class FulfillmentUpdateTracking(OrderMutation):
    fulfillment = graphene.Field(types.Fulfillment)
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        input = FulfillmentUpdateTrackingInput(required=True)

    @classmethod
    def perform(
        cls, info: ResolveInfo, id: str, input: dict[str, Any]
    ) -> "FulfillmentUpdateTracking":
        fulfillment = find(models.Fulfillment, id)
        fulfillment.tracking_number = input.get("tracking_number") or ""
        fulfillment.save()
        order = fulfillment.order
        cls.log(info, order, OrderEvents.TRACKING_UPDATED)
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.tracking_number_updated, fulfillment)
        cls.tell(order, "order_updated")
        return cls(fulfillment=fulfillment, order=order)


class OrderCancel(OrderMutation):
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> "OrderCancel":
        order = find(models.Order, id)
        shipped = order.fulfillments.exclude(status=FulfillmentStatus.CANCELED).exists()
        if shipped or order.status == OrderStatus.CANCELED:
            message = "This order can't be canceled."
            raise refuse("order", message, OrderCode.CANNOT_CANCEL_ORDER)
        order.status = OrderStatus.CANCELED
        order.save(update_fields=["status", "updated_at"])
        cls.log(info, order, OrderEvents.CANCELED)
        cls.tell(order, "order_cancelled", "order_updated")
        return cls(order=order)


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
        cls.log(info, order, OrderEvents.ORDER_MARKED_AS_PAID)
        cls.tell(order, "order_fully_paid", "order_updated")
        return cls(order=order)
