"""What may happen in a simulated shop: plots that keep every promise, and plots that break one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sandbox.simulate import log
from sandbox.simulate.promises import EVERYTHING

# Nobody's quiet hours in Warsaw, where it is 13:00.
NOON = datetime(2026, 3, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CART, ORDER, EMAIL = "c1", "o1", "ada@example.com"
ITEMS = frozenset({(7, 1)})

ARRIVED = log.Arrived(at=NOON, device=1, zone="Europe/Warsaw", topics=EVERYTHING, user=5)
ON_PHONE = replace(ARRIVED, device=2)
FILLED = log.Filled(at=NOON, cart=CART, channel="eur", email=EMAIL, items=ITEMS, user=5)
BOUGHT = log.Bought(at=NOON, order=ORDER, cart=CART, email=EMAIL, variants=frozenset({7}), user=5)
OWED = log.Owed(at=NOON, order=ORDER, code="order_placed")
PRICED = log.Priced(at=NOON, variant=7, channel="eur", amount=Decimal("39.00"))
CHEAPER = replace(PRICED, amount=Decimal("29.00"))
ASKED = log.Asked(at=NOON, device=1, variant=7, channel="eur", kind="price")
IN_STOCK = log.Stocked(at=NOON, variant=7, available=3)
SOLD_OUT = replace(IN_STOCK, available=0)
WAITS = replace(ASKED, kind="stock")
LOGGED_OUT = log.Held(at=NOON, device=1, user=None)
HAS_LEFT = log.Left(at=NOON, device=1)


def shown(code: str, about: str, text: str = "", after: timedelta = HOUR * 2) -> log.Shown:
    words = {"code": code, "about": about, "channel": "eur", "text": text}
    return log.Shown(at=NOON + after, device=1, **words)


THANKS = shown("order_placed", f"order:{ORDER}", after=timedelta(minutes=1))
SENT = replace(OWED, code="order_shipped", at=NOON + HOUR)
ON_ITS_WAY = shown("order_shipped", f"order:{ORDER}")
REMINDER = shown("abandoned_cart", f"cart:{CART}")
DROP = shown("price_drop", "variant:7", "Thing 7: now €29.00")
BACK = shown("back_in_stock", "variant:7")
HELLO = shown("welcome", "page:/eur")
LOOKED = log.Looked(at=NOON, device=1, variant=7, channel="eur")
BROWSE = shown("browse_abandoned", "variant:7")
GUEST = replace(ARRIVED, user=None)
LOGGED_IN = replace(LOGGED_OUT, user=5)
THREE = (HELLO, shown("welcome", "page:/two"), shown("welcome", "page:/three"))
Plot = Sequence[log.Entry]


GOOD: dict[str, Plot] = {
    "an order and its confirmation": [ARRIVED, BOUGHT, OWED, THANKS],
    "a confirmation on each device": [
        *(ARRIVED, ON_PHONE, BOUGHT, OWED, THANKS),
        replace(THANKS, device=2),
    ],
    "a guest's order": [
        replace(ARRIVED, user=None),
        log.Linked(at=NOON, device=1, cart=CART),
        *(replace(BOUGHT, user=None), OWED, THANKS),
    ],
    "a cart left": [ARRIVED, IN_STOCK, FILLED, REMINDER],
    "a cart of which a part is left": [
        *(ARRIVED, replace(FILLED, items=frozenset({(7, 1), (8, 2)}))),
        *(IN_STOCK, replace(SOLD_OUT, variant=8), REMINDER),
    ],
    "a price that fell": [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, DROP],
    "a price of what is in the cart that fell": [ARRIVED, PRICED, IN_STOCK, FILLED, CHEAPER, DROP],
    "stock that came back": [ARRIVED, PRICED, SOLD_OUT, WAITS, IN_STOCK, BACK],
    "a greeting": [ARRIVED, HELLO],
    "another customer at the same browser, greeted as well": [
        *(ARRIVED, HELLO, LOGGED_OUT, replace(LOGGED_OUT, user=6)),
        *(log.Agreed(at=NOON, device=1, topics=EVERYTHING), HELLO),
    ],
    "a look": [ARRIVED, PRICED, IN_STOCK, LOOKED, BROWSE],
    "a survey": [ARRIVED, shown("survey", "survey:1")],
    "nothing owed after a logout": [ARRIVED, BOUGHT, OWED, LOGGED_OUT],
    "nothing owed after unsubscribing": [ARRIVED, BOUGHT, OWED, HAS_LEFT],
    "news outdated by newer news": [
        *(ARRIVED, BOUGHT, OWED, replace(OWED, code="order_cancelled")),
        shown("order_cancelled", f"order:{ORDER}"),
    ],
    "newer news instead of older": [ARRIVED, BOUGHT, OWED, SENT, ON_ITS_WAY],
    "three pushes in a week, one of them on two devices": [
        *(ARRIVED, ON_PHONE, HELLO, replace(HELLO, device=2)),
        shown("welcome", "page:/two"),
        shown("welcome", "page:/three"),
    ],
    "three pushes in a week, one of them on two devices in two channels": [
        *(ARRIVED, ON_PHONE, *THREE),
        replace(shown("welcome", "page:/pln"), device=2, channel="pln"),
    ],
    "what a guest had joins the user, and is not the next guest's": [
        *(GUEST, *THREE, LOGGED_IN, LOGGED_OUT, shown("welcome", "page:/four")),
    ],
}
# What a page shows with tax, and what the shop entered.
TAXED = replace(PRICED, amount=Decimal("46.41"))
PAID = log.Paying(at=NOON, cart=CART)
UNPAID = replace(PAID, ended=True)
SECOND = replace(FILLED, at=NOON + HOUR, cart="c2", items=frozenset({(8, 1)}))
OF_SECOND = shown("abandoned_cart", "cart:c2", after=HOUR * 3)
TWO_PARCELS = replace(SENT, names=frozenset({"JD01", "JD02"}))
BOTH = replace(ON_ITS_WAY, text="Order 22 is on its way\nJD01, JD02")
A_PART = replace(SENT, missing=2)
ARRIVES = replace(SENT, code="order_delivered", missing=2)
CARD = log.Expires(at=NOON, card="g1", user=5, ends=NOON + HOUR * 60)
CARD_ENDS = shown("gift_card_expiring", "page:/eur")
MANY = replace(IN_STOCK, available=500)
LATER = HOUR * 15
TOLD = (ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, DROP)
SOLD_OUT_SOON = (*TOLD, replace(SOLD_OUT, at=NOON + HOUR * 5), replace(IN_STOCK, at=NOON + LATER))

GOOD |= {
    "a cart that was paid and paid back": [ARRIVED, IN_STOCK, FILLED, PAID, UNPAID, REMINDER],
    "the newer of two carts": [
        *(ARRIVED, IN_STOCK, replace(IN_STOCK, variant=8), FILLED, SECOND, OF_SECOND),
    ],
    "the older of two carts after the newer was emptied": [
        *(ARRIVED, IN_STOCK, FILLED, SECOND, replace(SECOND, items=frozenset()), REMINDER),
    ],
    "a price with tax, as the page shows it": [
        *(ARRIVED, TAXED, IN_STOCK, ASKED, replace(PRICED, amount=Decimal("35.70"))),
        replace(DROP, text="Thing 7: now €35.70, was €46.41"),
    ],
    "a name that ends in a number, above its price": [
        *(ARRIVED, replace(PRICED, amount=Decimal("57.95")), IN_STOCK, LOOKED),
        replace(BROWSE, text="Ostatnio oglądane: Thing 118\n57,95 €"),
    ],
    "two parcels in one": [ARRIVED, BOUGHT, OWED, TWO_PARCELS, BOTH],
    "a part of an order": [
        *(
            ARRIVED,
            BOUGHT,
            OWED,
            A_PART,
            replace(ON_ITS_WAY, text="Part of order 22 is on its way"),
        ),
    ],
    "a part in German": [
        *(ARRIVED, BOUGHT, OWED, ARRIVES),
        shown("order_delivered", f"order:{ORDER}", "Ein Teil der Bestellung 22 wurde zugestellt"),
    ],
    "a gift card in the morning": [ARRIVED, CARD, replace(CARD_ENDS, at=NOON + HOUR * 20)],
    "an alert that was asked for, after three other pushes": [
        *(ARRIVED, PRICED, IN_STOCK, ASKED, *THREE, CHEAPER, DROP),
    ],
    "an alert that comes after a night": [
        *(ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, replace(DROP, at=NOON + HOUR * 20)),
        replace(PRICED, at=NOON + LATER * 3),
    ],
    "an alert that had no time to come": [
        *(ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, replace(PRICED, at=NOON + HOUR)),
    ],
    "an alert that waits for stock": [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, SOLD_OUT],
    "an assumed arrival that waits for the morning": [
        *(
            ARRIVED,
            BOUGHT,
            replace(OWED, code="order_delivered", at=NOON + HOUR * 90, assumed=True),
        ),
    ],
    "an alert that may have been missed": [*SOLD_OUT_SOON, replace(DROP, at=NOON + HOUR * 27)],
    "an alert for what was bought": [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, BOUGHT],
}

ELSEWHERE = replace(BOUGHT, at=NOON + HOUR, cart="c2")
BAD: dict[str, tuple[str, Plot]] = {
    "a reminder of a cart that was bought": (
        "reminder",
        [ARRIVED, FILLED, BOUGHT, REMINDER],
    ),
    "a reminder after buying on another device": (
        "reminder",
        [ARRIVED, IN_STOCK, FILLED, ELSEWHERE, REMINDER],
    ),
    "a reminder after buying as a guest with the same address": (
        "reminder",
        [ARRIVED, IN_STOCK, FILLED, replace(ELSEWHERE, user=None, email=EMAIL.upper()), REMINDER],
    ),
    "a reminder of an emptied cart": (
        "reminder",
        [ARRIVED, FILLED, replace(FILLED, items=frozenset()), REMINDER],
    ),
    "a reminder while shopping": (
        "reminder",
        [ARRIVED, IN_STOCK, replace(FILLED, at=NOON + HOUR * 1.5), REMINDER],
    ),
    "a reminder of what is sold out": ("reminder", [ARRIVED, FILLED, SOLD_OUT, REMINDER]),
    "somebody else's cart": ("reminder", [ARRIVED, IN_STOCK, replace(FILLED, user=6), REMINDER]),
    "a cart of who logged out": ("reminder", [ARRIVED, IN_STOCK, FILLED, LOGGED_OUT, REMINDER]),
    "a reminder told twice": ("reminder", [ARRIVED, IN_STOCK, FILLED, REMINDER, REMINDER]),
    "a look that ended in a purchase": (
        "reminder",
        [ARRIVED, PRICED, IN_STOCK, LOOKED, replace(BOUGHT, at=NOON + HOUR), BROWSE],
    ),
    "a look that ended in the cart": (
        "reminder",
        [ARRIVED, PRICED, IN_STOCK, LOOKED, FILLED, BROWSE],
    ),
    "a look at what is sold out": ("reminder", [ARRIVED, PRICED, LOOKED, SOLD_OUT, BROWSE]),
    "a second survey": (
        "survey",
        [ARRIVED, shown("survey", "survey:1"), shown("survey", "survey:2")],
    ),
    "who was greeted as a guest, greeted again after logging in": (
        "offer",
        [GUEST, HELLO, LOGGED_IN, log.Agreed(at=NOON, device=1, topics=EVERYTHING), HELLO],
    ),
    "a greeting twice": ("offer", [ARRIVED, HELLO, HELLO]),
    "marketing at night": ("quiet_hours", [ARRIVED, replace(HELLO, at=NOON + HOUR * 8)]),
    "marketing in the hour that quiet hours move with the clocks": (
        "quiet_hours",
        # 22:30 in Auckland, half a year after its clocks went forward.
        [replace(ARRIVED, zone="Pacific/Auckland"), replace(HELLO, at=NOON.replace(hour=9))],
    ),
    "four pushes in a week": (
        "weekly_cap",
        [ARRIVED, *(shown("welcome", f"page:/{n}", after=HOUR * n) for n in range(4))],
    ),
    "four pushes in a week, three of them as a guest": (
        "weekly_cap",
        [GUEST, *THREE, LOGGED_IN, shown("welcome", "page:/four")],
    ),
    "four pushes in a week over two devices": (
        "weekly_cap",
        [
            *(ARRIVED, ON_PHONE),
            *(shown("welcome", f"page:/{n}") for n in range(3)),
            replace(shown("welcome", "page:/3"), device=2),
        ],
    ),
    "the same order told twice": ("news", [ARRIVED, BOUGHT, OWED, THANKS, THANKS]),
    "news that were none": (
        "news",
        [ARRIVED, BOUGHT, OWED, THANKS, shown("order_shipped", f"order:{ORDER}")],
    ),
    "news that come too late": (
        "news",
        [ARRIVED, BOUGHT, OWED, replace(THANKS, at=NOON + HOUR * 25)],
    ),
    "older news after newer": (
        "newest",
        [ARRIVED, BOUGHT, OWED, SENT, ON_ITS_WAY, replace(THANKS, at=NOON + HOUR * 3)],
    ),
    "newer news that never come after older ones": (
        "owed",
        [ARRIVED, BOUGHT, OWED, SENT, replace(THANKS, at=NOON + HOUR * 2)],
    ),
    "a price that is not what the push says": (
        "alert",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, replace(DROP, text="now €28.00")],
    ),
    "a price that went up again": (
        "alert",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, PRICED, DROP],
    ),
    "a price told before": (
        "alert",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, DROP, PRICED, CHEAPER, DROP],
    ),
    "an assumed arrival that no morning brings": (
        "owed",
        [ARRIVED, BOUGHT, replace(OWED, code="order_delivered", at=NOON + HOUR * 80, assumed=True)],
    ),
    "a price that may have been missed, told at once": (
        "alert",
        [*SOLD_OUT_SOON, replace(DROP, at=NOON + HOUR * 21)],
    ),
    "a price that sold out days after its alert": (
        "alert",
        [
            *TOLD,
            replace(SOLD_OUT, at=NOON + HOUR * 50),
            IN_STOCK,
            replace(DROP, at=NOON + HOUR * 51),
        ],
    ),
    "a price nobody asked for": ("alert", [ARRIVED, PRICED, IN_STOCK, CHEAPER, DROP]),
    "a price of who logged out": (
        "alert",
        [ARRIVED, PRICED, IN_STOCK, ASKED, LOGGED_OUT, CHEAPER, DROP],
    ),
    "stock that is gone again": (
        "alert",
        [ARRIVED, PRICED, SOLD_OUT, WAITS, IN_STOCK, SOLD_OUT, BACK],
    ),
    "stock told twice": (
        "alert",
        [ARRIVED, PRICED, SOLD_OUT, WAITS, IN_STOCK, BACK, BACK],
    ),
    "an order of who logged out": ("stranger", [ARRIVED, BOUGHT, OWED, LOGGED_OUT, THANKS]),
    "an order on somebody else's device": (
        "stranger",
        [ARRIVED, replace(ON_PHONE, user=6), BOUGHT, OWED, THANKS, replace(THANKS, device=2)],
    ),
    "marketing without consent": (
        "consent",
        [replace(ARRIVED, topics=frozenset({"order_updates"})), HELLO],
    ),
    "marketing after consent was taken back": (
        "consent",
        [ARRIVED, log.Agreed(at=NOON, device=1, topics=frozenset({"order_updates"})), HELLO],
    ),
    "marketing by another customer's consent": (
        "consent",
        [ARRIVED, replace(LOGGED_OUT, user=6), HELLO],
    ),
    "a push to who has unsubscribed": ("consent", [ARRIVED, HAS_LEFT, HELLO]),
    "a push of a scenario nobody knows": ("consent", [ARRIVED, shown("surprise", "page:/")]),
    "marketing in a pause": (
        "pause",
        [ARRIVED, log.Paused(at=NOON, device=1, until=NOON + HOUR * 3), HELLO],
    ),
    "a confirmation that never comes": ("owed", [ARRIVED, BOUGHT, OWED]),
    "a confirmation that comes on one device of two": (
        "owed",
        [ARRIVED, ON_PHONE, BOUGHT, OWED, THANKS],
    ),
}
BAD |= {
    "a reminder of a cart that was paid": ("reminder", [ARRIVED, IN_STOCK, FILLED, PAID, REMINDER]),
    "the older of two carts": (
        "reminder",
        [ARRIVED, IN_STOCK, FILLED, SECOND, replace(REMINDER, at=NOON + HOUR * 3)],
    ),
    "a price without tax": (
        "alert",
        [ARRIVED, TAXED, IN_STOCK, ASKED, replace(PRICED, amount=Decimal("35.70")), DROP],
    ),
    "a former price that no page has shown": (
        "alert",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, replace(DROP, text="now €29.00, was €59.00")],
    ),
    "a look with a price that no page has shown": (
        "reminder",
        [ARRIVED, PRICED, IN_STOCK, LOOKED, replace(BROWSE, text="Thing 7 · €32.77")],
    ),
    "stock with a price that no page has shown": (
        "alert",
        [ARRIVED, PRICED, SOLD_OUT, WAITS, IN_STOCK, replace(BACK, text="Thing 7 · €32.77")],
    ),
    "one action told twice": ("news", [ARRIVED, BOUGHT, OWED, TWO_PARCELS, BOTH, BOTH]),
    "one of two parcels": (
        "contents",
        [ARRIVED, BOUGHT, OWED, TWO_PARCELS, replace(BOTH, text="Order 22 is on its way\nJD02")],
    ),
    "a part that is called the whole": (
        "contents",
        [ARRIVED, BOUGHT, OWED, A_PART, replace(ON_ITS_WAY, text="Order 22 is on its way")],
    ),
    "an order that was delivered while pieces are missing": (
        "contents",
        [
            *(ARRIVED, BOUGHT, OWED, ARRIVES),
            shown("order_delivered", f"order:{ORDER}", "Zamówienie 22 dostarczone"),
        ],
    ),
    "a gift card at night": (
        "quiet_hours",
        [ARRIVED, CARD, replace(CARD_ENDS, at=NOON + HOUR * 9)],
    ),
    "a gift card of somebody else": ("gift_card", [ARRIVED, replace(CARD, user=6), CARD_ENDS]),
    "a gift card that has ended": (
        "gift_card",
        [ARRIVED, replace(CARD, ends=NOON + HOUR), CARD_ENDS],
    ),
    "an alert for a price that stood for long and never came": (
        "asked",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER],
    ),
    "an alert that a later price covered up": (
        "asked",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, replace(PRICED, at=NOON + LATER)],
    ),
    "a better price after one that was told": (
        "asked",
        [
            *(ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, DROP),
            replace(PRICED, at=NOON + HOUR * 3, amount=Decimal("20.00")),
        ],
    ),
    "a price told, and stock that came back and was not": (
        "asked",
        [ARRIVED, PRICED, IN_STOCK, ASKED, CHEAPER, DROP, SOLD_OUT, WAITS, MANY],
    ),
}
