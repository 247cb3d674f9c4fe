"""Who asks, and when: the context every resolver gets."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from saleor.graphql.context import get_context_value


@dataclass(frozen=True, kw_only=True)
class Asking:
    request: HttpRequest
    now: datetime

    def user_id(self) -> int | None:
        """The logged-in user, staff or customer; None for guests and for apps.

        A forged or expired token raises PyJWTError, as it does in Saleor's own resolvers. So ask
        before doing anything, and only where the answer matters: a logout must work after expiry.
        """
        user = get_context_value(self.request).user
        return user.pk if user else None
