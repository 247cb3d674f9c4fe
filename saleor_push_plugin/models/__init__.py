"""The archive: the plugin's tables.

Users, orders and checkouts are named by id without foreign keys: a constraint of ours on a table
of Saleor's would make the shop's own deletions fail once the plugin is uninstalled.
"""

from .array_lookup import in_array, numbers
from .outbox import Answer, Cursor, Event, Lane, Notification, Piece, PushService, State
from .people import Consent, GuestCheckout, Subscription, VapidKey
from .watches import BoughtTogether, Grant, Offer, Sold, View, Watch
from .wordings import Wording

__all__ = [
    "Answer",
    "BoughtTogether",
    "Consent",
    "Cursor",
    "Event",
    "Grant",
    "GuestCheckout",
    "Lane",
    "Notification",
    "Offer",
    "Piece",
    "PushService",
    "Sold",
    "State",
    "Subscription",
    "VapidKey",
    "View",
    "Watch",
    "Wording",
    "in_array",
    "numbers",
]
