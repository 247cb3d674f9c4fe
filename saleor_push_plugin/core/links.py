"""Links into the storefront."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from .facts.common import OrderFacts
from .global_id import global_id

# The pages a push may lead to, the words their paths may use, and where Saleor's own storefront
# has them.
PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "home": ("/{channel}", ("channel",)),
    "order": ("/checkout?order={order}", ("order", "number", "channel")),
    "cart": ("/checkout?checkout={checkout}", ("checkout", "channel")),
    "product": (
        "/{channel}/products/{slug}?variant={variant}",
        ("channel", "slug", "product", "variant"),
    ),
    "shipping": ("/{channel}/pages/shipping", ("channel",)),
}

# The page a survey is answered on where a platform has no buttons: ours, not the storefront's.
ANSWER = "answer"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A page of PAGES and the words of its path; ids are Saleor's global ids.

    Or the `url` of somebody else's page, such as a carrier's, which is left as it is.
    """

    page: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


def resolve(link: Link, *, storefront_url: str, paths: Mapping[str, str], campaign: str) -> str:
    """The absolute URL of a link, marked with the scenario it comes from (utm_campaign)."""
    if link.url:
        return link.url
    path = paths.get(link.page) or PAGES[link.page][0]
    for word, value in link.words.items():
        path = path.replace(f"{{{word}}}", quote(value, safe=""))
    marks = urlencode({"utm_source": "web_push", "utm_medium": "push", "utm_campaign": campaign})
    joint = "&" if "?" in path else "?"
    return f"{storefront_url.rstrip('/')}{path}{joint}{marks}"


def order_link(order: OrderFacts) -> Link:
    return Link(
        page="order",
        words={
            "order": global_id("Order", order.id),
            "number": order.number,
            "channel": order.channel,
        },
    )
