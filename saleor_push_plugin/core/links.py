"""Links into the storefront."""

import base64
from urllib.parse import quote

from .facts import OrderFacts

ORDER_WORDS = ("order", "number", "channel")


def order_link(storefront_url: str, path: str, order: OrderFacts) -> str:
    """The storefront's page of an order: `{order}` is Saleor's global id."""
    words = {
        "order": global_id("Order", order.id),
        "number": order.number,
        "channel": order.channel,
    }
    for word, value in words.items():
        path = path.replace(f"{{{word}}}", quote(value, safe=""))
    return storefront_url.rstrip("/") + path


def global_id(type_name: str, pk: str) -> str:
    """Relay's global id, as Saleor's GraphQL API gives it."""
    return base64.b64encode(f"{type_name}:{pk}".encode()).decode()
