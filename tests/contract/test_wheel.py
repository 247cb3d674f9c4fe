"""Inside a real Saleor it is the built wheel that is tested, not the project's folder."""

import os
from pathlib import Path

import pytest

import saleor_push_plugin

ROOT = Path(__file__).resolve().parents[2]
SANDBOX = os.environ.get("PUSH_TEST_HOST", "sandbox") == "sandbox"


@pytest.mark.skipif(SANDBOX, reason="the sandbox runs what lies in the folder")
def test_the_installed_package_is_tested() -> None:
    here = Path(saleor_push_plugin.__file__).resolve()
    assert "site-packages" in here.parts
    assert here.parent != ROOT / "saleor_push_plugin"
