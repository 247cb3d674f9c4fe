"""The log of what was done with a campaign: entries are added, and never changed or deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..core.campaigns.states import CampaignAction
from ..models import Campaign, CampaignChange
from ..settings import signing

# Of a deleted account: what it did stays told apart from what others did, and is nobody's.
_ERASED, _PURPOSE = "Erased", "campaign_author"
# The plugin itself.
NOBODY = ""


def add(
    campaign: Campaign,
    action: CampaignAction,
    who: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry. `who`: as Saleor's API names people and apps ("User:7")."""
    CampaignChange.objects.create(
        campaign=campaign, action=action, who=who, at=now, details=dict(details or {})
    )


def pseudonymise(user_id: int) -> None:
    """Put a pseudonym in place of a deleted account."""
    who = f"User:{user_id}"
    pseudonym = signing.sign(_PURPOSE, who.encode(), size=8).hex()
    CampaignChange.objects.filter(who=who).update(who=f"{_ERASED}:{pseudonym}")
