"""A Saleor's dump depends on Saleor alone: while it is made, nothing of ours can be imported."""

import sys
from pathlib import Path

import pytest

from tools.saleors import HostError, Saleor
from tools.templates import migrate

pytestmark = pytest.mark.sandbox_only

ROOT = Path(__file__).resolve().parent.parent.parent
MANAGE = """
from importlib.util import find_spec
import os, sys
here = f"ours is here, settings={os.environ['DJANGO_SETTINGS_MODULE']}"
sys.exit(here if find_spec("tools") else 0)
"""


@pytest.fixture
def saleor(tmp_path: Path) -> Saleor:
    """One whose `migrate` fails where it can import from this project."""
    (tmp_path / "manage.py").write_text(MANAGE)
    return Saleor(name="3.0", source=tmp_path, venv=tmp_path)


@pytest.fixture
def python() -> Path:
    """Without the packages of the environment that runs the tests."""
    return Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"


ENV = {"DJANGO_SETTINGS_MODULE": "saleor.tests.settings"}


def test_saleors_migrations_do_not_see_this_project(
    saleor: Saleor, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    migrate(saleor, python, ENV, tmp_path / "log")


def test_a_project_that_they_see_is_an_error(saleor: Saleor, python: Path, tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"ours is here, settings=saleor\.tests\.settings"):
        migrate(saleor, python, {**ENV, "PYTHONPATH": str(ROOT)}, tmp_path / "log")
