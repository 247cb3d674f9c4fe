"""What a push leaves out for a reader who gets an order's news without being its owner."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from .facts.common import Money
from .global_id import parse_global_id
from .links import PRIVATE_PAGES, PRIVATE_WORDS, Link

# A word that a scenario may give as 1, for templates to choose by: 0 where amounts are left out.
AMOUNTS = "amounts"


def without_amounts(words: Mapping[str, object]) -> Mapping[str, object]:
    """The words of a template without amounts; a sentence that names one is then left out."""
    hidden = {
        name: None if isinstance(value, Money) else value
        for name, value in words.items()
        if name != AMOUNTS
    }
    return {**hidden, AMOUNTS: 0} if AMOUNTS in words else hidden


def without_order(link: Link, channel: str) -> Link:
    """The link, or the home page if it opens an order or a cart.

    A carrier's page stays, unless its address holds the id that opens the order in the shop.
    """
    spellings = {id for word in PRIVATE_WORDS for id in _spellings(link.words.get(word, ""))}
    opens = any(id in link.url for id in spellings) if link.url else link.page in PRIVATE_PAGES
    return Link(page="home", words={"channel": channel}) if opens else link


def _spellings(global_id: str) -> Iterator[str]:
    """How an address may hold a global id: as it is, escaped, or as the key in it."""
    text = global_id.rstrip("=")
    yield from filter(None, (text, quote(text, safe=""), parse_global_id(global_id)[1]))
