"""How often Celery beat starts the periodic tasks."""

from datetime import timedelta

# A tick is cheap (an index of due rows), and limits the delay after a lost message.
TICK, SWEEP, PURGE = timedelta(seconds=10), timedelta(seconds=60), timedelta(hours=6)
FACTS, FOLD = timedelta(seconds=20), timedelta(seconds=60)


def beat_schedule() -> dict[str, dict[str, object]]:
    """Return the entries for Celery's `beat_schedule`."""
    entries = {
        "tick": TICK,
        "sweep": SWEEP,
        "purge": PURGE,
        "refresh_facts": FACTS,
        "fold_results": FOLD,
    }
    return {
        key: entry for task, every in entries.items() for key, entry in _entry(task, every).items()
    }


def _entry(task: str, every: timedelta) -> dict[str, dict[str, object]]:
    # A beat message that no worker takes in time is useless: the next one does the same.
    options = {"expires": every.total_seconds()}
    name = f"saleor_push_plugin.tasks.{task}"
    return {f"push-{task}": {"task": name, "schedule": every, "options": options}}
