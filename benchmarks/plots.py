"""Plots of what was measured, drawn by the run itself. Without matplotlib there are none."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from benchmarks.fetching import PACKAGES, from_index
from tools.say import ROOT, say

GROWTH = ROOT / "docs" / "images" / "growth.svg"
# What is drawn side by side: its name, and how it is called.
PANELS = {
    "planned": "rows planned a second",
    "cpu": "processor, µs a push sent",
    "worker": "worker's memory, MB",
}


def growth(measured: Mapping[int, Mapping[str, float]]) -> None:
    """One panel for each of PANELS over the number of browsers, each from zero up."""
    pyplot = _pyplot()
    if pyplot is None:
        say("  matplotlib is not to be had here: no plot")
        return
    figure, panels = pyplot.subplots(1, len(PANELS), figsize=(10, 2.8), layout="constrained")
    for axes, (name, label) in zip(panels, PANELS.items(), strict=True):
        values = [one[name] for one in measured.values()]
        axes.plot(list(measured), values, "o-", color="#2563eb")
        axes.set(xscale="log", xlabel="browsers that wait", title=label)
        axes.set_ylim(0, 1.15 * max(values))
        axes.grid(alpha=0.3)
    figure.savefig(GROWTH, metadata={"Date": None})
    say(f"  drawn: {GROWTH.relative_to(ROOT)}")


def _pyplot() -> Any:
    if not from_index("matplotlib", "matplotlib"):
        return None
    sys.path.insert(0, str(PACKAGES))
    return import_module("matplotlib.pyplot")
