"""Parcels: packed, perhaps approved, followed; and which hooks and log entries that makes."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.core.utils.events import call_event
from saleor.order import FulfillmentStatus, OrderEvents, OrderStatus, models
from saleor.plugins.manager import get_plugins_manager
from saleor.site.models import SiteSettings
from saleor.warehouse.models import Stock, Warehouse

from . import types
from .base import find, global_id, list_of
from .errors import OrderCode, OrderError, refuse
from .orders import OrderMutation


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
        waits = SiteSettings.objects.filter(fulfillment_auto_approve=False).exists()
        fulfillment = found.fulfillments.create(
            fulfillment_order=found.fulfillments.count() + 1,
            tracking_number=input.get("tracking_number") or "",
            status=FulfillmentStatus.WAITING_FOR_APPROVAL if waits else FulfillmentStatus.FULFILLED,
        )
        for line in input["lines"]:
            _pick(fulfillment, line)
        if waits:
            lines = [line.pk for line in fulfillment.lines.all()]
            event = OrderEvents.FULFILLMENT_AWAITS_APPROVAL
            cls.log(info, found, event, awaiting_fulfillments=lines)
            cls.tell(found, "order_updated")
        else:
            send(cls, info, fulfillment, input.get("notify_customer", True))
        return cls(fulfillments=[fulfillment], order=found)


class FulfillmentApprove(OrderMutation):
    fulfillment = graphene.Field(types.Fulfillment)
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)
        notify_customer = graphene.Boolean(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str, notify_customer: bool) -> "FulfillmentApprove":
        fulfillment = find(models.Fulfillment, id)
        if fulfillment.status != FulfillmentStatus.WAITING_FOR_APPROVAL:
            message = "Invalid fulfillment status."
            raise refuse("status", message, OrderCode.INVALID)
        fulfillment.status = FulfillmentStatus.FULFILLED
        fulfillment.save()
        send(cls, info, fulfillment, notify_customer, approved=True)
        return cls(fulfillment=fulfillment, order=fulfillment.order)


def send(
    by: type[OrderMutation],
    info: ResolveInfo,
    fulfillment: models.Fulfillment,
    notify: bool,
    *,
    approved: bool = False,
) -> None:
    order = fulfillment.order
    is_done = not any(line.quantity_unfulfilled for line in order.lines.all())
    order.status = OrderStatus.FULFILLED if is_done else OrderStatus.PARTIALLY_FULFILLED
    order.save(update_fields=["status", "updated_at"])
    lines = [line.pk for line in fulfillment.lines.all()]
    by.log(info, order, OrderEvents.FULFILLMENT_FULFILLED_ITEMS, fulfilled_items=lines)
    manager = get_plugins_manager(allow_replica=False)
    call_event(manager.fulfillment_created, fulfillment, notify, True)
    if is_done or approved:
        call_event(manager.fulfillment_approved, fulfillment, notify, True)
    by.tell(order, "order_updated", *["order_fulfilled"] * is_done)
    if notify:
        call_event(_mail, fulfillment, "order_fulfillment_confirmation")


def _mail(fulfillment: models.Fulfillment, event: str) -> None:
    order = fulfillment.order
    payload = {
        "order": {"id": global_id("Order", order.pk), "number": order.number},
        "fulfillment": {"tracking_number": fulfillment.tracking_number},
        "recipient_email": order.get_customer_email(),
    }
    manager = get_plugins_manager(allow_replica=False)
    manager.notify(event, payload_func=lambda: payload, channel_slug=order.channel.slug)


def _pick(fulfillment: models.Fulfillment, wanted: dict[str, Any]) -> None:
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
        number = input.get("tracking_number") or ""
        fulfillment.tracking_number = number
        fulfillment.save()
        order = fulfillment.order
        named = {"tracking_number": number, "fulfillment": fulfillment.composed_id}
        cls.log(info, order, OrderEvents.TRACKING_UPDATED, **named)
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.tracking_number_updated, fulfillment)
        cls.tell(order, "order_updated")
        if input.get("notify_customer"):
            call_event(_mail, fulfillment, "order_fulfillment_update")
        return cls(fulfillment=fulfillment, order=order)
