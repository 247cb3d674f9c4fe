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


def test_a_pin_that_does_not_fit_what_a_saleor_has_is_left_to_pip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = {
        "pywebpush": ["cryptography>=47", "six"],
        "aiohttp": ["yarl<2,>=1.25", 'brotli; extra == "speedups"'],
    }
    pinned = {"pywebpush": "2.5.0", "aiohttp": "3.14.5", "pytest": "9.2.0"}
    monkeypatch.setattr(constraints, "recorded", lambda: pinned)
    monkeypatch.setattr(constraints.metadata, "requires", asked.get)
    theirs = {"cryptography": "42.0.8", "yarl": "1.25.1", "brotli": "0.1"}
    left = constraints.read(constraints.on_top_of(theirs))
    assert left == {**theirs, "aiohttp": "3.14.5", "pytest": "9.2.0"}


def test_what_a_package_asks_for_is_read_from_the_pinned_version() -> None:
    assert "cryptography" in {one.name for one in constraints.needs("pywebpush")}
    assert constraints.needs("no-such-package") == []
