"""Counts notifications in Saleor's OpenTelemetry metrics, where Saleor has them (since 3.21)."""

from collections.abc import Mapping
from typing import Any

try:
    from saleor.core import telemetry as _telemetry
except ImportError:  # Saleor 3.20
    _telemetry = None

# A counter; its attribute `kind` is one of core.result_kinds.Kind. Prometheus exporters call it
# saleor_push_notifications_total.
NAME = "saleor.push.notifications"


def _created() -> Any:
    """Saleor's meter with our metric; None where Saleor has none."""
    if _telemetry is None:
        return None
    _telemetry.meter.create_metric(
        NAME,
        scope=_telemetry.Scope.SERVICE,
        type=_telemetry.MetricType.COUNTER,
        unit=_telemetry.Unit.COUNT,
        description="What happened to notifications of the web push plugin, by kind.",
    )
    return _telemetry.meter


_meter = _created()


def count(numbers: Mapping[str, int]) -> None:
    """Add to the counter, by kind. Does nothing where Saleor has no metrics.

    A counter may only grow, so what a repair of the results takes away is not told.
    """
    grown = {kind: number for kind, number in numbers.items() if number > 0}
    for kind, number in grown.items() if _meter else ():
        _meter.record(NAME, number, _telemetry.Unit.COUNT, attributes={"kind": kind})
