"""What staff do to an order, and which hooks that calls."""

from typing import Any

import graphene
from graphql import ResolveInfo
from saleor.core.utils.events import call_event
from saleor.order import FulfillmentStatus, OrderEvents, OrderStatus, models
from saleor.plugins.manager import get_plugins_manager

from . import types
from .base import Mutation, find, list_of
from .errors import OrderCode, OrderError, refuse

UNDONE = (FulfillmentStatus.CANCELED, FulfillmentStatus.REFUNDED, FulfillmentStatus.RETURNED)


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


class OrderCancel(OrderMutation):
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> "OrderCancel":
        order = find(models.Order, id)
        shipped = order.fulfillments.exclude(status__in=UNDONE).exists()
        if shipped or order.status == OrderStatus.CANCELED:
            message = "This order can't be canceled."
            raise refuse("order", message, OrderCode.CANNOT_CANCEL_ORDER)
        order.status = OrderStatus.CANCELED
        order.save(update_fields=["status", "updated_at"])
        cls.log(info, order, OrderEvents.CANCELED)
        cls.tell(order, "order_cancelled", "order_updated")
        return cls(order=order)


class OrderConfirm(OrderMutation):
    order = graphene.Field(types.Order)
    errors = list_of(OrderError, required=True)

    class Arguments:
        id = graphene.ID(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, id: str) -> "OrderConfirm":
        order = find(models.Order, id)
        if order.status != OrderStatus.UNCONFIRMED:
            message = (
                "Provided order id belongs to an order with status different than unconfirmed."
            )
            raise refuse("id", message, OrderCode.INVALID)
        order.status = OrderStatus.UNFULFILLED
        order.save(update_fields=["status", "updated_at"])
        cls.log(info, order, OrderEvents.CONFIRMED)
        cls.tell(order, "order_confirmed")
        return cls(order=order)
