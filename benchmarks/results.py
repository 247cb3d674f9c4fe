"""Results: how fast receipts are added to the sums, and a report of 90 days over two years."""

import os

from benchmarks.path import inside
from sandbox.servers import postgres
from tools.say import say

RECEIPTS = int(os.environ.get("RECEIPTS") or 500_000)
ROWS = int(os.environ.get("ROWS") or 2_000_000)


def run() -> dict[str, object]:
    """Measures, prints a table, gives the values of the closing line."""
    with postgres() as cluster:
        where = {"database_url": cluster.create("results"), "origin": "", "ca": ""}
        found = inside("results_inside", str(RECEIPTS), str(ROWS), **where)
    say(f"  {RECEIPTS:,} receipts folded: {found['folded']:,.0f} a second")
    say(f"  {found['rows']:,.0f} rows of sums of {found['events']:,.0f} events:")
    for name in ("by_day", "by_scenario_and_channel", "everything"):
        say(f"  90 days, {name.replace('_', ' ')}: {found[name]:.3f} s")
    say(
        f"  {found['credits']:,.0f} credited orders are part of it; memory {found['memory']:.0f} MB"
    )
    return {
        "receipts": RECEIPTS,
        "folded_per_second": round(found["folded"]),
        "rows": round(found["rows"]),
        "report_s": f"{found['by_day']:.3f}",
        "largest_report_s": f"{found['everything']:.3f}",
        "memory_mb": round(found["memory"]),
    }
