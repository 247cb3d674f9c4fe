"""The hooks the sandbox calls: who is told what, with which extra arguments."""

from typing import TYPE_CHECKING, Any

from ..core.db.connection import allow_writer

if TYPE_CHECKING:
    from ..account.models import User
    from ..channel.models import Channel
    from ..checkout.models import Checkout
    from ..giftcard.models import GiftCard
    from ..order.models import Fulfillment, Order
    from ..product.models import ProductVariant


@allow_writer()
def _channel(of: "Order | Checkout") -> str:
    return of.channel.slug


class Hooks:
    def _run(
        self, method_name: str, default: Any, *args: Any, channel_slug: str | None, **kwargs: Any
    ) -> Any:
        raise NotImplementedError

    def _order(self, name: str, order: "Order", webhooks: Any) -> Any:
        return self._run(name, None, order, channel_slug=_channel(order), webhooks=webhooks)

    def order_created(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_created", order, webhooks)

    def order_confirmed(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_confirmed", order, webhooks)

    def order_updated(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_updated", order, webhooks)

    def order_fulfilled(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_fulfilled", order, webhooks)

    def order_cancelled(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_cancelled", order, webhooks)

    def order_paid(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_paid", order, webhooks)

    def order_fully_paid(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_fully_paid", order, webhooks)

    def order_refunded(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_refunded", order, webhooks)

    def order_fully_refunded(self, order: "Order", webhooks: Any = None) -> Any:
        return self._order("order_fully_refunded", order, webhooks)

    def _fulfillment(self, name: str, fulfillment: "Fulfillment", **kwargs: Any) -> Any:
        slug = _channel(fulfillment.order)
        return self._run(name, None, fulfillment, channel_slug=slug, **kwargs)

    def fulfillment_created(
        self,
        fulfillment: "Fulfillment",
        notify_customer: bool | None = True,
        calculate_stocks_with_shipping_zones: bool = True,
    ) -> Any:
        return self._fulfillment(
            "fulfillment_created",
            fulfillment,
            notify_customer=notify_customer,
            calculate_stocks_with_shipping_zones=calculate_stocks_with_shipping_zones,
        )

    def fulfillment_approved(
        self,
        fulfillment: "Fulfillment",
        notify_customer: bool | None = True,
        calculate_stocks_with_shipping_zones: bool = True,
    ) -> Any:
        return self._fulfillment(
            "fulfillment_approved",
            fulfillment,
            notify_customer=notify_customer,
            calculate_stocks_with_shipping_zones=calculate_stocks_with_shipping_zones,
        )

    def fulfillment_metadata_updated(self, fulfillment: "Fulfillment") -> Any:
        return self._fulfillment("fulfillment_metadata_updated", fulfillment)

    def tracking_number_updated(self, fulfillment: "Fulfillment") -> Any:
        return self._fulfillment("tracking_number_updated", fulfillment)

    def checkout_created(self, checkout: "Checkout", webhooks: Any = None) -> Any:
        slug = _channel(checkout)
        return self._run("checkout_created", None, checkout, channel_slug=slug, webhooks=webhooks)

    def checkout_updated(self, checkout: "Checkout", webhooks: Any = None) -> Any:
        slug = _channel(checkout)
        return self._run("checkout_updated", None, checkout, channel_slug=slug, webhooks=webhooks)

    def channel_updated(self, channel: "Channel", webhooks: Any = None) -> Any:
        slug = channel.slug
        return self._run("channel_updated", None, channel, webhooks=webhooks, channel_slug=slug)

    def channel_deleted(self, channel: "Channel") -> Any:
        return self._run("channel_deleted", None, channel, channel_slug=None)

    def gift_card_created(self, gift_card: "GiftCard", webhooks: Any = None) -> Any:
        return self._run("gift_card_created", None, gift_card, webhooks=webhooks, channel_slug=None)

    def gift_card_sent(self, gift_card: "GiftCard", channel_slug: str, email: str) -> Any:
        return self._run(
            "gift_card_sent", None, gift_card, channel_slug, email, channel_slug=channel_slug
        )

    def customer_created(self, customer: "User") -> Any:
        return self._run("customer_created", None, customer, channel_slug=None)

    def customer_deleted(self, customer: "User", webhooks: Any = None) -> Any:
        return self._run("customer_deleted", None, customer, webhooks=webhooks, channel_slug=None)

    def staff_deleted(self, staff_user: "User", webhooks: Any = None) -> Any:
        return self._run("staff_deleted", None, staff_user, webhooks=webhooks, channel_slug=None)

    def account_confirmed(self, user: "User") -> Any:
        return self._run("account_confirmed", None, user, channel_slug=None)

    def account_confirmation_requested(
        self, user: "User", channel_slug: str, token: str, redirect_url: str | None
    ) -> Any:
        return self._run(
            "account_confirmation_requested",
            None,
            user,
            channel_slug,
            token=token,
            redirect_url=redirect_url,
            channel_slug=channel_slug,
        )

    def product_variant_updated(
        self, product_variant: "ProductVariant", webhooks: Any = None, **kwargs: Any
    ) -> Any:
        return self._run(
            "product_variant_updated",
            None,
            product_variant,
            webhooks=webhooks,
            **kwargs,
            channel_slug=None,
        )
