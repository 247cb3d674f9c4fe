"""What the checker holds the pushes to, in its own words: nothing here comes from the plugin."""

from datetime import timedelta
from decimal import Decimal

ORDERS, CARTS, ALERTS = "order_updates", "cart_reminders", "alerts"
OFFERS, SURVEYS = "offers", "surveys"
# Of gift cards: what is agreed to is order updates, what holds are other rules.
CARDS = "gift_cards"
EVERYTHING = frozenset({ORDERS, CARTS, ALERTS, OFFERS, SURVEYS})

# What a shopper must have agreed to, by how the name of a scenario begins.
_TOPICS = {
    "order_": ORDERS,
    "ready_to_collect": ORDERS,
    "gift_card": CARDS,
    "tracking_": ORDERS,
    "abandoned_cart": CARTS,
    "price_drop": ALERTS,
    "back_in_stock": ALERTS,
    "browse": CARTS,
    "welcome": OFFERS,
    "installed": OFFERS,
    "recommend": OFFERS,
    "loyalty": OFFERS,
    "win_back": OFFERS,
    "survey": SURVEYS,
}
# How long after the fact news may still come.
LIVES = {
    "order_placed": timedelta(hours=24),
    "order_shipped": timedelta(days=2),
    "order_delivered": timedelta(days=2),
    "ready_to_collect": timedelta(days=2),
    "order_collected": timedelta(days=2),
    "order_cancelled": timedelta(days=3),
    "order_refunded": timedelta(days=3),
}
# What nobody has to hear any more once there is newer news.
OUTDATES = {
    "order_cancelled": frozenset({"order_placed"}),
    "order_delivered": frozenset({"order_shipped"}),
    "order_collected": frozenset({"ready_to_collect"}),
}
QUIET_FROM, QUIET_TO = 21, 8
A_WEEK, A_WEEKS_SHARE = timedelta(days=7), 3
# An alert that was asked for has come by then: a night, an hour of outage, and some sweeps.
ALERT_COMES = timedelta(hours=14)
# What sold out within a day after its alert may have been missed: it may come again, a day later.
MISSED_WITHIN = timedelta(days=1)
# Smaller drops need not be told, and where fewer pieces came back, others were told of them.
CLEARLY_LESS, ENOUGH_FOR_ALL = Decimal("0.94"), 100
# How a text says in the languages of the simulation that not all of an order is meant.
PARTLY = {
    "en": ("part", "rest", "more piece"),
    "de": ("teil", "rest", "weiter"),
    "pl": ("częś", "reszt"),
    "ar": ("جزء", "بقي", "باق"),
}
# A cart is left once nobody has touched it for so long, but for a minute of inaccuracy.
LEFT_AFTER = timedelta(minutes=59)


def topic_of(code: str) -> str | None:
    """The consent a scenario needs; None for one nobody has told the checker of."""
    return next((topic for name, topic in _TOPICS.items() if code.startswith(name)), None)


def consent_for(topic: str | None) -> str | None:
    return ORDERS if topic == CARDS else topic


def is_about_a_look(code: str) -> bool:
    return code.startswith("browse")
