"""The audience of a campaign that is not scheduled yet, as its segment has it now."""

from typing import Any

from ..models import Campaign
from ..segments import stored


def current(campaign: Campaign) -> Any:
    """The condition of its segment, if it is from one, else its own; as JSON of the API."""
    segment = None if campaign.segment_id is None else stored.find(campaign.segment_id)
    return campaign.where if segment is None else segment.where
