"""What shoppers do before a browser: come and go, log in and out, agree and withdraw, wait."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from saleor_push_plugin.core.consent import Choice
from saleor_push_plugin.core.preferences import Preferences
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.subscribers import (
    possession,
    product_views,
    proven_changes,
    subscribing,
    watches,
)

from .crowd import MINDS, Shopper, device_of
from .log import Agreed, Arrived, Asked, Held, Left, Looked, Paused
from .promises import ALERTS
from .shelves import Shelves
from .shopping import Shopping
from .street import Street
from .wire import auth, endpoint

# Most wait for the same few things.
WANTED = 40


@dataclass(kw_only=True)
class Browsing:
    street: Street
    shelves: Shelves
    shopping: Shopping
    crowd: list[Shopper]

    def visit(self, shopper: Shopper) -> None:
        """One look into the shop, on one of their browsers or one they share."""
        device = self._sit_down(shopper)
        dice = self.street.chance.random()
        if dice < 0.55 or device is None:
            self.shopping.fill(shopper, device)
        elif dice < 0.67:
            self.look(shopper, device)
        elif dice < 0.8:
            self.wait(shopper, device)
        elif dice < 0.88:
            self.choose(device)
        elif dice < 0.92:
            self.pause(device)
        elif dice < 0.97:
            self.log_out(device)
        else:
            self.leave(device)

    def _sit_down(self, shopper: Shopper) -> int | None:
        street, owner = self.street, shopper
        if shopper.user and street.odds(0.04):
            owner = self.crowd[shopper.number ^ 1 if len(self.crowd) > 1 else 0]
        here = [device for device in owner.devices if device in street.world.devices]
        if not here:
            return None
        device = street.chance.choice(here)
        before = street.world.devices[device].user
        # Some look around before they log in: what they do then is theirs, too.
        if shopper.user and before != shopper.user and (before or street.odds(0.6)):
            self._log_in(shopper.user, device)
        return device

    def _log_in(self, user: int, device: int) -> None:
        street = self.street
        proven_changes.attach(
            endpoint(device), auth(device), user_id=user, checkout_id=None, now=street.now
        )
        street.write(Held(at=street.now, device=device, user=user))

    def log_out(self, device: int) -> None:
        proven_changes.detach(endpoint(device), auth(device), now=self.street.now)
        self.street.write(Held(at=self.street.now, device=device, user=None))

    def leave(self, device: int) -> None:
        proven_changes.unsubscribe(endpoint(device), auth(device), now=self.street.now)
        self.street.write(Left(at=self.street.now, device=device))

    def arrive(self, shopper: Shopper, device: int) -> None:
        """A browser subscribes, as a storefront does it."""
        street, topics = self.street, frozenset(self.street.chance.choice(MINDS))
        subscribing.admit(
            subscribing.Request(
                device=device_of(shopper, device),
                user_id=shopper.user,
                now=street.now,
                choice=Choice(topics=frozenset(map(Topic, topics))),
            )
        )
        shopper.devices.append(device)
        words = {"zone": shopper.zone, "topics": topics, "user": shopper.user}
        street.write(Arrived(at=street.now, device=device, **words))

    def choose(self, device: int) -> None:
        """In the preference centre."""
        topics = frozenset(self.street.chance.choice(MINDS))
        choice = Choice(topics=frozenset(map(Topic, topics)))
        proven_changes.set_preferences(
            endpoint(device), auth(device), Preferences(choice=choice), now=self.street.now
        )
        self.street.write(Agreed(at=self.street.now, device=device, topics=topics))

    def pause(self, device: int) -> None:
        street = self.street
        until = street.now + timedelta(hours=street.chance.uniform(1, 60))
        proven_changes.set_preferences(
            endpoint(device), auth(device), Preferences(paused_until=until), now=street.now
        )
        street.write(Paused(at=street.now, device=device, until=until))
        if street.odds(0.3):
            street.later(0.5, 20, partial(self.go_on, device))

    def go_on(self, device: int) -> None:
        """The pause ends before its time."""
        now = self.street.now
        if proven_changes.set_preferences(
            endpoint(device), auth(device), Preferences(paused_until=now), now=now
        ):
            self.street.write(Paused(at=now, device=device, until=None))

    def look(self, shopper: Shopper, device: int) -> None:
        """At a few products."""
        street, found = self.street, possession.find(endpoint(device), auth(device))
        for variant in street.chance.sample(self.shelves.variants, 2):
            product = self.shelves.products[variant]
            row = found and found.subscription
            if row and product_views.record(row, product, shopper.channel, now=street.now) is None:
                words = {"variant": variant, "channel": shopper.channel}
                street.write(Looked(at=street.now, device=device, **words))

    def wait(self, shopper: Shopper, device: int) -> None:
        """For a lower price or for new stock, whichever makes sense; that is consent to hear."""
        street, found = self.street, possession.find(endpoint(device), auth(device))
        variant, channel = street.chance.choice(self.shelves.variants[:WANTED]), shopper.channel
        kind = "price" if street.world.stock[variant] > 0 else "stock"
        if found is None:
            return
        if kind == "price":
            problem = watches.watch_price(found, variant, channel, target=None, now=street.now)
        else:
            problem = watches.watch_stock(found, variant, channel, now=street.now)
        if problem is None:
            topics = street.world.devices[device].topics | {ALERTS}
            words = {"variant": variant, "channel": channel, "kind": kind}
            street.write(Agreed(at=street.now, device=device, topics=topics))
            street.write(Asked(at=street.now, device=device, **words))
