"""Facts about a person whose browser was first seen as an installed app."""

from dataclasses import dataclass, field

from .personal_code import PersonalCode

# The code of its scenario: a loader asks whether a person has had its push.
INSTALLED_SCENARIO = "installed"


@dataclass(frozen=True, kw_only=True)
class InstalledFacts:
    """A person with the app. `is_offered`: the owner promises a voucher for it in this channel.

    `is_installed`: one of their browsers was seen as the app. `had_it`: they were thanked before.
    """

    person: str
    channel: str = ""
    user_id: int | None = None
    subscription_id: int = 0
    is_confirmed: bool = True
    is_installed: bool = True
    is_offered: bool = True
    had_it: bool = False
    voucher: PersonalCode | None = field(default=None, repr=False)
