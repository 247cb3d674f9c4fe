"""A push service on loopback that a real Firefox takes as its own, and that checks its senders."""

from .client import ServiceClient, token_of
from .runner import PushService

__all__ = ["PushService", "ServiceClient", "token_of"]
