"""The file that pins what tests and tools need."""

from __future__ import annotations

from configparser import ConfigParser

import pytest

from tools import constraints
from tools.say import ROOT


def needed() -> set[str]:
    """Every package that setup.cfg names."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")
    extras = config["options.extras_require"].values()
    lines = "\n".join([config["options"]["install_requires"], *extras]).split("\n")
    names = (line.split(";")[0].split("[")[0].split(">")[0].strip() for line in lines)
    return {constraints.normalized(name) for name in names if name} - constraints.NOT_PINNED


def test_every_package_that_setup_cfg_names_is_pinned() -> None:
    pinned = constraints.recorded()
    assert needed() >= {"django", "babel", "pytest", "ruff"}
    assert [name for name in sorted(needed()) if name not in pinned] == []


def test_what_is_written_is_what_is_read() -> None:
    text = constraints.FILE.read_text()
    assert constraints.written(constraints.read(text)) == text


def test_names_are_compared_as_the_index_does() -> None:
    assert constraints.read("# all\nPy_JWT.x==2.8  # why\n\n") == {"py-jwt-x": "2.8"}


def test_what_changed_is_told_with_both_versions() -> None:
    ours, newest = {"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}
    told = ["b 1 → 2", "c 1 → none", "d none → 1"]
    assert constraints.differences(ours, newest) == told


def test_what_a_real_saleor_has_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constraints, "recorded", lambda: {"django": "5.2.19", "pytest": "9.2.0"})
    on_top = constraints.on_top_of({"django": "4.2.30", "celery": "5.4.0"})
    assert constraints.read(on_top) == {
        "django": "4.2.30",
        "celery": "5.4.0",
        "pytest": "9.2.0",
    }
