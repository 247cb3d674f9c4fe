"""The story: a guest buys and is told; a customer in another language buys and is told."""

from dataclasses import dataclass

from sandbox.demo.screen import Screen
from sandbox.demo.seen import Seen
from sandbox.demo.timeline import Timeline, timeline
from sandbox.demo.town import Town
from sandbox.demo.words import say, step


@dataclass(frozen=True, kw_only=True)
class Told:
    """One act of the story."""

    who: str
    seen: Seen
    timeline: Timeline

    def say(self) -> None:
        say(f"\n  {self.who}:")
        for line in (self.seen.title, *self.seen.body.splitlines()):
            say(f"    | {line}")
        self.timeline.say()


def tell(town: Town, screen: Screen) -> list[Told]:
    guest = _guest(town, screen)
    with step("a click on it leads to the order's page"):
        address = screen.follow()
        assert "/checkout?order=" in address, f"it led to {address}"
    screen.take_pictures()
    return [guest, _customer(town, screen)]


def _guest(town: Town, screen: Screen) -> Told:
    with step("a guest opens the storefront and subscribes"):
        screen.subscribe()
    return _buys(town, screen, "A guest", ["Linen shirt", "Wool socks"], "anna@example.com")


def _customer(town: Town, screen: Screen) -> Told:
    with step("a customer logs in, and reads Polish"):
        customer = town.live.shop.register()
        screen.subscribe(email=customer.email, token=customer.token, language="pl")
    return _buys(town, screen, "A customer, in Polish", ["Rain jacket"], customer.email)


def _buys(town: Town, screen: Screen, who: str, products: list[str], email: str) -> Told:
    with step(f"{who.lower().partition(',')[0]} buys: {', '.join(products)}"):
        order = screen.buy(products, email=email)
    with step(f"{screen.name} shows it"):
        seen = screen.wait_shown()
    return Told(who=who, seen=seen, timeline=timeline(town, order, seen))
