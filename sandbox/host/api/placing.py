"""A checkout becomes an order: the row is deleted, the order keeps its token, hooks follow."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from saleor.account.models import User
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.core.utils.events import call_event
from saleor.giftcard import GiftCardEvents
from saleor.order import OrderEvents, OrderOrigin, OrderStatus
from saleor.order.models import Order, OrderLine
from saleor.plugins.manager import PluginsManager, get_plugins_manager
from saleor.product.models import Product, ProductVariant, ProductVariantChannelListing
from saleor.site.models import SiteSettings
from saleor.warehouse.models import Stock

from .errors import CheckoutCode, refuse
from .promo_codes import shipping_price, use_up


def place_order(checkout: Checkout, user: User | None) -> Order:
    lines = list(checkout.lines.select_related("variant__product"))
    _check(checkout, lines)
    cost = _shipping_cost(checkout)
    order = _order(checkout, user, cost)
    bought = [_order_line(order, line) for line in lines]
    total = cost + sum(line.total_price_gross_amount for line in bought)
    cards = sum(card.current_balance_amount for card in checkout.gift_cards.all())
    order.total_gross_amount = max(total - cards, Decimal(0))
    order.total_net_amount = order.total_gross_amount
    order.save()
    OrderLine.objects.bulk_create(bought)
    _spend(checkout, order, total)
    use_up(checkout)
    checkout.delete()
    _tell(order, user)
    return order


def _shipping_cost(checkout: Checkout) -> Decimal:
    if checkout.shipping_method is None:
        return Decimal(0)
    listing = checkout.shipping_method.channel_listings.get(channel=checkout.channel)
    return shipping_price(checkout, listing.price_amount)


def _spend(checkout: Checkout, order: Order, left: Decimal) -> None:
    """Take what the gift cards pay from their balances, as Saleor does, and log it."""
    for card in checkout.gift_cards.select_for_update():
        before = card.current_balance_amount
        card.current_balance_amount = before - min(before, left)
        left -= before - card.current_balance_amount
        card.save()
        balance = {"current_balance": card.current_balance_amount, "old_current_balance": before}
        told = {name: float(amount) for name, amount in balance.items()}
        card.events.create(
            type=GiftCardEvents.USED_IN_ORDER, order=order, parameters={"balance": told}
        )


def _check(checkout: Checkout, lines: list[CheckoutLine]) -> None:
    if not lines:
        raise refuse("lines", "Cannot create order without lines.", CheckoutCode.NO_LINES)
    if not checkout.get_customer_email():
        raise refuse("email", "Checkout email must be set.", CheckoutCode.EMAIL_NOT_SET)
    if checkout.shipping_method is None and checkout.collection_point is None:
        message = "Shipping method is not set"
        raise refuse("shipping_method", message, CheckoutCode.SHIPPING_METHOD_NOT_SET)
    for line in lines:
        stock = check_in_stock(line.variant, line.quantity, checkout)
        stock.quantity_allocated += line.quantity
        stock.save()


def check_in_stock(variant: ProductVariant, quantity: int, checkout: Checkout) -> Stock:
    """The stock that has enough of it, locked; what other carts hold is not there."""
    for stock in variant.stocks.select_for_update():
        others = stock.reservations.exclude(checkout_line__checkout=checkout)
        held = others.filter(reserved_until__gt=timezone.now()).aggregate(
            n=Sum("quantity_reserved")
        )
        if stock.quantity - stock.quantity_allocated - (held["n"] or 0) >= quantity:
            return stock
    message = f"Could not add items {variant}. Not enough of them in stock."
    raise refuse("quantity", message, CheckoutCode.INSUFFICIENT_STOCK)


def reserve(line: CheckoutLine) -> None:
    """Hold back what is in a cart, if the shop wants that, in the first stock that has it."""
    minutes = _minutes(line.checkout)
    if minutes and line.variant.track_inventory:
        stock = check_in_stock(line.variant, line.quantity, line.checkout)
        until = timezone.now() + timedelta(minutes=minutes)
        held = {"quantity_reserved": line.quantity, "reserved_until": until}
        line.reservations.update_or_create(stock=stock, defaults=held)


def _minutes(checkout: Checkout) -> int | None:
    settings = SiteSettings.objects.first()
    if settings is None:
        return None
    if checkout.user_id is None:
        return settings.reserve_stock_duration_anonymous_user
    return settings.reserve_stock_duration_authenticated_user


def _order(checkout: Checkout, user: User | None, shipping: Decimal) -> Order:
    return Order(
        user=checkout.user or _account_of(checkout, user),
        user_email=checkout.get_customer_email(),
        language_code=checkout.language_code,
        # As in Saleor: an order that nobody has paid yet waits, though its hook says confirmed.
        status=OrderStatus.UNCONFIRMED,
        origin=OrderOrigin.CHECKOUT,
        channel=checkout.channel,
        currency=checkout.currency,
        shipping_method=checkout.shipping_method,
        shipping_method_name=checkout.shipping_method and checkout.shipping_method.name,
        collection_point=checkout.collection_point,
        collection_point_name=checkout.collection_point and checkout.collection_point.name,
        shipping_price_net_amount=shipping,
        shipping_price_gross_amount=shipping,
        shipping_address=checkout.shipping_address,
        billing_address=checkout.billing_address,
        checkout_token=str(checkout.token),
        redirect_url=checkout.redirect_url,
    )


def _account_of(checkout: Checkout, user: User | None) -> User | None:
    """A guest who gives the e-mail of an account buys for that account, as in Saleor."""
    if user is not None:
        return None
    return User.objects.filter(email=checkout.get_customer_email(), is_active=True).first()


def _order_line(order: Order, line: CheckoutLine) -> OrderLine:
    price = _price(line)
    return OrderLine(
        order=order,
        variant=line.variant,
        product_name=line.variant.product.name,
        translated_product_name=_translated(line.variant.product, order.language_code),
        variant_name=line.variant.name,
        product_sku=line.variant.sku,
        is_shipping_required=True,
        is_gift_card=False,
        quantity=line.quantity,
        currency=order.currency,
        unit_price_net_amount=price,
        unit_price_gross_amount=price,
        total_price_net_amount=price * line.quantity,
        total_price_gross_amount=price * line.quantity,
    )


def _translated(product: Product, language: str) -> str:
    there = product.translations.filter(language_code=language).first()
    return there.name if there and there.name else ""


def _price(line: CheckoutLine) -> Decimal:
    listings = ProductVariantChannelListing.objects.filter(variant=line.variant)
    return listings.get(channel=line.checkout.channel).discounted_price_amount


def _tell(order: Order, user: User | None) -> None:
    manager = get_plugins_manager(allow_replica=False)
    order.events.create(type=OrderEvents.PLACED, user=user)
    call_event(manager.order_created, order, webhooks=set())
    if order.channel.automatically_confirm_all_new_orders:
        order.events.create(type=OrderEvents.CONFIRMED, user=order.user)
        call_event(manager.order_confirmed, order, webhooks=set())
    call_event(_notify_confirmation, manager, order)


def _notify_confirmation(manager: PluginsManager, order: Order) -> None:
    manager.notify(
        "order_confirmation",
        payload_func=lambda: {"order": {"id": str(order.pk), "number": order.number}},
        channel_slug=order.channel.slug,
    )
