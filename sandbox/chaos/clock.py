"""A machine's clock that somebody sets: seconds ahead (or behind) of the real one, in a file."""

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from django.utils import timezone

SETTING = "SANDBOX_CLOCK"


def follow(file: Path) -> None:
    """From now on Django's `timezone.now` in this process is as much wrong as the file says.

    Models hold that function itself as a default, so it is what stands beneath it that changes.
    """

    class Skewed(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=float(file.read_text() or 0))

    timezone.datetime = Skewed  # type: ignore[attr-defined]


def set_to(file: Path, seconds: float) -> None:
    """All at once, for whoever reads it."""
    new = file.with_suffix(".new")
    new.write_text(f"{seconds:.3f}")
    new.rename(file)
