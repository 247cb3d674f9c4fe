"""The person of a history: a user, or the guest of one subscription; and their key."""

from dataclasses import dataclass

# First letters of a person key: a user, or a guest who uses one subscription.
USER, GUEST = "u", "s"


def user_key(user_id: int) -> str:
    """The person key of a user. It is the same on all of the user's subscriptions."""
    return f"{USER}{user_id}"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user on all their subscriptions, or the guest who uses one subscription."""

    subscription_id: int
    user_id: int | None = None

    @property
    def key(self) -> str:
        """ "u7" is user 7 on any subscription, "s9" is the guest of subscription 9."""
        return f"{GUEST}{self.subscription_id}" if self.user_id is None else user_key(self.user_id)
