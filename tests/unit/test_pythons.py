"""Which Pythons a matrix finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import pythons


def pretend(folder: Path, name: str, version: str) -> Path:
    """A program that answers as a Python of that version."""
    program = folder / name
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


def test_it_looks_on_path_then_at_pyenv_and_says_which_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = pretend(tmp_path / "bin", "python3.11", "3.11.9")
    pretend(tmp_path / "versions" / "3.11.1" / "bin", "python3.11", "3.11.1")
    pyenv = pretend(tmp_path / "versions" / "3.98.2" / "bin", "python3.98", "3.98.2")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    found = pythons.found(("3.11", "3.98", "3.99"))
    assert found == {
        "3.11": pythons.Python(path=on_path, version="3.11.9"),
        "3.98": pythons.Python(path=pyenv, version="3.98.2"),
        "3.99": None,
    }


def test_the_ones_that_are_named_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path / "bin", "python3.11", "3.11.9")
    named = pretend(tmp_path / "mine", "py", "3.11.4")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    python = pythons.found(("3.11",), named=f"/nowhere/python {named}")["3.11"]
    assert python == pythons.Python(path=named, version="3.11.4")


def test_a_shim_that_leads_nowhere_is_none(tmp_path: Path) -> None:
    broken = pretend(tmp_path, "python3.12", "3.12.1; exit 127")
    assert pythons.ask(broken) is None
    assert pythons.ask(tmp_path / "absent") is None
    itself = pythons.ask(Path(sys.executable))
    assert itself
    assert itself.minor == f"{sys.version_info[0]}.{sys.version_info[1]}"
