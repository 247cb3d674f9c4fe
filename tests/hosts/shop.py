"""The shop as a test sees it: register, buy, fulfil. Speaks GraphQL and nothing else.

The same client drives a real Saleor and the sandbox; only the transport beneath it, and the
`stock(shop)` that fills the shelves beforehand, belong to a host.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tests.hosts import documents
from tests.hosts.goods import COUNTRIES, STAFF_EMAIL, STAFF_PASSWORD, Catalogue, Channel, Variant
from tests.hosts.refs import (
    CheckoutRef,
    Customer,
    LineRef,
    OrderRef,
    PluginState,
    Refused,
    order_ref,
    plugin_state,
)

PLUGIN_ID = "saleor.push"
CHANNEL_PLUGIN_ID = "saleor.push.channel"
ADDRESSES: Mapping[str, Mapping[str, str]] = {
    "DE": {"city": "Berlin", "postalCode": "10115", "country": "DE"},
    "PL": {"city": "Wrocław", "postalCode": "50-101", "country": "PL"},
}
# Seconds that a token of staff is used; Saleor's live five minutes.
TOKEN_LASTS = 240.0
SHOPPER = {"firstName": "Ada", "lastName": "Nowak", "streetAddress1": "Rynek 1"}

# Sends (document, variables, token) to the shop and gives back the whole JSON answer.
Transport = Callable[[str, Mapping[str, Any], str | None], dict[str, Any]]
Lines = Sequence[tuple[Variant, int]]


def unused_email() -> str:
    return f"shopper-{uuid.uuid4().hex[:12]}@example.com"


@dataclass(kw_only=True)
class Staff:
    """The session of the shop's first member of staff. `since`: seconds of `time.monotonic`."""

    token: str | None = None
    since: float = 0.0


@dataclass(kw_only=True)
class Shop:
    transport: Transport
    staff: Staff = field(default_factory=Staff)
    # Set by whoever stocks the shop.
    catalogue: Catalogue = field(init=False)

    def ask(self, document: str, token: str | None = None, /, **variables: Any) -> Any:
        """Send one document; give back what stands under its one root field."""
        answer = self.transport(document, variables, token)
        action = document.split()[1].partition("(")[0]
        if answer.get("errors"):
            raise Refused(action, answer["errors"])
        payload = next(iter(answer["data"].values()))
        if isinstance(payload, dict) and payload.get("errors"):
            raise Refused(action, payload["errors"])
        return payload

    def ask_as_staff(self, document: str, /, **variables: Any) -> Any:
        try:
            return self.ask(document, self.staff_token, **variables)
        except Refused as refused:
            # Saleor's tokens live five minutes; a long run outlives them.
            if "ExpiredSignatureError" not in refused.codes:
                raise
        self.staff.token = None
        return self.ask(document, self.staff_token, **variables)

    @property
    def staff_token(self) -> str:
        is_old = time.monotonic() - self.staff.since > TOKEN_LASTS
        if self.staff.token is None or is_old:
            self.staff.since = time.monotonic()
            self.staff.token = str(self._log_in(STAFF_EMAIL, STAFF_PASSWORD)["token"])
        return self.staff.token

    def _log_in(self, email: str, password: str) -> Any:
        return self.ask(documents.TOKEN_CREATE, email=email, password=password)

    # What shoppers do.

    def register(self, *, email: str | None = None, password: str = "correct horse") -> Customer:
        email = email or unused_email()
        account = {"email": email, "password": password, "channel": self.catalogue.channel.slug}
        self.ask(documents.ACCOUNT_REGISTER, input=account)
        session = self._log_in(email, password)
        user_id = session["user"]["id"]
        return Customer(id=user_id, email=email, password=password, token=session["token"])

    def login(self, customer: Customer) -> Customer:
        """The same customer, with a fresh token."""
        return replace(customer, token=self._log_in(customer.email, customer.password)["token"])

    def new_checkout(
        self,
        *,
        lines: Lines | None = None,
        email: str | None = None,
        customer: Customer | None = None,
        language: str = "EN",
        channel: str | None = None,
    ) -> CheckoutRef:
        slug = channel or self.catalogue.channel.slug
        email = customer.email if customer else email or unused_email()
        address = {**SHOPPER, **ADDRESSES[COUNTRIES[slug]]}
        wanted = {
            "channel": slug,
            "email": email,
            "lines": _checkout_lines(lines or [(self.catalogue.variants[0], 1)]),
            "languageCode": language,
            "shippingAddress": address,
            "billingAddress": address,
        }
        token = customer.token if customer else None
        made = self.ask(documents.CHECKOUT_CREATE, token, input=wanted)["checkout"]
        return CheckoutRef(id=made["id"], email=email, channel=slug, customer=customer)

    def update_lines(self, checkout: CheckoutRef, *, lines: Lines) -> None:
        document = documents.CHECKOUT_LINES_UPDATE
        self.ask(document, checkout.token, id=checkout.id, lines=_checkout_lines(lines))

    def show(self, checkout: CheckoutRef) -> None:
        """As a storefront does after each change: only then Saleor reckons what it costs."""
        self.ask(documents.CHECKOUT_SHOW, checkout.token, id=checkout.id)

    def choose_delivery(self, checkout: CheckoutRef, method: str = "") -> None:
        """`method`: a shipping method, or a warehouse where the order is collected."""
        method = method or self.catalogue.shipping_method_id
        document = documents.CHECKOUT_DELIVERY_METHOD_UPDATE
        self.ask(document, checkout.token, id=checkout.id, deliveryMethodId=method)

    def use_code(self, checkout: CheckoutRef, code: str) -> None:
        document = documents.CHECKOUT_ADD_PROMO_CODE
        self.ask(document, checkout.token, id=checkout.id, code=code)

    def finish(self, checkout: CheckoutRef) -> OrderRef:
        """The one mutation that turns a checkout with a delivery method into an order."""
        payload = self.ask(documents.CHECKOUT_COMPLETE, checkout.token, id=checkout.id)
        return order_ref(payload["order"], checkout)

    def complete(self, checkout: CheckoutRef) -> OrderRef:
        self.choose_delivery(checkout)
        return self.finish(checkout)

    def place_order(self, **checkout: Any) -> OrderRef:
        """All of it, from an empty cart. Takes what `new_checkout` takes."""
        return self.complete(self.new_checkout(**checkout))

    # What the back office does.

    def fulfill(
        self,
        order: OrderRef,
        *,
        notify: bool = True,
        tracking: str = "",
        lines: Sequence[LineRef] | None = None,
    ) -> str:
        """Send everything in the order, or some lines; give back the fulfillment's id."""
        warehouse = self.catalogue.warehouse_id
        picks = {line.id: {warehouse: line.quantity} for line in lines or order.lines}
        return self.fulfill_from(order, picks, notify=notify, tracking=tracking)[0]

    def fulfill_from(
        self,
        order: OrderRef,
        picks: Mapping[str, Mapping[str, int]],
        *,
        notify: bool = True,
        tracking: str = "",
    ) -> list[str]:
        """Send so much of a line from each warehouse, with one click; the fulfillments' ids."""
        packed = [
            {
                "orderLineId": line,
                "stocks": [{"quantity": n, "warehouse": place} for place, n in stocks.items()],
            }
            for line, stocks in picks.items()
        ]
        sent = {"lines": packed, "notifyCustomer": notify, "trackingNumber": tracking}
        made = self.ask_as_staff(documents.ORDER_FULFILL, order=order.id, input=sent)
        return [str(each["id"]) for each in made["fulfillments"]]

    def set_tracking(self, fulfillment: str, *, tracking: str, notify: bool = True) -> None:
        document = documents.ORDER_FULFILLMENT_UPDATE_TRACKING
        changed = {"trackingNumber": tracking, "notifyCustomer": notify}
        self.ask_as_staff(document, id=fulfillment, input=changed)

    def approve(self, fulfillment: str, *, notify: bool = True) -> None:
        """Let go a parcel that was packed while approval was asked for."""
        self.ask_as_staff(documents.ORDER_FULFILLMENT_APPROVE, id=fulfillment, notify=notify)

    def ask_for_approval(self, *, asked: bool) -> None:
        settings = {"fulfillmentAutoApprove": not asked}
        self.ask_as_staff(documents.SHOP_SETTINGS_UPDATE, input=settings)

    def reserve_stock(self, *, minutes: int | None) -> None:
        """What is in a cart is held back for so long; None: not at all."""
        who = ("reserveStockDurationAnonymousUser", "reserveStockDurationAuthenticatedUser")
        settings = dict.fromkeys(who, minutes)
        self.ask_as_staff(documents.SHOP_SETTINGS_UPDATE, input=settings)

    def set_metadata(self, id: str, items: Mapping[str, str]) -> None:
        pairs = [{"key": key, "value": value} for key, value in items.items()]
        self.ask_as_staff(documents.UPDATE_METADATA, id=id, input=pairs)

    def confirm(self, order: OrderRef) -> None:
        self.ask_as_staff(documents.ORDER_CONFIRM, id=order.id)

    def refund(self, order: OrderRef, amount: Decimal | str) -> None:
        self.ask_as_staff(documents.ORDER_REFUND, id=order.id, amount=str(amount))

    def cancel(self, order: OrderRef) -> None:
        self.ask_as_staff(documents.ORDER_CANCEL, id=order.id)

    def mark_paid(self, order: OrderRef) -> None:
        self.ask_as_staff(documents.ORDER_MARK_AS_PAID, id=order.id)

    def set_price(
        self, variant: Variant, amount: Decimal | str, *, channel: str | None = None
    ) -> None:
        where = self.catalogue.channel_named(channel or self.catalogue.channel.slug)
        listing = [{"channelId": where.id, "price": str(amount)}]
        document = documents.PRODUCT_VARIANT_CHANNEL_LISTING_UPDATE
        self.ask_as_staff(document, id=variant.id, input=listing)

    def set_stock(self, variant: Variant, quantity: int, *, warehouse: str = "") -> None:
        where = warehouse or self.catalogue.warehouse_id
        stocks = [{"warehouse": where, "quantity": quantity}]
        document = documents.PRODUCT_VARIANT_STOCKS_UPDATE
        self.ask_as_staff(document, variantId=variant.id, stocks=stocks)

    def translate(
        self, variant: Variant, language: str, *, product: str, name: str | None = None
    ) -> None:
        """What a product is called in a language, and its variant (`name`) if that is said too."""
        document = documents.PRODUCT_TRANSLATE
        called = {"name": product}
        self.ask_as_staff(document, id=variant.product_id, language=language, input=called)
        if name is not None:
            document = documents.PRODUCT_VARIANT_TRANSLATE
            self.ask_as_staff(document, id=variant.id, language=language, input={"name": name})

    def start_promotion(self, variant: Variant, *, percent: int, **dates: str) -> str:
        """So much off a variant in the first channel; takes startDate and endDate (ISO 8601)."""
        rule = {
            "cataloguePredicate": {"variantPredicate": {"ids": [variant.id]}},
            "rewardValueType": "PERCENTAGE",
            "rewardValue": percent,
            "channels": [self.catalogue.channel.id],
        }
        wanted = {"name": f"-{percent} %", "type": "CATALOGUE", "rules": [rule], **dates}
        made = self.ask_as_staff(documents.PROMOTION_CREATE, input=wanted)
        return str(made["promotion"]["id"])

    def make_voucher(
        self,
        name: str,
        *,
        type: str = "ENTIRE_ORDER",
        value: int | str = 100,
        least: str | None = None,
        **limits: Any,
    ) -> str:
        """A voucher with single-use codes, in the first channel; gives back its id.

        `value`: of percent, if `limits` do not say otherwise, as VoucherInput calls them; `least`:
        what a cart has to be worth.
        """
        wanted = {"name": name, "type": type, "singleUse": True, "addCodes": [f"{name}-0"]}
        wanted |= {"discountValueType": "PERCENTAGE", **limits}
        made = self.ask_as_staff(documents.VOUCHER_CREATE, input=wanted)["voucher"]
        worth = [{"channelId": self.catalogue.channel.id, "discountValue": value}]
        if least is not None:
            worth[0]["minAmountSpent"] = least
        document = documents.VOUCHER_CHANNEL_LISTING_UPDATE
        self.ask_as_staff(document, id=made["id"], input={"addChannels": worth})
        return str(made["id"])

    def issue_card(self, amount: str, email: str = "", *, active: bool = True) -> str:
        """A gift card in the first channel's currency, sent to an address if there is one."""
        channel = self.catalogue.channel
        wanted = {"balance": {"amount": amount, "currency": channel.currency}, "isActive": active}
        if email:
            wanted |= {"userEmail": email, "channel": channel.slug}
        made = self.ask_as_staff(documents.GIFT_CARD_CREATE, input=wanted)
        return str(made["giftCard"]["id"])

    def send_card_again(self, card: str, email: str) -> None:
        wanted = {"id": card, "email": email, "channel": self.catalogue.channel.slug}
        self.ask_as_staff(documents.GIFT_CARD_RESEND, input=wanted)

    def delete_account(self, customer: Customer) -> None:
        self.ask_as_staff(documents.CUSTOMER_DELETE, id=customer.id)

    def configure_push(self, *, active: bool = True, **fields: str | bool | None) -> PluginState:
        """Save the plugin's page in the Dashboard. Raises `Refused` where the plugin does."""
        values = [{"name": name, "value": _as_typed(value)} for name, value in fields.items()]
        page = {"active": active, "configuration": values}
        saved = self.ask_as_staff(documents.PLUGIN_UPDATE, id=PLUGIN_ID, input=page)
        return plugin_state(saved["plugin"]["globalConfiguration"])

    def configure_channel(
        self, channel: Channel, *, active: bool = True, **fields: str
    ) -> PluginState:
        """Save the plugin's page of one channel. Raises `Refused` where the plugin does."""
        values = [{"name": name, "value": value} for name, value in fields.items()]
        page = {"active": active, "configuration": values}
        saved = self.ask_as_staff(
            documents.PLUGIN_UPDATE, id=CHANNEL_PLUGIN_ID, channel=channel.id, input=page
        )
        pages = saved["plugin"]["channelConfigurations"]
        return plugin_state(next(each for each in pages if each["channel"]["id"] == channel.id))

    def rename_channel(self, channel: Channel, slug: str) -> None:
        self.ask_as_staff(documents.CHANNEL_UPDATE, id=channel.id, input={"slug": slug})

    def delete_channel(self, channel: Channel, *, orders_to: Channel) -> None:
        other = {"channelId": orders_to.id}
        self.ask_as_staff(documents.CHANNEL_DELETE, id=channel.id, input=other)


def _checkout_lines(lines: Lines) -> list[dict[str, Any]]:
    return [{"variantId": variant.id, "quantity": quantity} for variant, quantity in lines]


def _as_typed(value: str | bool | None) -> str | None:
    """The Dashboard sends every value as text, switches too."""
    return str(value).lower() if isinstance(value, bool) else value
