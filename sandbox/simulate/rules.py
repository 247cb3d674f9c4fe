"""What may be shown to whom and when: each rule gives what is wrong with a push."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from . import log, promises
from .state import NEVER, Cart, Device, Told, World, marks, marks_of

# A user, or whoever is nobody in a browser.
Who = tuple[str, int]
_PRICE = re.compile(r"\d[\d\s]*[.,٫]\d\d")


@dataclass(kw_only=True)
class Memory:
    """How things stand and what was shown. `had`: per person, when they first saw which piece of
    marketing; `told`: the same per browser of theirs, how often; `seen`: of a browser's news, too.
    """

    world: World = field(default_factory=World)
    had: dict[Who, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))
    told: dict[tuple[int, Who], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: Counter[tuple[int, str]] = field(default_factory=Counter)
    # When the newest news happened that a browser has shown of an order.
    newest: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def join(self, device: int, user: int) -> None:
        """Who was nobody here has logged in: what they had is the user's, and nobody else's."""
        theirs = self.had[("user", user)]
        for fact, at in self.had.pop(("device", device), {}).items():
            theirs.setdefault(fact, at)
        self.told[device, ("user", user)] += self.told.pop((device, ("device", device)), Counter())


Rule = Callable[[Memory, log.Shown, Device], Iterator[str]]


# Of every push about an order.


def stranger(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    order = known.world.orders.get(shown.about.removeprefix("order:"))
    if order is None or not known.world.belongs(device, order.user, order.cart):
        yield "nobody before this browser bought it"


def news(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    order, code = shown.about.removeprefix("order:"), shown.code
    known.seen[shown.device, f"{code} {order}"] += 1
    if known.seen[shown.device, f"{code} {order}"] > known.world.news[order, code]:
        yield "there was no such news, or it was told before"
    since = known.world.owed.get((order, code), {}).get(shown.device)
    if since and shown.at - since > promises.LIVES[code]:
        yield f"it comes {shown.at - since} late"
    known.world.pay(order, code, shown.device)


def newest(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    """All news of an order have one place on the screen."""
    order = shown.about.removeprefix("order:")
    at = known.world.dates.get((order, shown.code), NEVER)
    if at < known.newest.get((shown.device, order), NEVER):
        yield "it takes the place of newer news"
        return
    known.newest[shown.device, order] = at
    known.world.pay_older(order, shown.device, at)


def contents(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    """One action is one piece of news, with all its parcels; a part is not called the whole."""
    facts = known.world.facts[shown.about.removeprefix("order:"), shown.code]
    if facts and not any(all(name in shown.text for name in fact.names) for fact in facts):
        yield f"it does not name {', '.join(sorted(facts[-1].names))}"
    title = shown.text.splitlines()[0].casefold() if shown.text else ""
    partly = any(word in title for words in promises.PARTLY.values() for word in words)
    if facts and facts[-1].missing and not partly:
        yield f"it is told as the whole order, and {facts[-1].missing} pieces are missing"


# Of what the shop sets off by itself, gift cards too: by the reader's clock.


def gift_card(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    cards = [card for card in known.world.cards.values() if card.user == device.user]
    if device.user is None or not any(shown.at < card.ends for card in cards):
        yield "nobody here has a gift card that ends"


# Of all marketing.


def quiet_hours(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    clock = shown.at.astimezone(ZoneInfo(device.zone or "UTC"))
    if clock.hour >= promises.QUIET_FROM or clock.hour < promises.QUIET_TO:
        yield f"it is {clock:%H:%M} there"


def pause(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    if device.paused_until and shown.at < device.paused_until:
        yield f"there is a pause until {device.paused_until:%a %H:%M}"


def weekly_cap(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    """The same push on a second browser of the same person is one push; what somebody asked for
    does not count.
    """
    person = _person(shown, device)
    if _is_asked_for(shown, device):
        return
    had = known.had[person]
    had.setdefault(_fact(known, shown), shown.at)
    recent = [at for at in had.values() if shown.at - at < promises.A_WEEK]
    if len(recent) > promises.A_WEEKS_SHARE:
        yield f"number {len(recent)} in seven days for {person[0]} {person[1]}"


# Of reminders, looks and alerts.


def reminder(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    if promises.is_about_a_look(shown.code):
        yield from look_reminder(known, shown, device)
        return
    id = shown.about.removeprefix("cart:")
    cart = known.world.carts.get(id)
    if cart is None or not cart.items:
        yield "the cart was bought or emptied"
        return
    if not known.world.belongs(device, cart.user, id):
        yield "the cart of somebody else"
    yield from _other_ways(known, device, cart, id)
    who = {*marks(cart=id, user=cart.user, email=cart.email), *marks_of(device)}
    if any(known.world.bought.get(mark, NEVER) >= cart.changed_at for mark in who):
        yield "bought in the meantime"
    if all(known.world.is_sold_out(variant) for variant, _ in cart.items):
        yield "all of it is sold out"
    if shown.at - cart.changed_at < promises.LEFT_AFTER:
        yield "the shopper is still at it"
    yield from _again(known, shown, device)


def _other_ways(known: Memory, device: Device, cart: Cart, id: str) -> Iterator[str]:
    """Whoever has paid, or went on with another cart, needs no word of this one."""
    if cart.is_paid:
        yield "money was paid for it"
    if newer := known.world.newer_cart(device, cart, id):
        yield f"there is a newer cart, of {newer.changed_at:%a %H:%M}"


def look_reminder(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    variant, looked_at = _variant(shown), device.looks.get(_variant(shown), NEVER)
    when = [known.world.bought_this.get((mark, variant), NEVER) for mark in marks_of(device)]
    if looked_at is NEVER:
        yield "nobody here looked at it"
    elif known.world.is_sold_out(variant):
        yield "it is sold out"
    elif max(when, default=NEVER) >= looked_at:
        yield "bought in the meantime"
    if any(variant == there for c in known.world.carts_of(device) for there, _ in c.items):
        yield "it is in the cart"
    yield from _amounts(known, shown)
    yield from _again(known, shown, device)


def offer(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    yield from _again(known, shown, device)


def survey(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    """One a month at most, and so one in all: no simulation lasts that long."""
    asked = known.had[_person(shown, device)]
    if len({fact for fact in asked if fact.startswith(shown.code)}) > 1:
        yield "asked lately"
    yield from _again(known, shown, device)


def alert(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    what = (_variant(shown), shown.channel)
    if known.world.is_sold_out(what[0]):
        yield "it is sold out"
    if shown.code.startswith("back_in_stock"):
        if device.waits[what] <= 0:
            yield "nobody here waits for it, or was told before"
        device.waits[what] -= 1
        yield from _amounts(known, shown)
        return
    now, before = known.world.prices[what], known.world.known_price(device, what)
    if before is None:
        yield "nobody here asked for its price"
    elif now >= before and not known.world.may_hear_again(shown.device, what, shown.at):
        yield f"it costs {now} and that, or less, was known"
    if f"{now:.2f}" not in _prices(shown.text):
        yield f"it costs {now}, and the push says no price"
    yield from _amounts(known, shown)
    device.known[what] = now if before is None else min(now, before)
    known.world.told[what][shown.device] = Told(amount=now, at=shown.at)


def _amounts(known: Memory, shown: log.Shown) -> Iterator[str]:
    """Where a push names amounts, the pages show the one and have shown the others."""
    what, said = (_variant(shown), shown.channel), _prices(shown.text)
    ever = {f"{amount:.2f}" for amount in known.world.shown_prices[what]}
    if said and f"{known.world.prices[what]:.2f}" not in said:
        yield f"it costs {known.world.prices[what]}, not what the push says"
    if said - ever:
        yield f"{', '.join(sorted(said - ever))} was never shown on the page"


def _is_asked_for(shown: log.Shown, device: Device) -> bool:
    if not shown.about.startswith("variant:"):
        return False
    if shown.code.startswith("back_in_stock"):
        return True
    what = (_variant(shown), shown.channel)
    return shown.code.startswith("price_drop") and what in device.asked


def _again(known: Memory, shown: log.Shown, device: Device) -> Iterator[str]:
    fact, told = _fact(known, shown), known.told[shown.device, _person(shown, device)]
    told[fact] += 1
    if told[fact] > 1:
        yield "told before"


def _fact(known: Memory, shown: log.Shown) -> str:
    """What makes two pushes the same: a cart that changed, or another price, is another, and the
    same page in the channel of another browser is not.
    """
    cart = known.world.carts.get(shown.about.removeprefix("cart:"))
    state: object = cart.version if cart else ""
    if shown.about.startswith("variant:"):
        state = known.world.prices.get((_variant(shown), shown.channel))
    about = shown.about.removeprefix(f"page:/{shown.channel}")
    return f"{shown.code} {about} {state}"


def _person(shown: log.Shown, device: Device) -> Who:
    return ("user", device.user) if device.user is not None else ("device", shown.device)


def _variant(shown: log.Shown) -> int:
    return int(shown.about.removeprefix("variant:"))


def _prices(text: str) -> set[str]:
    """Amounts as the text has them, in whichever digits, written as 1234.50."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    # Line by line: a number at the end of a name is no part of the amount below it.
    found = [price for line in plain.splitlines() for price in _PRICE.findall(line)]
    return {re.sub(r"\s", "", price)[:-3] + "." + price[-2:] for price in found}


_MARKETING: Sequence[Rule] = (quiet_hours, pause, weekly_cap)
RULES: Mapping[str | None, Sequence[Rule]] = {
    promises.ORDERS: (stranger, news, newest, contents),
    promises.CARDS: (quiet_hours, gift_card),
    promises.CARTS: (*_MARKETING, reminder),
    promises.ALERTS: (*_MARKETING, alert),
    promises.OFFERS: (*_MARKETING, offer),
    promises.SURVEYS: (*_MARKETING, survey),
    None: _MARKETING,
}
