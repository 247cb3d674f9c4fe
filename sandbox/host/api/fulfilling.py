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
        status = FulfillmentStatus.WAITING_FOR_APPROVAL if waits else FulfillmentStatus.FULFILLED
        tracking = input.get("tracking_number") or ""
        made = [
            _pack(found, warehouse, picks, status=status, tracking_number=tracking)
            for warehouse, picks in _by_warehouse(input["lines"]).items()
        ]
        if waits:
            lines = _line_ids(made)
            event = OrderEvents.FULFILLMENT_AWAITS_APPROVAL
            cls.log(info, found, event, awaiting_fulfillments=lines)
            cls.tell(found, "order_updated")
        else:
            send(cls, info, made, input.get("notify_customer", True))
        return cls(fulfillments=made, order=found)


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
        send(cls, info, [fulfillment], notify_customer, approved=True)
        return cls(fulfillment=fulfillment, order=fulfillment.order)


def send(
    by: type[OrderMutation],
    info: ResolveInfo,
    fulfillments: list[models.Fulfillment],
    notify: bool,
    *,
    approved: bool = False,
) -> None:
    """As in Saleor: one entry in the log names all lines, the hooks get one parcel each."""
    order = fulfillments[0].order
    is_done = not any(line.quantity_unfulfilled for line in order.lines.all())
    order.status = OrderStatus.FULFILLED if is_done else OrderStatus.PARTIALLY_FULFILLED
    order.save(update_fields=["status", "updated_at"])
    log = {"fulfilled_items": _line_ids(fulfillments)}
    by.log(info, order, OrderEvents.FULFILLMENT_FULFILLED_ITEMS, **log)
    manager = get_plugins_manager(allow_replica=False)
    for fulfillment in fulfillments:
        call_event(manager.fulfillment_created, fulfillment, notify, True)
    for fulfillment in fulfillments if is_done or approved else ():
        call_event(manager.fulfillment_approved, fulfillment, notify, True)
    by.tell(order, "order_updated", *["order_fulfilled"] * is_done)
    for fulfillment in fulfillments if notify else ():
        call_event(_mail, fulfillment, "order_fulfillment_confirmation")


def _line_ids(fulfillments: list[models.Fulfillment]) -> list[int]:
    return [line.pk for each in fulfillments for line in each.lines.all()]


def _mail(fulfillment: models.Fulfillment, event: str) -> None:
    order = fulfillment.order
    payload = {
        "order": {"id": global_id("Order", order.pk), "number": order.number},
        "fulfillment": {"tracking_number": fulfillment.tracking_number},
        "recipient_email": order.get_customer_email(),
    }
    manager = get_plugins_manager(allow_replica=False)
    manager.notify(event, payload_func=lambda: payload, channel_slug=order.channel.slug)


_Picks = list[tuple[str | None, int]]


def _by_warehouse(lines: list[dict[str, Any]]) -> dict[str, _Picks]:
    """What each warehouse sends of which line: every one makes a parcel of its own."""
    picks: dict[str, _Picks] = {}
    for line in lines:
        for pick in (each for each in line["stocks"] if each["quantity"]):
            wanted = line.get("order_line_id"), pick["quantity"]
            picks.setdefault(pick["warehouse"], []).append(wanted)
    return picks


def _pack(order: models.Order, warehouse: str, picks: _Picks, **fields: str) -> models.Fulfillment:
    number = order.fulfillments.count() + 1
    made = order.fulfillments.create(fulfillment_order=number, **fields)
    for line_id, quantity in picks:
        line = find(models.OrderLine, line_id)
        _take(made, line, quantity, find(Warehouse, warehouse))
        line.save(update_fields=["quantity_fulfilled"])
    return made


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
