"""Links to pages of the storefront."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from .facts.common import OrderFacts
from .global_id import global_id

# Pages that a push may open: the path in Saleor's own storefront, and the words a path may use.
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

# Pages and words that open something of a shopper's: Saleor shows an order or a cart to anybody who
# has its id.
PRIVATE_PAGES, PRIVATE_WORDS = frozenset({"order", "cart"}), ("order", "checkout")

# The plugin's own survey page, for platforms without notification buttons.
SURVEY_PAGE = "answer"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A page of PAGES with the words of its path, or the `url` of an external page.

    `path` is another page of the storefront, which a campaign opens; `campaign` names that for
    the shop's analytics. Ids are Saleor's global ids. An external URL, such as a carrier's, is used
    unchanged; its `words` name the order it is about.
    """

    page: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    path: str = ""
    campaign: str = ""


# A longer address would leave no room in a payload.
MAX_URL = 1000


def is_web_page(url: str) -> bool:
    """Whether an address from elsewhere may become a link: http(s), to the host that it shows.

    Browsers read a backslash as a slash, and what is before an @ is not the host.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = url.isprintable() and not any(char in "\\ \u00a0\u3000" for char in url)
    shows_its_host = bool(parts.hostname) and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and is_plain and shows_its_host and len(url) <= MAX_URL


@dataclass(frozen=True, kw_only=True)
class Storefront:
    """A shop that shoppers visit: its URL, and its own paths by page of PAGES. Empty: not set."""

    url: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)

    def or_else(self, other: "Storefront") -> "Storefront":
        """The same storefront, with what it does not set taken from another one."""
        own = {page: path for page, path in self.paths.items() if path}
        return Storefront(url=self.url or other.url, paths={**other.paths, **own})


def resolve(link: Link, *, storefront_url: str, paths: Mapping[str, str], campaign: str) -> str:
    """The absolute URL of a link, with UTM parameters; utm_campaign is the scenario."""
    if link.url:
        return link.url
    path = link.path or paths.get(link.page) or PAGES[link.page][0]
    for word, value in link.words.items():
        path = path.replace(f"{{{word}}}", quote(value, safe=""))
    path, hash_, fragment = path.partition("#")
    named = link.campaign or campaign
    utm = urlencode({"utm_source": "web_push", "utm_medium": "push", "utm_campaign": named})
    separator = "&" if "?" in path else "?"
    return f"{storefront_url.rstrip('/')}{path}{separator}{utm}{hash_}{fragment}"


def path_problem(path: str) -> str | None:
    """Why a path is no page of the storefront, as a message for who wrote it, or None.

    Nothing in it may lead to another host: two slashes and a backslash begin one in browsers.
    """
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "it must begin with one slash, as in “/sale”"
    if len(path) > MAX_URL:
        return f"it has {len(path)} characters, but the limit is {MAX_URL}"
    if not path.isprintable() or any(char in " \u00a0\u3000" for char in path):
        return "it has characters that may not stand in an address"
    return None


def with_click(url: str, click: str) -> str:
    """The address with what names the push whose click led there, in its fragment.

    No server and no Referer sees a fragment, caches ignore it, and redirects keep it.
    """
    return f"{url}{'&' if '#' in url else '#'}push_click={click}"


def order_link(order: OrderFacts) -> Link:
    """The link to the order's page."""
    return Link(
        page="order",
        words={
            "order": global_id("Order", order.id),
            "number": order.number,
            "channel": order.channel,
        },
    )
