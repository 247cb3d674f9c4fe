"""The checker that holds SQL and model imports to the packages that own their tables."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tools import table_contracts
from tools.say import ROOT
from tools.table_owners import OWNERS, READS, WRITES
from tools.table_use import tables

OURS = "saleor_push_plugin_"


def named(statement: str) -> tuple[set[str], set[str]]:
    """What a statement reads, and what it writes."""
    found = tables(statement)
    read = {use.table.removeprefix(OURS) for use in found if not use.writes}
    return read, {use.table.removeprefix(OURS) for use in found if use.writes}


def test_the_package_keeps_to_its_own_tables() -> None:
    assert list(table_contracts.faults()) == []


@pytest.mark.parametrize(
    ("statement", "read", "written"),
    [
        ("SELECT a FROM order_order o JOIN account_user u ON u.id = o.user_id", "ou", ""),
        ("select a from order_order, account_user where true", "ou", ""),
        ('SELECT a FROM "order_order" o, "account_user" AS u', "ou", ""),
        ("SELECT extract(epoch FROM o.at) FROM order_order o", "o", ""),
        ("SELECT a FROM unnest(%s::int[]) AS t(a) CROSS JOIN LATERAL (SELECT 1) x", "", ""),
        ("WITH p AS MATERIALIZED (SELECT a FROM order_order) SELECT a FROM p", "o", ""),
        ("SELECT a IS DISTINCT FROM b FROM order_order FOR UPDATE OF o SKIP LOCKED", "o", ""),
        ("SELECT a FROM order_order WHERE true FOR NO KEY UPDATE SKIP LOCKED", "o", ""),
        ("SELECT 'x FROM account_user' FROM order_order", "o", ""),
        ("UPDATE account_user u SET a = 1 FROM order_order o WHERE u.id = o.id", "o", "u"),
        ("DELETE FROM account_user u USING order_order o WHERE u.id = o.id", "o", "u"),
        ("INSERT INTO account_user (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2", "", "u"),
    ],
)
def test_tables_are_found_where_a_statement_names_them(
    statement: str, read: str, written: str
) -> None:
    full = {"o": "order_order", "u": "account_user"}
    assert named(statement) == ({full[x] for x in read}, {full[x] for x in written})


REFUSED = {
    "shop/a.py": 'X = "UPDATE order_order SET status = 1"',
    "outbox/a.py": 'X = "SELECT 1 FROM order_order"',
    "outbox/b.py": 'X = "DELETE FROM saleor_push_plugin_subscription"',
    "subscribers/a.py": 'X = f"SELECT 1 FROM saleor_push_plugin_notification WHERE {x}"',
    "webpush/a.py": 'X = "SELECT 1 FROM saleor_push_plugin_lane"',
    "shop/b.py": 'X = f"SELECT 1 FROM {x}"',
    "outbox/c.py": 'X = "SELECT 1 FROM saleor_push_plugin_unheard"',
    "outbox/d.sql": "-- a --\n-- b\nSELECT 1 FROM product_product",
    "outbox/d.py": "from ..models import PersonalVoucher",
    "shop/c.py": "from ... import models\nmodels.Consent.objects.all()",
    "delivery/a.py": "from ..models import Notification\nNotification.objects.all().delete()",
    "delivery/b.py": (
        "from ..models import Notification\ndef f():\n"
        "    rows = Notification.objects.all()\n    late = rows.filter(id=1)\n    late.update(a=1)"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_of_another_package_is_refused(name: str) -> None:
    (fault,) = table_contracts.of_file(REFUSED[name], name)
    assert fault.startswith(name)


def test_long_and_undescribed_statements_are_refused() -> None:
    lines = "\n".join(["SELECT 1", *["AND 1"] * 20])
    (long,) = table_contracts.of_file(f'X = """{lines}"""', "shop/a.py")
    assert "21 lines" in long
    (silent,) = table_contracts.of_file("-- a --\nSELECT 1", "shop/a.sql")
    assert silent.endswith("describes no a")


def test_every_declared_exception_is_used() -> None:
    used = {(package, use.ours, use.writes) for package, use in table_contracts.crossings()}
    assert {(package, model.lower(), True) for package, model in WRITES} - used == set()
    assert {(package, model.lower(), False) for package, model in READS} - used == set()


def test_an_owner_is_declared_for_every_model() -> None:
    models = {model.__name__ for model in apps.get_app_config("saleor_push_plugin").get_models()}
    assert sorted(models) == sorted(model for owned in OWNERS.values() for model in owned)


def test_an_import_that_climbs_is_refused(tmp_path: Path) -> None:
    for name in ("", "core", "scenarios", "delivery", "outbox"):
        folder = tmp_path / "saleor_push_plugin" / name
        folder.mkdir()
        (folder / "__init__.py").touch()
    (folder / "lanes.py").write_text("from .. import delivery\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "saleor_push_plugin.outbox.lanes -> saleor_push_plugin.delivery" in done.stdout
