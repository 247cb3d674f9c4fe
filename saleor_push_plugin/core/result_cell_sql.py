"""Fragments of SQL for the cell in which a notification is counted."""

from .event import CAMPAIGN
from .result_kinds import bucket_sql

# The columns of a cell, as models.results.Counted has them after `day`.
COLUMNS = "scenario, campaign_id, experiment_id, arm, group_id"


def cell_sql(row: str) -> str:
    """The values of COLUMNS, of a row of notifications with this alias."""
    campaign = f"substring({row}.about FROM '^{CAMPAIGN}:([0-9]+)$')"
    return (
        f"{row}.scenario, coalesce({campaign}::bigint, 0) AS campaign_id, "
        f"coalesce({row}.experiment_id, 0) AS experiment_id, "
        f"coalesce({row}.arm, 0)::smallint AS arm, coalesce({row}.group_id, 0) AS group_id"
    )


def day_sql(moment: str) -> str:
    """The day (UTC) of a moment."""
    return f"({moment} AT TIME ZONE 'UTC')::date"


def took_sql(row: str) -> str:
    """The bucket of the seconds from due to accepted."""
    return bucket_sql(f"extract(epoch FROM {row}.sent_at - {row}.due_at)")
