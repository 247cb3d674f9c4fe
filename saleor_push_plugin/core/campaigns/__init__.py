"""The states of a campaign, its planned moments by time zone, and what may stand in it."""
